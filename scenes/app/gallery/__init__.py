"""From a list of scenes to a page of their clips."""
