"""What scenes are built from: theme, fonts and captions for both libraries, and manim's pieces."""
