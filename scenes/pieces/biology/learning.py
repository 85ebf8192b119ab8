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
from gradreel.scenes.stage.type.grid import Box
from gradreel.scenes.stage.type.scale import scale
from gradreel.scenes.stage.type.theme import Theme

BOX = Box(left=0.62, right=0.93, top=0.68, bottom=0.83)
ROOM = 0.08
"""Above and below the losses, as a share of their range."""


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
        box=BOX,
        x_title=texts.label("step"),
        y_title=texts.label("full_loss"),
        y_title_rise=0.015,
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
