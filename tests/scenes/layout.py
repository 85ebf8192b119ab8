"""What the layout check finds in a scene's stories, whichever library draws them."""

from gradreel.scenes.ask.recording import Recording, stories_of
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.type.appearance import Appearance, OwnTexts


def faults(
    scene: str, recording: Recording, theme: str, language: str, texts: OwnTexts | None = None
) -> list[str]:
    """Play a scene without drawing it; what is wrong at the end of any beat of its."""
    looks = Appearance(theme, language, texts=texts)
    found: list[str] = []
    for part in stories_of(scene, recording):
        if issubclass(part, FigureStory):
            found += part(recording, looks).findings()
            continue
        with manim_settings(Picture(64, 36, 5)):
            story = part(recording, looks, renderer=SeekingRenderer(None))
            found += story.findings()
    return found
