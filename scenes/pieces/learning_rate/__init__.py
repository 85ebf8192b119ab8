"""What only `learning-rate` is built from."""
