"""A point that goes across a landscape with the loss where it is: what the height means."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist

from gradreel.scenes.stage.figure.landscape_runs import RunsOnLandscape
from gradreel.scenes.stage.figure.marks import RingedPoint
from gradreel.scenes.stage.figure.text import OPACITY, Label, backed
from gradreel.scenes.stage.figure.turning.camera import Camera

FIRST, LAST = 0.08, 0.92
"""Between these shares of the window's width it goes, half-way up the window."""

ABOVE = 0.036
"""From the point to its number, in the stage's heights."""

A_SECOND = 5
"""How often the number changes."""


def add_probe(runs: RunsOnLandscape, seconds: float) -> None:
    """Put it on the landscape.

    Its values: `probe`, the seconds it has been under way, and `probe_shown`.

    Args:
        runs: on the landscape.
        seconds: how long it goes.
    """
    sheet, theme = runs.sheet, runs.sheet.theme
    dot = RingedPoint(sheet, colour=theme.point)
    number = Label(sheet, "0", (0, 0), colour=theme.text, bold=True, edge="centre")
    ground = backed(number)
    name = runs.texts.label("loss")

    def at(passed: float) -> tuple[np.ndarray, float]:
        low, high = runs.view.landscape.window
        share = FIRST + (LAST - FIRST) * passed / seconds
        point = low + np.array([share, 0.5]) * (high - low)
        return point, runs.loss_at(point)

    def shown(camera: Camera, passed: float, alpha: float) -> Sequence[Artist]:
        point, loss = at(passed)
        if not alpha or not np.isfinite(loss):
            return ()
        place = runs.view.project(point[None], np.array([loss]), camera)[0]
        number.set_text(f"{name} {runs.loss_text(at(np.floor(passed * A_SECOND) / A_SECOND)[1])}")
        number.set_position((float(place[0]), float(place[1]) + sheet.tall(ABOVE)))
        drawn = [*dot.at(place), number]
        for each in drawn:
            each.set_alpha(alpha)
        ground.set_alpha(OPACITY * alpha)
        return drawn

    runs.view.draw(shown, "probe", "probe_shown", within=False)
