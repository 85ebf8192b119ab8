"""Tells scenes without drawing them: what they say, and what the layout check finds."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.text import Text

from gradreel.assets import FOLDER
from gradreel.engine.arrays import FloatArray
from gradreel.scenes.ask.catalog import entry, run_options
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Recording, stories_of
from gradreel.scenes.make.telling import SceneJob, timed_parts
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.manim.marks import height, width
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.figure import CHECKED, FigureStory
from gradreel.scenes.stage.type.appearance import PLAIN, Appearance, OwnTexts

NO_PICTURE = Picture(64, 36, 5)


class Told(NamedTuple):
    """What a scene said at each beat, what is wrong at the end of any, and how long it was."""

    sentences: dict[str, str]
    faults: list[str]
    seconds: float


def told(
    scene: str,
    recording: Recording,
    appearance: Appearance = PLAIN,
    size: tuple[int, int] = (640, 360),
) -> Told:
    """Tell a scene, all of its parts."""
    parts = list(timed_parts(SceneJob(scene, recording, appearance), Picture(*size, 5)))
    return Told(
        {beat.key: beat.sentence for part in parts for beat in part.beats},
        [fault for part in parts for beat in part.faults for fault in beat],
        float(sum(part.seconds for part in parts)),
    )


def faults(
    scene: str, recording: Recording, theme: str, language: str, texts: OwnTexts | None = None
) -> list[str]:
    """What is wrong at the end of any beat of a scene."""
    return told(scene, recording, Appearance(theme, language, texts=texts)).faults


def played(
    scene: str,
    recording: Recording,
    look: Callable[[Any, Beat], None],
    appearance: Appearance = PLAIN,
) -> Any:
    """Play a scene's first part, manim's, without drawing it, and look at it at each beat's end."""
    kind, *_ = stories_of(scene, recording)
    with manim_settings(NO_PICTURE):
        story = kind(recording, appearance, renderer=SeekingRenderer(None))
        story.at_beat_end = look
        story.render()
    return story


def on_axes(plot: Plot, points: FloatArray) -> FloatArray:
    """Read places (..., 3) off a plot, as (..., 2): the inverse of what drew them."""
    box = plot.box
    across = (points[..., 0] / width() + 0.5 - box.left) / box.width
    up = (box.bottom - 0.5 + points[..., 1] / height()) / box.height
    x, y = (axis.low + at * (axis.high - axis.low) for axis, at in ((plot.x, across), (plot.y, up)))
    return np.stack([x, y], axis=-1)


def drawn_at_end(story: FigureStory, key: str) -> list[Artist]:
    """All artists of a story of Matplotlib's at the end of a beat."""
    end = next(beat.end for beat in story.beats if beat.key == key)
    return story.sheet(CHECKED).artists(story.timeline.state_at(end))


def words(artists: list[Artist]) -> list[str]:
    """What is written among artists."""
    return [each.get_text() for each in artists if isinstance(each, Text)]


def asked(scene: str, **flags: object) -> RunOptions:
    """What the command line makes of some flags."""
    return run_options(entry(scene), flags)


def heart() -> list[dict[str, str]]:
    """The table, read without the engine."""
    with (FOLDER / "data" / "heart.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


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
