"""What the drawing of a person's scene depended on, found by listening to Python itself."""
