from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.path import Path

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.plot import BANDS, ContourMap
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.type.style import Box, theme

pytestmark = pytest.mark.usefixtures("no_litter")

XS, YS = np.linspace(-2, 2, 81), np.linspace(-1, 3, 81)


@pytest.fixture
def land() -> ContourMap:
    values = (XS[None, :] - 0.5) ** 2 + 2 * (YS[:, None] - 1) ** 2
    box = Box(0.3, 0.7, 0.3, 0.8)
    return ContourMap(Landscape(XS, YS, values), theme("dark"), box=box, names=("β₀", "β₁"))


def covered(outline: FloatArray, places: FloatArray) -> FloatArray:
    """How many rings of an outline, whose holes are rings as well, are about each place."""
    corners = outline[::4, :2]
    starts = [0, *np.flatnonzero((outline[4::4] != outline[3:-1:4]).any(axis=1)) + 1, len(corners)]
    rings = [Path(corners[a:b]) for a, b in pairwise(starts)]
    counts = np.zeros(len(places))
    for ring in rings:
        counts += ring.contains_points(places[:, :2])
    return counts


@pytest.mark.parametrize("band", [1, 5, 11])
def test_a_band_covers_what_is_at_least_so_high(land: ContourMap, band: int) -> None:
    xs, ys = (each.ravel() for each in np.meshgrid(XS[3:-3:7], YS[3:-3:7]))
    shades = land.landscape.shade(land.landscape.height_at(xs, ys))
    clear = np.abs(shades - band / BANDS) > 0.01
    inside = covered(land.bands[band].points, land.plot.points_at(xs, ys)) % 2 == 1
    assert (inside == (shades > band / BANDS))[clear].all()


def test_a_value_has_the_colour_of_its_band(land: ContourMap) -> None:
    lowest, highest = land.landscape.values.min(), land.landscape.values.max()
    assert land.colour_of(lowest) != land.colour_of(highest)
    first = np.array(to_rgb(land.bands[0].get_fill_color().to_hex()))
    assert np.abs(first - to_rgb(land.colour_of(lowest))).max() < 0.05


def test_it_turns_into_other_values_in_the_same_colours(land: ContourMap) -> None:
    before = [each.points.copy() for each in land.bands]
    land.turn_to(land.landscape.values + 1.0)
    shades = land.landscape.shade(land.landscape.heights(land.landscape.values + 1.0)).ravel()
    xs, ys = (each.ravel() for each in np.meshgrid(XS, YS))
    clear = np.abs(shades - 5 / BANDS) > 0.02
    inside = covered(land.bands[5].points, land.plot.points_at(xs, ys)) % 2 == 1
    inner = (np.abs(xs) < 1.9) & (np.abs(ys - 1) < 1.9)
    assert (inside == (shades > 5 / BANDS))[clear & inner].all()
    land.turn_to(land.landscape.values)
    for band, points in zip(land.bands, before, strict=True):
        np.testing.assert_array_equal(band.points, points)
