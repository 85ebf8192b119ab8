"""The chain of wheels: its numbers by mpmath, its tape by the recorded run, its nudges."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from mpmath import mp, mpf

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.autodiff import PROBABILITY, Autodiff, Chain, swing_for, written
from tests.scenes.calculation import equations

DEFAULTS = entry("autodiff").defaults
BOOK: dict[str, object] = {"x": 3.0, "w": 3.0, "rate": 1000.0}
ODD: dict[str, dict[str, object]] = {
    "as it is": {},
    "the book's example": BOOK,
    "class 0": {"y": 0, "rate": None},
    "class 0, sure and right": {"x": 3.0, "y": 0, "w": -3.0, "rate": None},
    "both below 0": {"x": -1.25, "w": -0.37, "y": 0, "rate": None},
    "sure and wrong": {"w": -9.0, "rate": None},
    "a long step": {"x": 3.0, "w": 0.5, "rate": 5.0},
    "a step too short": {"rate": 1e-6, "steps": 1},
}


def recorded(**changes: object) -> Recording:
    return record("autodiff", DEFAULTS.changed(**changes))


@cache
def chain(name: str) -> tuple[Recording, Chain]:
    found = recorded(**ODD[name])
    data = found.run.dataset
    assert data is not None
    return found, Chain(float(data.features[0, 0]), int(data.target[0]))


def test_the_numbers_of_the_worked_example_are_those_of_mpmath() -> None:
    mp.dps = 30
    xi = [mpf(3), mpf(-9)]
    xi += [mp.exp(xi[1])]
    xi += [1 + xi[2]]
    xi += [1 / xi[3]]
    xi += [mp.log(xi[4])]
    xi += [-xi[5]]
    found = Chain(3.0, 1).at(3.0)
    assert found.values == pytest.approx([float(each) for each in xi])
    assert found.adjoints[0] == pytest.approx(float((xi[4] - 1) * 3), rel=1e-9)
    assert written(found.values[PROBABILITY]) == "0.9998766"


def test_a_wrong_patient_is_the_first_example() -> None:
    found = Chain(1.0, 1).at(-1.0)
    told = found.values[PROBABILITY], found.values[-1], found.adjoints[0]
    assert [written(each, 4) for each in told] == ["0.2689", "1.313", "−0.7311"]


@pytest.mark.parametrize("name", ODD)
def test_the_tape_is_the_recorded_run_and_its_calculations_check(name: str) -> None:
    recording, made = chain(name)
    run = recording.run
    found = made.at(float(run.parameters[0, 0]))
    assert run.loss[0] == pytest.approx(found.values[-1], rel=1e-9)
    assert run.gradients[0, 0] == pytest.approx(found.adjoints[0], rel=1e-9)
    products = [made.product(found, index) for index in range(len(made.steps))]
    lines = ["({}) × ({}) {} {}".format(*each.terms, each.sign, each.result) for each in products]
    checked = [each for line in lines for each in equations(line)]
    assert len(checked) >= len(lines)
    assert [str(each) for each in checked if not each.holds] == []
    assert not any(" approx " in line for line in lines)


@pytest.mark.parametrize("name", ODD)
def test_each_wheel_turns_its_own_derivative_times_as_far(name: str) -> None:
    recording, made = chain(name)
    w = float(recording.run.parameters[0, 0])
    swing = swing_for(made.x)
    low, high = (np.array(made.at(w + sign * swing / 2).values) for sign in (-1, 1))
    turned = high - low
    assert abs(turned[1]) <= 0.2 + 1e-9
    np.testing.assert_allclose(turned[1:] / turned[:-1], made.at(w).slopes, rtol=0.02)
    assert np.prod(made.at(w).slopes) == pytest.approx(made.at(w).adjoints[0])


def test_only_one_weight_on_one_sample_can_be_drawn() -> None:
    spec = recorded().run.spec
    assert Autodiff.can_draw(spec)
    assert not Autodiff.can_draw(replace(spec, start=np.array([10.0])))
    assert not Autodiff.can_draw(replace(spec, learning_rate=1e5))
    assert not Autodiff.can_draw(replace(spec, steps=61))
    assert not Autodiff.can_draw(record("sigmoid").run.spec)
