"""The first step written out: whoever computes it anew from what is shown gets what is shown."""

import re

import pytest

from gradreel.scenes.ask.recording import record
from gradreel.scenes.descent import Descent
from gradreel.scenes.stage.type.quantity import value_of
from tests.scenes.descent.stage import options, written_sums

BOWL = "x**2+3*y**2"
SUM = re.compile(r"= (\S+) − (\S+) × (\S+) ([=≈]) (\S+)")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"surface": "styblinski-tang", "learning_rate": 0.025},
        {"surface": "10**(x**2+y**2)"},
        {"surface": "log(exp(x)+exp(-x))+y**2/900", "start": (3.0, 1.0), "learning_rate": 300.0},
        {"surface": f"0.001*({BOWL})", "start": (4.0, 1.0), "learning_rate": 437.0},
        {"surface": f"1e9*({BOWL})", "start": (4.0, 1.0), "learning_rate": 1.23e-10},
        {"surface": f"1e-9*({BOWL})", "start": (4.0, 1.0), "learning_rate": 1.23e8},
        {"surface": BOWL, "start": (4.0, 1.0), "optimizer": "adam", "learning_rate": 20.0},
        {"x": ("MaxHR",), "y": "AHD", "learning_rate": 500.0},
    ],
    ids=str,
)
def test_the_sums_of_the_first_step_come_out(asked: dict[str, object]) -> None:
    told = Descent(record("descent", options(**asked, steps=3)))
    sums = written_sums(told, "step_own" if "optimizer" in asked else "step")
    assert len(sums) == 2
    for line in sums:
        found = SUM.search(line)
        assert found, line
        before, rate, slope, sign, after = found.groups()
        computed = value_of(before) - value_of(rate) * value_of(slope.strip("()"))
        tolerance = 0.5 if sign == "=" else 1.6
        assert computed == pytest.approx(value_of(after), abs=tolerance * last_place(after))


def test_the_numbers_of_the_default_step_are_those_of_the_record() -> None:
    told = Descent(record("descent"))
    run, sums = told.run, written_sums(told, "step")
    for axis, line in enumerate(sums):
        before, rate, slope, sign, after = SUM.search(line).groups()  # type: ignore[union-attr]
        assert sign == "="
        assert value_of(rate) == run.spec.learning_rate
        assert value_of(before) == pytest.approx(run.parameters[0, axis], abs=1e-9)
        assert value_of(slope.strip("()")) == pytest.approx(run.gradients[0, axis], abs=5e-4)
        assert value_of(after) == pytest.approx(run.parameters[1, axis], abs=5e-4)


def last_place(written: str) -> float:
    """The least difference that a number shows."""
    found = re.search(r"\.(\d+)", written)
    power = re.search("×10(.+)$", written)
    raised = value_of(f"1{power[0]}") if power else 1.0
    return float(10.0 ** -len(found[1]) * raised) if found else raised
