"""What only `sigmoid` is built from."""
