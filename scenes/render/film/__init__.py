"""Films: many clips, drawn by all workers at once and joined to one file."""
