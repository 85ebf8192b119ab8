"""Landscapes of Matplotlib's stage: views show what they are given, paths what was recorded."""

from functools import cache

import numpy as np
import pytest
from matplotlib.image import FigureImage
from matplotlib.text import Text

from gradreel.engine.surfaces.named import SURFACES
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.picture import COLOURS, Camera
from gradreel.scenes.stage.figure.relief import Relief
from gradreel.scenes.stage.figure.scales import MapScales
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.view import TurningView, best_camera
from gradreel.scenes.stage.runs.landscape import Heights, Landscape
from gradreel.scenes.stage.runs.landscape_runs import trace
from gradreel.scenes.stage.type.style import theme

DARK = theme("dark")
MAP = Camera().above()


@cache
def landscape(name: str = "styblinski-tang") -> Landscape:
    surface = SURFACES[name]
    xs, ys = np.linspace(*surface.x_range, 81), np.linspace(*surface.y_range, 61)
    return Landscape(xs, ys, surface.value(*np.meshgrid(xs, ys)))


def sheet() -> Sheet:
    return Sheet(640, 360, DARK)


def test_heights_keep_the_order_of_values_and_their_ends() -> None:
    values = np.random.default_rng(0).exponential(1.0, 500) ** 4
    heights = Heights.of(values)
    assert heights.compressed
    ends = heights(np.array([values.min(), np.median(values), values.max()]))
    assert ends == pytest.approx([0, 0.5, 1])
    assert (np.diff(heights(np.sort(values))) >= 0).all()


def test_heights_are_in_proportion_where_that_shows_the_runs() -> None:
    values = np.random.default_rng(0).exponential(1.0, 500) ** 4
    assert not Heights.of(values, fall=0.5 * np.ptp(values)).compressed
    even = Heights.of(np.linspace(-3, 5, 50))
    assert not even.compressed
    assert even(np.array([-3.0, 1.0, 5.0])) == pytest.approx([0, 0.5, 1])


def test_heights_between_grid_points_are_those_of_the_function() -> None:
    land = landscape()
    rng = np.random.default_rng(1)
    x, y = rng.uniform(-3.4, 3.4, (2, 200))
    surface = SURFACES["styblinski-tang"]
    assert np.abs(land.height_at(x, y) - land.heights(surface.value(x, y))).max() < 0.01
    assert land.height_at(land.xs[3], land.ys[5]) == land.grid[5, 3]
    assert np.isnan(land.height_at(np.array([9.0]), np.array([0.0]))).all()


def colour_at(image: FigureImage, place: np.ndarray) -> np.ndarray:
    pixels: Pixels = np.asarray(image.get_array())
    column, row = int(place[0] - image.ox), int(pixels.shape[0] - (place[1] - image.oy))
    return np.asarray(pixels[row, column] / 255)


def picture(view: TurningView, camera: Camera) -> FigureImage:
    """The landscape as it is seen from a camera."""
    pixels, left, low = view.picture.pixels(view.seen_from(camera), view.room, 1.0)
    return view.sheet.picture(pixels, left, low)


@pytest.mark.parametrize("camera", [Camera(), Camera(azimuth=-40.0, elevation=60.0), MAP])
def test_a_landscape_shows_each_point_in_the_colour_of_its_height(camera: Camera) -> None:
    view = TurningView(sheet(), landscape())
    surface = SURFACES["styblinski-tang"]
    points = np.array([[-2.9, -2.9], [0.5, -0.5], [2.6, -2.7], [-1.5, -1.5]])
    values = surface.value(points[:, 0], points[:, 1])
    assert not view.hidden(points, values, camera).any()
    image = picture(view, camera)
    for place, value in zip(view.project(points, values, camera), values, strict=True):
        seen, wanted = colour_at(image, place), np.array(COLOURS(
            float(landscape().shade(landscape().heights(value)))
        ))  # fmt: skip
        assert seen[3] == 1
        hue = seen[:3] / seen[:3].sum() - wanted[:3] / wanted[:3].sum()
        assert np.abs(hue).max() < 0.05


def test_points_behind_a_ridge_are_hidden() -> None:
    xs = np.linspace(-1, 1, 81)
    ridge = np.tile(np.exp(-((xs / 0.15) ** 2)), (81, 1)).T
    relief = Relief(Landscape(xs, xs, ridge))
    points = np.array([[0.0, -0.8], [0.0, 0.0], [0.0, 0.4], [0.0, 0.4]])
    places = relief.places(points, np.array([0.0, 1.0, 0.0, 1.0]))
    hidden = relief.hidden(places, Camera(azimuth=-90, elevation=20).towards)
    assert hidden.tolist() == [False, False, True, False]
    assert not relief.hidden(places, MAP.towards).any()


def test_the_best_camera_sees_what_a_ridge_hides_from_others() -> None:
    xs = np.linspace(-1, 1, 81)
    ridge = np.tile(np.exp(-((xs / 0.15) ** 2)), (81, 1))
    land, points = Landscape(xs, xs, ridge), np.array([[-0.35, 0.0], [-0.3, 0.2]])
    values = np.full(2, 0.01)
    relief, chosen = Relief(land), best_camera(land, points, values)
    assert not relief.hidden(relief.on(points, values), chosen.towards).any()


def test_what_a_maps_numbers_share_is_said_once_in_their_names() -> None:
    scales = MapScales(sheet(), (192, 108, 576, 288), np.array([[-1e-9, -3.5], [1e-9, 3.5]]))
    written = [each.get_text() for each in scales.artists("v", "w") if isinstance(each, Text)]
    assert written == ["−5", "0", "5", "−2", "0", "2", "v (×10⁻¹⁰)", "w"]


def test_a_trace_holds_every_recorded_point_as_it_is() -> None:
    rng = np.random.default_rng(2)
    parameters = rng.uniform(-1, 1, (30, 2))
    window = np.array([[-1.0, -1.0], [1.0, 1.0]])
    path = trace(parameters, np.arange(30) * 5, lambda at: at.sum(axis=1), window)
    assert np.array_equal(path.points[path.recorded], parameters)
    assert path.steps[path.recorded].tolist() == list(range(0, 150, 5))
    assert path.values == pytest.approx(path.points.sum(axis=1))


def test_a_step_from_or_to_far_away_is_cut_at_the_edge() -> None:
    parameters = np.array([[0.5, 0.25], [-1e30, -5e29], [0.5, 0.25], [1e300, 1e300], [-1e300, 0]])
    window = np.array([[-1.0, -1.0], [1.0, 1.0]])
    path = trace(parameters, np.arange(5), lambda at: at.sum(axis=1), window)
    finite = np.isfinite(path.points).all(axis=1)
    assert path.points[path.recorded].tolist() == [[0.5, 0.25], [0.5, 0.25]]
    assert (path.points[finite & ~path.recorded].max(axis=0) <= 1).all()
    ends = path.points[finite][
        [np.argmin(path.points[finite, 0]), np.argmax(path.points[finite, 1])]
    ]
    assert ends == pytest.approx(np.array([[-1, -0.5], [1, 0.75]]), abs=0.3)
    assert (np.diff(path.steps) >= 0).all()
