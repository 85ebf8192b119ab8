"""What scenes that manim draws are built from."""
