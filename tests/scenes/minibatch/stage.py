"""How the scene of mini-batches is told and read off in its tests."""

from collections.abc import Callable
from fractions import Fraction

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording
from gradreel.scenes.minibatch import Minibatch
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.manim.marks import height, width
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.appearance import Appearance

SMALL = Picture(160, 90, Fraction(10), False)
DEFAULTS = entry("minibatch").defaults
HIDDEN = 0.02


def visible(each: Number | Label) -> bool:
    parts_ = each.submobjects or [each]
    return float(parts_[0].get_fill_opacity()) > HIDDEN


def tell(
    recording: Recording,
    look: Callable[[ManimStory, Beat], None] | None = None,
    theme: str = "dark",
    language: str = "en",
) -> Minibatch:
    with manim_settings(SMALL):
        story = Minibatch(recording, Appearance(theme, language), renderer=SeekingRenderer(None))
        story.at_beat_end = look
        story.render()
    return story


def on_axes(plot: Plot, point: FloatArray) -> tuple[float, float]:
    """Read a place off a plot: the inverse of what drew it."""
    box = plot.box
    across = (point[0] / width() + 0.5 - box.left) / (box.right - box.left)
    up = (box.bottom - 0.5 + point[1] / height()) / (box.bottom - box.top)
    return (
        plot.x.low + across * (plot.x.high - plot.x.low),
        plot.y.low + up * (plot.y.high - plot.y.low),
    )


def cells_of(points: FloatArray, count: int) -> set[int]:
    """Which cells of the strip an outline fills, read off its corners."""
    lefts = points.reshape(-1, 16, 3)[:, 0, 0] / width() + 0.5
    return {round((left - 0.05) / 0.9 * count) for left in lefts}


def ascii_minus(content: str) -> str:
    """Turn signs into what Python reads; the minus between two numbers becomes a gap."""
    return content.replace(" − ", " ").replace("−", "-")
