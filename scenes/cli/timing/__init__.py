"""The options about which part of a scene is shown, how fast, and with whose voice."""
