"""What the scene says of its digits, against the engine and scikit-learn's data."""

from functools import cache

import numpy as np
import pytest
from sklearn.datasets import load_digits

from gradreel.engine.errors import RequestError
from gradreel.engine.training import train
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import record
from gradreel.scenes.ask.runs import mlp_spec
from gradreel.scenes.digits import LOOKS, NEURON, PARITY, HandwrittenDigits
from gradreel.scenes.stage.runs.objective import network_of, objective_of
from gradreel.scenes.stage.story.values import reading
from gradreel.scenes.stage.type.appearance import Appearance

DEFAULTS = entry("digits").defaults


@cache
def told(language: str = "en", **changes: object) -> HandwrittenDigits:
    recording = record("digits", DEFAULTS.changed(**changes))
    return HandwrittenDigits(recording, Appearance(language=language))


def sentences(story: HandwrittenDigits) -> dict[str, str]:
    return {beat.key: beat.sentence for beat in story.beats}


def test_what_is_held_out_is_never_trained_on() -> None:
    data = [told().unseen.data, told().recording.run.dataset]
    held, trained = ({row.tobytes() for row in each.features} for each in data if each)
    assert (len(held), len(trained)) == (360, 1437)
    assert held | trained == {row.tobytes() for row in load_digits().data}


def test_training_teaches_the_network_to_read() -> None:
    said, unseen = sentences(told()), told().unseen
    right = dict(zip(told().steps, unseen.are_right.sum(axis=1), strict=True))
    assert (right[0], right[900]) == (40, 351)
    assert said["wall"] == "360 digits are held out: how many can it read untrained?"
    assert said["after"] == "Yes, it can: it reads 351 of 360 that it has never seen"


def test_hidden_units_tell_odd_from_even_where_one_neuron_errs() -> None:
    said, unseen, recording = sentences(told()), told().unseen, told().recording
    inputs, digit = unseen.data.inputs, unseen.data.target

    def right(role: str) -> int:
        values = inputs
        for weights, biases in network_of(recording[role]).layers(recording[role].parameters[-1]):
            values, logits = np.tanh(values @ weights.T + biases), values @ weights.T + biases
        return int(((logits[:, 0] > 0) == digit % 2).sum())

    assert (
        [right(NEURON), right(PARITY)]
        == [334, 358]
        == [each.are_right[-1].sum() for each in told().parity]
    )
    assert said["parity_pays"].startswith("26 mistakes, or 2")


def test_the_others_are_trained_on_the_same_digits_in_the_same_way() -> None:
    main = told().recording.run
    for role, sizes in ((NEURON, (64, 1)), (PARITY, (64, 32, 1))):
        other = told().recording[role]
        assert network_of(other).sizes == sizes
        features, expected = (objective_of(each).dataset.features for each in (other, main))
        np.testing.assert_array_equal(features, expected)
        for name in ("optimizer", "learning_rate", "steps", "batch_size", "seed"):
            assert getattr(other.spec, name) == getattr(main.spec, name)


def test_the_run_is_shown_once_from_its_start_to_its_end() -> None:
    keys = list(sentences(told()))
    assert keys.index("untrained") < keys.index("wall") < keys.index("train")
    assert keys.index("train") < keys.index("after") < keys.index("again")
    pace = told().training.pace
    assert (pace.steps[0], pace.steps[-1]) == (0, len(told().steps) - 1)


def test_what_is_drawn_is_of_the_step_whose_numbers_are_told() -> None:
    player, unseen = told().training, told().unseen
    pace = player.pace

    def drawn(seconds: float) -> float:
        with reading({player.seconds: seconds}):
            return float(told().are_right().sum())

    for step, at in zip(pace.steps, pace.arrivals, strict=True):
        assert pace.told(at) == step
        assert drawn(at) == unseen.are_right[step].sum()
    on_the_way = drawn(pace.arrivals[3] - LOOKS[-1] / 2)
    assert told().n_right[pace.steps[2]] < on_the_way < told().n_right[pace.steps[3]]


def test_the_digit_that_is_followed_is_put_right() -> None:
    first, said, unseen = told().first, sentences(told()), told().unseen
    assert said["untrained"] == "Its weights are random: it says 9, the truth is 5"
    assert first.answer(-1)[0] == first.truth == 5
    expected = unseen.probabilities(0)[first.row]
    np.testing.assert_allclose(first.activations(0)[-1], expected, rtol=1e-9)


def test_the_votes_of_its_pixels_make_one_neuron_call_an_8_odd() -> None:
    voted, (weights, bias), unseen = told().voted, told().neuron, told().unseen
    votes = unseen.data.inputs @ weights
    is_wrong = (votes + bias > 0) != unseen.data.target % 2
    assert voted.row == np.where(is_wrong, abs(votes + bias), 0).argmax()
    assert (voted.truth, votes[voted.row] + bias > 0) == (8, True)


def test_each_count_that_is_shown_is_higher_than_the_one_before() -> None:
    counts = [told().n_right[step] for step in told().training.pace.steps]
    assert counts == sorted(counts)
    assert [counts[0], counts[8], counts[-1]] == [40, 326, 351]


def test_a_run_that_does_not_learn_is_not_praised() -> None:
    poor = told(learning_rate=100.0, steps=90)
    assert poor.unseen.accuracies[-1] < 0.5
    assert {"moral_poor", "after_poor"} <= sentences(poor).keys()
    assert {"moral", "after"}.isdisjoint(sentences(poor))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("digits", "needs 20 digits that the run wasn't trained on"),
        ("moons", "digits can't draw this run"),
    ],
)
def test_a_run_that_cannot_be_drawn_is_refused(data: str, problem: str) -> None:
    run = train(mlp_spec(RunOptions(data=data, steps=2, learning_rate=0.1)))
    with pytest.raises(RequestError, match=problem):
        record("digits", run=run)
