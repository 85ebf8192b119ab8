"""The project's own fonts: where they are, how the libraries get them, what they lack."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gradreel.assets import FOLDER
from gradreel.engine.errors import RequestError

RAISED = re.compile("([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
"""Raised figures, which all faces have: see `tools.chinese_fonts`."""
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
CHINESE_MEDIUM = Face(FONT_FOLDER / "NotoSansCJKsc-Medium-GB2312.otf")
FACES = (REGULAR, SEMIBOLD, CHINESE, CHINESE_MEDIUM)


def is_chinese(character: str) -> bool:
    """Whether a character is a Han character or Chinese (full-width) punctuation."""
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def face_for(text: str, *, bold: bool = False) -> Face:
    """Choose the face for a text and check that it has every glyph.

    A text with any Chinese in it is set in Noto as a whole: its Latin letters are Source Sans.

    Args:
        text: one string, without maths.
        bold: Semibold for Latin, Medium for Chinese, whose strokes are as thick.

    Raises:
        RequestError: a character is in neither face.
    """
    latin, chinese = (SEMIBOLD, CHINESE_MEDIUM) if bold else (REGULAR, CHINESE)
    lacking = missing_glyphs(text, latin) and not missing_glyphs(text, chinese)
    face = chinese if lacking or any(map(is_chinese, text)) else latin
    missing = missing_glyphs(text, face)
    if missing:
        raise RequestError(
            f"no glyph for {''.join(missing[:10])!r} in {face.path.name}; use other characters"
        )
    return face


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
