"""What only the scene of automatic differentiation is built from."""
