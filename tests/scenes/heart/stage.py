"""The scene told once."""

from collections.abc import Callable
from fractions import Fraction

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording
from gradreel.scenes.heart import Heart
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.story.base import Beat

SMALL = Picture(160, 90, Fraction(5), False)
DEFAULTS = entry("heart").defaults
Look = Callable[[Heart, Beat], None]


def tell(recording: Recording, look: Look | None = None) -> Heart:
    with manim_settings(SMALL):
        story = Heart(recording, renderer=SeekingRenderer(None))
        story.at_beat_end = look  # type: ignore[assignment]
        story.render()
    return story
