"""The fonts that texts are set in, and measuring, breaking and writing by their own metrics."""

import atexit
import re
import struct
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
from fontTools.pens.boundsPen import BoundsPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]

from gradreel.assets import FOLDER
from gradreel.engine.errors import RequestError, quoted
from gradreel.scenes.files.temporary import TemporaryFolder
from gradreel.scenes.stage.type.appearance import OwnFonts
from gradreel.scenes.stage.type.style import GRID, SIZES, is_tall, laid_out

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
READERS = Face(Path())
"""No file, but what a page's reader has: a glyph for every character, of about its width."""


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
OF_READERS = Typeface(READERS, READERS)
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
    known = frozenset(map(ord, text)) if face is READERS else characters(face.path)
    return [each for each in dict.fromkeys(text) if each not in "\n" and ord(each) not in known]


@cache
def characters(path: Path) -> frozenset[int]:
    """The code points that a font file has glyphs for."""
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


LINE_WIDTH = 0.9
"""Of a sentence's line at the most, as a fraction of the frame's width."""
PAUSES = ",:;.，：；。"
SYMBOLS = {"β₁/4": "beta1(beta_1) slash 4", "β₀": "beta0(beta_0)", "β₁": "beta1(beta_1)"}
"""What is set as maths inside a sentence: plain in the captions, a formula on the stage."""
MATHS_SCALE = 1.1
"""Maths beside text: New Computer Modern is smaller than Source Sans at the same em."""
RAISED_FROM = 1e6
"""Numbers from here on are written as powers of ten."""
NOT_FIRST, NOT_LAST = "，。：；、！？）”%", "（“"
"""Chinese punctuation that no line may begin with, and that none may end with."""
MOST_COMPONENTS = 100
"""Of a glyph that is made of others."""
DAMAGES: Final = (
    *(TTLibError, ArithmeticError, AssertionError, AttributeError, RecursionError),
    *(LookupError, struct.error, TypeError, ValueError),
)
"""What fontTools raises at a file that isn't as it should be."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEVELLED = {raised: plain for plain, raised in _SUPERSCRIPTS.items()}


@dataclass(frozen=True)
class Extent:
    """One glyph's measures in the font file, in em: the box of its ink, and its advance."""

    left: float
    bottom: float
    right: float
    top: float
    advance: float


class _Pen(BoundsPen):  # type: ignore[misc]
    """Finds the box of a glyph, unless that is made of others without end."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self._left = MOST_COMPONENTS

    def addComponent(self, *component: Any) -> None:  # noqa: N802, fontTools calls it
        self._left -= 1
        if self._left < 0:
            raise ValueError("a glyph is made of too many others")
        super().addComponent(*component)


@cache
def extent(character: str, face: Face) -> Extent:
    """Measure one character's glyph in the font file.

    Raises:
        RequestError: the glyph is damaged, in a person's own font.
    """
    try:
        return extent_in(_font(face), character)
    except DAMAGES as error:
        raise RequestError(
            f"{quoted(face.path.name)} has a damaged glyph for {character!r}; take another font"
        ) from error


def extent_in(font: Any, character: str) -> Extent:
    """Measure one character's glyph in a font that fontTools has opened."""
    name = font.getBestCmap()[ord(character)]
    glyphs = font.getGlyphSet()
    pen = _Pen(glyphs)
    glyphs[name].draw(pen)
    em = font["head"].unitsPerEm
    return Extent(*(each / em for each in (*(pen.bounds or (0, 0, 0, 0)), glyphs[name].width)))


def number_text(value: float, decimals: int, most: float = RAISED_FROM) -> str:
    """Write a number with a real minus sign, fixed decimals and never a negative zero.

    From `most` on it is written as a power of ten, so that a run that diverges keeps its place.
    """
    if not np.isfinite(value):
        return "–" if np.isnan(value) else "∞" if value > 0 else "−∞"
    if abs(value) >= most:
        return scientific(value)
    shown = f"{value:.{decimals}f}"
    return (shown if float(shown) else f"{0:.{decimals}f}").replace("-", "−")


def scientific(value: float) -> str:
    """Write a finite number as a power of ten, with one decimal: 2.2×10⁻⁵."""
    mantissa, power = f"{value:.1e}".split("e")
    return f"{mantissa}×10{superscript(int(power))}".replace("-", "−")


def as_given(value: float) -> str:
    """Write a finite number as it was given: 0.5, or 2×10⁻⁷ where the shortest form has a power."""
    mantissa, _, power = f"{value:g}".replace("-", "−").partition("e")
    return f"{mantissa}×10{superscript(int(power.replace('−', '-')))}" if power else mantissa


def in_maths(written: str) -> str:
    """Turn a number that was written for a text into Typst's maths: 2.0 times 10^(-7)."""
    raised = RAISED.sub(lambda found: f"^({found[0].translate(_LEVELLED)})", written)
    return raised.replace("−", "-").replace("×", " times ")


def superscript(power: int) -> str:
    """Write an exponent in raised figures."""
    return str(power).translate(_SUPERSCRIPTS)


def decimals_for(size: float, digits: int) -> int:
    """How many decimals show so many digits of numbers of about this size."""
    return max(0, digits - 1 - int(np.floor(np.log10(abs(size))))) if size else digits - 1


def rounded(value: float, digits: int) -> float:
    """Round to so many digits, as a person would write it: 22.8 to 20 with one digit."""
    return float(f"{value:.{digits - 1}e}")


def sentence_lines(
    content: str, size: float | None = None, width: float = LINE_WIDTH, *, bold: bool = True
) -> list[str]:
    """Break a sentence into as few lines as fit a fraction of the frame's width.

    They are made about as long as each other, and two rather broken where there is a comma.

    Args:
        content: the sentence.
        size: em size in heights of a wide frame; that of sentences when None.
        width: of a line, as a fraction of the frame's width.
        bold: whether it is set in the heavier cut.
    """
    face = face_for(content, bold=bold)
    room = line_room(size, width) / face.scale
    lines = _filled(content, face, room)
    if len(lines) == 2:
        return _balanced(content, face, room)
    return _evened(content, face, lines) if len(lines) > 2 else lines


def broken_if_tall(
    content: str, size: float, width: float = LINE_WIDTH, *, bold: bool = True
) -> list[str]:
    """Break a text as `sentence_lines` in a tall frame, and leave it whole in a wide one."""
    return sentence_lines(content, size, width, bold=bold) if is_tall() else [content]


def line_room(size: float | None = None, width: float = LINE_WIDTH) -> float:
    """The width of a line in em; the arguments are those of `sentence_lines`."""
    return width * laid_out().width / (size or SIZES.sentence)


def too_long(content: str, size: float | None = None, *, lines: int | None = None) -> bool:
    """Whether a text takes more lines than it has, those of a sentence when None.

    `size` is as for `sentence_lines`.
    """
    made = sentence_lines(content, size)
    room = line_room(size)
    most = lines or GRID.sentence_lines
    return len(made) > most or any(text_width(line, bold=True) > room for line in made)


def without_symbols(line: str) -> list[str]:
    """Cut a line into its texts and its symbols, in order."""
    pattern = "|".join(map(re.escape, SYMBOLS))
    return [piece for piece in re.split(f"({pattern})", line) if piece]


def set_width(content: str, face: Face) -> float:
    """The width of a line in em, without kerning."""
    if face is READERS:
        return sum(0.5 if each < "\u2e80" else 1.0 for each in content)
    return sum(extent(character, face).advance for character in content)


def text_width(content: str, *, bold: bool = False) -> float:
    """The width of a text in em of the stage's sizes, without kerning."""
    face = face_for(content, bold=bold)
    return set_width(content, face) * face.scale


def figures_width(content: str, *, bold: bool = True) -> float:
    """The width of a number that changes in place, in em of the stage's sizes."""
    face = figures_face(content, bold=bold)
    return set_width(content, face) * face.scale


def _filled(content: str, face: Face, room: float) -> list[str]:
    """Fill lines of at most `room` em one after the other."""
    lines = [""]
    for word in _breakable(content):
        if lines[-1] and set_width(lines[-1] + word.rstrip(), face) > room:
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines]


def _balanced(content: str, face: Face, room: float) -> list[str]:
    """Break into two lines where they come out about as long, or nearly so after a comma."""
    words = _breakable(content)
    cuts = range(1, len(words))
    halves = [("".join(words[:cut]).strip(), "".join(words[cut:]).strip()) for cut in cuts]

    def cost(pair: tuple[str, str]) -> float:
        longer = max(set_width(half, face) for half in pair)
        if longer > room:
            return float("inf")
        return longer * (0.8 if pair[0][-1] in PAUSES else 1.0)

    first, second = min(halves, key=cost)
    return [first, second]


def _evened(content: str, face: Face, lines: list[str]) -> list[str]:
    """Make lines as narrow as they can be without one more of them."""
    widest = max(set_width(line, face) for line in lines)
    for share in np.linspace(0.5, 1.0, 26):
        made = _filled(content, face, float(share) * widest)
        if len(made) <= len(lines):
            return made
    return lines


def _breakable(content: str) -> Sequence[str]:
    """Cut a sentence after its spaces and between its Chinese characters."""
    pieces = [""]
    for before, character in zip(" " + content, content, strict=False):
        apart = before == " " or is_chinese(character) or is_chinese(before)
        if apart and character not in NOT_FIRST and before not in NOT_LAST and pieces[-1]:
            pieces.append("")
        pieces[-1] += character
    return pieces


def percent(probability: float) -> str:
    """A probability in per cent, not rounded to certainty where three places show that it isn't."""
    shown = (f"{100 * probability:.{places}f}" for places in range(4))
    return next((each for each in shown if 0 < float(each) < 100), f"{100 * probability:.0f}")


@cache
def _font(face: Face) -> Any:
    return TTFont(face.path)
