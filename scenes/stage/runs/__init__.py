"""Views of a record: where a run is at a step, what it read, how it ended. NumPy only."""
