"""gradreel shows how neural networks learn: real runs, recorded by NumPy and drawn as videos."""
