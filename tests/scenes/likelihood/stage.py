"""The scene told once, and its places read back."""

from collections.abc import Callable
from fractions import Fraction

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording
from gradreel.scenes.likelihood import Likelihood
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.manim.marks import height, width
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.story.base import Beat

SMALL = Picture(160, 90, Fraction(5), False)
DEFAULTS = entry("likelihood").defaults
Look = Callable[[Likelihood, Beat], None]


def tell(recording: Recording, look: Look | None = None) -> Likelihood:
    with manim_settings(SMALL):
        story = Likelihood(recording, renderer=SeekingRenderer(None))
        story.at_beat_end = look  # type: ignore[assignment]
        story.render()
    return story


def on_axes(plot: Plot, points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Read places off a plot: the inverse of what drew them."""
    box = plot.box
    across = (points[..., 0] / width() + 0.5 - box.left) / (box.right - box.left)
    up = (box.bottom - (0.5 - points[..., 1] / height())) / (box.bottom - box.top)
    x = plot.x.low + across * (plot.x.high - plot.x.low)
    return x, plot.y.low + up * (plot.y.high - plot.y.low)
