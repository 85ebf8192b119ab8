from typing import Any

import numpy as np
import pytest
from manim import ValueTracker, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.formula import math
from gradreel.scenes.stage.manim.marks import (
    Marks,
    RingedPoint,
    arrow,
    arrow_outline,
    dash_points,
    disc,
    jitter,
    smooth_path,
    triangle,
)
from gradreel.scenes.stage.manim.network import Network, edge_width, names_above
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.manim.place import at, fractions, height, pixels, stroke, width
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.workings import StackedWorkings, slots
from gradreel.scenes.stage.runs.sample_pass import EdgeIndex
from gradreel.scenes.stage.type.captions import captions
from gradreel.scenes.stage.type.grid import GRID, TALL, WIDE, Box, laying_out
from gradreel.scenes.stage.type.scale import Scale, round_values, scale
from gradreel.scenes.stage.type.theme import theme
from gradreel.scenes.stage.type.typesetting import line_room, text_width

pytestmark = pytest.mark.usefixtures("no_litter")

DARK = theme("dark")


@pytest.fixture
def plot() -> Plot:
    return Plot(DARK, scale(0, 10), scale(-1, 1), box=Box(0.1, 0.6, 0.2, 0.8))


def colour_of(mobject: VMobject) -> str:
    return str(mobject.get_color().to_hex().upper())


def bezier(points: FloatArray, share: float) -> FloatArray:
    a, b, c, d = points.reshape(-1, 4, 3).transpose(1, 0, 2)
    rest = 1 - share
    made: FloatArray = (
        rest**3 * a + 3 * share * rest**2 * b + 3 * share**2 * rest * c + share**3 * d
    )
    return made


def test_fractions_and_points_are_each_others_inverse() -> None:
    assert fractions(at(0.2, 0.7)) == pytest.approx((0.2, 0.7))
    assert at(0, 0)[:2] == pytest.approx((-width() / 2, height() / 2))
    assert pixels(720) == height()
    assert stroke(9) == pytest.approx(100 * pixels(9))


def test_a_plot_puts_values_where_its_box_says(plot: Plot) -> None:
    assert fractions(plot.point(0, -1)) == pytest.approx((0.1, 0.8))
    assert fractions(plot.point(10, 1)) == pytest.approx((0.6, 0.2))
    assert fractions(plot.point(5, 0)) == pytest.approx((0.35, 0.5))


def test_a_curve_goes_through_its_function_and_follows_a_tracker(plot: Plot) -> None:
    phase = ValueTracker(0.0)
    curve = plot.curve(lambda x: 0.9 * np.sin(x + phase.get_value()), DARK.model)
    for value in (0.0, 1.3):
        phase.set_value(value)
        curve.update()
        for share in (0.0, 0.5):
            places = bezier(curve.points, share)
            x = (places[:, 0] / width() + 0.5 - 0.1) / 0.5 * 10
            y = (places[:, 1] / height() - 0.5 + 0.8) / 0.6 * 2 - 1
            assert np.abs(y - 0.9 * np.sin(x + value)).max() < 3e-4


def test_a_curve_leaves_out_what_is_off_the_plot(plot: Plot) -> None:
    curve = plot.curve(lambda x: np.where(x < 3, np.nan, x - 6), DARK.model)
    xs = (curve.points[:, 0] / width() + 0.5 - 0.1) / 0.5 * 10
    assert xs.min() == pytest.approx(5, abs=0.06)
    assert xs.max() == pytest.approx(7, abs=0.06)


def test_a_smooth_path_does_not_overshoot_a_step() -> None:
    heights = np.repeat([1.0, 0.0], 5)
    points = np.stack([np.arange(10.0), heights, np.zeros(10)], axis=1)
    path = smooth_path(points)
    assert path[:, 1].min() >= 0
    assert path[:, 1].max() <= 1


@pytest.mark.parametrize(
    ("low", "high", "values"),
    [
        (65, 209, (80, 100, 120, 140, 160, 180, 200)),
        (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (-0.003, 0.004, (-0.003, -0.002, -0.001, 0, 0.001, 0.002, 0.003, 0.004)),
    ],
)
def test_ticks_are_round(low: float, high: float, values: tuple[float, ...]) -> None:
    assert round_values(low, high) == pytest.approx(values, abs=1e-12)


def shown(plot: Plot) -> list[str]:
    """What is written along a plot's x axis: its ticks, then its title."""
    labels: list[Any] = [*(tick[1] for tick in plot.x_axis), *plot.titles]
    return [label.content for label in labels]


def test_what_all_ticks_share_is_said_once_in_the_title() -> None:
    dates = Plot(DARK, scale(20240101, 20240331), Scale(0, 1, (0, 1)), x_title="day")
    assert shown(dates) == ["150", "200", "250", "300", "day (+20240000)"]
    tiny = Plot(DARK, scale(1e-9, 5e-9), Scale(0, 1, (0, 1)))
    assert shown(tiny) == ["1", "2", "3", "4", "5", "(×10⁻⁹)"]
    losses = Plot(DARK, Scale(0, 1, ()), scale(0, 9e6), y_title="loss")
    assert shown(losses) == ["loss (×10⁶)"]
    names: list[Any] = list(losses.y_axis)
    assert [label.content for label in names] == ["0", "2", "4", "6", "8"]


def test_names_at_the_left_stay_inside_the_margin() -> None:
    for high in (1.0, 9e2, 8e3, 7e5, 6e9):
        plot = Plot(DARK, Scale(0, 1, ()), scale(-high, high), box=Box(left=0.1))
        assert plot.y_axis.get_left()[0] >= at(GRID.margin, 0)[0], high


def test_ticks_that_would_run_into_each_other_are_thinned_out() -> None:
    narrow = Plot(DARK, scale(0, 1e5, count=8), Scale(0, 1, ()), box=Box(left=0.1, right=0.4))
    assert shown(narrow) == ["0", "30000", "60000", "90000"]


def test_marks_are_centred_on_the_data_and_differ_in_shape(plot: Plot) -> None:
    places = plot.points_at(np.array([1.0, 4.0]), np.array([0.5, -0.5]))
    for label, shape in ((0, disc(5)), (1, triangle(5))):
        marks = Marks(places, label, DARK)
        assert len(marks.points) == 2 * len(shape)
        centred = marks.points.reshape(2, -1, 3) - places[:, None]
        assert np.allclose(centred, shape)
    assert len(disc(5)) != len(triangle(5)) or not np.allclose(disc(5), triangle(5))


def test_jitter_is_even_bounded_and_the_same_each_time() -> None:
    offsets = jitter(300, 0.08)
    assert np.abs(offsets).max() <= 0.08
    assert np.array_equal(offsets, jitter(300, 0.08))
    counts = np.histogram(offsets, bins=10, range=(-0.08, 0.08))[0]
    assert counts.min() >= 28


def test_a_ringed_point_shows_nothing_where_there_is_none() -> None:
    tracker = ValueTracker(1.0)

    def where() -> FloatArray | None:
        return at(0.5, 0.5) if tracker.get_value() > 0 else None

    point = RingedPoint(where, DARK)
    assert point.get_center() == pytest.approx(at(0.5, 0.5))
    tracker.set_value(-1)
    point.update()
    assert all(len(part.points) == 0 for part in point)


def test_an_arrow_ends_at_its_tip_and_shrinks_its_head_with_it() -> None:
    start, end = at(0.2, 0.5), at(0.4, 0.3)
    outline = arrow_outline(start, end, pixels(4), pixels(18))
    assert np.linalg.norm(outline - end, axis=1).min() < 1e-12
    short = arrow_outline(start, start + 0.001 * (end - start), pixels(4), pixels(18))
    reach = np.linalg.norm(short - start, axis=1).max()
    assert reach <= 0.0011 * np.linalg.norm(end - start)
    assert len(arrow_outline(start, start, 1, 1)) == 0
    assert len(arrow(lambda: (start, end), DARK.gradient).points) == len(outline)


def test_dashes_lie_on_their_line_and_leave_gaps() -> None:
    start, end = at(0.2, 0.5), at(0.2, 0.9)
    points = dash_points(start, end)
    assert np.allclose(points[:, 0], start[0])
    dashes = points.reshape(-1, 4, 3)
    gaps = dashes[1:, 0, 1] - dashes[:-1, -1, 1]
    assert (np.abs(gaps) > pixels(4)).all()
    assert points[:, 1].min() >= end[1] - 1e-9


def test_a_panel_holds_its_rows_and_numbers_stand_flush_right() -> None:
    panel = Panel(DARK)
    panel.formula(math("y = x", DARK))
    numbers = [panel.row(f"row {index}", 10.0**index, 2) for index in range(3)]
    panel.rule()
    rights = [number.get_right()[0] for number in numbers]
    assert rights == pytest.approx([rights[0]] * 3, abs=1e-9)
    surface = panel.surface
    for row in panel.rows:
        assert row.get_bottom()[1] > surface.get_bottom()[1]
        assert row.get_top()[1] < surface.get_top()[1]
        assert row.get_left()[0] > surface.get_left()[0]


def test_a_slider_shows_its_value_and_stops_at_its_ends() -> None:
    tracker = ValueTracker(-5.0)
    slider = Panel(DARK).slider(tracker.get_value, -10, 10, DARK.beta0)
    low, high = (end[0] for end in slider.ends)
    assert slider.knob.get_center()[0] == pytest.approx(low + 0.25 * (high - low))
    assert slider.fill.points[0, 0] == pytest.approx((low + high) / 2)
    tracker.set_value(99)
    slider.update()
    assert slider.knob.get_center()[0] == pytest.approx(high)


def test_edges_show_sign_by_colour_and_size_by_width() -> None:
    factor = ValueTracker(1.0)
    first, second = np.array([[0.5, -2.0]]), np.array([[1.0]])
    network = Network(DARK, (2, 1, 1), lambda: [first * factor.get_value(), second])
    up, down = (network.edges[EdgeIndex(1, 0, source)] for source in (0, 1))
    assert colour_of(up) == DARK.positive
    assert colour_of(down) == DARK.negative
    assert down.get_stroke_width() > up.get_stroke_width()
    assert up.get_stroke_width() == pytest.approx(stroke(edge_width(0.5)))
    factor.set_value(-1)
    up.update()
    assert colour_of(up) == DARK.negative


def test_edges_go_from_rim_to_rim() -> None:
    network = Network(DARK, (3, 2, 1), lambda: [np.ones((2, 3)), np.ones((1, 2))])
    index = EdgeIndex(layer=1, unit=1, source=2)
    edge = network.edges[index]
    radius = pixels(network.radius)
    assert np.linalg.norm(edge.get_start() - network.centre(0, 2)) == pytest.approx(radius)
    assert np.linalg.norm(edge.get_end() - network.centre(1, 1)) == pytest.approx(radius)
    assert network.along_edge(index, share=0) == pytest.approx(edge.get_start())


def test_a_network_that_goes_downwards_has_its_inputs_at_the_top() -> None:
    weights = [np.ones((3, 4)), np.ones((1, 3))]
    box = Box(0.2, 0.8, 0.3, 0.6)
    network = Network(DARK, (4, 3, 1), lambda: weights, box=box, downwards=True)
    assert fractions(network.centre(0, 0)) == pytest.approx((0.2, 0.3))
    assert fractions(network.centre(0, 3)) == pytest.approx((0.8, 0.3))
    assert fractions(network.centre(2, 0)) == pytest.approx((0.5, 0.6))


def test_names_above_inputs_stand_apart_and_can_be_told_apart() -> None:
    texts, gap, size = captions("backprop", "en", "heart"), 0.2, 0.034
    columns = [f"a measurement called number_{index}_of_the_long_ones" for index in range(4)]
    with laying_out(TALL):
        made = [name.split("\n") for name in names_above(columns, texts, gap, gap)]
        widest = max(text_width(line) for name in made for line in name)
        assert widest <= line_room(size, gap)
        assert len({tuple(name) for name in made}) == 4
        sex, angina = names_above(["Sex", "ExAng"], texts, gap, gap)
    assert (sex, angina) == ("Sex", "Exercise\nangina")


CELLS = ("a title", "x = slot0(1) + slot1(2) = slot2(3)"), ("another", "y = slot0(4)")


def test_cells_are_beside_each_other_and_below_each_other_in_a_tall_frame() -> None:
    for frame in (WIDE, TALL):
        with laying_out(frame):
            board = StackedWorkings(DARK, top=0.7, bottom=0.95)
            first, second = board.cells(*CELLS)
            beside = second.get_left()[0] > first.get_right()[0]
            below = second.get_top()[1] < first.get_bottom()[1]
            ends = [fractions(each.get_bottom())[1] for each in (first, second)]
            assert (beside, below) == ((True, False) if frame is WIDE else (False, True))
            assert max(ends) < board.bottom


def test_a_calculation_that_is_too_long_is_broken_where_it_says_what_is_equal() -> None:
    with laying_out(TALL):
        board = StackedWorkings(DARK, top=0.8, bottom=0.95)
        numbers = " + ".join(f"slot{index}(1000)" for index in range(6))
        (made,) = board.equations([f"L = ({numbers}) = slot6(6000)"], 0.0)
        assert [line.maths for line in made] == ["L", f"= ({numbers})", "= slot6(6000)"]
        assert sorted(slots(made)) == list(range(7))
        tops = [line.get_top()[1] for line in made]
        assert tops == sorted(tops, reverse=True)
