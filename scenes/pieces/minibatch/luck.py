"""The other shuffles and batch sizes that are run to be counted."""

from dataclasses import replace

from gradreel.engine.arrays import IntArray
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.minibatch.line_run import LineRun
from gradreel.scenes.pieces.minibatch.runs import Shuffle
from gradreel.scenes.stage.runs.epochs import batch_of

SEEDS, SIZES_TRIED, MOST_STEPS_COUNTED = 100, (10, 50, 100), 160
"""Other shuffles and batch sizes that are run to be counted, unless the run is a long one."""


def shuffles_of(main: RunSpec) -> dict[Role, RunSpec]:
    """Return a run with each seed and batch size, its own size first; none of a long run."""
    if main.steps > MOST_STEPS_COUNTED:
        return {}
    own = main.batch_size or 0
    sizes = (own, *(size for size in SIZES_TRIED if size != own))
    return {
        Shuffle(size, seed): replace(main, batch_size=size, seed=seed)
        for size in sizes
        for seed in range(SEEDS)
    }


def shuffles_of_size(recording: Recording, size: int) -> list[Trajectory]:
    """Return the runs of a batch size, in the order of their seeds."""
    found = {each.seed: run for each, run in recording.all_of(Shuffle).items() if each.size == size}
    return [found[seed] for seed in sorted(found)]


def batches_by_size(recording: Recording) -> dict[int, IntArray]:
    """Return by size the first batch of the first of its runs."""
    first = {each.size: run for each, run in recording.all_of(Shuffle).items() if each.seed == 0}
    return {size: batch_of(run, 0) for size, run in first.items()}


def noise_told(recording: Recording, line: LineRun, counts: dict[int, int]) -> str:
    """What is said of the smallest batches: they may do worse since most leave both valleys."""
    smallest = min(counts)
    missed = [run for run in shuffles_of_size(recording, smallest) if not line.reaches_goal(run)]
    trap = line.trap
    if counts[smallest] == max(counts.values()) or trap is None:
        return "noisy"
    gone = sum(not trap.holds(float(run.parameters[-1, 0])) for run in missed)
    return "noisy_lost" if 2 * gone > len(missed) else "noisy"


def counts_by_size(recording: Recording, line: LineRun) -> dict[int, int]:
    """Count the runs that end in the lowest valley, by batch size; all the data are one more."""
    counts: dict[int, int] = {}
    for shuffle, run in recording.all_of(Shuffle).items():
        counts[shuffle.size] = counts.get(shuffle.size, 0) + line.reaches_goal(run)
    if counts:
        counts[line.data.n] = SEEDS * line.reaches_goal(line.twin)
    return dict(sorted(counts.items()))
