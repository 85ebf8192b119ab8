"""What only the scene universal is built from."""
