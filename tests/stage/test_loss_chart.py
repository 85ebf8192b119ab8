"""The chart of losses keeps every line in its frame and every name off the curves."""

from typing import Any

import numpy as np
import pytest

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.layout import _rectangle
from gradreel.scenes.stage.manim.loss_chart import (
    COLUMNS,
    ChartTitles,
    LinePath,
    LossChart,
    LossLine,
    loss_scale,
)
from gradreel.scenes.stage.manim.marks import fractions
from gradreel.scenes.stage.manim.player import RunPlayer
from gradreel.scenes.stage.story.pace import PacedRun, paced
from gradreel.scenes.stage.type.scale import scale
from gradreel.scenes.stage.type.style import theme

TITLES = ChartTitles(x="steps", y="loss", panel="numbers", step="step")
STEPS, STEP = np.arange(301), 0.05
RUN: Any = None
NOISE = np.random.default_rng(0).uniform(0.5, 1.5, len(STEPS))

WILD: dict[str, tuple[Any, Any]] = {
    "usual": (2.0 * 0.99**STEPS, 2.0 * 0.98**STEPS),
    "both rise": (1.0 + STEPS / 40, 1.0 + STEPS / 35),
    "far up": (np.where(STEPS < 1, 1.0, 700.0), np.where(STEPS < 1, 1.0, 274.0 * NOISE)),
    "twenty orders": (10.0 ** (STEPS / 15), np.full(len(STEPS), 1.0)),
    "no number": (np.where(STEPS < 9, 1e3 ** STEPS.clip(0, 8), np.inf), 0.9 * NOISE),
    "close": (2.0 - STEPS / 400, 2.001 - STEPS / 400),
    "to nothing": (np.where(STEPS < 5, 50.0 ** STEPS.clip(0, 5), 0.0), NOISE),
}


def chart(first: FloatArray, second: FloatArray) -> LossChart:
    lines = {
        name: LossLine(f"stepping on {name}", STEPS, losses, colour)
        for name, losses, colour in (("one", first, "#509AF2"), ("all", second, "#ADBBD5"))
    }
    up = loss_scale([*lines.values()], 300, room=0.3)
    pace = PacedRun(tuple(STEPS.tolist()), tuple((STEP * STEPS).tolist()))
    made = LossChart(theme("dark"), RunPlayer(RUN, pace), lines, 300, TITLES, up=up, first=300)
    made.player.walk_to(STEP * 300)
    for curve in made.curves:
        curve.write()
    made.names.write()
    return made


@pytest.mark.parametrize("name", WILD)
def test_curves_are_on_the_chart_and_their_names_off_them_and_apart(name: str) -> None:
    made = chart(*WILD[name])
    box = made.plot.box
    for curve in made.curves:
        assert len(curve.points)
        for point in curve.points:
            x, y = fractions(point)
            assert box.left - 1e-6 <= x <= box.right + 1e-6
            assert box.top - 1e-6 <= y <= box.bottom + 1e-6
    if name == "close":
        return
    first, second = names = [_rectangle(each[1]) for each in made.names]
    assert not first.meets(second)
    title = _rectangle(made.plot.titles[-1])
    for each in names:
        assert each.top <= title.top + 1e-6
        assert not any(each.holds_any(curve.points) for curve in made.curves)


def test_a_line_is_cut_at_the_bottom_and_the_top() -> None:
    path = LinePath.of(np.arange(3.0), np.array([0.5, 1.5, -0.5]))
    (steps, shares), (ends, at_ends) = path.until(2.0)
    assert steps.tolist() == [0.0, 1.25]
    assert shares.tolist() == [0.5, 1.0]
    assert ends.tolist() == [0.5, 1.75]
    assert at_ends.tolist() == [1.0, 0.0]


def test_of_a_long_line_few_points_are_drawn_and_every_peak() -> None:
    shares = np.full(100_001, 0.5)
    shares[[777, 50_003]] = 0.9, 0.1
    path = LinePath.of(np.arange(100_001.0), shares)
    assert len(path.steps) <= 4 * COLUMNS
    assert {777.0, 50_003.0, 0.0, 100_000.0} <= set(path.steps.tolist())
    assert path.width == 5.0
    assert (
        LinePath.of(np.arange(100_001.0), (np.arange(100_001) % 2).astype(np.float64)).width == 2.0
    )


def test_an_axis_that_grows_ends_where_the_run_is_and_names_what_has_room() -> None:
    line = LossLine("it", STEPS, np.asarray(2.0 * 0.99**STEPS), "#509AF2")
    pace = paced([1, 21, 80, 300])
    up = loss_scale([line], 300)
    made = LossChart(
        theme("dark"), RunPlayer(RUN, pace), {"it": line}, 300, TITLES, up=up, first=21
    )
    named = []
    for seconds in (*pace.arrivals, pace.seconds):
        made.player.walk_to(seconds)
        made.update(0)
        box = made.plot.box
        assert made.plot.x.high == max(made.player.step, 21)
        for tick in made.plot.x_axis:
            if len(tick[0].points):
                assert fractions(tick[0].get_start())[0] <= box.right + 0.03
        named.append(sum(bool(len(tick[1].points)) for tick in made.plot.x_axis))
        curve = made.curves[0].points
        assert fractions(curve[-1])[0] <= box.right + 1e-6
    assert named[0] == named[1] == len(scale(0, 21).ticks)
    assert named[-1] == len(scale(0, 300).ticks)
