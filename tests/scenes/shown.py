"""What is written while a scene is told, whichever library draws it: on stages and on sheets."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from manim import Mobject
from matplotlib.artist import Artist
from matplotlib.image import FigureImage
from matplotlib.text import Text

from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.stills import Regular
from gradreel.scenes.stage.figure.formula import MATHS
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.manim.formula import Formula
from gradreel.scenes.stage.manim.sentence import TextLine
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.manim import ManimStory
from tests.scenes.calculation import goes_on, is_open

SMALL = Picture(64, 36, 10)
CHECKED = Picture(640, 360, 10)
INVISIBLE = 0.02


@dataclass(frozen=True)
class Moment:
    """What is there at a time of a story.

    Attributes:
        seconds: from the story's start.
        lines: what is written, formulas as Typst's maths.
    """

    seconds: float
    lines: tuple[str, ...]


def moments(
    scene: str, recording: Recording, seconds: float, theme: str = "dark", language: str = "en"
) -> Iterator[list[Moment]]:
    """Tell a scene, and look at each of its parts at regular times and at every beat's end.

    Args:
        scene: its name.
        recording: what it draws.
        seconds: from one look to the next.
        theme: "dark" or "light".
        language: "en" or "zh".
    """
    for part in entry(scene).load().parts(recording):
        if issubclass(part, FigureStory):
            yield _of_figure(part(recording, theme, language), seconds)
        else:
            yield _of_stage(part, (recording, theme, language), seconds)


def _of_stage(
    kind: type[ManimStory], arguments: tuple[Recording, str, str], seconds: float
) -> list[Moment]:
    seen: list[Moment] = []

    def look(*_: Any) -> None:
        seen.append(Moment(renderer.n_frames / float(SMALL.fps), tuple(_on_stage(story))))

    renderer = SeekingRenderer(look, Regular(Fraction(seconds) * SMALL.fps))
    with manim_settings(SMALL):
        story = kind(*arguments, renderer=renderer)
        story.at_beat_end = look
        story.render()
    return seen


def _on_stage(story: ManimStory) -> list[str]:
    return joined(_texts(story.mobjects))


def _texts(mobjects: Iterable[Mobject]) -> Iterator[str]:
    """Yield what is written, of a line of several pieces all at once."""
    for each in mobjects:
        if isinstance(each, Formula):
            yield each.maths
        elif isinstance(each, Label | Number | TextLine):
            yield each.content
        else:
            yield from _texts(each.submobjects)


def joined(texts: Iterable[str]) -> list[str]:
    """Join what is one calculation, though it is written in pieces that follow each other."""
    lines: list[str] = []
    for text in texts:
        if lines and (goes_on(text) or is_open(lines[-1])):
            lines[-1] += f" {text}"
        else:
            lines.append(text)
    return lines


def _of_figure(story: FigureStory, seconds: float) -> list[Moment]:
    sheet = story.sheet(CHECKED)
    times = [step * seconds for step in range(int(story.duration / seconds) + 1)]
    return [
        Moment(time, tuple(_on_sheet(sheet, sheet.artists(story.timeline.state_at(time)))))
        for time in sorted([*times, *(beat.end for beat in story.beats)])
    ]


def _on_sheet(sheet: Sheet, artists: Iterable[Artist]) -> list[str]:
    """Return what is written from left to right, line by line."""
    rows: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for each in artists:
        if each.get_alpha() is not None and float(each.get_alpha() or 0) < INVISIBLE:
            continue
        if isinstance(each, Text):
            left = each.get_window_extent(sheet.renderer).x0
            rows[round(each.get_position()[1])].append((left, each.get_text()))
        elif each.get_gid() == MATHS and isinstance(each, FigureImage):
            baseline = each.oy + 0.4 * each.get_size()[0]
            rows[round(baseline)].append((float(each.ox), str(each.get_label())))
    return [line for row in rows.values() for line in joined(text for _, text in sorted(row))]
