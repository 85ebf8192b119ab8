"""The fonts that texts are set in: the project's, or a person's own, and what they lack."""

import atexit
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from gradreel.assets import FOLDER
from gradreel.engine.errors import RequestError
from gradreel.scenes.files.temporary import TemporaryFolder
from gradreel.scenes.stage.type.appearance import OwnFonts

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


@dataclass(frozen=True)
class Typeface:
    """The faces that come first; what they lack is set in the project's own.

    Attributes:
        regular: for most texts.
        bold: for sentences, and for numbers that change.
        keeps_figures: whether figures are all of one width, so that numbers can change in place.
    """

    regular: Face = REGULAR
    bold: Face = SEMIBOLD
    keeps_figures: bool = True

    def face(self, *, bold: bool) -> Face:
        """Return one of both."""
        return self.bold if bold else self.regular


PROJECTS = Typeface()
_SET_IN: ContextVar[Typeface] = ContextVar("typeface", default=PROJECTS)


def set_in(chosen: Typeface) -> None:
    """Set all that follows in a typeface; a story does so before it makes a text."""
    _SET_IN.set(chosen)


@contextmanager
def measuring_in(chosen: Typeface) -> Iterator[None]:
    """Set what is measured meanwhile in a typeface."""
    before = _SET_IN.set(chosen)
    try:
        yield
    finally:
        _SET_IN.reset(before)


def typeface() -> Typeface:
    """Return the typeface that texts are set in now."""
    return _SET_IN.get()


@cache
def typeface_of(fonts: OwnFonts | None) -> Typeface:
    """Return the typeface of a person's own fonts, or the project's."""
    if fonts is None:
        return PROJECTS
    regular, bold = map(_unpacked, fonts.names, (fonts.regular, fonts.bold))
    return Typeface(Face(regular, fonts.scale), Face(bold, fonts.scale), fonts.keeps_figures)


def is_chinese(character: str) -> bool:
    """Whether a character is a Han character or Chinese (full-width) punctuation."""
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def face_for(text: str, *, bold: bool = False) -> Face:
    """Choose the face for a text and check that it has every glyph.

    It is a person's own, where that has them all. Else a text with any Chinese in it is set in Noto
    as a whole: its Latin letters are Source Sans.

    Args:
        text: one string, without maths.
        bold: Semibold for Latin, Medium for Chinese, whose strokes are as thick.

    Raises:
        RequestError: a character is in neither face.
    """
    own = typeface()
    if own is not PROJECTS and not missing_glyphs(text, own.face(bold=bold)):
        return own.face(bold=bold)
    latin, chinese = (SEMIBOLD, CHINESE_MEDIUM) if bold else (REGULAR, CHINESE)
    lacking = missing_glyphs(text, latin) and not missing_glyphs(text, chinese)
    face = chinese if lacking or any(map(is_chinese, text)) else latin
    missing = missing_glyphs(text, face)
    if missing:
        raise RequestError(
            f"no glyph for {''.join(missing[:10])!r} in {face.path.name}; use other characters"
        )
    return face


def figures_face(content: str, *, bold: bool = True) -> Face:
    """Choose the face for a number that changes in place, with what stands around it."""
    own = typeface().face(bold=bold)
    if typeface().keeps_figures and not missing_glyphs(content, own):
        return own
    return PROJECTS.face(bold=bold)


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
        names = [str(each) for each in range(font["maxp"].numGlyphs)]
        font.setGlyphOrder(names)  # any will do, and the glyphs' own take longest to read
        return frozenset(font.getBestCmap())


@cache
def _unpacked(name: str, content: bytes) -> Path:
    """Write a font to where libraries read it, until this process ends."""
    path = _folder().path / sha256(content).hexdigest() / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


@cache
def _folder() -> TemporaryFolder:
    made = TemporaryFolder(Path(tempfile.gettempdir()))
    atexit.register(made.close)
    return made
