"""A landscape that turns: its camera is a story's values, and from above it is its own map."""
