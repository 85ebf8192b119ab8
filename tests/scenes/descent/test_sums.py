"""The first step written out: whoever computes it anew from what is shown gets what is shown."""

import re

import pytest

from gradreel.scenes.app.recording import record
from gradreel.scenes.descent import Descent
from tests.scenes.descent.stage import drawn_at_end, options, words

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
BOWL = "x**2+3*y**2"


@pytest.mark.parametrize(
    "asked",
    [
        {"learning_rate": 0.025},
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
    key = "step_own" if "optimizer" in asked else "step"
    shown = words(drawn_at_end(told, key))
    at = shown.index(next(each for each in shown if each.startswith("= ")))
    for axis in (0, 1):
        before, rate, slope, after = shown[at + axis : at + axis + 7 : 2]
        computed = number(before) - number(rate[2:]) * number(slope)
        assert computed == pytest.approx(number(after), abs=1.6 * last_place(after))


def number(written: str) -> float:
    """Read a number as it is shown, whatever stands around it."""
    plain = written.translate(RAISED).replace("−", "-").strip("=() ×")
    return float(plain.replace("×10", "e"))


def last_place(written: str) -> float:
    """The least difference that a number in full shows."""
    found = re.search(r"\.(\d+)$", written)
    return 10.0 ** -len(found[1]) if found else 1.0
