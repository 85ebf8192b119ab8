"""What only `depth` is built from."""
