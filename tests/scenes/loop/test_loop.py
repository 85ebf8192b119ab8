"""What the scene loop says, held to the engine."""

from typing import Any

import numpy as np
import pytest

from gradreel.engine.models import LinearRegression
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.loop import LearningProgress, Loop, ShownLoop, Station, loop_digits
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.pace import GLIDE
from gradreel.scenes.stage.type.captions import captions
from gradreel.scenes.stage.type.style import theme


def made(**changes: Any) -> Recording:
    return record("loop", entry("loop").defaults.changed(**changes))


@pytest.fixture(scope="module")
def recording() -> Recording:
    return made()


def test_the_network_starts_wrong_and_comes_to_80_per_cent(recording: Recording) -> None:
    run = recording.main
    objective = objective_of(run)
    data = objective.dataset
    for step, expected in ((0, 26.4), (100, 79.9)):
        logits = objective.model.logits(run.parameters[step], data.inputs)
        share = 100 * float(((logits > 0) == (data.target == 1)).mean())
        assert share == pytest.approx(expected, abs=0.05)
        assert ShownLoop(run).share_right(step) == pytest.approx(share)
    assert run.loss[0] == pytest.approx(0.802, abs=5e-4)
    assert run.loss[-1] == pytest.approx(0.479, abs=5e-4)
    assert objective.model.n_parameters == 26


def test_ten_steps_see_every_patient_once(recording: Recording) -> None:
    run = recording.main
    assert ShownLoop(run).epoch == 10
    seen = run.batch_indices[:10].ravel()
    assert sorted(seen[seen >= 0].tolist()) == list(range(303))


def test_each_station_shows_what_was_computed_last(recording: Recording) -> None:
    run = recording.main
    shown = ShownLoop(run)
    assert shown.loss() is None
    assert shown.gradient() is None
    assert shown.parameter() == run.parameters[0, shown.index]
    shown.turns.set_value(0.27)
    assert shown.loss() == run.batch_loss[0]
    assert shown.gradient() is None
    shown.turns.set_value(0.52)
    assert shown.gradient() == run.gradients[0, shown.index]
    assert shown.parameter() == run.parameters[0, shown.index]
    shown.turns.set_value(0.77)
    assert shown.parameter() == run.parameters[1, shown.index]
    shown.turns.set_value(1.4)
    assert shown.loss() == run.batch_loss[1]
    assert shown.gradient() is None
    shown.seconds.set_value(shown.paced.seconds)
    assert shown.last_at(Station.LOSS) == 99
    np.testing.assert_array_equal(shown.parameters(), run.parameters[-1])


def test_what_is_drawn_stands_at_the_step_that_is_told_or_comes_to_the_next(
    recording: Recording,
) -> None:
    shown = ShownLoop(recording.main)
    stands = 0
    for seconds in np.linspace(0.01, shown.paced.seconds, 400):
        shown.seconds.set_value(seconds)
        later = shown.paced.told(seconds + GLIDE)
        assert shown.told() <= shown.updated() <= later
        stands += shown.updated() == shown.told()
    assert stands > 100
    assert shown.updated() == recording.main.n_steps


def test_the_last_batch_of_an_epoch_has_fewer_patients(recording: Recording) -> None:
    shown = ShownLoop(recording.main)
    assert shown.rows() == 31
    shown.seconds.set_value(shown.paced.seconds)
    assert (shown.told(), shown.rows()) == (100, 24)


def test_the_point_goes_round_once_more_and_no_number_changes(recording: Recording) -> None:
    shown = ShownLoop(recording.main)
    shown.seconds.set_value(shown.paced.seconds)
    before = shown.place(), shown.loss(), shown.gradient(), shown.parameter(), shown.told()
    shown.encore.set_value(0.5)
    after = shown.place(), shown.loss(), shown.gradient(), shown.parameter(), shown.told()
    assert after == (before[0] + 0.5, *before[1:])


def test_a_batch_is_in_the_chart_once_its_loss_is_computed(recording: Recording) -> None:
    shown = ShownLoop(recording.main)
    progress = LearningProgress(shown, theme("dark"), captions("loop", "en"), loop_digits(shown))
    for turns, step in ((0.3, 0), (1.2, 0), (1.3, 1)):
        shown.turns.set_value(turns)
        expected = progress.plot.point(step, float(recording.main.batch_loss[step]))
        np.testing.assert_allclose(progress.dot.update().get_center(), expected)
    np.testing.assert_allclose(progress.batch.update().points[-1], expected)


def test_the_weight_that_is_told_of_is_the_edge_that_is_shown(recording: Recording) -> None:
    shown = ShownLoop(recording.main)
    assert shown.edge is not None
    model: Any = objective_of(recording.main).model
    layer = model.layers(recording.main.parameters[0])[shown.edge.layer - 1]
    weight = layer.weights[shown.edge.unit, shown.edge.source]
    assert weight == recording.main.parameters[0, shown.index]


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": "adam", "learning_rate": 0.05, "batch_size": None, "steps": 20},
        {"data": "moons", "x": None, "y": None, "hidden": (16,)},
        {"y": "RestECG", "x": ("Age", "RestBP"), "steps": 3},
    ],
)
def test_any_model_that_tells_classes_apart_is_drawn(changes: dict[str, Any]) -> None:
    run = made(**changes).main
    assert Loop.can_draw(run.spec)
    shown = ShownLoop(run)
    assert 0 <= shown.share_right(run.n_steps) <= 100
    assert shown.paced.steps[-1] == run.n_steps


def test_a_number_to_predict_has_no_classes() -> None:
    assert LinearRegression(1).n_classes < 2
