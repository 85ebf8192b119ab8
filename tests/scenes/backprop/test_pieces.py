"""The pieces that only the scene of backpropagation has."""

import numpy as np
import pytest

from gradreel.engine.functions import ACTIVATIONS
from gradreel.scenes.backprop import (
    Backprop,
    FunctionPlate,
    GradientSweep,
    in_node,
    loss_of_truth,
    shown_activation,
)
from gradreel.scenes.render.manim.seeking import SeekingRenderer
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.type.style import theme
from tests.scenes.backprop.stage import recording

DARK = theme("dark")


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [-2.2, 0.0, 40.0])
def test_a_plate_reads_value_and_slope_off_the_engines_function(name: str, z: float) -> None:
    shown = shown_activation(name, z, "a", DARK)
    plate = FunctionPlate(DARK, shown, z, title="it", slope="slope")
    assert plate.value() == float(ACTIVATIONS[name].function(np.array([z]))[0])
    step = 1e-6
    ends = ACTIVATIONS[name].function(np.array([z + step, z - step]))
    if z or name != "relu":
        assert plate.slope() == pytest.approx((ends[0] - ends[1]) / (2 * step), abs=1e-6)
    assert shown.across.low < z < shown.across.high


@pytest.mark.parametrize("target", [0, 1])
def test_the_loss_is_read_off_the_probability_that_the_truth_was_given(target: int) -> None:
    plate = FunctionPlate(DARK, loss_of_truth(target, 2.1, DARK), 1.0, title="it")
    assert plate.value() == 0
    plate.number.set_value(0.1223)
    assert plate.value() == pytest.approx(2.1013, abs=1e-3)


def test_what_the_highlight_has_not_come_to_is_not_drawn() -> None:
    story = Backprop(recording(), renderer=SeekingRenderer(None))
    story.prepare()
    swept = GradientSweep(story.network, story.before)
    for layer in (3, 2, 1):
        swept.sweep.set_value(swept.reaching(layer - 1) if layer > 1 else 1.0)
        drawn = set()
        for edge, line in zip(story.network.edges, swept.lines, strict=True):
            line.write()
            drawn |= {edge.layer} if len(line.points) else set()
        assert drawn == set(range(layer, 4))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0.000"),
        (-0.8195, "−0.82"),
        (1.457, "1.46"),
        (-43.21, "−43.2"),
        (99999.0, "99999"),
        (-2.6e6, "−3×10⁶"),
        (9.6e12, "1×10¹³"),
        (-7e120, "−10¹²¹"),
    ],
)
def test_a_value_fits_into_its_node(value: float, shown: str) -> None:
    number = Number(value, in_node, colour="#FFFFFF", size=0.034)
    number.write()
    assert number.content == shown
    assert number.width < 0.125 * 8 * 84 / 90
