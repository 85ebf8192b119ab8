"""Drawing on a Dask cluster."""
