"""Lines on the landscape of a descent: those of one loss, and the ridge between two starts."""

from collections.abc import Callable

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.landscape_runs import RunsOnLandscape
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.names import PointWord
from gradreel.scenes.stage.figure.turning.relief import LIFT
from gradreel.scenes.stage.figure.turning.things import BrightLine, LevelLine, grown
from gradreel.scenes.stage.runs.at_step import between_steps

NAMED_AT = 0.3
"""How far from its lower end the ridge's name stands, as a share of what is seen of the ridge."""


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


def add_ridge(runs: RunsOnLandscape, ridge: FloatArray, camera: Camera) -> None:
    """Put the ridge between the starts; it grows from there with the value `ridge`.

    Args:
        runs: two of them.
        ridge: (n, 2).
        camera: at which the story rests while its name is there, with the value `ridge_label`.
    """
    view, shown = runs.view, runs.shown
    line, losses = BrightLine(view, width=4.0, dashed=True), shown.objective.losses(ridge)
    places = view.relief.on(ridge, losses, lift=LIFT)
    between = np.mean([run.parameters[0] for run in shown.runs], axis=0)
    start = int(np.hypot(*(ridge - between).T).argmin())
    view.draw(lambda camera, share: line.at(camera, grown(places, start, share), 1.0), "ridge")
    drawn = view.project(ridge, losses, camera)
    taken = [view.project(each.points, each.values, camera) for each in shown.traces]
    low = np.flatnonzero([view.in_sight(each) for each in drawn])
    named = low[np.argsort(drawn[low, 1])][int(NAMED_AT * len(low))] if len(low) else start
    spot, seen = ridge[named], [(camera, np.concatenate([*taken, drawn]))]
    word = PointWord(view, runs.texts.label("ridge"), (spot, runs.loss_at(spot)), seen)
    view.draw(word.at, "ridge_label", within=False)
