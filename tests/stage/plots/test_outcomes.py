import numpy as np
import pytest

from gradreel.engine.data import Dataset, load
from gradreel.scenes.stage.manim.outcomes import HALF_JITTER, OutcomePlot, falling, rising
from gradreel.scenes.stage.manim.place import fractions, height
from gradreel.scenes.stage.type.captions import captions
from gradreel.scenes.stage.type.grid import GRID, TALL, Box, laying_out
from gradreel.scenes.stage.type.theme import theme

pytestmark = pytest.mark.usefixtures("no_litter")


@pytest.fixture
def data() -> Dataset:
    return load("heart")


@pytest.fixture
def patients(data: Dataset) -> OutcomePlot:
    return OutcomePlot(data, theme("dark"), captions("sigmoid", "en").about(data))


def heights(patients: OutcomePlot, label: int) -> np.ndarray:
    plot = patients.plot
    down = 0.5 - patients.classes[label].places[:, 1] / height()
    share = (plot.box.bottom - down) / (plot.box.bottom - plot.box.top)
    return np.asarray(plot.y.low + share * (plot.y.high - plot.y.low))


@pytest.mark.parametrize("label", [0, 1])
def test_data_stand_at_their_class_and_go_back_to_one_row(
    patients: OutcomePlot, label: int
) -> None:
    marks = patients.classes[label]
    assert np.abs(heights(patients, label) - label).max() <= HALF_JITTER + 1e-9
    back, forth = (move([marks], 1.0)[0] for move in (falling, rising))
    for animation, middle in ((back, 0.5), (forth, label)):
        animation.begin()
        animation.interpolate(1.0)
        assert np.abs(heights(patients, label) - middle).max() <= HALF_JITTER + 1e-9


def test_data_move_with_their_axes(patients: OutcomePlot, data: Dataset) -> None:
    patients.plot.set_box(Box(0.1, 0.5, 0.3, 0.5))
    for label, marks in enumerate(patients.classes):
        xs = data.features[data.target == label, 0]
        ys = heights(patients, label)
        assert np.abs(ys - label).max() <= HALF_JITTER + 1e-9
        assert marks.places == pytest.approx(patients.plot.points_at(xs, ys))


def test_the_name_of_the_axis_stays_in_a_tall_frame_on_one_line(data: Dataset) -> None:
    with laying_out(TALL):
        axes = OutcomePlot(data, theme("dark"), captions("sigmoid", "en").about(data))
        (title,) = axes.plot.titles
        left, right = (fractions(each)[0] for each in (title.get_left(), title.get_right()))
    assert left >= GRID.margin
    assert right <= 1 - GRID.margin
