"""What only `descent` is built from."""
