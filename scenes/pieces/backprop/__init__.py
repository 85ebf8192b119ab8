"""What only `backprop` is built from."""
