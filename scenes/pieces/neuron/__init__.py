"""What only `neuron` is built from."""
