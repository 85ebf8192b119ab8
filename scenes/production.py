"""From a scene and its recording to the parts that the renderer draws."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from manim.renderer.cairo_renderer import CairoRenderer

from scenes.catalog import entry
from scenes.recording import Recording
from scenes.render.frame import Caption, Part
from scenes.render.parts import FigurePart, ManimPart
from scenes.stage.figure import FigureStory
from scenes.stage.story import Story


@dataclass(frozen=True)
class SceneJob:
    """A scene and all that it draws, as data that any process can draw the same frames from.

    Attributes:
        scene: the scene's name.
        recording: what the scene draws.
        theme: "dark" or "light".
        language: "en" or "zh".
    """

    scene: str
    recording: Recording
    theme: str
    language: str

    def parts(self) -> tuple[Part, ...]:
        """Return the scene's parts in the order of play, each ready to be drawn."""
        return parts_of(self.scene, self.recording, self.theme, self.language)

    def inputs(self) -> Mapping[str, str]:
        """Return no files: all that is drawn is in the recording and in this project."""
        return {}

    def captions(self, part: int) -> tuple[Caption, ...]:
        """Return none: the sentences are in the picture."""
        del part
        return ()


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
