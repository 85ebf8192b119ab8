"""What only the scene `combine` is built from."""
