"""All numbers of a plate are of one recorded step, and stay long enough to be read."""

import re
from dataclasses import replace

import pytest

from gradreel.scenes.ask import catalog
from gradreel.scenes.stage.type.captions import captions
from tests.scenes.plates import Plate, mixed_up, plates_in, too_quick
from tests.scenes.rhythm import CLOSE
from tests.scenes.shown import Item, Moment, tell
from tests.scenes.tellings import FIRST, recording, telling

APART = re.compile(r"by hand \d+")
"""Names of numbers that stand on a plate to be compared with, and are of no step."""

CHANGES: list[tuple[str, dict[str, object]]] = [
    *((each.name, dict[str, object]()) for each in catalog.entries()),
    ("sigmoid", {"optimizer": "adam", "learning_rate": 0.1, "steps": 60}),
]


def of_step(plate: Plate) -> Plate:
    """A plate without the numbers that are of no step."""
    return replace(
        plate, others=tuple(each for each in plate.others if not APART.fullmatch(each[0]))
    )


@pytest.mark.slow
@pytest.mark.parametrize(("name", "changes"), CHANGES)
def test_a_plate_tells_of_one_recorded_step(name: str, changes: dict[str, object]) -> None:
    made, word = recording(name, **changes), captions(name, "en").label("step")
    told = tell(name, made, CLOSE) if changes else telling(name, *FIRST)
    found = [plate for each in told.moments for plate in plates_in(each.items, word)]
    assert mixed_up(map(of_step, found), made) == []
    assert [said for part in told.parts for said in too_quick(part, word)] == []


def row(y: float, *texts: str) -> list[Item]:
    """A name at the left, and a number at the right."""
    name, number = texts
    return [Item(name, 0, len(name) / 2, y, 1), Item(number, 10 - len(number) / 2, 10, y, 1)]


PANEL = [*row(9, "step", "3"), *row(7, "full loss", "0.936"), *row(5, "slope", "−0.027")]


def test_a_plate_is_read_row_by_row() -> None:
    others = [Item("0.5", 20, 22, 7, 1), Item("7", 8, 8.5, 0, 1), Item("loss", 30, 33, 9, 1)]
    (found,) = plates_in([*PANEL, *others], "step")
    assert (found.step, found.others) == ("3", (("full loss", "0.936"), ("slope", "−0.027")))


def test_plates_in_a_column_are_told_apart() -> None:
    second = [*row(3, "step", "8"), *row(1, "full loss", "0.5")]
    found = {str(each) for each in plates_in([*PANEL, *second], "step")}
    assert found == {"step 3: full loss 0.936, slope −0.027", "step 8: full loss 0.5"}
    upside_down = [replace(each, y=-each.y) for each in (*PANEL, *second)]
    turned = {str(each) for each in plates_in(upside_down, "step")}
    assert turned == {"step 3: slope −0.027, full loss 0.936", "step 8: full loss 0.5"}


def test_a_table_has_a_plate_in_each_row() -> None:
    heads = [Item("step", 8, 10, 9, 1), Item("x", 19, 20, 9, 1), Item("loss", 28, 30, 9, 1)]
    rows = [
        Item(text, 10 * (column + 1) - len(text) / 2, 10 * (column + 1), y, 1)
        for y, texts in ((7, ("20", "−2.9", "78.3")), (5, ("4", "1.5", "60.1")))
        for column, text in enumerate(texts)
    ]
    names = [Item("first start", 0, 5, 7, 1), Item("second", 0, 5, 5, 1)]
    found = {str(each) for each in plates_in([*heads, *rows, *names], "step")}
    assert found == {"step 20: −2.9, 78.3", "step 4: 1.5, 60.1"}


def test_a_plate_that_mixes_two_steps_is_found() -> None:
    made = recording("sigmoid")
    run = made.run
    first, second = (run.own_scale(run.parameters[step]) for step in (1, 2))
    losses = [f"{run.loss[step]:.4f}" for step in (1, 2)]
    centre = f"{-first[0] / first[1]:.1f}"
    right = plate("1", f"{first[0]:.3f}", losses[0], centre)
    wrong = plate("1", f"{first[0]:.3f}", losses[1])
    other = plate("2", f"{second[0]:.3f}", losses[1])
    assert mixed_up([right, other], made) == []
    assert mixed_up([right, wrong, other], made) == [str(wrong)]
    assert mixed_up([plate("12345")], made) == ["step 12345: "]


def plate(step: str, *others: str) -> Plate:
    return Plate((0, 0), step, tuple(("", each) for each in others))


@pytest.mark.parametrize(
    ("each_second", "is_found"), [(5, False), (6, True), (8, True), (2, False)]
)
def test_a_plate_that_flickers_is_found(each_second: int, is_found: bool) -> None:
    """However seldom scenes are read."""
    seen = [
        Moment(frame / 30, tuple(row(9, "step", str(frame * each_second // 30))))
        for frame in range(0, 90, int(30 * CLOSE))
    ]
    assert bool(too_quick(seen, "step")) == is_found
