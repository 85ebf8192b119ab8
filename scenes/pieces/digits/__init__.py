"""What only the scene digits is built from."""
