"""The project's own fonts: where they are, how the libraries get them, what they lack."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gradreel.assets import FOLDER
from gradreel.engine.errors import RequestError

RAISED = re.compile("([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_LEVEL = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
FONT_FOLDER = FOLDER / "fonts"


@dataclass(frozen=True)
class Face:
    """One font file.

    `scale` is what a size is multiplied by, so that all faces look equally large: sizes are those
    of Noto Sans CJK, and the Latin letters inside it are Source Sans, drawn 1.117 times larger.
    """

    path: Path
    scale: float = 1.0


REGULAR = Face(FONT_FOLDER / "SourceSans3-Regular.otf", 1.117)
SEMIBOLD = Face(FONT_FOLDER / "SourceSans3-Semibold.otf", 1.117)
CHINESE = Face(FONT_FOLDER / "NotoSansCJKsc-GB2312.otf")
FACES = (REGULAR, SEMIBOLD, CHINESE)


def is_chinese(character: str) -> bool:
    """Whether a character is a Han character or Chinese (full-width) punctuation."""
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def face_for(text: str, *, bold: bool = False) -> Face:
    """Choose the face for a text and check that it has every glyph.

    A text with any Chinese in it is set in Noto as a whole: its Latin letters are Source Sans.
    Raised figures are the exception: Noto has none, so `pieces_of` sets them in Source Sans.

    Args:
        text: one string, without maths.
        bold: Semibold for Latin; the Chinese face has one weight.

    Raises:
        RequestError: a character is in neither face.
    """
    text = RAISED.sub("", text) or text
    if any(is_chinese(character) for character in text):
        face = CHINESE
    else:
        face = SEMIBOLD if bold else REGULAR
        if missing_glyphs(text, face) and not missing_glyphs(text, CHINESE):
            face = CHINESE
    missing = missing_glyphs(text, face)
    if missing:
        raise RequestError(
            f"no glyph for {''.join(missing[:10])!r} in {face.path.name}; use other characters"
        )
    return face


def pieces_of(text: str, *, bold: bool = False) -> list[tuple[str, Face]]:
    """Cut a text into pieces of one face each: all of it, but for raised figures that it lacks.

    Raises:
        RequestError: a character is in neither face.
    """
    face = face_for(text, bold=bold)
    if not missing_glyphs(text, face):
        return [(text, face)]
    return [(each, face_for(each, bold=bold)) for each in RAISED.split(text) if each]


def in_one_face(text: str, *, bold: bool = False) -> tuple[str, Face]:
    """A text and its face, for who can't mix faces: raised figures that it lacks follow a ^.

    Raises:
        RequestError: a character is in neither face.
    """
    face = face_for(text, bold=bold)
    if not missing_glyphs(text, face):
        return text, face
    return RAISED.sub(lambda found: "^" + found[0].translate(_LEVEL), text), face


def missing_glyphs(text: str, face: Face) -> list[str]:
    """List the characters of a text that a face has no glyph for, each once, in order."""
    known = characters(face.path)
    return [each for each in dict.fromkeys(text) if each not in "\n" and ord(each) not in known]


@cache
def characters(path: Path) -> frozenset[int]:
    """The code points that a font file has glyphs for."""
    from fontTools.ttLib import (  # type: ignore[import-untyped]  # noqa: PLC0415
        TTFont,  # slow to import, needed once
    )

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
