"""The scene of wide and deep networks."""
