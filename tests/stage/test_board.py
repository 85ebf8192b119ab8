"""The board under a figure: a row of cells, and in a tall frame a column."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from manim import Mobject

from gradreel.scenes.stage.manim.board import FormulaBoard, before_slots, led_in, slots
from gradreel.scenes.stage.manim.marks import fractions
from gradreel.scenes.stage.manim.text import Formula
from gradreel.scenes.stage.type.style import TALL, laying_out, theme

pytestmark = pytest.mark.usefixtures("no_litter")

DARK = theme("dark")
SUM = " + ".join(f"slot{each}(0.123) times (-1.456)" for each in range(5))


@pytest.fixture
def tall_board() -> Iterator[FormulaBoard]:
    with laying_out(TALL):
        yield FormulaBoard(DARK)


def top(mobject: Mobject) -> float:
    return fractions(mobject.get_top())[1]


def bottom(mobject: Mobject) -> float:
    return fractions(mobject.get_bottom())[1]


def formulas(cell: Mobject) -> list[Formula]:
    return [each for each in cell.get_family() if isinstance(each, Formula)]


def test_cells_stand_side_by_side_and_in_a_tall_frame_below_each_other() -> None:
    contents = ("one", "x = 1"), ("two", "y = 2")
    first, second = FormulaBoard(DARK).cells(*contents)
    assert first.get_right()[0] < second.get_left()[0]
    with laying_out(TALL):
        first, second = FormulaBoard(DARK).cells(*contents)
        assert bottom(first) < top(second)
        assert first[1].get_left()[0] == pytest.approx(second[1].get_left()[0], abs=0.05)


def test_what_leads_to_a_part_is_found_over_the_lines_of_a_formula(
    tall_board: FormulaBoard,
) -> None:
    maths = "w = slotweight(0.123456) - slotrate(0.1) times slotslope(0.123456) = slotresult(0.1) m"
    (narrow,) = FormulaBoard(DARK).cells(("one", maths))
    wide = " + ".join(["slotfirst(x)", *["1.23456 + 2.34567"] * 6, "slotlast(y)", "z"])
    (broken,) = tall_board.cells(("many", wide))
    assert [*slots(narrow)] == ["weight", "rate", "slope", "result"]
    assert {*before_slots(narrow)} == {*slots(narrow), ""}
    assert len(formulas(broken)) > 1
    assert [*slots(broken)] == ["first", "last"]
    drawn = {id(part) for each in formulas(broken) for part in each}
    behind = {id(each) for each in (*led_in(broken, "first", "last"), *before_slots(broken)[""])}
    assert behind <= drawn
    assert id(slots(broken)["last"]) in behind


def test_what_is_too_long_for_a_tall_frame_goes_on_in_the_next_line(
    tall_board: FormulaBoard,
) -> None:
    title = "a title that is much too long for one line of a board in a tall frame"
    (cell,) = tall_board.cells((title, f"z = {SUM}"))
    lines = formulas(cell)
    assert len(lines) > 1
    assert len(cell[0]) == 2
    assert sorted(slots(cell)) == list(range(5))
    assert all(bottom(one) < top(other) for one, other in pairwise(lines))
    assert fractions(cell.get_right())[0] <= tall_board.right


def test_a_long_title_is_broken_at_its_semicolons_if_it_can_be(tall_board: FormulaBoard) -> None:
    title = "one weight for each input x; p: probability of it; y: what happened"
    lines = tall_board.column.title(title, tall_board.top)
    parts = ["one weight for each input x;", "p: probability of it;", "y: what happened"]
    assert [each.content for each in lines] == parts
    assert len(tall_board.column.title("input x; y", tall_board.top)) == 1


def test_cells_that_a_tall_board_cannot_hold_share_one_place(tall_board: FormulaBoard) -> None:
    few = tall_board.in_turn(("one", "x = 1"), ("two", "y = 2"))
    tall_board.write(few[0])
    assert tall_board.is_free(few[1])
    many = tall_board.in_turn(*[("one", "x = 1")] * 9)
    assert top(many[0]) == top(many[-1])
    assert not tall_board.is_free(many[-1])
