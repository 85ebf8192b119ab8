"""Palette, sentences, data and fonts, the folder that they are in, and what there is of them."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

FOLDER = Path(__file__).parent
PALETTE = FOLDER / "palette.toml"
CAPTIONS = FOLDER / "captions"
PAGE_WORDS = FOLDER / "web" / "words"


def _themes() -> Iterator[str]:
    """Find the palette's themes without reading a colour; whoever reads those tells of faults."""
    with suppress(OSError, ValueError):
        yield from re.findall(r"^\[(\w+)\]", PALETTE.read_text(encoding="utf-8"), re.MULTILINE)


def _languages() -> Iterator[str]:
    with suppress(OSError):
        yield from (folder.name for folder in CAPTIONS.iterdir() if folder.is_dir())


THEMES = tuple(_themes()) or ("dark", "light")
LANGUAGES = tuple(sorted(_languages())) or ("en", "zh")
"""The themes that there are colours of, and the languages that there are captions in."""
