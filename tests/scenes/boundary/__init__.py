"""The scene of a model's regions over two features."""
