"""A scene told without drawing it: when its beats are shown, and what the layout check finds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from gradreel.scenes.app.production import SceneJob
from gradreel.scenes.app.recording import stories_of
from gradreel.scenes.render.figure_part import FigurePart
from gradreel.scenes.render.frame import Part
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.story.base import TimedBeat, timed_beats

if TYPE_CHECKING:
    from gradreel.scenes.stage.story.base import Beat
    from gradreel.scenes.stage.story.figure import FigureStory
    from gradreel.scenes.stage.story.manim import ManimStory


@dataclass(frozen=True)
class ToldPart:
    """A part of a scene, and its beats.

    Attributes:
        part: what draws it.
        beats: in order, one at least; their seconds are counted from the part's start.
        faults: for each beat what the layout check finds at its end, a line each; nothing where
            it wasn't asked.
        seconds: how long the part is.
    """

    part: Part
    beats: tuple[TimedBeat, ...]
    faults: tuple[tuple[str, ...], ...]
    seconds: Fraction


def beats_of(job: SceneJob, picture: Picture) -> tuple[TimedBeat, ...]:
    """Tell a scene without drawing it, and return its beats.

    Args:
        job: the scene and what it draws.
        picture: the rate of the clip; its size doesn't count.

    Returns:
        The beats of all parts in order, their seconds counted from the clip's start, exact to a
        frame.
    """
    return through_all(told_parts(job, picture, looks=False))


def through_all(parts: Iterable[ToldPart]) -> tuple[TimedBeat, ...]:
    """Return the beats of a scene's parts in order, counted and timed through all of them."""
    beats: list[TimedBeat] = []
    begin = Fraction()
    for told in parts:
        later = [beat.later(begin) for beat in told.beats]
        beats += [replace(beat, number=len(beats) + each) for each, beat in enumerate(later, 1)]
        begin += told.seconds
    return tuple(beats)


def told_parts(job: SceneJob, picture: Picture, *, looks: bool = True) -> Iterator[ToldPart]:
    """Tell a scene without drawing it, part by part.

    Args:
        job: the scene and what it draws.
        picture: the size and rate of the clip.
        looks: whether the layout is checked at the end of every beat.
    """
    stories = stories_of(job.scene, job.recording)
    for number, (story, part) in enumerate(zip(stories, job.parts(), strict=True)):
        tell = _told_in_figure if hasattr(story, "spans") else _told_on_stage
        made = partial(story, job.recording, job.appearance, lasting=job.voice.lasting(number))
        yield tell(made, part, picture, looks)


def _told_in_figure(
    make_story: "Callable[[], FigureStory]", part: Part, picture: Picture, looks: bool
) -> ToldPart:
    from gradreel.scenes.stage.figure.text import findings  # noqa: PLC0415, Matplotlib's alone

    del part
    story = make_story()

    def faults_at(beat: "Beat") -> tuple[str, ...]:
        sheet = story.sheet(picture)
        return tuple(findings(sheet, sheet.artists(story.timeline.state_at(beat.end))))

    faults = tuple(faults_at(beat) if looks else () for beat in story.beats)
    seconds = story.n_frames(picture.fps) / Fraction(picture.fps)
    return ToldPart(FigurePart(lambda: story), timed_beats(story, picture.fps), faults, seconds)


def _told_on_stage(
    make_story: "Callable[..., ManimStory]", part: Part, picture: Picture, looks: bool
) -> ToldPart:
    from gradreel.scenes.render.manim.seeking import (  # noqa: PLC0415, they load manim
        SeekingRenderer,
        manim_settings,
    )
    from gradreel.scenes.stage.manim.layout import findings  # noqa: PLC0415

    faults: list[tuple[str, ...]] = []
    renderer = SeekingRenderer()

    def look(story: "ManimStory", beat: "Beat") -> None:
        del beat
        faults.append(tuple(findings(story)) if looks else ())

    with manim_settings(picture):
        story = make_story(renderer=renderer)
        story.at_beat_end = look
        story.render()
    seconds = renderer.n_frames / Fraction(picture.fps)
    return ToldPart(part, timed_beats(story, picture.fps), tuple(faults), seconds)
