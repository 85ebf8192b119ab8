"""Both parts of the scene of mini-batches on every stage, and its surface."""

from dataclasses import replace

import numpy as np
import pytest

from gradreel.engine.training import train
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.minibatch import (
    Minibatch,
    MinibatchSurface,
    parts,
)
from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.pieces.minibatch.runs import MinibatchRole
from gradreel.scenes.stage.runs.epochs import batch_of
from gradreel.scenes.stage.runs.window import landscape_of
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.minibatch.stage import DEFAULTS, SMALL


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_layout_of_a_logistic_regression_is_clean_at_the_end_of_every_beat(
    logistic: Recording, language: str
) -> None:
    assert MinibatchSurface(logistic, Appearance(language=language)).findings() == []


def test_the_map_is_the_loss_of_the_recorded_batch(recording: Recording) -> None:
    plane = PlaneRun(recording[MinibatchRole.SURFACE], recording[MinibatchRole.SURFACE_TWIN])
    for step in (None, 0, 2):
        losses = plane.losses_of(step)
        batch = None if step is None else batch_of(plane.main, step)
        for row, column in ((0, 0), (60, 30), (120, 90)):
            place = np.array([plane.axes[0][column], plane.axes[1][row]])
            expected = plane.main.objective.loss(place, batch)
            assert losses[row, column] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("rate", "start"), [(1e-300, (0.0, 0.0)), (1e-9, (1e9, 1.0))])
def test_a_run_that_hardly_moves_has_a_landscape_to_be_seen_on(
    logistic: Recording, rate: float, start: tuple[float, float]
) -> None:
    spec = replace(logistic.main.spec, learning_rate=rate, start=np.array(start), steps=3)
    run = train(spec)
    still = Recording(run, {MinibatchRole.TWIN: train(replace(spec, batch_size=None))}, DEFAULTS)
    story = MinibatchSurface(still)
    story.sheet(SMALL)
    for axis in (*story.plane.axes, landscape_of([run]).xs):
        assert (np.diff(axis) > 0).all()


def test_every_recorded_step_lies_on_the_path(logistic: Recording) -> None:
    story = MinibatchSurface(logistic)
    story.sheet(SMALL)
    path = story.maps.runs.main_on_ground
    story.sheet(SMALL).artists(story.timeline.state_at(story.duration))
    dots = np.asarray(path.dots.get_offsets())
    expected = story.maps.ground.places(logistic.main.parameters)
    np.testing.assert_allclose(dots, expected, atol=0.01)
    path.at(7.0)
    assert len(np.asarray(path.dots.get_offsets())) == 8


def test_the_strip_of_the_surface_lights_the_batch(logistic: Recording) -> None:
    story = MinibatchSurface(logistic)
    sheet = story.sheet(SMALL)
    values = story.timeline.state_at(next(b for b in story.beats if b.key == "map_again").end)
    sheet.artists(values)
    drawn = story.maps.numbers.drawn.get_paths()
    lefts = [float(np.asarray(path.vertices)[0, 0]) for path in drawn]
    found = {round((left - sheet.x(0.05)) / (0.9 * sheet.width) * 303) for left in lefts}
    now = story.steps.at(values["film"])
    assert (now.step, now.told) == (2, 3)
    assert found == set(batch_of(logistic.main, now.step).tolist())


def test_a_recorded_run_of_two_parameters_is_told_by_the_surface_alone(
    recording: Recording, logistic: Recording
) -> None:
    assert parts(recording) == (Minibatch, MinibatchSurface)
    assert parts(logistic) == (MinibatchSurface,)
    assert parts(Recording(recording.main, {}, DEFAULTS)) == (Minibatch,)
    sentences = [beat.sentence for beat in MinibatchSurface(logistic).beats]
    assert "stuck" not in " ".join(sentences)
    assert (
        sentences[1] == f"On all 303, Adam arrives at {logistic[MinibatchRole.TWIN].loss[-1]:.4f}"
    )
    last = logistic.main.loss[-1], logistic[MinibatchRole.TWIN].loss[-1]
    assert f"Step 400: {last[0]:.4f} on batches, {last[1]:.4f} on all 303" in sentences
    assert "Rows read: 11,028 on batches, 121,200 on all 303" in sentences
