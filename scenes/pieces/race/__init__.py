"""What only `race` is built from."""
