"""Networks whose losses go wild: told truly, in both languages, and kept in the frame."""

from dataclasses import replace
from itertools import chain, cycle

import numpy as np
import pytest

from gradreel.assets import LANGUAGES
from gradreel.engine.training import train
from gradreel.scenes.app.beats import told_parts
from gradreel.scenes.app.production import SceneJob
from gradreel.scenes.backprop import BackpropRole, _in_node
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.backprop.stage import recording, walk

WILD: dict[str, tuple[dict[str, object], str, str]] = {
    "too long": ({"learning_rate": 20.0}, "alone_harms", "average_rises"),
    "far too long": ({"learning_rate": 1000.0}, "alone_harms", "average_rises"),
    "huge values": (
        {"learning_rate": 3e5, "activation": "identity"},
        "alone_harms",
        "average_diverged",
    ),
    "no visible step": ({"learning_rate": 1e-9}, "alone", "average"),
    "one step": ({"steps": 1}, "alone_harms_soon", "average_learns"),
}


@pytest.mark.parametrize(("name", "language"), list(zip(WILD, cycle(LANGUAGES), strict=False)))
def test_a_wild_run_is_told_truly_and_laid_out_well(name: str, language: str) -> None:
    given, alone, average = WILD[name]
    made = recording(**given)
    seen = walk(made, language=language)
    assert seen.faults == []
    assert {alone, average} <= set(seen.beats)


@pytest.mark.slow
@pytest.mark.parametrize(("hidden", "language"), [((4, 4), "en"), ((5, 5, 5), "zh")])
def test_many_units_are_laid_out_well_in_a_tall_frame(
    hidden: tuple[int, ...], language: str
) -> None:
    job = SceneJob("backprop", recording(hidden=hidden), Appearance("dark", language))
    (part,) = told_parts(job, Picture(1080, 1920, 30))
    assert list(chain.from_iterable(part.faults)) == []


def test_a_run_on_one_row_that_diverges_is_said_to() -> None:
    made = recording()
    short = train(replace(made[BackpropRole.ONE_ROW].spec, steps=5))
    lost = replace(short, outcome="diverged at step 6")
    seen = walk(replace(made, companions={BackpropRole.ONE_ROW: lost}), language="zh")
    assert seen.faults == []
    assert "6" in seen.beats["alone_diverged"].sentence


def test_the_full_loss_is_said_to_rise_or_fall_only_if_it_does_to_three_places() -> None:
    for given, _, average in WILD.values():
        first, last = np.round(recording(**given).main.loss[[0, -1]], 3)
        assert (average != "average_rises") or last > first
        assert (average != "average_learns") or last < first


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0.000"),
        (0.7044, "0.704"),
        (-0.8195, "−0.82"),
        (1.457, "1.46"),
        (-1.457, "−1.46"),
        (-43.21, "−43.2"),
        (99999.0, "99999"),
        (123456.0, "1×10⁵"),
        (-2.6e6, "−3×10⁶"),
        (9.6e12, "1×10¹³"),
        (-7e120, "−10¹²¹"),
    ],
)
def test_a_value_fits_into_its_node(value: float, shown: str) -> None:
    number = Number(value, _in_node, colour="#FFFFFF", size=0.034)
    number.write()
    assert number.content == shown
    assert number.width < 0.125 * 8 * 84 / 90
