"""The scene of mini-batches: what it claims is true, and what it writes is in the record."""

from dataclasses import replace

import numpy as np
import pytest

from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.minibatch import (
    parts,
)
from gradreel.scenes.pieces.minibatch.line_run import LineRun
from gradreel.scenes.pieces.minibatch.luck import SEEDS, counts_by_size, shuffles_of_size
from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.pieces.minibatch.request import AGES
from gradreel.scenes.pieces.minibatch.runs import MinibatchRole, Shuffle, line_of
from gradreel.scenes.pieces.minibatch.traces import end_inside
from tests.scenes.minibatch.oracle import band_loss, band_slope


def test_the_loss_has_the_dip_the_barrier_and_the_lowest_valley(line: LineRun) -> None:
    assert line.trap is not None
    assert line.goal is not None
    assert line.barrier is not None
    for place, loss, expected, height in (
        (line.trap.at, line.trap.loss, 48.04, 0.8995),
        (line.barrier, line.loss(line.barrier), 51.16, 0.9207),
        (line.goal.at, line.goal.loss, 60.04, 0.6999),
    ):
        assert place == pytest.approx(expected, abs=0.01)
        assert loss == pytest.approx(height, abs=1e-4)
        assert loss == pytest.approx(band_loss(place), abs=1e-6)


def test_all_the_data_are_stuck_in_the_dip(recording: Recording) -> None:
    twin = recording[MinibatchRole.TWIN]
    assert twin.parameters[0, 0] == recording.main.parameters[0, 0] == 45
    assert twin.parameters[-1, 0] == pytest.approx(48.04, abs=0.005)
    assert abs(band_slope(float(twin.parameters[-1, 0]))) < 1e-6


def test_batches_lead_out_at_the_step_that_is_named(
    line: LineRun, told: dict[str, dict[str, object]]
) -> None:
    centres = line.centres
    assert line.arrival == 13
    assert (centres[13:] > 51.16).all()
    assert centres[12] < 51.16
    assert told["over"]["sentence"] == "Next, step 13: this slope leads over the barrier"
    assert centres[-1] == pytest.approx(60.04, abs=0.6)


def test_seed_47_crosses_at_step_14(recording: Recording) -> None:
    run = train(replace(recording.main.spec, seed=47))
    crossed = LineRun(run, recording[MinibatchRole.TWIN], AGES)
    assert crossed.arrival == 14


def test_the_count_on_screen_is_the_count_of_the_runs(
    recording: Recording, line: LineRun, told: dict[str, dict[str, object]]
) -> None:
    counts: dict[int, int] = {}
    for run in recording.all_of(Shuffle).values():
        size = len(run.batch_indices[0])
        counts[size] = counts.get(size, 0) + bool(run.parameters[-1, 0] > 51.16)
    counts[303] = 0
    assert counts == counts_by_size(recording, line)
    assert counts[30] == 88
    assert counts[100] < 10 < counts[10] < counts[30]
    assert told["count"]["sentence"] == "The risky age is about 60: do other shuffles find it?"
    sizes, heights = told["count"]["labels"], told["count"]["numbers"]
    assert isinstance(sizes, list)
    assert isinstance(heights, list)
    for size, count in counts.items():
        assert str(size) in sizes
        assert str(count) in heights


def test_crosses_are_where_shuffles_end_or_leave_the_window(
    recording: Recording, line: LineRun
) -> None:
    runs = [each for each in shuffles_of_size(recording, 30) if not line.reaches_goal(each)]
    assert len(runs) == SEEDS - 88
    low, high = line.window
    for run in runs:
        step, value = end_inside(run, line.window)
        assert value == run.parameters[int(step), 0]
        rest = run.parameters[int(step) :, 0]
        assert len(rest) == 1 or (rest < low).all() or (rest > high).all()


def test_every_seed_is_a_run_of_its_own(recording: Recording) -> None:
    ends = {
        float(run.parameters[-1, 0])
        for shuffle, run in recording.all_of(Shuffle).items()
        if shuffle.size == 30
    }
    assert len(ends) == SEEDS
    alone = train(replace(recording.main.spec, seed=7))
    assert alone.parameters[-1, 0] == recording[Shuffle(size=30, seed=7)].parameters[-1, 0]


def test_on_the_surface_all_are_stuck_and_batches_lead_out(recording: Recording) -> None:
    plane = PlaneRun(recording[MinibatchRole.SURFACE], recording[MinibatchRole.SURFACE_TWIN])
    np.testing.assert_allclose(plane.twin.parameters[-1], (-0.828, -0.835), atol=0.002)
    assert plane.twin.loss[-1] == pytest.approx(1.136, abs=0.001)
    assert plane.main.objective.loss(np.array([0.548, -0.348])) == pytest.approx(0.933, abs=0.001)
    assert plane.main.loss[-1] < 0.94
    assert plane.twin_is_stuck
    assert plane.ending == "out"


def test_what_is_set_by_hand_is_said(told: dict[str, dict[str, object]]) -> None:
    labels = told["model"]["labels"]
    assert isinstance(labels, list)
    assert {"−1.5, 3 and 2.5 are", "set by hand, c is learned"} <= set(labels)


@pytest.mark.parametrize(("name", "again"), [("stuck", True), ("arrives", False)])
def test_descent_is_only_stuck_again_where_it_was_stuck_before(
    recording: Recording, name: str, again: bool
) -> None:
    start = {"stuck": 45.0, "arrives": 60.0}[name]
    main = replace(recording.main.spec, start=np.array([start]))
    runs: dict[Role, Trajectory] = {
        MinibatchRole.TWIN: train(replace(main, batch_size=None)),
        **{role: recording[role] for role in (MinibatchRole.SURFACE, MinibatchRole.SURFACE_TWIN)},
    }
    kept = replace(recording, main=train(main), companions=runs)
    assert line_of(kept).twin_told == name
    beats = [beat.key for beat in parts(kept)[1](kept).beats]
    assert ("twin_stuck_again" in beats) == again
    assert ("twin_local" in beats) == (not again)
