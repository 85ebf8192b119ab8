"""What the scene loop says, held to the engine."""

from typing import Any

import numpy as np
import pytest

from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import record
from gradreel.scenes.loop import Loop, LoopPhase, LoopPlayer
from gradreel.scenes.render.manim.seeking import SeekingRenderer
from gradreel.scenes.stage.story.pace import GLIDE

OPTIONS = entry("loop").defaults


@pytest.fixture(scope="module")
def run() -> Trajectory:
    return record("loop", OPTIONS).main


@pytest.fixture
def player(run: Trajectory) -> LoopPlayer:
    return LoopPlayer(run)


def test_the_network_starts_wrong_and_comes_to_80_per_cent(player: LoopPlayer) -> None:
    run, data = player.run, player.data
    for step, expected in ((0, 26.4), (100, 79.9)):
        logits = player.model.logits(run.parameters[step], data.inputs)
        share = 100 * float(((logits > 0) == (data.target == 1)).mean())
        assert share == pytest.approx(expected, abs=0.05)
        assert player.share_right(step) == pytest.approx(share)
    assert run.loss[[0, -1]] == pytest.approx([0.802, 0.479], abs=5e-4)


def test_ten_steps_see_every_patient_once_the_last_of_them_fewer(player: LoopPlayer) -> None:
    assert player.epoch == 10
    seen = player.run.batch_indices[:10].ravel()
    assert sorted(seen[seen >= 0].tolist()) == list(range(303))
    assert [player.batch_size(step) for step in (0, 9)] == [31, 24]


def test_each_station_shows_what_was_computed_last(player: LoopPlayer) -> None:
    run = player.run
    slope, weight = run.gradients[:, player.index], run.parameters[:, player.index]
    expected = [
        (0.0, np.nan, np.nan, weight[0]),
        (0.27, run.batch_loss[0], np.nan, weight[0]),
        (0.52, run.batch_loss[0], slope[0], weight[0]),
        (0.77, run.batch_loss[0], slope[0], weight[1]),
        (1.4, run.batch_loss[1], np.nan, weight[1]),
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


def test_a_batch_is_in_the_chart_once_its_loss_is_computed() -> None:
    story = Loop(record("loop", OPTIONS), renderer=SeekingRenderer(None))
    story.prepare()
    for turns, step in ((0.3, 0), (1.2, 0), (1.3, 1)):
        story.player.stand(turns)
        expected = story.plot.point(step, float(story.run.batch_loss[step]))
        np.testing.assert_allclose(story.dot.update().get_center(), expected)
    np.testing.assert_allclose(story.batch.update().points[-1], expected)


def test_the_weight_that_is_told_of_is_the_edge_that_is_shown(player: LoopPlayer) -> None:
    start, edge = player.run.parameters[0], player.edge
    assert edge is not None
    assert player.weights(start)[edge.layer - 1][edge.unit, edge.source] == start[player.index]


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": "adam", "learning_rate": 0.05, "batch_size": None, "steps": 20},
        {"y": "RestECG", "x": ("Age", "RestBP"), "steps": 3},
    ],
)
def test_any_model_that_tells_classes_apart_is_drawn(changes: dict[str, Any]) -> None:
    run = record("loop", OPTIONS.changed(**changes)).main
    assert Loop.can_draw(run.spec)
    player = LoopPlayer(run)
    assert 0 <= player.share_right(run.n_steps) <= 100
    assert player.pace.steps[-1] == run.n_steps
