"""What the scene loop says, held to the engine."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gradreel.engine.data import load
from gradreel.engine.functions import sigmoid
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import record
from gradreel.scenes.digits import HandwrittenDigits
from gradreel.scenes.loop import DIGIT, Loop, LoopPhase, LoopPlayer, weight_seen_to_move
from gradreel.scenes.render.manim.seeking import SeekingRenderer
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.pace import GLIDE
from tests.scenes.layout import on_axes, told

OPTIONS = entry("loop").defaults
BATCHES = OPTIONS.changed(batch_size=31, learning_rate=0.2, steps=100)


@pytest.fixture(scope="module")
def run() -> Trajectory:
    return record("loop", BATCHES).run


@pytest.fixture
def player(run: Trajectory) -> LoopPlayer:
    return LoopPlayer(run)


def test_the_network_is_that_of_backprop_and_comes_to_four_more_than_one_neuron() -> None:
    made = record("loop", OPTIONS)
    assert np.array_equal(made.run.parameters[0], record("backprop").run.parameters[0])
    player, data = LoopPlayer(made.run), objective_of(made.run).dataset
    for step, expected in ((0, 126), (300, 244)):
        logits = player.model.logits(made.run.parameters[step], data.inputs)
        assert int(((logits > 0) == (data.target == 1)).sum()) == expected
        assert player.right_after(step) == expected
    bias, *weights = made["one neuron"].parameters[-1]
    chances = sigmoid(data.inputs @ np.array(weights) + bias)
    assert int(((chances > 0.5) == (data.target == 1)).sum()) == 240


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({"steps": 1}, {"mixed", "why"}),
        ({"steps": 300}, {"mixed", "why"}),
        ({"batch_size": 31, "learning_rate": 0.2, "steps": 100}, {"epoch_rest", "epochs", "why"}),
        ({"y": "RestECG", "x": ("Age", "RestBP"), "steps": 3, "hidden": (4,)}, {"mixed"}),
        ({"optimizer": "adam", "learning_rate": 0.05, "steps": 20}, {"update", "why"}),
        ({"hidden": (30,), "steps": 5}, {"why"}),
        ({"hidden": (4, 4, 4, 4), "steps": 5}, {"mixed"}),
    ],
)
def test_other_runs_are_told_as_they_are(changes: dict[str, Any], keys: set[str]) -> None:
    found = told("loop", record("loop", OPTIONS.changed(**changes)))
    assert keys <= set(found.sentences)
    assert found.faults == []


def test_a_loss_that_falls_smoothly_is_not_said_to_jitter() -> None:
    assert not Loop.rises(np.array([3.0, 2.0, 2.0, 1.0]))
    assert Loop.rises(np.array([3.0, 2.0, 2.1]))


@pytest.mark.parametrize(
    ("weights", "written"),
    [([0.61, 0.64, 3.0], ["0.61", "0.64"]), ([0.2, 0.4, 3.0], ["0.2", "0.4"])],
)
def test_a_weight_that_moves_is_seen_to_move(weights: list[float], written: list[str]) -> None:
    moved = weight_seen_to_move(np.array(weights))
    assert [moved.text(each) for each in weights[:2]] == written


def test_ten_steps_see_every_patient_once_the_last_of_them_fewer(player: LoopPlayer) -> None:
    assert player.epoch == 10
    seen = player.run.batch_indices[:10].ravel()
    assert sorted(seen[seen >= 0].tolist()) == list(range(303))
    assert [player.batch_size(step) for step in (0, 9)] == [31, 24]


def test_each_station_shows_what_was_computed_last_and_never_ends_empty(player: LoopPlayer) -> None:
    run = player.run
    slope, weight = run.gradients[:, player.index], run.parameters[:, player.index]
    expected = [
        (0.0, np.nan, np.nan, weight[0]),
        (0.27, run.batch_loss[0], np.nan, weight[0]),
        (0.52, run.batch_loss[0], slope[0], weight[0]),
        (0.77, run.batch_loss[0], slope[0], weight[1]),
        (1.4, run.batch_loss[1], slope[0], weight[1]),
    ]
    for turns, *numbers in expected:
        player.stand(turns)
        np.testing.assert_equal([player.loss(), player.slope(), player.weight()], numbers)
    player.walk_to(player.pace.seconds)
    assert player.last_at(LoopPhase.LOSS) == 99
    np.testing.assert_array_equal(player.parameters(), run.parameters[-1])


def test_what_is_drawn_stands_at_the_step_that_is_told_or_comes_to_the_next(
    player: LoopPlayer,
) -> None:
    stands = 0
    for seconds in np.linspace(0.01, player.pace.seconds, 400):
        player.walk_to(seconds)
        assert player.told <= player.updated() <= player.pace.told(seconds + GLIDE)
        stands += player.updated() == player.told
    assert stands > 100
    assert player.updated() == player.run.n_steps


def test_batch_losses_are_drawn_as_far_as_the_curve_of_the_full_loss() -> None:
    story = Loop(record("loop", BATCHES), renderer=SeekingRenderer(None))
    story.prepare()
    for step in (2, 31):
        story.unrolled.set_value(np.log1p(step) / np.log1p(100))
        drawn = story.drawn_line(np.arange(100), story.run.batch_loss)
        _, losses = on_axes(story.plot, drawn)[-1, :2]
        np.testing.assert_allclose(losses, story.run.batch_loss[step])
        assert drawn[-1, 0] == pytest.approx(story.fall()[-1, 0])


def test_the_weight_that_is_told_of_is_the_edge_that_is_shown(player: LoopPlayer) -> None:
    start, edge = player.run.parameters[0], player.edge
    assert edge is not None
    shown = player.layers(start)[edge.layer - 1].weights[edge.unit, edge.source]
    assert shown == start[player.index]


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": "adam", "learning_rate": 0.05, "batch_size": None, "steps": 20},
        {"y": "RestECG", "x": ("Age", "RestBP"), "steps": 3},
    ],
)
def test_any_model_that_tells_classes_apart_is_drawn(changes: dict[str, Any]) -> None:
    run = record("loop", OPTIONS.changed(**changes)).run
    assert Loop.can_draw(run.spec)
    player = LoopPlayer(run)
    assert 0 <= player.right_after(run.n_steps) <= player.data.n
    assert player.pace.steps[-1] == run.n_steps


def test_the_curve_is_the_full_loss_and_the_lines_below_one_half_are_judged_right() -> None:
    story = Loop(record("loop", OPTIONS), renderer=SeekingRenderer(None))
    story.prepare()
    for step in (2, 74, 300):
        story.unrolled.set_value(np.log1p(step) / np.log1p(300))
        steps, losses = on_axes(story.plot, story.fall())[:, :2].T
        np.testing.assert_allclose(
            np.expm1(steps / 300 * np.log1p(300))[:step], range(step), atol=1e-6
        )
        np.testing.assert_allclose(losses[:step], story.run.loss[:step])
        of_rows = story.losses_of_rows(step)
        np.testing.assert_allclose(of_rows.mean(), story.run.loss[step])
        assert (of_rows < np.log(2)).sum() == story.player.right_after(step)
    assert len(story.drawn_rows(0)) + len(story.drawn_rows(1)) == 4 * 303 * len(story.knots)


def test_a_run_that_diverged_is_told_as_far_as_it_goes() -> None:
    made = record("loop", OPTIONS.changed(steps=4))
    short = replace(train(made.run.spec), outcome="diverged at step 5")
    sentences = told("loop", replace(made, main=short)).sentences
    assert "5" in sentences["diverged"]


def test_rows_go_through_the_network_along_what_sends_most() -> None:
    story = Loop(record("loop", OPTIONS), renderer=SeekingRenderer(None))
    story.prepare()
    assert story.network is not None
    ways, (first, _, last) = story.ways(), story.player.layers(story.run.parameters[0])
    hidden = np.tanh(story.drawn.inputs @ first.weights.T + first.biases)
    middle = story.player.layers(story.run.parameters[0])[1]
    sent = last.weights[0] * np.tanh(hidden @ middle.weights.T + middle.biases)
    for row, unit in enumerate(np.abs(sent).argmax(axis=1).tolist()):
        np.testing.assert_allclose(ways[2, row], story.network.centre(2, unit))


@pytest.mark.slow
def test_the_last_picture_is_the_digit_that_reading_them_begins_with() -> None:
    first = HandwrittenDigits(record("digits")).first
    assert np.array_equal(load("digits").inputs[DIGIT], first.pixels)
