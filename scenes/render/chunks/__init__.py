"""Chunks: the frames of a few seconds, drawn, kept and joined."""
