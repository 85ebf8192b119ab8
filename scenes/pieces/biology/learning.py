"""The loss of the run whose weights the model takes, against its steps."""

from collections.abc import Callable

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.manim.marks import Follower, RingedPoint, polyline
from gradreel.scenes.stage.manim.place import stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, down
from gradreel.scenes.stage.type.grid import Box
from gradreel.scenes.stage.type.scale import scale
from gradreel.scenes.stage.type.theme import Theme

ROOM = 0.08
"""Above and below the losses, as a share of their range."""


class _Places:
    """The axes: right of the model, in a tall frame below its sum."""

    plot = Shaped(Box(0.62, 0.93, 0.68, 0.83), tall=Box(0.145, 0.90, 0.705, 0.79))


def falling_loss(
    run: Trajectory, step: Callable[[], float], theme: Theme, texts: Captions
) -> VGroup:
    """The full loss up to a step of the run, with its axes."""
    low, high = float(run.loss.min()), float(run.loss.max())
    room = ROOM * (high - low or 1.0)
    plot = Plot(
        theme,
        scale(0.0, float(max(run.n_steps, 1)), count=4),
        scale(low - room, high + room, count=2),
        box=_Places.plot,
        x_title=texts.label("step"),
        y_title=texts.label("full_loss"),
        y_title_rise=down(0.015),
    )
    places = plot.points_at(run.recorded_steps.astype(float), run.loss)

    def tip() -> FloatArray:
        loss = np.interp(step(), run.recorded_steps, run.loss)
        return plot.point(step(), float(loss))

    def path() -> FloatArray:
        done = int(np.searchsorted(run.recorded_steps, step(), side="right"))
        return polyline(np.concatenate([places[:done], tip()[None]]))

    curve = Follower(path, stroke_color=theme.full_loss, stroke_width=stroke(4))
    return VGroup(plot, curve, RingedPoint(tip, theme, radius=7.0))
