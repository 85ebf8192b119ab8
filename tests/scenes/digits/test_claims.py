"""What the scene says of its digits, against the engine and scikit-learn's data."""

from functools import cache

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import confusion_matrix

from gradreel.engine.errors import RequestError
from gradreel.engine.mlp import MLP
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.training import train
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, record
from gradreel.scenes.app.runs import mlp_spec
from gradreel.scenes.digits import EASE, HandwrittenDigits, eased
from gradreel.scenes.stage.type.appearance import Appearance

DEFAULTS = entry("digits").defaults


@cache
def recording(**changes: object) -> Recording:
    return record("digits", DEFAULTS.changed(**changes))


@cache
def told(language: str = "en", **changes: object) -> HandwrittenDigits:
    return HandwrittenDigits(recording(**changes), Appearance(language=language))


def sentences(story: HandwrittenDigits) -> dict[str, str]:
    return {beat.key: beat.sentence for beat in story.beats}


def test_what_is_held_out_is_never_trained_on() -> None:
    made = recording()
    assert made.held_out is not None
    assert made.main.dataset is not None
    assert (made.held_out.n, made.main.dataset.n) == (360, 1437)
    held, trained = (
        {row.tobytes() for row in data.features} for data in (made.held_out, made.main.dataset)
    )
    assert not held & trained
    assert held | trained == {row.tobytes() for row in load_digits().data}


def test_training_teaches_the_network_to_read() -> None:
    seen = told().seen
    at = [int(np.flatnonzero(seen.run.recorded_steps == 45 * epoch)[0]) for epoch in (0, 1, 2, 20)]
    assert seen.accuracies[at] == pytest.approx([0.111, 0.919, 0.967, 0.975], abs=5e-4)
    assert seen.are_right[[0, -1]].sum(axis=1).tolist() == [40, 351]
    said = sentences(told())
    late = int(np.flatnonzero(seen.run.recorded_steps == 870)[0])
    assert seen.are_right[late].sum() == 352
    assert said["after_wavers"] == "Yes, 351 of 360 never seen; it wavers: 352 at step 870"
    assert "one of 360 digits never trained on" in said["wall"]


def test_nine_in_ten_are_read_right_after_few_steps_and_from_then_on() -> None:
    seen = told().seen
    assert sentences(told())["soon"].startswith("After 35 steps nine in ten are right")
    since = seen.run.recorded_steps >= 35
    assert seen.accuracies[since].min() >= 0.9 > seen.accuracies[~since][-1]
    assert "soon" not in sentences(told(learning_rate=100.0, steps=90))


def test_what_is_drawn_is_of_the_step_whose_numbers_are_told() -> None:
    pace = told().pace
    for step, at in zip(pace.steps[:8], pace.arrivals[:8], strict=True):
        assert eased(pace, at + EASE) == ((step, 1.0),)
        assert pace.told(at + EASE) == step
    assert eased(pace, pace.seconds + EASE) == ((pace.steps[-1], 1.0),)
    assert sum(share for _, share in eased(pace, pace.arrivals[3] + EASE / 2)) == pytest.approx(1)


def test_the_matrix_empties_off_its_diagonal() -> None:
    seen = told().seen
    answers = seen.probabilities(-1).argmax(axis=1)
    np.testing.assert_array_equal(seen.confusion(-1), confusion_matrix(seen.data.target, answers))
    off = [int(seen.confusion(index).sum() - np.trace(seen.confusion(index))) for index in (0, -1)]
    assert off == [320, 9]


def test_the_digit_that_is_followed_is_put_right() -> None:
    reading = told().reading
    assert (reading.truth, reading.answer(0), reading.answer(-1)) == (5, 9, 5)
    said = sentences(told())
    assert said["untrained"] == "Its weights are random: it says 9, the truth is 5"
    assert said["learned"] == "At step 60 it says 5, and is 99 % sure"
    at = int(np.flatnonzero(reading.run.recorded_steps == 60)[0])
    assert reading.probability(at, 5) == pytest.approx(0.99, abs=0.005)


def test_the_activations_are_the_models() -> None:
    reading = told().reading
    objective = reading.run.objective
    assert isinstance(objective, ModelObjective)
    assert isinstance(objective.model, MLP)
    for index in (0, 7, len(reading.run.parameters) - 1):
        inputs = reading.pixels[None]
        expected = objective.model.forward(reading.run.parameters[index], inputs).activations
        for layer, own in zip(expected, reading.activations(index), strict=True):
            np.testing.assert_allclose(own, layer[0], rtol=1e-12)


def test_the_digit_that_it_misreads_is_number_1551() -> None:
    worst = told().worst
    assert worst is not None
    np.testing.assert_array_equal(worst.seen.data.features[worst.row], load_digits().data[1551])
    assert (worst.truth, worst.answer(-1)) == (6, 1)
    assert worst.probability(-1, 1) == pytest.approx(0.99, abs=0.005)
    wrong = worst.seen.are_right[-1] == 0
    assert worst.probability(-1, 1) == worst.seen.probabilities(-1).max(axis=1)[wrong].max()
    said = sentences(told())
    assert said["wrong"] == "One of those misread: what does it make of this 6?"
    assert said["sure"] == "It says 1, and is 99 % sure: it is not perfect"


def test_a_run_that_does_not_learn_is_not_praised() -> None:
    poor = told(learning_rate=100.0, steps=90)
    assert poor.seen.accuracies[-1] < 0.5
    assert {"moral_poor", "after_poor"} <= sentences(poor).keys()
    assert "moral" in sentences(told())


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"show": 10}, "--show 10 is no digit"),
        ({"hidden": (65,)}, "one or two hidden layers of at most 64 units"),
        ({"hidden": (8, 8, 8)}, "one or two hidden layers"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(RequestError, match=problem):
        record("digits", DEFAULTS.changed(**changes))


def test_a_recorded_run_on_all_digits_leaves_none_to_hold_out() -> None:
    run = train(mlp_spec(RunOptions(data="digits", steps=2, learning_rate=0.1)))
    with pytest.raises(RequestError, match="needs 20 digits that the run wasn't trained on"):
        record("digits", DEFAULTS, run)
    other = train(mlp_spec(RunOptions(data="moons", steps=2, learning_rate=0.1)))
    with pytest.raises(RequestError, match="digits can't draw this run"):
        record("digits", DEFAULTS, other)


@pytest.mark.parametrize(
    ("changes", "language"),
    [
        ({"hidden": (16, 12), "steps": 90}, "zh"),
        ({"steps": 1}, "en"),
        ({"learning_rate": 1e308}, "zh"),
        ({"show": 8}, "en"),
    ],
)
def test_other_runs_are_told_without_a_fault(changes: dict[str, object], language: str) -> None:
    story = told(language, **changes)
    assert story.findings() == []
    assert 25 <= story.duration <= 70
