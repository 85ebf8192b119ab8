"""Which part of a scene a clip shows, how fast, and with whose voice."""
