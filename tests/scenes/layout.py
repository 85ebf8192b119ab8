"""What the layout check finds in a scene's stories, whichever library draws them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Recording, record, stories_of
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.type.appearance import Appearance, OwnTexts

NO_PICTURE = Picture(64, 36, 5)


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
        with manim_settings(NO_PICTURE):
            story = part(recording, looks, renderer=SeekingRenderer(None))
            found += story.findings()
    return found


def played(scene: str, recording: Recording, look: Callable[[Any, Beat], None]) -> Any:
    """Play a scene of one part, manim's, without drawing it, and look at it at each beat's end."""
    (part,) = stories_of(scene, recording)
    with manim_settings(NO_PICTURE):
        story = part(recording, renderer=SeekingRenderer(None))
        story.at_beat_end = look
        story.render()
    return story


def keys_and_faults(scene: str, options: RunOptions) -> tuple[list[str], list[str]]:
    """The beats of a scene of one part, and what is wrong at the end of any."""
    keys: list[str] = []
    faults: list[str] = []

    def look(story: Any, beat: Beat) -> None:
        keys.append(beat.key)
        faults.extend(beat.faults(findings(story)))

    played(scene, record(scene, options), look)
    return keys, faults


def own_table(
    scene: str, folder: Path, columns: dict[str, Any], classes: Any, **changes: object
) -> RunOptions:
    """Write columns and the column "cured" to a file, and ask a scene for them."""
    path = folder / "own.csv"
    rows = zip(*columns.values(), classes, strict=True)
    lines = [",".join(map(str, row)) for row in rows]
    path.write_text("\n".join([",".join([*columns, "cured"]), *lines]), encoding="utf-8")
    defaults = entry(scene).defaults
    return defaults.changed(data=str(path), x=tuple(columns), y="cured", **changes)
