"""Palette, sentences, data and fonts, the folder that they are in, and what there is of them."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
PALETTE = FOLDER / "palette.toml"
CAPTIONS = FOLDER / "captions"
THEMES = tuple(re.findall(r"^\[(\w+)\]$", PALETTE.read_text(encoding="utf-8"), re.MULTILINE))
"""The palette's themes, whose names are wanted without reading a colour."""
LANGUAGES = tuple(sorted(folder.name for folder in CAPTIONS.iterdir() if folder.is_dir()))
"""The languages that there are captions in."""
