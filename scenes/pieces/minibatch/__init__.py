"""What only `minibatch` is built from."""
