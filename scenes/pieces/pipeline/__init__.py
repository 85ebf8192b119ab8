"""What only `pipeline` is built from."""
