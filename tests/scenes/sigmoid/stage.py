"""The scene told once, and its places read back."""

from fractions import Fraction

import numpy as np
from sklearn.linear_model import LogisticRegression as Reference

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.sigmoid import Sigmoid
from gradreel.scenes.stage.manim.place import height, width
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.appearance import Appearance

SMALL = Picture(160, 90, Fraction(5), False)
DEFAULTS = entry("sigmoid").defaults


def tell(
    recording: Recording, look: object = None, theme: str = "dark", language: str = "en"
) -> Sigmoid:
    with manim_settings(SMALL):
        story = Sigmoid(recording, Appearance(theme, language), renderer=SeekingRenderer(None))
        story.at_beat_end = look  # type: ignore[assignment]
        story.render()
    return story


def numbers(story: ManimStory) -> list[Number]:
    family = story.get_mobject_family_members()
    return [each for each in family if isinstance(each, Number) and each.get_fill_opacity() > 0]


def on_axes(story: Sigmoid, points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Read places off the plot: the inverse of what drew them."""
    plot = story.figure.plot
    box = plot.box
    across = (points[..., 0] / width() + 0.5 - box.left) / (box.right - box.left)
    up = (box.bottom - (0.5 - points[..., 1] / height())) / (box.bottom - box.top)
    x = plot.x.low + across * (plot.x.high - plot.x.low)
    return x, plot.y.low + up * (plot.y.high - plot.y.low)


def reference(recording: Recording) -> tuple[float, float]:
    """The maximum-likelihood fit of another library: (b0, b1)."""
    dataset = objective_of(recording.main).dataset
    fit = Reference(C=np.inf, solver="newton-cholesky", tol=1e-10)
    fit.fit(dataset.features, dataset.target)
    return float(fit.intercept_[0]), float(fit.coef_[0, 0])


def mean_loss(recording: Recording, intercept: float, slope: float) -> float:
    dataset = objective_of(recording.main).dataset
    logits = intercept + slope * dataset.features[:, 0]
    return float(np.mean(np.logaddexp(0, logits) - dataset.target * logits))
