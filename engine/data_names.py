"""The names of the built-in data, without NumPy, so that a command's help can list them at once."""

TOY_NAMES = ("blobs", "moons", "circles", "xor", "rings")
CURVE_NAMES = ("sine", "absolute", "step")
DATA_NAMES = ("heart", "digits", "sunspots", *TOY_NAMES, *CURVE_NAMES)
