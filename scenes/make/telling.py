"""From a scene and its recording to its beats, and to the parts that the renderer draws."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from gradreel.engine.data import Dataset
from gradreel.engine.errors import plain
from gradreel.engine.history import History
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask import records
from gradreel.scenes.ask.catalog import chosen_beyond, entry
from gradreel.scenes.ask.recording import Recording, record, record_together, stories_of
from gradreel.scenes.make.key import scene_code
from gradreel.scenes.make.request import Request, run_names
from gradreel.scenes.render.cache.folder import Cache
from gradreel.scenes.render.figure_part import FigurePart
from gradreel.scenes.render.frame import OwnJob, Part, Plays
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.sound import PlacedSound, SoundsOf
from gradreel.scenes.stage.runs.endings import ending
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.base import Story, TimedBeat, captions_at, timed_beats
from gradreel.scenes.stage.type.appearance import PLAIN, Appearance
from gradreel.scenes.stage.type.names import (
    check_names,
    drawable,
    is_in_chinese,
    need_chinese,
)
from gradreel.scenes.stage.type.typesetting import measuring_in, typeface_of

if TYPE_CHECKING:
    from manim import VGroup

    from gradreel.scenes.stage.story.base import Beat
    from gradreel.scenes.stage.story.figure import FigureStory
    from gradreel.scenes.stage.story.manim import ManimStory

BREATH: Final = Fraction(3, 10)
"""Seconds from the end of what is spoken in a beat to the next beat, at the least."""


@dataclass(frozen=True)
class Spoken:
    """What is spoken in a beat.

    Attributes:
        path: the file with it.
        seconds: how long it is.
    """

    path: Path
    seconds: Fraction


PartVoice = tuple[Spoken | None, ...]
"""What is spoken in each beat of a part, in their order; a beat may be silent."""


@dataclass(frozen=True)
class Voice:
    """What is spoken in a scene.

    Attributes:
        parts: in each of its parts; nothing where it has none.
        speed: how many seconds of the scene pass while one second is spoken.
    """

    parts: tuple[PartVoice, ...] = ()
    speed: Fraction = Fraction(1)

    def lasting(self, part: int) -> tuple[float, ...]:
        """Return how long the beats of a part must last, in seconds of the scene."""
        return tuple(
            0.0 if each is None else float((each.seconds + BREATH) * self.speed)
            for each in self._of_part(part)
        )

    def sounds(self, part: int, story: Story, fps: Fraction | int) -> tuple[PlacedSound, ...]:
        """Return what is spoken in a part, each from the first frame of its beat on.

        Args:
            part: the part's number.
            story: the part, once it has been told at that rate.
            fps: frames a second.
        """
        return tuple(self._placed(part, story, fps))

    def _placed(self, part: int, story: Story, fps: Fraction | int) -> Iterator[PlacedSound]:
        beats = timed_beats(story, fps)
        for beat, spoken in zip(beats, self._of_part(part), strict=False):
            if spoken is not None:
                yield PlacedSound(float(beat.start), spoken.path)

    def _of_part(self, part: int) -> PartVoice:
        return self.parts[part] if part < len(self.parts) else ()


SILENT: Final = Voice()


def in_parts(spoken: Sequence[Spoken | None], lengths: Sequence[int]) -> tuple[PartVoice, ...]:
    """Share what is spoken out among parts.

    Args:
        spoken: in each beat of a scene.
        lengths: how many beats each part has.
    """
    left = iter(spoken)
    return tuple(tuple(next(left) for _ in range(length)) for length in lengths)


@dataclass(frozen=True)
class SceneJob(OwnJob):
    """A scene and all that it draws, as data that any process can draw the same frames from.

    Attributes:
        scene: the scene's name.
        recording: what the scene draws.
        appearance: how it looks and speaks.
        voice: what is spoken meanwhile.
        code: as for `FigurePart`.
    """

    scene: str
    recording: Recording
    appearance: Appearance = PLAIN
    voice: Voice = SILENT
    code: str = ""

    def parts(self) -> tuple[Part, ...]:
        """Return the scene's parts in the order of play, each ready to be drawn."""
        return parts_of(self.scene, self.recording, self.appearance, self.voice, self.code)

    def emblem(self) -> "VGroup":
        """Return what stays of a scene that opens a film."""
        (story,) = stories_of(self.scene, self.recording)
        emblem: VGroup = story(self.recording, self.appearance).emblem()
        return emblem


def scene_job(request: Request) -> tuple[SceneJob, tuple[str, ...]]:
    """Train what a scene draws; with what there is to say about it, in lines for a person.

    Raises:
        RequestError: the scene can't draw what was asked for.
    """

    def check(spec: RunSpec) -> None:
        check_language(spec.dataset, request.appearance)

    if len(request.runs) > 1:
        return _job_together(request)
    run = next(map(records.load_any, request.runs), None)
    if isinstance(run, History):
        check_language(run.dataset, request.appearance)
    kept = _cache() if request.use_cache else None
    recording = record(request.scene, request.options, run, check, kept=kept)
    code = scene_code(request) if request.use_cache else ""
    job = SceneJob(request.scene, recording, request.appearance, code=code)
    main = recording.main
    if isinstance(main, History):
        return job, _remarks(main)
    names = entry(request.scene).options.keys() if run is None else ()
    return job, (*chosen_beyond(request.options, main.spec, names), *_remarks(main))


def _job_together(request: Request) -> tuple[SceneJob, tuple[str, ...]]:
    """Read several records that a scene draws together; as `scene_job`."""
    named = zip(run_names(request.runs), request.runs, strict=True)
    runs = {name: records.load_any(path) for name, path in named}
    with measuring_in(typeface_of(request.appearance.fonts)):
        in_chinese = is_in_chinese(request.appearance.language)
        for name in runs:
            drawable(name, in_chinese=in_chinese or need_chinese(runs), what="the name {} of a run")
    recording = record_together(request.scene, request.options, runs)
    remarks = tuple(f"{plain(name)}: {told}" for name in runs for told in _remarks(runs[name]))
    return SceneJob(request.scene, recording, request.appearance), remarks


def _cache() -> Cache | None:
    """Return the user's cache; None where there is no place for one, as is said of the clip's."""
    with suppress(OSError):
        return Cache.of_user()
    return None


def check_language(data: Dataset | None, appearance: Appearance) -> None:
    """Check that what a run's data name, if it has any, can be written in a language.

    Raises:
        RequestError: it can't.
    """
    if data is not None:
        with measuring_in(typeface_of(appearance.fonts)):
            check_names(data, appearance.language)


def _remarks(run: Trajectory | History) -> tuple[str, ...]:
    if isinstance(run, History):
        return (f"recorded by {run.maker}; its steps aren't computed again",)
    if run.outcome.startswith("diverged"):
        return (f"the run {run.outcome}; drawn to its last finite step",)
    if run.outcome == "separated":
        data = objective_of(run).dataset
        if not np.ptp(data.target):  # one class alone
            return ()
        told = "share one value only" if ending(run) == "touching" else "are separated"
        return (f"the classes {told}, so that the run has no fit",)
    return ()


def parts_of(
    scene: str,
    recording: Recording,
    appearance: Appearance = PLAIN,
    voice: Voice = SILENT,
    code: str = "",
) -> tuple[Part, ...]:
    """Return a scene's parts in the order of play, each ready to be drawn.

    Args:
        scene: the scene's name.
        recording: what the scene draws.
        appearance: how it looks and speaks.
        voice: what is spoken meanwhile.
        code: as for `FigurePart`.
    """
    stories = stories_of(scene, recording)
    return tuple(
        _part(
            partial(story, recording, appearance, lasting=voice.lasting(number)),
            partial(voice.sounds, number),
            code if hasattr(story, "spans") else None,
        )
        for number, story in enumerate(stories)
    )


def _part(story: "partial[ManimStory | FigureStory]", sounds: SoundsOf, code: str | None) -> Part:
    """Make a part of a story; manim is imported for its own stories only, for it takes its time.

    Args:
        story: makes the story.
        sounds: what is spoken in it.
        code: of a story on a figure, as for `FigurePart`.
    """
    if code is not None:
        figure = cast("Callable[[], FigureStory]", story)
        return FigurePart(figure, captions_at, sounds, code)
    from gradreel.scenes.render.manim.part import ManimPart  # noqa: PLC0415

    on_stage = cast("Callable[..., ManimStory]", story)
    return ManimPart(lambda renderer: on_stage(renderer=renderer), captions_at, sounds)


@dataclass(frozen=True)
class TimedPart:
    """A part of a scene, and its beats.

    Attributes:
        part: what draws it.
        beats: in order, one at least; their seconds are counted from the part's start.
        faults: for each beat what the layout check finds at its end, a line each; nothing where
            it wasn't asked.
        seconds: how long the part is.
        plays: the frames of each play and hold.
    """

    part: Part
    beats: tuple[TimedBeat, ...]
    faults: tuple[tuple[str, ...], ...]
    seconds: Fraction
    plays: Sequence[range] = ()


def beats_of(job: SceneJob, picture: Picture) -> tuple[TimedBeat, ...]:
    """Tell a scene without drawing it, and return its beats.

    Args:
        job: the scene and what it draws.
        picture: the rate of the clip; its size doesn't count.

    Returns:
        The beats of all parts in order, their seconds counted from the clip's start, exact to a
        frame.
    """
    return through_all(timed_parts(job, picture, looks=False))


def through_all(parts: Iterable[TimedPart]) -> tuple[TimedBeat, ...]:
    """Return the beats of a scene's parts in order, counted and timed through all of them."""
    beats: list[TimedBeat] = []
    begin = Fraction()
    for told in parts:
        later = [beat.later(begin) for beat in told.beats]
        beats += [replace(beat, number=len(beats) + each) for each, beat in enumerate(later, 1)]
        begin += told.seconds
    return tuple(beats)


def timed_parts(job: SceneJob, picture: Picture, *, looks: bool = True) -> Iterator[TimedPart]:
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
) -> TimedPart:
    from gradreel.scenes.stage.figure.text import findings  # noqa: PLC0415, Matplotlib's alone

    del part
    story = make_story()

    def faults_at(beat: "Beat") -> tuple[str, ...]:
        sheet = story.sheet(picture)
        return tuple(findings(sheet, sheet.artists(story.timeline.state_at(beat.end))))

    faults = tuple(faults_at(beat) if looks else () for beat in story.beats)
    seconds, plays = (
        story.n_frames(picture.fps) / Fraction(picture.fps),
        [*story.plays(picture.fps)],
    )
    beats = timed_beats(story, picture.fps)
    return TimedPart(FigurePart(lambda: story), beats, faults, seconds, plays)


def _told_on_stage(
    make_story: "Callable[..., ManimStory]", part: Part, picture: Picture, looks: bool
) -> TimedPart:
    from gradreel.scenes.render.manim.seeking import (  # noqa: PLC0415, they load manim
        SeekingRenderer,
        manim_settings,
    )
    from gradreel.scenes.stage.manim.layout import findings  # noqa: PLC0415

    faults: list[tuple[str, ...]] = []
    plays = Plays()
    renderer = SeekingRenderer(selection=plays)

    def look(story: "ManimStory", beat: "Beat") -> None:
        del beat
        faults.append(tuple(findings(story)) if looks else ())

    with manim_settings(picture):
        story = make_story(renderer=renderer)
        story.at_beat_end = look
        story.render()
    seconds = renderer.n_frames / Fraction(picture.fps)
    return TimedPart(part, timed_beats(story, picture.fps), tuple(faults), seconds, plays.heard)
