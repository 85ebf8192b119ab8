"""Frames to files: draws parts frame by frame and encodes what they draw."""
