"""What scenes that Matplotlib draws are built from."""
