"""From a request to what is drawn: the catalog, options, runs, their recording, the clip's key."""
