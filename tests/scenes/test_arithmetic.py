"""Every calculation that is shown, computed anew from the digits that are shown."""

from functools import cache

import pytest

from gradreel.scenes.app import catalog
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.recording import Recording, record
from tests.scenes.calculation import Equation, equations
from tests.scenes.shown import joined, moments

NAMES = [each.name for each in catalog.entries()]
SECONDS = 0.5
"""From one look at a scene to the next."""

CHANGES: list[tuple[str, dict[str, object]]] = [
    *((name, dict[str, object]()) for name in NAMES),
    *(("backprop", dict[str, object](row=row)) for row in (0, 7, 40, 150, 301)),
    ("backprop", {"hidden": (3, 2), "activation": "relu", "seed": 4}),
    ("backprop", {"hidden": (2,), "activation": "sigmoid", "learning_rate": 0.037}),
    ("backprop", {"learning_rate": 25.0}),
    ("descent", {"surface": "rosenbrock", "learning_rate": 0.0013, "start": (-1.2, 1.0)}),
    ("descent", {"surface": "x**2 + 3*y**2", "learning_rate": 0.0171, "start": (2.345, -1.07)}),
    ("descent", {"optimizer": "momentum", "learning_rate": 0.0093}),
    ("minibatch", {"seed": 3}),
    ("minibatch", {"learning_rate": 31.7}),
    ("minibatch", {"optimizer": "adam", "learning_rate": 1.3}),
]

LEAST: dict[str, int] = {"backprop": 15, "descent": 2, "minibatch": 2}
"""So many calculations are shown at the least, by the scenes that are about one."""


@cache
def recording(name: str, **changes: object) -> Recording:
    return record(name, entry(name).defaults.changed(**changes))


def shown(name: str, made: Recording, theme: str = "dark", language: str = "en") -> set[Equation]:
    """All equations of numbers that can be read while a scene is told."""
    lines = {
        line
        for part in moments(name, made, SECONDS, theme, language)
        for moment in part
        for line in moment.lines
    }
    return {each for line in lines for each in equations(line)}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "changes"), CHANGES)
def test_a_pocket_calculator_agrees(name: str, changes: dict[str, object]) -> None:
    found = shown(name, recording(name, **changes))
    assert sorted(str(each) for each in found if not each.holds) == []
    if not changes:
        assert len(found) >= LEAST.get(name, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_agrees_in_chinese_too(name: str) -> None:
    found = shown(name, recording(name), "light", "zh")
    assert sorted(str(each) for each in found if not each.holds) == []


def test_pieces_of_a_calculation_are_read_as_one() -> None:
    pieces = ["slope", "−0.027", "45.00 − 70 × (−0.0270)", "= 46.89", "z = 2 times 3", "+ 1 = 7"]
    assert joined(pieces) == [
        "slope",
        "−0.027",
        "45.00 − 70 × (−0.0270) = 46.89",
        "z = 2 times 3 + 1 = 7",
    ]
    assert joined(["= −0.400", "− 0.025 ×", "8.772", "= −0.619", "3"]) == [
        "= −0.400 − 0.025 × 8.772 = −0.619",
        "3",
    ]
