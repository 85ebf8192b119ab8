"""Fonts of one's own: as large as the project's, in both libraries, and what they lack is set."""

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import pytest
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from gradreel.engine.errors import RequestError
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label as FigureLabel
from gradreel.scenes.stage.type.names import drawable
from gradreel.scenes.stage.type.own import NEEDED, read_fonts
from gradreel.scenes.stage.type.style import theme
from gradreel.scenes.stage.type.typesetting import (
    CHINESE,
    PROJECTS,
    REGULAR,
    SEMIBOLD,
    extent,
    face_for,
    figures_face,
    sentence_lines,
    set_in,
    text_width,
    typeface,
    typeface_of,
)

FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
SERIF, SERIF_BOLD = FONTS / "DejaVuSerif.ttf", FONTS / "DejaVuSerif-Bold.ttf"
DARK = theme("dark")


@pytest.fixture(autouse=True)
def _in_the_projects_face() -> Iterator[None]:
    yield
    set_in(PROJECTS)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A font with what texts need and nothing else, whose 1 is narrower than its other figures."""
    font = TTFont(SERIF)
    subset = Subsetter(Options())
    subset.populate(text=NEEDED)
    subset.subset(font)
    width, bearing = font["hmtx"]["one"]
    font["hmtx"]["one"] = (width // 2, bearing)
    path = tmp_path_factory.mktemp("font") / "Few.ttf"
    font.save(path)
    return path


def test_texts_and_numbers_are_set_in_it() -> None:
    set_in(typeface_of(read_fonts(SERIF, SERIF_BOLD)))
    assert face_for("age").path.name == "DejaVuSerif.ttf"
    assert face_for("age", bold=True).path.name == "DejaVuSerif-Bold.ttf"
    assert face_for("年龄") == CHINESE
    assert figures_face("1.50") == typeface().bold
    label = FigureLabel(Sheet(640, 360, DARK), "age", (0, 0), colour="#FFFFFF")
    assert label.get_fontproperties().get_file() == str(typeface().regular.path)


def test_its_letters_are_as_high_as_the_projects() -> None:
    set_in(typeface_of(read_fonts(SERIF)))
    own, heights = typeface().regular, []
    for letter in "xH":
        ours, theirs = (extent(letter, face).top * face.scale for face in (REGULAR, own))
        heights.append(theirs / ours)
    assert heights == pytest.approx([1, 1], abs=0.06)
    assert typeface().bold.path.read_bytes() == SERIF.read_bytes()


def test_sentences_are_broken_by_its_width() -> None:
    sentence = "Two parameters make a place, and its height is the loss"
    assert len(sentence_lines(sentence)) == 1
    set_in(typeface_of(read_fonts(SERIF, SERIF_BOLD)))
    assert len(sentence_lines(sentence)) == 2


def test_what_it_lacks_is_set_in_the_projects_own(few: Path) -> None:
    fonts = read_fonts(few)
    set_in(typeface_of(fonts))
    assert face_for("age").path.name == "Few.ttf"
    assert face_for("β₀ moves", bold=True) == SEMIBOLD
    assert not fonts.keeps_figures
    assert figures_face("1.5") == SEMIBOLD
    assert figures_face("1.5", bold=False) == REGULAR


def test_a_name_that_only_it_has_is_drawn_as_it_is(few: Path) -> None:
    georgian = "\u10d0\u10d1"
    with pytest.raises(RequestError):
        drawable(georgian, in_chinese=False)
    set_in(typeface_of(read_fonts(SERIF)))
    assert drawable(georgian, in_chinese=False) == georgian
    set_in(typeface_of(read_fonts(few)))
    with pytest.raises(RequestError):
        drawable(georgian, in_chinese=False)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SERIF.read_bytes()[:4], "'own.ttf' is a damaged font"),
        (SERIF.read_bytes()[:2000], "'own.ttf' is a damaged font"),
        (b"no font at all", "'own.ttf' is no font that can be drawn"),
        ((FONTS / "STIXSizOneSymReg.ttf").read_bytes(), "which texts need"),
    ],
    ids=["cut off at once", "cut off", "none", "without letters"],
)
def test_a_font_that_can_not_be_used_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(content)
    with pytest.raises(RequestError, match=said):
        read_fonts(tmp_path / "own.ttf")


def test_a_font_travels_as_its_content(tmp_path: Path) -> None:
    path = tmp_path / "own.ttf"
    path.write_bytes(SERIF.read_bytes())
    fonts = read_fonts(path)
    path.unlink()
    assert TTFont(BytesIO(fonts.regular))["head"].unitsPerEm
    assert typeface_of(fonts).regular.path.read_bytes() == fonts.regular
    assert fonts.digests == read_fonts(SERIF).digests


@pytest.mark.parametrize("rounds", [1, 40])
def test_a_glyph_that_is_made_of_others_without_end_is_refused(rounds: int, tmp_path: Path) -> None:
    font = TTFont(SERIF, recalcBBoxes=False)
    names = ["x", *font.getGlyphOrder()[500 : 500 + rounds - 1], "x" if rounds == 1 else "y"]
    for name, inner in pairwise(names):
        pen = TTGlyphPen(font.getGlyphSet())
        for _ in range(2):
            pen.addComponent(inner, (1, 0, 0, 1, 0, 0))
        glyph = font["glyf"][name] = pen.glyph()
        glyph.xMin = glyph.yMin = glyph.xMax = glyph.yMax = 0
    font.save(tmp_path / "endless.ttf")
    with pytest.raises(RequestError, match="is a damaged font"):
        read_fonts(tmp_path / "endless.ttf")


def test_a_glyph_that_is_not_there_is_said_where_it_is_needed(tmp_path: Path) -> None:
    font = TTFont(SERIF)
    for table in font["cmap"].tables:
        table.cmap[ord("?")] = "glyph65000"
    font.save(tmp_path / "lacking.ttf")
    set_in(typeface_of(read_fonts(tmp_path / "lacking.ttf")))
    with pytest.raises(RequestError, match=r"'lacking.ttf' has a damaged glyph for '\?'"):
        text_width("Which?")
