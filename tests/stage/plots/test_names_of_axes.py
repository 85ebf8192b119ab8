import pytest

from gradreel.scenes.stage.manim.marks import fractions
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.type.scale import scale
from gradreel.scenes.stage.type.style import GRID, SIZES, TALL, Box, laying_out, theme
from gradreel.scenes.stage.type.typesetting import sentence_lines

pytestmark = pytest.mark.usefixtures("no_litter")

DARK, LONG = theme("dark"), "Maximum heart rate (beats per minute) of the centre"
BOX = Box(0.15, 0.92, 0.4, 0.6)


def test_a_long_name_above_an_axis_has_lines_in_a_tall_frame_the_last_where_one_would_be() -> None:
    with laying_out(TALL):
        long, short = (
            Plot(DARK, scale(0, 1), scale(0, 1), box=BOX, y_title=each).titles[0]
            for each in (LONG, "of the centre")
        )
        above, below = long
        assert [above.content, below.content] == sentence_lines(
            LONG, SIZES.label, 0.95 - BOX.left, bold=False
        )
        assert fractions(long.get_right())[0] <= 1 - GRID.margin
        assert below.get_left()[0] == pytest.approx(short.get_left()[0], abs=0.02)
        assert above.get_bottom()[1] > below.get_top()[1] - 0.05
        assert below.get_center()[1] == pytest.approx(short.get_center()[1], abs=0.05)
