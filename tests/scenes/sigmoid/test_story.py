import numpy as np
import pytest
from scipy.special import expit

from gradreel.engine.errors import RequestError
from gradreel.scenes.app.recording import Recording, record
from gradreel.scenes.sigmoid import CASES, Answers, Reader, Sigmoid, loss_of, tries
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.base import Beat
from tests.scenes.sigmoid.stage import DEFAULTS, mean_loss, on_axes, reference


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
        (slope, 5),
        (-intercept / slope, 1),
        (mean_loss(recording, intercept, slope), 4),
    ):
        assert f"{value:.{decimals}f}".replace("-", "−") in shown
    assert str(recording.main.n_steps) in shown


def test_the_run_sets_out_from_what_is_seen_of_its_start(
    told: tuple[Sigmoid, dict[str, dict[str, object]]],
) -> None:
    shown = told[1]["why"]["numbers"]
    assert isinstance(shown, list)
    assert shown[:4] == ["0.000", "0.00000", "–", "0.6931"]
    _, y = on_axes(told[0], told[1]["why"]["curve"])  # type: ignore[arg-type]
    assert np.abs(y - 0.5).max() < 1e-9


def test_the_tries_are_said_to_be_by_hand_and_their_losses_are_right(
    told: tuple[Sigmoid, dict[str, dict[str, object]]], recording: Recording
) -> None:
    shown = told[1]["measure"]["numbers"]
    assert isinstance(shown, list)
    for each in tries(objective_of(recording.main).dataset):
        loss = mean_loss(recording, -each.slope * each.centre, each.slope)
        assert loss_of(recording.main, each.parameters) == pytest.approx(loss, rel=1e-12)
        assert f"{loss:.4f}" in shown
        assert loss > recording.main.loss[-1]
    beat = told[1]["tries"]["beat"]
    assert isinstance(beat, Beat)
    assert "by hand" in beat.sentence


def test_what_is_said_of_a_person_is_what_the_fit_says_of_each_of_them(
    told: tuple[Sigmoid, dict[str, dict[str, object]]], recording: Recording
) -> None:
    intercept, slope = reference(recording)
    dataset = objective_of(recording.main).dataset
    rates, ill = dataset.features[:, 0], dataset.target == 1
    says_ill = expit(intercept + slope * rates) > 0.5
    assert np.array_equal(says_ill, rates < 146)
    beat = told[1]["says_below"]["beat"]
    assert isinstance(beat, Beat)
    assert beat.sentence == "Below 146 beats a minute, p > 0.5: it says heart disease"
    shown = told[1]["says_below"]["numbers"]
    assert isinstance(shown, list)
    assert str((says_ill == ill).sum()) in shown
    assert str(max(ill.sum(), (~ill).sum())) in shown
    for label, lines in enumerate(told[0].judging.names):
        mine = says_ill == bool(label)
        right = (mine & (ill == bool(label))).sum()
        assert lines[1].content == f"{right} of {mine.sum()} right"


def test_the_answers_before_the_fit_are_those_of_the_runs_start(
    told: tuple[Sigmoid, dict[str, dict[str, object]]], recording: Recording
) -> None:
    dataset = objective_of(recording.main).dataset
    story, ill = told[0], int(dataset.target.sum())
    assert not recording.main.parameters[0].any()
    notes = [each.content for each in story.fitting.judged if isinstance(each, Label)]
    assert notes == ["judged right, of 303:", "p = 0.5 counts as y = 0"]
    assert str(303 - ill) in told[1]["says_below"]["numbers"]  # type: ignore[operator]
    assert Answers(dataset, np.array([0.1, 0.0])).right_in_all == ill
    assert Answers(dataset, np.array([0.1, 0.0])).one_for_all == 1
    assert Answers(dataset, story.judged.fitted).one_for_all is None


def test_what_is_read_along_the_curve_comes_out_with_the_digits_of_the_fit(
    told: tuple[Sigmoid, dict[str, object]], recording: Recording
) -> None:
    intercept, slope = reference(recording)
    reader = Reader(told[0].figure, (125.0, 170.0))
    for share in np.linspace(0, 1, 31):
        reader.read(float(share))
        x, p = (float(each.split("=")[1]) for each in reader.value.content.split(":"))
        assert abs(x - reader.x) <= 3
        assert p == pytest.approx(expit(intercept + slope * x), abs=0.0051)


def test_the_centre_beside_the_curve_is_that_of_the_plate(
    told: tuple[Sigmoid, dict[str, object]],
) -> None:
    shown, name = told[0].shown, told[0].figure.centre_name
    for seconds in np.linspace(1.0, shown.paced.seconds, 40):
        shown.seconds.set_value(seconds)
        reading = shown.reading()
        assert name.content in ("", f"c = {reading.centre:.1f}")
        digits = float(f"{reading.intercept:.3f}") / float(f"{reading.slope:.5f}")
        assert -digits == pytest.approx(reading.centre, abs=0.1)


def test_the_case_that_is_said_to_be_like_the_data_is_nearest_to_the_fit(
    told: tuple[Sigmoid, dict[str, object]], recording: Recording
) -> None:
    fitted = reference(recording)[1] * objective_of(recording.main).dataset.features.std()
    nearest = min(CASES.values(), key=lambda each: abs(each - fitted))
    assert told[0].judged.kind == nearest
    assert [bool(each.remark) for each in told[0].cases] == [
        each == nearest for each in CASES.values()
    ]


def test_the_sign_of_b1_is_said_to_be_that_of_the_fit(
    told: tuple[Sigmoid, dict[str, dict[str, object]]], recording: Recording
) -> None:
    assert reference(recording)[1] < 0
    beat = told[1]["negative"]["beat"]
    assert isinstance(beat, Beat)
    assert "the higher maximum heart rate, the lower p" in beat.sentence


def test_two_features_are_refused_with_the_way_out() -> None:
    with pytest.raises(RequestError, match="name one column with --x"):
        record("sigmoid", DEFAULTS.changed(x=("MaxHR", "Age")))
