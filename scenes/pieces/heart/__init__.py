"""What only `heart` is built from."""
