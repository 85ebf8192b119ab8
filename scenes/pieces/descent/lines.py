"""Lines on the landscape of a descent: those of one loss, the watershed between two starts."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.landscape_runs import RunsOnLandscape
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.names import PointWord
from gradreel.scenes.stage.figure.turning.relief import LIFT
from gradreel.scenes.stage.figure.turning.things import BrightLine, LevelLine, grown
from gradreel.scenes.stage.runs.at_step import between_steps


def add_level_lines(runs: RunsOnLandscape) -> None:
    """Put the line of one loss through the start, and those through both runs' points.

    Their values: `level`, how far the first has grown; of each run its key with `_level`.
    """
    view, main = runs.view, runs.shown.runs[0]
    start, loss, line = main.parameters[0], float(main.loss[0]), LevelLine(view)
    view.draw(lambda camera, share: line.at(camera, start, loss, share, 1.0), "level")
    for index, look in enumerate(runs.looks):
        view.draw(_level_of(runs, index), look.key, f"{look.key}_level")


def _level_of(runs: RunsOnLandscape, index: int) -> Callable[[Camera, float, float], list[Artist]]:
    """The line of the loss at which a run is."""
    line, look, run = LevelLine(runs.view), runs.looks[index], runs.shown.runs[index]

    def shown(camera: Camera, value: float, alpha: float) -> list[Artist]:
        if not alpha:
            return []
        point = between_steps(run, run.parameters, look.step(value))
        loss = float(run.objective.losses(point[None])[0])
        return line.at(camera, point, loss, 1.0, alpha) if np.isfinite(loss) else []

    return shown


def add_ridge(runs: RunsOnLandscape, ridge: FloatArray, rests: Sequence[Camera]) -> None:
    """Put the ridge between the starts; it grows from there with the value `ridge`.

    Args:
        runs: two of them.
        ridge: (n, 2).
        rests: the cameras at which the story rests while its name is there, with the value
            `ridge_label`.
    """
    view, shown = runs.view, runs.shown
    line, losses = BrightLine(view, width=4.0, dashed=True), shown.objective.losses(ridge)
    places = view.relief.on(ridge, losses, lift=LIFT)
    between = np.mean([run.parameters[0] for run in shown.runs], axis=0)
    start = int(np.hypot(*(ridge - between).T).argmin())
    view.draw(lambda camera, share: line.at(camera, grown(places, start, share), 1.0), "ridge")
    spot = ridge[int(losses.argmax())]
    seen = []
    for camera in rests:
        ends = [word.taken(camera) for word in runs.words if word is not None]
        drawn = view.project(ridge, losses, camera)
        seen.append((camera, np.concatenate([drawn, *_ways(runs, camera), *ends])))
    word = PointWord(view, runs.texts.label("ridge"), (spot, runs.loss_at(spot)), seen)
    view.draw(word.at, "ridge_label", within=False)


def add_opening_words(runs: RunsOnLandscape, rests: Sequence[Camera]) -> None:
    """Put what becomes of each run beside its end, with the value `asked`: no numbers yet.

    Args:
        runs: on the landscape.
        rests: the cameras between which the story turns meanwhile.
    """
    view, shown = runs.view, runs.shown
    seen = [(camera, np.concatenate(_ways(runs, camera))) for camera in rests]
    for run, found in zip(shown.runs, shown.verdicts, strict=True):
        spot = run.parameters[-1], float(run.loss[-1])
        word = PointWord(view, runs.texts.label(f"ends_{found.ending}"), spot, seen)
        view.draw(word.at, "asked", within=False)


def _ways(runs: RunsOnLandscape, camera: Camera) -> list[FloatArray]:
    """Pixels (n, 2) all along each run's path, for words to stay clear of."""
    share = np.linspace(0, 1, 8, endpoint=False)[:, None, None]
    drawn = [runs.view.project(each.points, each.values, camera) for each in runs.shown.traces]
    return [(way[:-1] + share * np.diff(way, axis=0)).reshape(-1, 2) for way in drawn]
