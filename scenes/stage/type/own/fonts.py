"""Fonts of a person's own: read, checked, and made to look as large as the project's."""

import math
from io import BytesIO
from pathlib import Path
from string import ascii_letters, digits
from typing import Any, Final

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from gradreel.engine.errors import RequestError, quoted
from gradreel.scenes.files.sources import read_regular
from gradreel.scenes.stage.type.appearance import OwnFonts
from gradreel.scenes.stage.type.fonts import REGULAR
from gradreel.scenes.stage.type.typesetting import DAMAGES, Extent, extent, extent_in

MAX_BYTES: Final = 50_000_000
KINDS: Final = ("\x00\x01\x00\x00", "OTTO", "true")
"""What the files begin with that both libraries read: one font each, not compressed."""
NEEDED: Final = ascii_letters + digits + " .,:;()=+-"
"""What every text is made of; others that a font lacks are set in the project's own."""
MINUS: Final = "−"
SAME_WIDTH: Final = 0.005
"""Figures that differ by less, in em, don't seem to move when a number changes."""


def read_fonts(regular: Path, bold: Path | None = None) -> OwnFonts:
    """Read the cuts of a font.

    Args:
        regular: a file of TrueType or OpenType.
        bold: the heavier cut, for sentences and numbers; the same one when None.

    Raises:
        RequestError: one can't be read, or lacks what every text needs.
    """
    light, heavy = regular, bold or regular
    thin, thick = _read(light), _read(heavy)
    fonts = [_opened(*each) for each in ((light, thin), (heavy, thick))]
    return OwnFonts(
        names=(light.name, heavy.name),
        regular=thin,
        bold=thick,
        scale=_scale(fonts[0]),
        keeps_figures=all(map(_keeps_figures, fonts)),
    )


def _read(path: Path) -> bytes:
    content = read_regular(path, MAX_BYTES)
    if not content.startswith(tuple(kind.encode("latin-1") for kind in KINDS)):
        raise RequestError(
            f"{quoted(path.name)} is no font that can be drawn; give a .ttf or .otf with one font"
        )
    return content


def _opened(path: Path, content: bytes) -> TTFont:
    """Open a font, and check that what is needed can be measured.

    Raises:
        RequestError: it is damaged, or lacks a needed character.
    """
    try:
        font = TTFont(BytesIO(content), lazy=False)
        known = font.getBestCmap() or {}
        if missing := "".join(each for each in NEEDED if ord(each) not in known):
            what = f"{quoted(path.name)} has no {quoted(missing, 20)}"
            raise RequestError(f"{what}, which texts need; take another")
        for each in NEEDED:
            extent_in(font, each)
    except DAMAGES as error:
        raise RequestError(f"{quoted(path.name)} is a damaged font; get it anew") from error
    return font


def _scale(font: TTFont) -> float:
    """Return what a size is multiplied by so that letters are as high as Source Sans has them."""
    pairs = ((extent(each, REGULAR), extent_in(font, each)) for each in "xH")
    small, large = (_height(ours) / _height(theirs) for ours, theirs in pairs)
    return REGULAR.scale * math.sqrt(small * large)


def _height(measured: Extent) -> float:
    if measured.top <= 0:
        raise RequestError("the font's letters have no height; take another")
    return measured.top


def _keeps_figures(font: Any) -> bool:
    """Whether a number that changes keeps its place: where it is held, its sign may come and go."""
    widths = [extent_in(font, each).advance for each in digits]
    return ord(MINUS) in font.getBestCmap() and max(widths) - min(widths) <= SAME_WIDTH
