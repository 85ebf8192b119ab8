"""The pieces that only the scene of backpropagation has."""

from dataclasses import replace

import numpy as np
import pytest

from gradreel.engine.functions import ACTIVATIONS
from gradreel.scenes.backprop import Backprop, in_node
from gradreel.scenes.render.manim.seeking import SeekingRenderer
from gradreel.scenes.stage.manim.text import Number
from tests.scenes.backprop.stage import recording


@pytest.fixture(scope="module")
def story() -> Backprop:
    made = Backprop(recording(), renderer=SeekingRenderer(None))
    made.prepare()
    return made


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [-2.2, 40.0])
def test_a_plate_reads_value_and_slope_off_the_engines_function(
    story: Backprop, name: str, z: float
) -> None:
    story.model = replace(story.model, activation=name)
    story.show_activation("activation", z, slope=True)
    assert story.plate.value() == float(ACTIVATIONS[name].function(np.array([z]))[0])
    step = 1e-6
    ends = ACTIVATIONS[name].function(np.array([z + step, z - step]))
    assert story.plate.slope() == pytest.approx((ends[0] - ends[1]) / (2 * step), abs=1e-6)
    assert story.plate.plot.x.low < z < story.plate.plot.x.high


def test_what_the_highlight_has_not_come_to_is_not_drawn(story: Backprop) -> None:
    lines = story.gradient_lines()
    for layer in (3, 2, 1):
        story.sweep.set_value(story.reaches[layer - 1])
        drawn = set()
        for edge, line in zip(story.network.edges, lines, strict=False):
            drawn |= {edge.layer} if len(line.update().points) else set()
        assert drawn == set(range(layer, 4))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-0.8195, "−0.82"),
        (1.457, "1.46"),
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
