"""The pieces of Matplotlib's stage: words, numbers, formulas, arrows and points."""

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.image import FigureImage
from matplotlib.patches import Circle, Polygon

from gradreel.scenes.stage.figure.marks import RingedPoint, arrive, arrow, arrow_outline
from gradreel.scenes.stage.figure.run_map import distinct_looks
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import (
    Label,
    Number,
    TextLine,
    axis_name,
    math_pixels,
    sentence,
)
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.type.maths import ASCENT
from gradreel.scenes.stage.type.style import GRID, theme

DARK = theme("dark")


@pytest.fixture
def stage() -> Sheet:
    return Sheet(1280, 720, DARK)


def test_a_number_changes_in_place_and_is_held_by_its_edge(stage: Sheet) -> None:
    number = Number(stage, 2, (0.9, 0.5), colour=DARK.text)
    ends = []
    for value, written in ((3.25, "3.25"), (-13.25, "−13.25"), (-0.001, "0.00")):
        assert number.show(value) is number
        assert number.get_text() == written
        ends.append(number.get_window_extent(stage.renderer).x1)
    assert ends == pytest.approx([stage.x(0.9)] * 3, abs=1)


def test_a_labels_advance_counts_the_space_at_its_end(stage: Sheet) -> None:
    bare, spaced = (
        Label(stage, content, (0.1, 0.5), colour=DARK.text) for content in ("a", "a   ")
    )
    assert spaced.advance > bare.advance
    assert bare.advance == pytest.approx(bare.width, rel=0.2)


def test_a_sentence_sets_its_symbols_as_maths_in_their_colours(stage: Sheet) -> None:
    artists = sentence(stage, "Moving β₀ shifts the curve")
    first, symbol, last = artists
    assert isinstance(first, Label)
    assert isinstance(symbol, FigureImage)
    assert isinstance(last, Label)
    assert (first.get_text(), last.get_text()) == ("Moving ", " shifts the curve")
    pixels = np.asarray(symbol.get_array())
    solid = pixels[pixels[..., 3] > 250][:, :3]
    assert np.abs(solid - np.array(to_rgb(DARK.beta0)) * 255).max() < 3
    assert first.get_position()[0] == pytest.approx(stage.x(GRID.margin))
    assert findings(stage, artists) == []


def test_a_label_takes_the_face_that_what_it_comes_to_say_needs(stage: Sheet) -> None:
    label, chinese = (Label(stage, each, (0.1, 0.5), colour=DARK.text) for each in ("0", "损失 1"))
    label.set_text("损失 1")
    assert label.width == pytest.approx(chinese.width)
    assert label.get_fontproperties() == chinese.get_fontproperties()


def test_a_line_goes_on_where_a_symbol_ends(stage: Sheet) -> None:
    line = TextLine(stage, "到 β₁ 为止", (0.1, 0.5), colour=DARK.text)
    assert len(line.artists) == 3
    assert findings(stage, line.artists) == []
    first, symbol, last = line.artists
    boxes = [each.get_window_extent(stage.renderer) for each in (first, last)]
    width = np.asarray(symbol.get_array()).shape[1] if isinstance(symbol, FigureImage) else 0
    assert boxes[1].x0 - boxes[0].x1 == pytest.approx(width, abs=0.02 * stage.width)
    assert line.right == pytest.approx((boxes[1].x1 - stage.x(0)) / stage.width, abs=0.005)


def test_an_axis_is_named_in_words_or_in_maths(stage: Sheet) -> None:
    assert isinstance(axis_name(stage, "loss", (0.5, 0.5)), Label)
    assert isinstance(axis_name(stage, "$beta_1$", (0.5, 0.5)), FigureImage)


def test_an_arrow_ends_at_its_tip_and_shrinks_its_head_with_it() -> None:
    start, end = np.array([10.0, 10.0]), np.array([70.0, 90.0])
    outline = arrow_outline(start, end, 4, (13, 11))
    assert np.linalg.norm(outline - end, axis=1).min() < 1e-12
    short = arrow_outline(start, start + 0.05 * (end - start), 4, (13, 11))
    assert np.linalg.norm(short - start, axis=1).max() <= 5 + 1e-9
    assert len(arrow_outline(start, start + 0.5, 4, (13, 11))) == 0
    assert len(arrow_outline(start, end * np.nan, 4, (13, 11))) == 0


def test_an_arrow_is_drawn_between_the_points_that_it_is_given(stage: Sheet) -> None:
    between = arrow(stage, DARK.gradient)
    start = np.array([100.0, 100.0])
    assert between(start, start) == ()
    for end in (np.array([300.0, 100.0]), np.array([100.0, 400.0])):
        (drawn,) = between(start, end)
        assert isinstance(drawn, Polygon)
        assert np.linalg.norm(drawn.get_xy() - end, axis=1).min() < 1e-9
        assert to_hex(drawn.get_facecolor()) == DARK.gradient.lower()


@pytest.mark.parametrize("filled", [True, False])
def test_a_ringed_point_is_where_it_is_put_or_nowhere(stage: Sheet, filled: bool) -> None:
    point = RingedPoint(stage, radius=8, filled=filled)
    assert point.at(np.array([np.nan, 3.0])) == ()
    casing, inner = point.at(np.array([30.0, 40.0]))
    assert isinstance(casing, Circle)
    assert isinstance(inner, Circle)
    for circle in (casing, inner):
        assert np.array_equal(circle.get_center(), (30, 40))
    assert casing.get_radius() > inner.get_radius()
    fill = DARK.point if filled else DARK.background
    assert to_hex(inner.get_facecolor()) == fill.lower()


def test_formulas_share_a_baseline_and_take_their_colours() -> None:
    plain, coloured = math_pixels("x", DARK, 40), math_pixels("x gradient(y)", DARK, 40)
    assert plain.baseline == coloured.baseline == ASCENT * 40
    ink = np.flatnonzero(plain.pixels[..., 3].any(axis=1))
    assert ink[-1] == pytest.approx(plain.baseline, abs=2)
    solid = coloured.pixels[coloured.pixels[..., 3] > 250][:, :3]
    for colour in (DARK.text, DARK.gradient):
        off = np.abs(solid - np.array(to_rgb(colour)) * 255).max(axis=1)
        assert off.min() < 2


def test_a_ring_widens_about_its_place_and_fades(stage: Sheet) -> None:
    drawn, place = arrive(stage), np.array([300.0, 200.0])
    assert drawn(0, place) == drawn(1, place) == drawn(0.5, place * np.nan) == ()
    seen = []
    for share in (0.1, 0.5, 0.9):
        _, ring = drawn(share, place)
        assert isinstance(ring, Circle)
        assert np.array_equal(ring.get_center(), place)
        seen.append((ring.get_radius(), float(ring.get_alpha() or 0)))
    assert seen == sorted(seen)
    assert [alpha for _, alpha in seen] == sorted((alpha for _, alpha in seen), reverse=True)


def test_twelve_runs_are_told_apart_and_six_without_their_colours() -> None:
    looks = distinct_looks(DARK, [""] * 12)
    assert len({(look.colour, look.filled) for look in looks}) == 12
    assert len({(look.filled, look.shape) for look in looks[:6]}) == 6
