"""The moves on Matplotlib's stage: what becomes something else, what flies to its place."""

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.colors import to_hex
from matplotlib.image import FigureImage
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.moves import become, box_between, mixed, stretch, travel
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label, ink_box
from gradreel.scenes.stage.type.style import SIZES, theme

DARK = theme("dark")


@pytest.fixture
def stage() -> Sheet:
    return Sheet(1280, 720, DARK)


def middle(stage: Sheet, artist: Artist) -> FloatArray:
    box = ink_box(stage, artist)
    return np.array([box.x0 + box.x1, box.y0 + box.y1]) / 2


def test_a_number_leaves_its_source_and_becomes_what_stands_in_its_place(stage: Sheet) -> None:
    source = Label(stage, "2.101", (0.2, 0.8), colour=DARK.model, size=SIZES.tick)
    place = Label(stage, "2.101", (0.7, 0.4), colour=DARK.gradient, size=SIZES.formula)
    drawn = travel(stage, source, place)
    assert drawn(0) == ()
    assert drawn(1) == (place,)
    for share, end in ((1e-6, source), (1 - 1e-6, place)):
        (flying,) = drawn(share)
        assert isinstance(flying, Text)
        assert flying.get_text() == "2.101"
        assert flying.get_fontsize() == pytest.approx(end.get_fontsize(), rel=1e-4)
        assert to_hex(flying.get_color()) == to_hex(end.get_color())
        np.testing.assert_allclose(middle(stage, flying), middle(stage, end), atol=0.1)


def patch(stage: Sheet, left: float, low: float, width: float, height: float) -> Rectangle:
    made = Rectangle((left, low), width, height, facecolor=DARK.batch_loss, edgecolor="none")
    made.set_figure(stage.figure)
    return made


def test_a_box_moves_and_stretches_into_another(stage: Sheet) -> None:
    bar, strip = patch(stage, 100, 300, 40, 200), patch(stage, 500, 50, 600, 20)
    drawn = become(stage, [bar], [strip])
    assert list(drawn(0)) == [bar]
    assert list(drawn(1)) == [strip]
    for share in (0.01, 0.5, 0.99):
        (picture,) = drawn(share)
        assert isinstance(picture, FigureImage)
        left, right, low, high = picture.get_extent()
        expected = box_between(bar.get_window_extent(), strip.get_window_extent(), share)
        np.testing.assert_allclose(((left, low), (right, high)), expected.get_points(), atol=1)


def test_a_group_becomes_another_wherever_both_are(stage: Sheet) -> None:
    words = [Label(stage, each, (0.2, y), colour=DARK.text) for each, y in (("a", 0.2), ("b", 0.4))]
    drawn = become(stage, words, [patch(stage, 900, 100, 80, 80)])
    for each in (drawn, become(stage, [], words)):
        (picture,) = each(0.5)
        assert isinstance(picture, FigureImage)
        assert np.asarray(picture.get_array())[..., 3].any()


def test_a_stretched_picture_lies_where_it_is_put_to_parts_of_a_pixel(stage: Sheet) -> None:
    pixels = np.full((40, 60, 4), 255, dtype=np.uint8)
    put = stretch(stage)
    (left, low), coverage = (100.25, 50.5), []
    for scale in (0.3, 1.0, 2.5):
        box = Bbox([[left, low], [left + 60 * scale, low + 40 * scale]])
        image = put(pixels, box)
        alpha = np.asarray(image.get_array())[..., 3] / 255
        assert (image.ox, image.oy) == (100, 50)
        assert alpha[alpha.shape[0] // 2].sum() == pytest.approx(60 * scale, abs=0.6)
        coverage.append(alpha[alpha.shape[0] // 2, 0])
    assert max(coverage) < 0.95


def test_of_two_solid_pictures_the_mixture_is_solid() -> None:
    first, last = (np.full((4, 5, 4), each, dtype=np.uint8) for each in (255, 255))
    last[..., :3] = 55
    assert (mixed(first, last, 0.5) == [155, 155, 155, 255]).all()
    assert mixed(first, last, 0) is first
    assert mixed(first, last, 1) is last
    last[..., 3] = 0
    assert (mixed(first, last, 0.5)[..., :3] == 255).all()
