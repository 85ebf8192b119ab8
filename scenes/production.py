"""From a scene and its recording to the parts that the renderer draws."""

from collections.abc import Callable

from manim.renderer.cairo_renderer import CairoRenderer

from scenes.catalog import entry
from scenes.recording import Recording
from scenes.render.frame import Part
from scenes.render.parts import FigurePart, ManimPart
from scenes.stage.figure import FigureStory
from scenes.stage.story import Story


def parts_of(scene: str, recording: Recording, theme: str, language: str) -> tuple[Part, ...]:
    """Return a scene's parts in the order of play, each ready to be drawn.

    Args:
        scene: the scene's name.
        recording: what the scene draws.
        theme: "dark" or "light".
        language: "en" or "zh".
    """
    stories = entry(scene).load().parts(recording)
    return tuple(_part(story, recording, theme, language) for story in stories)


def _part(
    story: type[Story] | type[FigureStory], recording: Recording, theme: str, language: str
) -> Part:
    if issubclass(story, FigureStory):
        return FigurePart(lambda: story(recording, theme, language))
    return ManimPart(_scene_maker(story, recording, theme, language))


def _scene_maker(
    story: type[Story], recording: Recording, theme: str, language: str
) -> Callable[[CairoRenderer], Story]:
    return lambda renderer: story(recording, theme, language, renderer=renderer)
