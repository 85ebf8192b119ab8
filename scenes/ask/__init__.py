"""What was asked for: the scenes that there are, what is chosen of them, and their runs."""
