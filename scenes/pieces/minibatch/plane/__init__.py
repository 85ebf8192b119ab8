"""Two parameters: the map of their full loss, the maps of the batches, the runs over them."""
