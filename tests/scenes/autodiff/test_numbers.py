"""The worked example: its numbers by mpmath, its tape by the recorded run."""

from dataclasses import replace

import numpy as np
import pytest
from mpmath import mp, mpf

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.autodiff import PROBABILITY, Autodiff, WorkedExample, written
from tests.scenes.calculation import equations

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


def test_only_one_weight_on_one_sample_can_be_drawn() -> None:
    spec = recorded().main.spec
    assert Autodiff.can_draw(spec)
    assert not Autodiff.can_draw(replace(spec, start=np.array([5.0])))
    assert not Autodiff.can_draw(replace(spec, learning_rate=1e5))
    assert not Autodiff.can_draw(record("sigmoid").main.spec)
