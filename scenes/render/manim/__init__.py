"""Manim scenes as parts of a clip, frame for frame as manim draws them."""
