import numpy as np
import pytest

from gradreel.scenes.stage.figure.scales import MapScales
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label as FigureLabel
from gradreel.scenes.stage.manim.panel import TwoColumns
from gradreel.scenes.stage.manim.place import fractions
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.type.grid import GRID, SIZES, TALL, Box, laying_out
from gradreel.scenes.stage.type.scale import scale
from gradreel.scenes.stage.type.theme import theme
from gradreel.scenes.stage.type.typesetting import sentence_lines

pytestmark = pytest.mark.usefixtures("no_litter")

DARK, LONG = theme("dark"), "Maximum heart rate (beats per minute) of the centre"
BOX = Box(0.15, 0.92, 0.4, 0.6)


def test_a_long_name_above_an_axis_has_lines_in_a_tall_frame_the_last_where_one_would_be() -> None:
    with laying_out(TALL):
        ends = scale(0, 1), scale(0, 1)
        (long,) = Plot(DARK, *ends, box=BOX, y_title=LONG).titles
        (short,) = Plot(DARK, *ends, box=BOX, y_title="of the centre").titles
        above, below = long
        assert [above.content, below.content] == sentence_lines(
            LONG, SIZES.label, 0.95 - BOX.left, bold=False
        )
        assert fractions(long.get_right())[0] <= 1 - GRID.margin
        assert below.get_left()[0] == pytest.approx(short.get_left()[0], abs=0.02)
        assert above.get_bottom()[1] > below.get_top()[1] - 0.05
        assert below.get_center()[1] == pytest.approx(short.get_center()[1], abs=0.05)


def test_a_long_name_above_a_map_has_lines_in_a_tall_frame_only() -> None:
    box, window = (60, 300, 330, 400), np.array([[0.0, 0.0], [1.0, 1.0]])
    with laying_out(TALL):
        tall = MapScales(Sheet(360, 640, DARK), box, window).artists("x", LONG)
    wide = MapScales(Sheet(640, 360, DARK), box, window).artists("x", LONG)
    contents = [
        [each.get_text() for each in artists if isinstance(each, FigureLabel)]
        for artists in (tall, wide)
    ]
    assert contents[1][-1] == LONG
    assert " ".join(contents[0][-2:]) == LONG


def test_a_second_column_begins_beside_the_first_in_a_tall_frame_and_below_it_in_a_wide_one() -> (
    None
):
    def rows() -> tuple[TwoColumns, list[Number]]:
        panel = TwoColumns(DARK, top=0.4)
        made = [panel.row("a", 1.0, 0), panel.row("b", 2.0, 0)]
        panel.go_on()
        return panel, [*made, panel.row("c", 3.0, 0)]

    _, (first, second, third) = rows()
    assert third.get_bottom()[1] < second.get_bottom()[1] < first.get_bottom()[1]
    with laying_out(TALL):
        panel, (first, second, third) = rows()
        assert third.get_bottom()[1] == pytest.approx(first.get_bottom()[1], abs=0.01)
        assert panel.surface.get_bottom()[1] < second.get_bottom()[1]
