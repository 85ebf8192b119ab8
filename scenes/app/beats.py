"""Where the beats of a scene end, and what the layout check finds there."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.production import SceneJob
from gradreel.scenes.render.figure_part import FigurePart
from gradreel.scenes.render.frame import Part
from gradreel.scenes.render.picture import Picture

if TYPE_CHECKING:
    from gradreel.scenes.stage.story.base import Beat
    from gradreel.scenes.stage.story.figure import FigureStory
    from gradreel.scenes.stage.story.manim import ManimStory


@dataclass(frozen=True)
class BeatEnd:
    """The end of a beat.

    Attributes:
        key: the beat's name in the captions.
        frame: the last frame of it, counted from 0 in its part.
        faults: what the layout check finds there, a line each.
    """

    key: str
    frame: int
    faults: tuple[str, ...]


@dataclass(frozen=True)
class ToldPart:
    """A part of a scene, and where its beats end.

    Attributes:
        part: what draws it.
        ends: the beats' ends, in order; one at least.
    """

    part: Part
    ends: tuple[BeatEnd, ...]


def told_parts(job: SceneJob, picture: Picture) -> Iterator[ToldPart]:
    """Tell a scene without drawing it, part by part, and look at the end of every beat.

    Args:
        job: the scene and what it draws.
        picture: the size and rate of the clip that the beats end in.
    """
    stories = entry(job.scene).load().parts(job.recording)
    for story, part in zip(stories, job.parts(), strict=True):
        tell = _ends_in_figure if hasattr(story, "spans") else _ends_on_stage
        yield tell(story, part, job, picture)


def _ends_in_figure(
    kind: "type[FigureStory]", part: Part, job: SceneJob, picture: Picture
) -> ToldPart:
    from gradreel.scenes.stage.figure.layout import findings  # noqa: PLC0415, Matplotlib's alone

    del part
    story = kind(job.recording, job.theme, job.language)
    sheet, last = story.sheet(picture), story.n_frames(picture.fps) - 1

    def end_of(beat: "Beat") -> BeatEnd:
        artists = sheet.artists(story.timeline.state_at(beat.end))
        frame = min(max(0, ceil(beat.end * picture.fps) - 1), last)
        return BeatEnd(beat.key, frame, tuple(findings(sheet, artists)))

    return ToldPart(FigurePart(lambda: story), tuple(map(end_of, story.beats)))


def _ends_on_stage(
    kind: "type[ManimStory]", part: Part, job: SceneJob, picture: Picture
) -> ToldPart:
    from gradreel.scenes.render.manim.seeking import (  # noqa: PLC0415, they load manim
        SeekingRenderer,
        manim_settings,
    )
    from gradreel.scenes.stage.manim.layout import findings  # noqa: PLC0415

    ends: list[BeatEnd] = []
    renderer = SeekingRenderer()

    def look(story: "ManimStory", beat: "Beat") -> None:
        ends.append(BeatEnd(beat.key, renderer.n_frames - 1, tuple(findings(story))))

    with manim_settings(picture):
        story = kind(job.recording, job.theme, job.language, renderer=renderer)
        story.at_beat_end = look
        story.render()
    return ToldPart(part, tuple(ends))
