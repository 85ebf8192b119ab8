from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression as Reference

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, record
from gradreel.scenes.pieces.sigmoid.logistic import (
    direction,
    least_squares,
    loss_of,
    tries,
)
from gradreel.scenes.render.frame import Frame
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.owned import Only
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.sigmoid import Sigmoid, can_draw
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.manim.marks import Marks
from gradreel.scenes.stage.manim.place import HEIGHT, WIDTH
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.manim import ManimStory

SMALL = Picture(160, 90, Fraction(5), False)
DEFAULTS = entry("sigmoid").defaults


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record("sigmoid")


@pytest.fixture(scope="module")
def told(recording: Recording) -> tuple[Sigmoid, dict[str, dict[str, object]]]:
    """The whole scene told once, with what was to be seen at the end of each beat."""
    seen: dict[str, dict[str, object]] = {}

    def look(story: ManimStory, beat: Beat) -> None:
        assert isinstance(story, Sigmoid)
        figure = story.figure
        seen[beat.key] = {
            "beat": beat,
            "numbers": [each.content for each in numbers(story)],
            "curve": figure.curve.points.copy(),
            "tangent": figure.tangent.points.copy(),
            "point": figure.point.get_center().copy(),
        }

    return tell(recording, look), seen


def tell(
    recording: Recording, look: object = None, theme: str = "dark", language: str = "en"
) -> Sigmoid:
    with manim_settings(SMALL):
        story = Sigmoid(recording, theme, language, renderer=SeekingRenderer(None))
        story.at_beat_end = look  # type: ignore[assignment]
        story.render()
    return story


def numbers(story: ManimStory) -> list[Number]:
    family = story.get_mobject_family_members()
    return [each for each in family if isinstance(each, Number) and each.get_fill_opacity() > 0]


def on_axes(story: Sigmoid, points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Read places off the plot: the inverse of what drew them."""
    plot = story.figure.plot
    box = plot.box
    across = (points[..., 0] / WIDTH + 0.5 - box.left) / (box.right - box.left)
    up = (box.bottom - (0.5 - points[..., 1] / HEIGHT)) / (box.bottom - box.top)
    x = plot.x.low + across * (plot.x.high - plot.x.low)
    return x, plot.y.low + up * (plot.y.high - plot.y.low)


def reference(recording: Recording) -> tuple[float, float]:
    """The maximum-likelihood fit of another library: (b0, b1)."""
    dataset = objective_of(recording.main).dataset
    fit = Reference(C=np.inf, solver="newton-cholesky", tol=1e-10)
    fit.fit(dataset.features, dataset.target)
    return float(fit.intercept_[0]), float(fit.coef_[0, 0])


def mean_loss(recording: Recording, intercept: float, slope: float) -> float:
    dataset = objective_of(recording.main).dataset
    logits = intercept + slope * dataset.features[:, 0]
    return float(np.mean(np.logaddexp(0, logits) - dataset.target * logits))


def test_it_is_as_long_as_it_should_be(told: tuple[Sigmoid, dict[str, object]]) -> None:
    assert 25 <= told[0].beats[-1].end <= 70


def test_it_tells_the_story_in_order(told: tuple[Sigmoid, dict[str, object]]) -> None:
    keys = [beat.key for beat in told[0].beats]
    assert keys == [
        "line",
        "curve",
        "intercept",
        "steepness",
        "flip",
        "cases",
        "data",
        "tries",
        "fit_from_zero",
        "best",
        "why",
    ]


def test_every_sentence_stays_long_enough_to_be_read(
    told: tuple[Sigmoid, dict[str, object]],
) -> None:
    for beat in told[0].beats:
        assert beat.end - beat.start >= len(beat.sentence) / 15 + 0.5


def test_the_default_run_reaches_the_fit_of_another_library(recording: Recording) -> None:
    run = recording.main
    fitted = run.own_scale(run.parameters[-1])
    assert fitted == pytest.approx(reference(recording), rel=1e-6)
    assert fitted == pytest.approx([6.3249497, -0.0434111], rel=1e-5)
    assert run.outcome == "converged"
    assert -fitted[0] / fitted[1] == pytest.approx(145.6988, abs=1e-3)


def test_the_numbers_at_the_end_are_those_of_the_fit(
    told: tuple[Sigmoid, dict[str, dict[str, object]]], recording: Recording
) -> None:
    intercept, slope = reference(recording)
    shown = told[1]["best"]["numbers"]
    assert isinstance(shown, list)
    for value, decimals in (
        (intercept, 3),
        (slope, 4),
        (-intercept / slope, 1),
        (mean_loss(recording, intercept, slope), 4),
    ):
        assert f"{value:.{decimals}f}".replace("-", "−") in shown
    assert str(recording.main.n_steps) in shown


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
    story.shown.step.set_value(step)
    story.figure.curve.update()
    b0, b1 = run.parameters[step]
    x, y = on_axes(story, story.figure.curve.points[::4])
    assert np.abs(y - expit(b0 + b1 * (x - dataset.mean[0]) / dataset.sd[0])).max() < 1e-9
    assert story.shown.loss() == pytest.approx(run.loss[step], rel=1e-9)


def test_the_tries_are_said_to_be_by_hand_and_their_losses_are_right(
    told: tuple[Sigmoid, dict[str, dict[str, object]]], recording: Recording
) -> None:
    shown = told[1]["tries"]["numbers"]
    assert isinstance(shown, list)
    for each in tries(objective_of(recording.main).dataset):
        loss = mean_loss(recording, -each.slope * each.centre, each.slope)
        assert loss_of(recording.main, each.parameters) == pytest.approx(loss, rel=1e-12)
        assert f"{loss:.4f}" in shown
        assert loss > recording.main.loss[-1]
    assert "by hand" in told[0].texts.beat("tries")


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
    assert y_before[-1] > y_before[0]


def test_the_straight_line_really_leaves_0_to_1(recording: Recording) -> None:
    dataset = objective_of(recording.main).dataset
    slope, intercept = np.polyfit(dataset.features[:, 0], dataset.target, 1)
    assert least_squares(dataset) == pytest.approx([intercept, slope])
    assert intercept + slope * dataset.features.min() > 1
    assert intercept + slope * dataset.features.max() < 0


@pytest.fixture
def rising(tmp_path: Path) -> RunOptions:
    """Data in which the probability rises, with names that are not known."""
    rng = np.random.default_rng(3)
    year = rng.normal(2019.3, 2.1, 80)
    sold = year + rng.normal(0, 1.5, 80) > 2019
    rows = "\n".join(f"{a:.2f},{'yes' if b else 'no'}" for a, b in zip(year, sold, strict=True))
    (tmp_path / "cars.csv").write_text(f"year,sold\n{rows}\n")
    return DEFAULTS.changed(data=str(tmp_path / "cars.csv"), x=("year",), y="sold")


@pytest.fixture
def faultless() -> Iterator[tuple[list[str], object]]:
    faults: list[str] = []
    yield faults, lambda story, beat: faults.extend(beat.faults(findings(story)))
    assert faults == []


@pytest.mark.slow
def test_data_of_ones_own_that_rise_are_drawn_with_their_own_names(
    rising: RunOptions, faultless: tuple[list[str], object]
) -> None:
    recording = record("sigmoid", rising.changed(optimizer="adam", learning_rate=0.1))
    assert direction(objective_of(recording.main).dataset) == 1
    story = tell(recording, faultless[1], language="zh")
    assert [each.content for each in story.figure.class_labels] == ["sold: no", "sold: yes"]
    assert story.figure.plot.titles[0].content == "year"
    assert all(each.slope > 0 for each in story.hand)


@pytest.mark.slow
def test_a_run_that_diverged_is_drawn_to_its_last_finite_step_and_says_so(
    faultless: tuple[list[str], object],
) -> None:
    recording = record("sigmoid", DEFAULTS.changed(learning_rate=1e307, steps=50))
    assert recording.main.outcome.startswith("diverged")
    story = tell(recording, faultless[1])
    last = recording.main.n_steps
    sentence = next(beat.sentence for beat in story.beats if beat.key == "diverged")
    assert f"step {last + 1}" in sentence
    assert story.shown.step.get_value() == last
    assert np.isfinite(story.figure.curve.points).all()


@pytest.mark.slow
def test_data_that_are_separated_are_said_to_be(tmp_path: Path) -> None:
    rows = "\n".join(f"{x},{int(x > 4.5)}" for x in range(10))
    (tmp_path / "parted.csv").write_text(f"x,y\n{rows}\n")
    options = DEFAULTS.changed(data=str(tmp_path / "parted.csv"), x=("x",), y="y", steps=30)
    story = tell(record("sigmoid", options))
    assert "separated" in [beat.key for beat in story.beats]


def test_two_features_are_refused_with_the_way_out() -> None:
    with pytest.raises(RequestError, match="name one column with --x"):
        record("sigmoid", DEFAULTS.changed(x=("MaxHR", "Age")))


def test_it_draws_logistic_regressions_with_one_feature_only(recording: Recording) -> None:
    assert can_draw(recording.main.spec)


@pytest.mark.slow
def test_a_frame_alone_has_the_bits_that_it_has_among_others(recording: Recording) -> None:
    def drawn(owned: set[int]) -> list[NDArray[np.uint8]]:
        frames: list[NDArray[np.uint8]] = []

        def take(frame: Frame) -> None:
            frames.extend([frame.pixels.copy()] * frame.repeats)

        with manim_settings(SMALL):
            Sigmoid(recording, renderer=SeekingRenderer(take, Only(owned))).render()
        return frames

    wanted = (47, 75, 130, 190)
    among = drawn(set(range(40, 192)))
    for frame in wanted:
        (alone,) = drawn({frame})
        assert np.array_equal(alone, among[frame - 40]), frame
    assert not np.array_equal(among[47 - 40], among[75 - 40])


def test_patients_are_where_the_data_are(
    told: tuple[Sigmoid, dict[str, object]], recording: Recording
) -> None:
    dataset = objective_of(recording.main).dataset
    for label, marks in enumerate(told[0].figure.marks):
        assert isinstance(marks, Marks)
        x, y = on_axes(told[0], marks.places)
        assert np.allclose(x, dataset.features[dataset.target == label, 0])
        assert np.abs(y - label).max() < 0.1
