"""Draws the record: one scene a file, what they share in stage/, frames to files in render/."""
