import numpy as np
import pytest
from manim import ValueTracker

from gradreel.engine.data import load
from gradreel.engine.held import Held
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective
from gradreel.scenes.stage.manim.place import pixels
from gradreel.scenes.stage.manim.player import RidingPoint, arrow_along
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.runs.line import LossSlice
from gradreel.scenes.stage.type.grid import Box
from gradreel.scenes.stage.type.scale import scale
from gradreel.scenes.stage.type.theme import theme

pytestmark = pytest.mark.usefixtures("no_litter")

DARK = theme("dark")


@pytest.fixture
def plot() -> Plot:
    return Plot(DARK, scale(-4, 4), scale(0.4, 2.6), box=Box(0.1, 0.6, 0.2, 0.8))


@pytest.fixture
def loss_slice() -> LossSlice:
    data = load("heart", ["MaxHR"], "AHD").standardized()
    objective = ModelObjective(Held(LogisticRegression(1), (-0.2, 0.0), (1,)), data)
    return LossSlice.of_parameter(objective, 0, np.zeros(1))


def test_what_rides_on_a_curve_is_where_the_loss_is(plot: Plot, loss_slice: LossSlice) -> None:
    place = ValueTracker(2.0)
    riding = RidingPoint(plot, loss_slice, place.get_value, length=100)
    for value in (2.0, -3.0, 0.5):
        place.set_value(value)
        centre = plot.point(value, loss_slice.loss(value))
        where = riding.where()
        assert where is not None
        np.testing.assert_allclose(where, centre)
        low, high = riding.tangent_at(value)
        np.testing.assert_allclose((low + high) / 2, centre, atol=1e-9)
        assert np.linalg.norm(high - low) == pytest.approx(pixels(100))
        unit = plot.point(value + 1, loss_slice.loss(value) + loss_slice.slope(value)) - centre
        np.testing.assert_allclose(np.cross(high - low, unit), 0, atol=1e-9)


def test_a_tangent_ends_where_the_plot_ends(plot: Plot, loss_slice: LossSlice) -> None:
    riding = RidingPoint(plot, loss_slice, lambda: 3.99, length=200)
    low, high = riding.tangent_at(3.9)
    assert high[0] == pytest.approx(plot.point(4, 1)[0])
    assert np.linalg.norm(high - low) < pixels(200)


def test_off_the_plot_there_is_nothing(plot: Plot, loss_slice: LossSlice) -> None:
    riding = RidingPoint(plot, loss_slice, lambda: 30.0)
    assert riding.where() is None
    assert not len(riding.tangent.points)
    assert not len(riding.drop.points)


def test_a_step_is_an_arrow_along_the_axis(plot: Plot) -> None:
    made = arrow_along(plot, lambda: (2.0, -1.0), DARK.point, rise=10)
    up = np.array([0, pixels(10), 0])
    assert made.get_right() == pytest.approx((plot.point(2, 0.4) + up), abs=0.05)
    assert made.get_left()[0] == pytest.approx(plot.point(-1, 0.4)[0])
