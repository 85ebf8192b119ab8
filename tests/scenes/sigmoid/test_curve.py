import numpy as np
import pytest
from scipy.special import expit

from gradreel.scenes.app.recording import Recording
from gradreel.scenes.sigmoid import Sigmoid, least_squares
from gradreel.scenes.stage.manim.marks import Marks
from gradreel.scenes.stage.runs.objective import objective_of
from tests.scenes.sigmoid.stage import on_axes, reference


def test_the_curve_at_the_end_is_the_fit(
    told: tuple[Sigmoid, dict[str, dict[str, object]]], recording: Recording
) -> None:
    intercept, slope = reference(recording)
    curve = told[1]["best"]["curve"]
    assert isinstance(curve, np.ndarray)
    x, y = on_axes(told[0], curve[::4])
    assert np.abs(y - expit(intercept + slope * x)).max() < 1e-6


@pytest.mark.parametrize("step", [0, 1, 5, 37, 100])
def test_the_curve_follows_the_record_step_by_step(
    told: tuple[Sigmoid, dict[str, object]], recording: Recording, step: int
) -> None:
    story, run, dataset = told[0], recording.main, objective_of(recording.main).dataset
    story.shown.seconds.set_value(story.shown.paced.when(step))
    story.figure.curve.update()
    b0, b1 = run.parameters[step]
    x, y = on_axes(story, story.figure.curve.points[::4])
    assert np.abs(y - expit(b0 + b1 * (x - dataset.mean[0]) / dataset.sd[0])).max() < 1e-9
    story.shown.seconds.set_value(story.shown.paced.seconds)


def test_the_tangent_has_a_quarter_of_b1_as_slope_and_touches_the_centre(
    told: tuple[Sigmoid, dict[str, dict[str, object]]],
) -> None:
    story, seen = told
    tangent, point = seen["steepness"]["tangent"], seen["steepness"]["point"]
    assert isinstance(tangent, np.ndarray)
    assert isinstance(point, np.ndarray)
    x, y = on_axes(story, tangent[[0, -1]])
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(story.start.slope / 4)
    assert on_axes(story, point) == pytest.approx((story.start.centre, 0.5))
    assert (x.mean(), y.mean()) == pytest.approx((story.start.centre, 0.5))


def test_the_flip_turns_the_curve_about_its_centre(
    told: tuple[Sigmoid, dict[str, dict[str, object]]],
) -> None:
    story, seen = told
    before, after = seen["steepness"]["curve"], seen["flip"]["curve"]
    assert isinstance(before, np.ndarray)
    assert isinstance(after, np.ndarray)
    _, y_before = on_axes(story, before[::4])
    _, y_after = on_axes(story, after[::4])
    assert y_after == pytest.approx(1 - y_before, abs=1e-9)
    assert y_before[-1] < y_before[0]


def test_the_straight_line_really_leaves_0_to_1(recording: Recording) -> None:
    dataset = objective_of(recording.main).dataset
    slope, intercept = np.polyfit(dataset.features[:, 0], dataset.target, 1)
    assert least_squares(dataset) == pytest.approx([intercept, slope])
    assert intercept + slope * dataset.features.min() > 1
    assert intercept + slope * dataset.features.max() < 0


def test_patients_are_where_the_data_are(
    told: tuple[Sigmoid, dict[str, object]], recording: Recording
) -> None:
    dataset = objective_of(recording.main).dataset
    for label, marks in enumerate(told[0].figure.marks):
        assert isinstance(marks, Marks)
        x, y = on_axes(told[0], marks.places)
        assert np.allclose(x, dataset.features[dataset.target == label, 0])
        assert np.abs(y - label).max() < 0.1
