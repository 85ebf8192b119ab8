"""What only `biology` is built from."""
