"""The names of the built-in data, without NumPy, so that a command's help can list them at once."""

DATA_NAMES = ("heart", "blobs", "moons", "circles", "xor")
