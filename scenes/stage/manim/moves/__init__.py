"""The moves of a film: one thing becomes another, numbers travel, the camera helps."""
