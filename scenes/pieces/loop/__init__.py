"""What only `loop` is built from."""
