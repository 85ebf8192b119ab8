"""Palette, sentences, data and fonts, and the folder that they are in."""

from pathlib import Path

FOLDER = Path(__file__).parent
