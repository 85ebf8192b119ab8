"""The worked example: its numbers by mpmath, its tape by the recorded run, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from mpmath import mp, mpf

from gradreel.assets import LANGUAGES
from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.autodiff import PROBABILITY, Autodiff, WorkedExample, written
from gradreel.scenes.make.telling import SceneJob, beats_of
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.calculation import equations
from tests.scenes.layout import faults

DEFAULTS = entry("autodiff").defaults
ODD: dict[str, dict[str, object]] = {
    "class 0": {"y": 0, "rate": None},
    "class 0, sure and right": {"y": 0, "w": -3.0, "rate": None},
    "both below 0": {"x": -1.25, "w": -0.37, "y": 0, "rate": None},
    "a long step": {"w": 0.5, "rate": 5.0},
    "a small step": {"w": 0.05, "y": 0, "rate": 0.01},
    "a step too short": {"rate": 1e-6},
}


def recorded(**changes: object) -> Recording:
    return record("autodiff", DEFAULTS.changed(**changes))


def test_the_numbers_of_the_worked_example_are_those_of_mpmath() -> None:
    mp.dps = 30
    xi = [mpf(3), mpf(-9)]
    xi += [mp.exp(xi[1])]
    xi += [1 + xi[2]]
    xi += [1 / xi[3]]
    xi += [mp.log(xi[4])]
    xi += [-xi[5]]
    example = WorkedExample(recorded().main)
    assert example.values == pytest.approx([float(each) for each in xi])
    assert example.adjoints[0] == pytest.approx(float((xi[4] - 1) * 3), rel=1e-9)
    assert written(example.values[PROBABILITY]) == "0.9998766"


@pytest.mark.parametrize("name", ODD)
def test_the_tape_is_the_recorded_run_and_its_calculations_check(name: str) -> None:
    run = recorded(**ODD[name]).main
    example = WorkedExample(run)
    assert run.loss[0] == pytest.approx(example.values[-1], rel=1e-9)
    assert run.gradients[0, 0] == pytest.approx(example.adjoints[0], rel=1e-9)
    steps = range(len(example.steps))
    lines = [each(index) for each in (example.forward, example.backward) for index in steps]
    lines.append(example.multiplied_out())
    found = [each for line in lines for each in equations(line)]
    assert len(found) >= len(lines)
    assert [str(each) for each in found if not each.holds] == []


@pytest.mark.parametrize(
    ("changes", "keys", "language"),
    [
        ({}, {"negative", "step_falls"}, "en"),
        ({"y": 0, "rate": None}, {"positive", "step_falls"}, "zh"),
        ({"w": 0.5, "rate": 1e-9}, {"negative", "step_same"}, "en"),
    ],
)
def test_what_is_said_is_judged_from_the_numbers(
    changes: dict[str, object], keys: set[str], language: str
) -> None:
    job = SceneJob("autodiff", recorded(**changes), Appearance(language=language))
    told = {beat.key: beat.sentence for beat in beats_of(job, Picture(64, 36, 10))}
    assert keys <= set(told)
    assert f"y = {changes.get('y', 1)}" in told["at_once"]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["class 0", "class 0, sure and right"])
def test_odd_numbers_have_room(name: str, language: str) -> None:
    assert faults("autodiff", recorded(**ODD[name]), "dark", language) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"y": 2}, "no class"),
        ({"x": 0.0}, "--x takes a number other than 0"),
        ({"w": 1.23456789}, "6 digits at most"),
        ({"w": 4.0}, "from -9 to 9"),
        ({"rate": 0.0}, "--rate takes a number above 0"),
        ({"y": 0}, "leads too far"),
    ],
)
def test_what_cannot_be_followed_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(RequestError, match=words):
        recorded(**changes)


def test_only_one_weight_on_one_sample_can_be_drawn() -> None:
    spec = recorded().main.spec
    assert Autodiff.can_draw(spec)
    assert not Autodiff.can_draw(replace(spec, start=np.array([5.0])))
    assert not Autodiff.can_draw(replace(spec, learning_rate=1e5))
    assert not Autodiff.can_draw(record("sigmoid").main.spec)
