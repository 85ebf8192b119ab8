"""Every calculation that is shown, computed anew from the digits that are shown."""

from typing import Any

import pytest

from gradreel.scenes.ask import catalog
from gradreel.scenes.stage.runs import pass_maths as maths
from tests.scenes.apart import as_recorded, in_symbols
from tests.scenes.calculation import Equation, equations
from tests.scenes.rhythm import SELDOM
from tests.scenes.shown import Item, Telling, joined, tell
from tests.scenes.tellings import LOOKS, recording, telling

CHANGES: list[tuple[str, dict[str, object]]] = [
    *((each.name, dict[str, object]()) for each in catalog.entries()),
    ("backprop", {"hidden": (3, 2), "activation": "relu", "seed": 4, "row": 301}),
    ("backprop", {"hidden": (2,), "activation": "sigmoid", "learning_rate": 0.037, "row": 40}),
    ("descent", {"optimizer": "momentum", "learning_rate": 0.0093}),
    ("minibatch", {"learning_rate": 0.137, "seed": 5}),
]

LEAST: dict[str, int] = {"backprop": 8, "descent": 2, "minibatch": 1}
"""So many calculations are shown at the least, by the scenes that are about one."""


def shown(told: Telling) -> set[Equation]:
    """All equations of numbers that can be read while a scene is told."""
    looks = {moment.items for moment in told.looks(SELDOM)}
    lines = {line for items in looks for line in joined(items)}
    return {each for line in lines for each in equations(line)}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "changes"), CHANGES)
def test_a_pocket_calculator_agrees(name: str, changes: dict[str, object]) -> None:
    made = recording(name, **changes)
    for look in LOOKS[: 1 if changes else None]:
        found = shown(tell(name, made, SELDOM) if changes else telling(name, *look))
        assert sorted(str(each) for each in found if not each.holds) == []
        assert changes or len(found) >= LEAST.get(name, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", [each.name for each in catalog.entries()])
def test_numbers_that_stand_apart_agree(name: str) -> None:
    """Those of plates, labels and nodes too: whoever sees them together may compute them."""
    moments = list(telling(name, *LOOKS[0]).looks(SELDOM))
    by_symbol = {each for moment in moments for each in in_symbols(moment.items, moment.lines)}
    wrong = sorted(str(each) for each in by_symbol if not each.holds)
    wrong += as_recorded(recording(name), moments)
    assert not wrong, "; ".join(wrong)


@pytest.mark.slow
def test_a_wrong_digit_in_a_scene_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = maths.unit_sum

    def wrong(*asked: Any) -> tuple[str, ...]:
        return tuple(half.replace("-0.33", "-0.36") for half in right(*asked))

    monkeypatch.setattr(maths, "unit_sum", wrong)
    told = tell("neuron", recording("neuron"), SELDOM)
    assert any("-0.36" in each.source for each in shown(told) if not each.holds)


def test_pieces_in_a_line_are_read_as_one() -> None:
    pieces = [
        Item("8.772", 31, 36, 0.1, 1),
        Item("x", 0, 1, 0, 1),
        Item("= −0.400", 1.5, 10, 0, 1),
        Item("− 0.025 ×", 11, 30, -0.1, 1),
        Item("= −0.619", 37, 45, 0, 1),
        Item("3", 46, 47, 0, 1),
        Item("= 9", 60, 63, 0, 1),
    ]
    assert joined(pieces) == ["x = −0.400 − 0.025 × 8.772 = −0.619", "3", "= 9"]


def test_a_calculation_goes_on_in_the_next_line() -> None:
    pieces = [
        Item("= 46.89", 15, 20, 3, 1),
        Item("45.00 − 70 × (−0.0270)", 0, 20, 5, 1),
        Item("= 1", 0, 3, -3, 1),
        Item("= 2", 40, 43, 3, 1),
    ]
    assert joined(pieces) == ["45.00 − 70 × (−0.0270) = 46.89", "= 2", "= 1"]
