"""How mini-batches are told and read off in their tests, and the band without the engine."""

import csv
from collections.abc import Callable
from fractions import Fraction
from functools import cache

import numpy as np

from gradreel.assets import FOLDER
from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording
from gradreel.scenes.minibatch import Minibatch
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.manim.marks import fractions, width
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.appearance import Appearance

SMALL = Picture(160, 90, Fraction(10), False)
DEFAULTS = entry("minibatch").defaults


def tell(
    recording: Recording, look: Callable[[ManimStory, Beat], None], language: str = "en"
) -> Minibatch:
    """Tell the first part, and look at the stage at each beat's end."""
    with manim_settings(SMALL):
        story = Minibatch(recording, Appearance("dark", language), renderer=SeekingRenderer(None))
        story.at_beat_end = look
        story.render()
    return story


def on_axes(plot: Plot, point: FloatArray) -> tuple[float, float]:
    """Read a place off a plot: the inverse of what drew it."""
    (x, y), box = fractions(point), plot.box
    across, up = (x - box.left) / box.width, (box.bottom - y) / box.height
    return (
        plot.x.low + across * (plot.x.high - plot.x.low),
        plot.y.low + up * (plot.y.high - plot.y.low),
    )


def cells_of(points: FloatArray, count: int) -> set[int]:
    """Which cells of the strip an outline fills, read off its corners."""
    lefts = points.reshape(-1, 16, 3)[:, 0, 0] / width() + 0.5
    return {round((left - 0.05) / 0.9 * count) for left in lefts}


@cache
def ages_and_disease() -> tuple[FloatArray, FloatArray]:
    """The two columns, read without the engine."""
    with (FOLDER / "data" / "heart.csv").open(encoding="utf-8") as file:
        rows = [(float(row["Age"]), row["AHD"] == "Yes") for row in csv.DictReader(file)]
    age, disease = np.array(rows).T
    return age, disease


def band_loss(centre: float, rows: IntArray | None = None) -> float:
    """Mean cross-entropy of the band on age, written out."""
    chosen = np.arange(303) if rows is None else rows
    age, disease = (each[chosen] for each in ages_and_disease())
    z = -1.5 + 3 * np.exp(-((age - centre) ** 2) / (2 * 2.5**2))
    p = 1 / (1 + np.exp(-z))
    return float(-np.mean(disease * np.log(p) + (1 - disease) * np.log(1 - p)))


def band_slope(centre: float, rows: IntArray | None = None) -> float:
    return (band_loss(centre + 1e-5, rows) - band_loss(centre - 1e-5, rows)) / 2e-5
