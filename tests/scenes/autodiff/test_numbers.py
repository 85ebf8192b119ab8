"""The worked example: its numbers by mpmath, its tape by the recorded run, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from mpmath import mp, mpf

from gradreel.assets import LANGUAGES
from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.autodiff import (
    Autodiff,
    WorkedExample,
    sign_key,
    step_key,
    worked_example,
    written,
)
from gradreel.scenes.make.telling import SceneJob, beats_of
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.calculation import equations
from tests.scenes.layout import faults

DEFAULTS = entry("autodiff").defaults
ODD: dict[str, dict[str, object]] = {
    "class 0": {"y": 0, "rate": None},
    "sure and wrong": {"w": -3.0, "rate": None},
    "class 0, sure and right": {"y": 0, "w": -3.0, "rate": None},
    "both below 0": {"x": -1.25, "w": -0.37, "y": 0, "rate": None},
    "a long step": {"w": 0.5, "rate": 5.0},
    "a small step": {"w": 0.05, "y": 0, "rate": 0.01},
    "a step too short": {"rate": 1e-6},
}


def told(**changes: object) -> tuple[Recording, WorkedExample]:
    made = record("autodiff", DEFAULTS.changed(**changes))
    return made, worked_example(made.main)


def test_the_numbers_of_the_worked_example_are_those_of_mpmath() -> None:
    mp.dps = 30
    xi = [-9 * mpf(1)]
    xi += [mp.exp(xi[0])]
    xi += [1 + xi[1]]
    xi += [1 / xi[2]]
    xi += [mp.log(xi[3])]
    xi += [-xi[4]]
    made, example = told()
    assert [each.value for each in example.steps] == pytest.approx([float(each) for each in xi])
    assert example.loss.value == pytest.approx(1.234022e-4, rel=1e-6)
    assert float(example.weight.adjoint) == pytest.approx(-3.7018373e-4, rel=1e-7)
    assert float(example.weight.adjoint) == pytest.approx(float((xi[3] - 1) * 3))
    assert written(example.probability.value) == "0.9998766"
    assert made.main.loss[0] == pytest.approx(example.loss.value)


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_class_is_told_as_it_is(y: int, language: str) -> None:
    job = SceneJob("autodiff", told(y=y, rate=None)[0], Appearance(language=language))
    (sentence,) = (
        beat.sentence for beat in beats_of(job, Picture(64, 36, 10)) if beat.key == "at_once"
    )
    assert f"y = {y}" in sentence


@pytest.mark.parametrize("name", ODD)
def test_the_tape_agrees_with_the_recorded_run(name: str) -> None:
    made, example = told(**ODD[name])
    run = made.main
    assert run.loss[0] == pytest.approx(example.loss.value, rel=1e-9)
    assert run.gradients[0, 0] == pytest.approx(float(example.weight.adjoint), rel=1e-9)
    before, after = run.parameters[:, 0]
    rate = run.spec.learning_rate
    assert after == pytest.approx(before - rate * float(example.weight.adjoint))


@pytest.mark.parametrize("name", ODD)
def test_every_calculation_checks_with_the_digits_that_are_shown(name: str) -> None:
    _, example = told(**ODD[name])
    lines = [each.forward() for each in example.steps]
    lines += [example.backward(index) for index in range(len(example.steps))]
    lines.append(example.multiplied_out())
    found = [each for line in lines for each in equations(line)]
    assert len(found) >= len(lines)
    assert [str(each) for each in found if not each.holds] == []


@pytest.mark.parametrize(
    ("changes", "sign", "step"),
    [
        ({}, "negative", "step_falls"),
        ({"y": 0, "rate": None}, "positive", "step_falls"),
        ({"w": 0.5, "rate": 1e-9}, "negative", "step_same"),
        ({"x": -3.0, "y": 0, "w": 0.2, "rate": 0.5}, "negative", "step_falls"),
    ],
)
def test_what_is_said_is_judged_from_the_numbers(
    changes: dict[str, object], sign: str, step: str
) -> None:
    made, example = told(**changes)
    assert (sign_key(example), step_key(made.main)) == (sign, step)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["class 0", "class 0, sure and right"])
def test_odd_numbers_have_room(name: str, language: str) -> None:
    assert faults("autodiff", told(**ODD[name])[0], "dark", language) == []


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
        told(**changes)


def test_only_one_weight_on_one_sample_can_be_drawn() -> None:
    spec = told()[0].main.spec
    assert Autodiff.can_draw(spec)
    assert not Autodiff.can_draw(replace(spec, start=np.array([5.0])))
    assert not Autodiff.can_draw(replace(spec, learning_rate=1e5))
    assert not Autodiff.can_draw(record("sigmoid").main.spec)
