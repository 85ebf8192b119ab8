"""What the layout check finds in a scene's stories, whichever library draws them."""

from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.type.appearance import Appearance


def faults(scene: str, recording: Recording, theme: str, language: str) -> list[str]:
    """Play a scene without drawing it; what is wrong at the end of any beat of its."""
    found: list[str] = []
    for part in entry(scene).load().parts(recording):
        if issubclass(part, FigureStory):
            found += part(recording, Appearance(theme, language)).findings()
            continue
        with manim_settings(Picture(64, 36, 5)):
            story = part(recording, Appearance(theme, language), renderer=SeekingRenderer(None))
            found += story.findings()
    return found
