"""gradreel shows how neural networks learn: real runs, recorded by NumPy and drawn as videos."""

from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parent
"""Where all of it is: the engine, the scenes and the assets."""
