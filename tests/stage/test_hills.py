"""Landscapes of a loss, balls on them and the sky above: they are where the record says."""

import numpy as np
import pytest
from manim import Camera, VMobject

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import record
from gradreel.scenes.stage.manim.hills import ABOVE, BELOW, Ball, Hills, Sky, crescent
from gradreel.scenes.stage.manim.layout import View, _is_outside
from gradreel.scenes.stage.manim.marks import pixels
from gradreel.scenes.stage.runs.line import LossSlice, minimum_of, window_about
from gradreel.scenes.stage.story.pace import PacedRun
from gradreel.scenes.stage.type.style import theme

DARK, LIGHT = theme("dark"), theme("light")


def squares(places: np.ndarray) -> np.ndarray:
    return np.asarray(places) ** 2


@pytest.fixture
def hills() -> Hills:
    return Hills(DARK, squares, (-1.0, 1.0), lowest=0.0)


def test_the_ground_goes_to_the_frames_edges_and_is_no_fault(hills: Hills) -> None:
    assert hills.ground.get_left()[0] < -7.1
    assert hills.ground.get_bottom()[1] < -4
    assert not _is_outside(hills.ground, View(Camera()))


def test_a_parabola_looks_alike_from_any_distance_unless_it_is_seen_evenly(hills: Hills) -> None:
    (_, near), (_, far) = hills.scales((-1, 1)), hills.scales((-10, 10))
    assert far.share(0) == pytest.approx(near.share(0)) == BELOW / (1 + BELOW + ABOVE)
    assert far.share(100) == pytest.approx(near.share(1))
    hills.see((-0.5, 0.5), 0.5 * hills.relief)
    assert hills.y.share(0.25) - hills.y.share(0) == pytest.approx(0.5 / (1 + BELOW + ABOVE))


def test_a_ball_is_at_the_recorded_loss_after_a_step_and_above_it_on_the_way() -> None:
    run = record("slope", entry("slope").defaults).run
    low = minimum_of(run.spec)
    assert low is not None
    path = run.parameters[:, 0]
    losses = LossSlice.of_parameter(run.objective, 0, np.zeros(1)).losses
    plot = Hills(DARK, losses, window_about(path, low), lowest=low)
    ball = Ball(run, plot, DARK.point, "ball", PacedRun((0,), (0.0,)))
    for step in (0, 1, 3):
        ball.stand(step)
        assert ball.where() == pytest.approx(plot.point(path[step], run.loss[step]))
    ball.stand(0.5)
    middle = (plot.point(path[0], run.loss[0]) + plot.point(path[1], run.loss[1])) / 2
    where = ball.where()
    assert where is not None
    assert where[0] == pytest.approx(middle[0])
    assert where[1] > middle[1]


def test_a_ball_that_is_cut_is_seen_inside_its_plot_only() -> None:
    run = record("slope", entry("slope").defaults).run
    plot = Hills(DARK, squares, (5.0, 6.0))
    assert Ball(run, plot, DARK.point, "ball", PacedRun((0,), (0.0,)), cut=True).where() is None
    assert Ball(run, plot, DARK.point, "ball", PacedRun((0,), (0.0,))).where() is not None


def test_nights_are_darker_than_days_in_both_themes() -> None:
    for colours in (DARK, LIGHT):
        sky = Sky(colours)
        sky.there.set_value(1.0)
        nights = [sky.night() for each in (0.25, 0.75, 1.25) if sky.days.set_value(each)]
        assert nights == [0, 1, 0]
        shade, stars, sun, moon = sky.submobjects
        sky.days.set_value(0.75)
        sky.update(0)
        assert isinstance(shade, VMobject)
        assert (shade.get_fill_opacity() > 0) == (colours is LIGHT)
        assert isinstance(stars, VMobject)
        assert stars.get_fill_opacity() > 0.8
        assert (len(sun.points) > 0, len(moon.points) > 0) == (False, True)


def test_the_moon_is_inside_its_disc() -> None:
    points = crescent(10.0)
    assert np.linalg.norm(points, axis=1).max() <= pixels(10.0) * (1 + 1e-9)
