"""What only `minima` is built from."""
