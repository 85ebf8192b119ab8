"""What only `likelihood` is built from."""
