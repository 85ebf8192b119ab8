from typing import Any

import numpy as np
import pytest

from gradreel.scenes.stage.manim.marks import at, smooth_path
from gradreel.scenes.stage.manim.network import names_above
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.type.captions import captions
from gradreel.scenes.stage.type.scale import Scale, round_values, scale
from gradreel.scenes.stage.type.style import GRID, TALL, Box, laying_out, theme
from gradreel.scenes.stage.type.typesetting import line_room, text_width

pytestmark = pytest.mark.usefixtures("no_litter")

DARK = theme("dark")


@pytest.fixture
def plot() -> Plot:
    return Plot(DARK, scale(0, 10), scale(-1, 1), box=Box(0.1, 0.6, 0.2, 0.8))


def test_a_smooth_path_does_not_overshoot_a_step() -> None:
    heights = np.repeat([1.0, 0.0], 5)
    points = np.stack([np.arange(10.0), heights, np.zeros(10)], axis=1)
    path = smooth_path(points)
    assert path[:, 1].min() >= 0
    assert path[:, 1].max() <= 1


@pytest.mark.parametrize(
    ("low", "high", "values"),
    [
        (65, 209, (80, 100, 120, 140, 160, 180, 200)),
        (-0.003, 0.004, (-0.003, -0.002, -0.001, 0, 0.001, 0.002, 0.003, 0.004)),
    ],
)
def test_ticks_are_round(low: float, high: float, values: tuple[float, ...]) -> None:
    assert round_values(low, high) == pytest.approx(values, abs=1e-12)


def shown(plot: Plot) -> list[str]:
    """What is written along a plot's x axis: its ticks, then its title."""
    labels: list[Any] = [*(tick[1] for tick in plot.x_axis), *plot.titles]
    return [label.content for label in labels]


def test_what_all_ticks_share_is_said_once_in_the_title() -> None:
    dates = Plot(DARK, scale(20240101, 20240331), Scale(0, 1, (0, 1)), x_title="day")
    assert shown(dates) == ["150", "200", "250", "300", "day (+20240000)"]
    losses = Plot(DARK, Scale(0, 1, ()), scale(0, 9e6), y_title="loss")
    assert shown(losses) == ["loss (×10⁶)"]
    names: list[Any] = list(losses.y_axis)
    assert [label.content for label in names] == ["0", "2", "4", "6", "8"]


def test_names_at_the_left_stay_inside_the_margin() -> None:
    for high in (1.0, 9e2, 8e3, 7e5, 6e9):
        plot = Plot(DARK, Scale(0, 1, ()), scale(-high, high), box=Box(left=0.1))
        assert plot.y_axis.get_left()[0] >= at(GRID.margin, 0)[0], high


def test_ticks_that_would_run_into_each_other_are_thinned_out() -> None:
    narrow = Plot(DARK, scale(0, 1e5, count=8), Scale(0, 1, ()), box=Box(left=0.1, right=0.4))
    assert shown(narrow) == ["0", "30000", "60000", "90000"]


def test_names_above_inputs_stand_apart_and_can_be_told_apart() -> None:
    texts, gap, size = captions("backprop", "en", "heart"), 0.2, 0.034
    columns = [f"a measurement called number_{index}_of_the_long_ones" for index in range(4)]
    with laying_out(TALL):
        made = [name.split("\n") for name in names_above(columns, texts, gap, gap)]
        widest = max(text_width(line) for name in made for line in name)
        assert widest <= line_room(size, gap)
        assert len({tuple(name) for name in made}) == 4
        sex, angina = names_above(["Sex", "ExAng"], texts, gap, gap)
    assert (sex, angina) == ("Sex", "Exercise\nangina")
