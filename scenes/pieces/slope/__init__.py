"""What only `slope` is built from."""
