"""Cut Noto Sans CJK SC for `assets/fonts`: GB 2312 and Latin, with Source Sans's signs of maths.

In Noto a multiplication sign is as wide as a Han character, and most raised and lowered figures are
missing, so a Chinese sentence couldn't hold 3 × 10⁻⁷. These glyphs are Source Sans's instead, as
Noto's Latin letters are, at the weight of the cut. Needs the Noto that Debian has:

    apt-get install fonts-noto-cjk fonts-noto-cjk-extra
    python -m tools.chinese_fonts /usr/share/fonts/opentype/noto
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import category

from fontTools.pens.boundsPen import BoundsPen  # type: ignore[import-untyped]
from fontTools.pens.recordingPen import RecordingPen  # type: ignore[import-untyped]
from fontTools.pens.roundingPen import RoundingPen  # type: ignore[import-untyped]
from fontTools.pens.t2CharStringPen import T2CharStringPen  # type: ignore[import-untyped]
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

from gradreel.scenes.stage.type.typesetting import FONT_FOLDER, REGULAR, SEMIBOLD

CUTS = {"Regular": "NotoSansCJKsc-GB2312.otf", "Medium": "NotoSansCJKsc-Medium-GB2312.otf"}
"""The weights, and the files that they become."""
FIGURES = "·⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉" + "€₣₦₧₫₭₮₱₲₴₵₸₹₺₽⅓⅔⅛⅜⅝⅞™℠℗✓✔✗✘♥♪☑☐"
"""What is taken from Source Sans beside the signs of maths: figures, and signs that people name
columns with."""
BLOCKS = (
    (0x0020, 0x017F),
    (0x0391, 0x03C9),
    (0x2010, 0x203F),
    (0x2190, 0x22FF),
    (0x3000, 0x303F),
    (0xFF00, 0xFF60),
)
"""The first and last characters of what is kept beside GB 2312, where Noto has it."""
EM = 1000
"""Units of it in all these fonts, and the advance of a Han character."""
FEATURES = ("ccmp", "kern", "mark")
"""Of layout: text is horizontal and set without ligatures or variants."""
TABLES_OF_COLUMNS = ("VORG", "vhea", "vmtx")
DESCRIPTION = "The SC face, cut to GB 2312 and Latin; signs of maths from Source Sans 3"


@dataclass(frozen=True)
class Masters:
    """Two weights of Source Sans, whose outlines have the same points.

    Attributes:
        light, heavy: the fonts.
        share: where between them the weight is that is wanted, 0 at the light one.
    """

    light: Any
    heavy: Any
    share: float

    def between(self, low: float, high: float) -> float:
        """A measure at the wanted weight, in units of Noto's em."""
        return REGULAR.scale * (low + self.share * (high - low))

    def advance(self, code: int) -> int:
        """A glyph's advance."""
        low, high = (font["hmtx"][font.getBestCmap()[code]][0] for font in (self.light, self.heavy))
        return round(self.between(low, high))

    def draw(self, code: int, pen: Any) -> None:
        """Draw a glyph's outline with a pen of fontTools'."""
        drawn = (_recorded(font, code) for font in (self.light, self.heavy))
        for (operator, low), (_, high) in zip(*drawn, strict=True):
            points = (
                (self.between(one[0], other[0]), self.between(one[1], other[1]))
                for one, other in zip(low, high, strict=True)
            )
            getattr(pen, operator)(*points)


def cut(source: TTFont, path: Path) -> None:
    """Write the cut of one weight.

    Args:
        source: Noto Sans CJK SC of that weight; it is changed.
        path: the file.
    """
    light, heavy = TTFont(REGULAR.path), TTFont(SEMIBOLD.path)
    stems = [_stem(font) for font in (light, heavy, source)]
    low, high = (stem * REGULAR.scale for stem in stems[:2])
    masters = Masters(light, heavy, (stems[2] - low) / (high - low))
    codes = set(_gb2312()) & set(source.getBestCmap())
    signs = _signs(source, codes, light)
    _subset(source, codes - set(signs))
    for code in signs:
        _take(source, code, masters)
    source.recalcTimestamp = False
    source["name"].setName(DESCRIPTION, 10, 3, 1, 0x409)
    source.save(path, reorderTables=True)


def _gb2312() -> Iterator[int]:
    """The characters of GB 2312, and those of Latin, Greek, punctuation and maths around them."""
    for first, last in BLOCKS:
        yield from range(first, last + 1)
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            yield from map(ord, bytes((row, cell)).decode("gb2312", "ignore"))


def _subset(font: TTFont, codes: set[int]) -> None:
    options = Options(layout_features=list(FEATURES), name_IDs=["*"], notdef_outline=True)
    options.drop_tables += TABLES_OF_COLUMNS
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)


def _signs(font: TTFont, codes: set[int], light: TTFont) -> list[int]:
    """Raised figures, and signs of maths that are as wide as a Han character, of Source Sans."""
    there = font.getBestCmap()
    wide = (code for code in codes if font["hmtx"][there[code]][0] == EM)
    signs = {code for code in wide if category(chr(code)) == "Sm"}
    return sorted((signs | set(map(ord, FIGURES))) & set(light.getBestCmap()))


def _take(font: TTFont, code: int, masters: Masters) -> None:
    """Append a glyph for a character as the masters draw it, of the kind of the letter A.

    A glyph of Noto's own may stand for several characters, so none is changed.
    """
    top = font["CFF "].cff.topDictIndex[0]
    kind = top.FDSelect[font.getGlyphID(font.getBestCmap()[ord("A")])]
    private, advance = top.FDArray[kind].Private, masters.advance(code)
    outline, bounds = T2CharStringPen(advance - private.nominalWidthX, None), BoundsPen(None)
    for pen in (RoundingPen(outline), bounds):
        masters.draw(code, pen)
    name = f"cid{max(int(each[3:]) for each in top.charset[1:]) + 1:05}"
    top.CharStrings.charStrings[name] = len(top.charset)
    top.CharStrings.charStringsIndex.append(outline.getCharString(private, top.GlobalSubrs))
    top.FDSelect.gidArray.append(kind)
    top.charset.append(name)
    _announce(font, code, name, (advance, round(bounds.bounds[0])))


def _announce(font: TTFont, code: int, name: str, metrics: tuple[int, int]) -> None:
    """Tell the tables around the outlines of a glyph that was appended."""
    font.setGlyphOrder(font["CFF "].cff.topDictIndex[0].charset)
    font["maxp"].numGlyphs += 1
    font["hmtx"][name] = metrics
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap[code] = name


def _stem(font: TTFont) -> float:
    """How thick the capital I is, in units of the font."""
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[font.getBestCmap()[ord("I")]].draw(pen)
    left, _, right, _ = pen.bounds
    return float(right - left)


def _recorded(font: TTFont, code: int) -> list[tuple[str, Any]]:
    pen = RecordingPen()
    font.getGlyphSet()[font.getBestCmap()[code]].draw(pen)
    drawn: list[tuple[str, Any]] = pen.value
    return drawn


def main(folder: Path) -> None:
    """Make all cuts from the collections of Noto in a folder."""
    for weight, name in CUTS.items():
        with TTCollection(folder / f"NotoSansCJK-{weight}.ttc", lazy=True) as collection:
            named = {font["name"].getDebugName(6): font for font in collection.fonts}
            cut(named[f"NotoSansCJKsc-{weight}"], FONT_FOLDER / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
