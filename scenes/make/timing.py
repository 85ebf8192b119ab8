"""A part of a scene: its frames and beats, and the time that a person's voice takes in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from gradreel.engine.errors import RequestError, quoted, shorten, unknown
from gradreel.scenes.ask.options import Excerpt
from gradreel.scenes.make.request import Request, voice_files
from gradreel.scenes.make.telling import (
    SceneJob,
    Spoken,
    Voice,
    beats_of,
    in_parts,
    scene_job,
    through_all,
    timed_parts,
)
from gradreel.scenes.render.excerpt import ExcerptJob, Stretch, at_speed
from gradreel.scenes.render.frame import Job
from gradreel.scenes.render.mixing import RATE, seconds_of
from gradreel.scenes.render.picture import Picture, drawn_at
from gradreel.scenes.render.targets import shown
from gradreel.scenes.stage.story.base import TimedBeat

LONGEST: Final = 180
"""Seconds that the voice of one beat may take."""


def cut_out(job: SceneJob, excerpt: Excerpt, picture: Picture) -> Job:
    """Return what draws an excerpt of a scene.

    Args:
        job: the whole scene.
        excerpt: which part of it, and how fast.
        picture: that of the clip.

    Raises:
        RequestError: there is no such part, or it can't be drawn at that speed.
    """
    slower = drawn_at(picture, excerpt.speed)
    if excerpt.is_all:
        return at_speed(job, excerpt.speed)
    told = list(timed_parts(job, slower, looks=False))
    counts = [int(each.seconds * slower.fps) for each in told]
    wanted = frames_of(excerpt, through_all(told), slower.fps)
    return ExcerptJob(job, tuple(_stretches(counts, wanted)), excerpt.speed)


def beats_in(job: SceneJob, excerpt: Excerpt, picture: Picture) -> tuple[TimedBeat, ...]:
    """Tell an excerpt of a scene without drawing it, and return its beats in its own seconds.

    Args:
        job: the whole scene.
        excerpt: which part of it, and how fast.
        picture: the rate of the clip; its size doesn't count.

    Raises:
        RequestError: there is no such part, or it can't be drawn at that speed.
    """
    slower = drawn_at(picture, excerpt.speed)
    beats = beats_of(job, slower)
    frames = frames_of(excerpt, beats, slower.fps)
    begin, end = (Fraction(each) / slower.fps for each in (frames.start, frames.stop))

    def cut(seconds: Fraction) -> Fraction:
        return (min(max(seconds, begin), end) - begin) / excerpt.speed

    return tuple(
        replace(
            beat,
            start=cut(beat.start),
            end=cut(beat.end),
            hushed=None if beat.hushed is None else cut(beat.hushed),
        )
        for beat in beats
        if beat.start < end and beat.end > begin
    )


def frames_of(excerpt: Excerpt, beats: Sequence[TimedBeat], fps: Fraction | int) -> range:
    """Say which frames of a scene are in an excerpt.

    Args:
        excerpt: which part.
        beats: all of the scene's, at a rate.
        fps: that rate.

    Raises:
        RequestError: a beat that is named isn't there, or nothing is between the two ends.
    """
    if excerpt.beats is not None:
        chosen = chosen_beats(excerpt, beats)
        return range(int(chosen[0].start * fps), int(chosen[-1].end * fps))
    length = int(beats[-1].end * fps)
    start = round((excerpt.start or 0) * fps)
    end = length if excerpt.end is None else round(excerpt.end * fps)
    if start >= length:
        last = float((length - 1) / Fraction(fps))
        raise RequestError(
            f"--from {_said(excerpt.start)} is after the scene's end, at "
            f"{_said(beats[-1].end)}; begin at {last:.2f} at the latest"
        )
    if start >= end:
        raise RequestError(
            f"from {_said(excerpt.start)} to {_said(excerpt.end)} there is less than a frame, "
            f"{float(1 / Fraction(fps)):.3g} s; choose a later end"
        )
    return range(start, min(end, length))


def chosen_beats(excerpt: Excerpt, beats: Sequence[TimedBeat]) -> Sequence[TimedBeat]:
    """Return the beats that an excerpt names: all of a scene's where it names none.

    Args:
        excerpt: which part.
        beats: all of the scene's.

    Raises:
        RequestError: one isn't there, or the last comes before the first.
    """
    if excerpt.beats is None:
        return beats
    first, last = excerpt.beats
    start = place_of_beat(first, beats) if first else 0
    end = place_of_beat(last, beats) if last else len(beats) - 1
    if end < start:
        right = f"{beats[end].name}..{beats[start].name}"
        raise RequestError(f"{last} comes before {first} in the scene: write --beats {right}")
    return beats[start : end + 1]


def place_of_beat(name: str, beats: Sequence[TimedBeat]) -> int:
    """Find a beat by its key, its number or both, and say how many come before it.

    Raises:
        RequestError: there is none, or several have that key.
    """
    if name.isdecimal():
        if 1 <= int(name) <= len(beats):
            return int(name) - 1
        ends = f"{beats[0].name} to {beats[-1].name}"
        raise RequestError(f"there is no beat {quoted(name)}: the scene has {len(beats)}, {ends}")
    wanted = name.lower()
    places = [
        place for place, beat in enumerate(beats) if wanted in {beat.key.lower(), beat.name.lower()}
    ]
    if len(places) > 1:
        names = ", ".join(beats[place].name for place in places)
        raise RequestError(f"several beats are called {quoted(name)}; name one: {names}")
    if not places:
        raise unknown("beat", name, [beat.key for beat in beats])
    return places[0]


def _said(seconds: Fraction | None) -> str:
    return f"{float(seconds or 0):.6g} s"


def _stretches(counts: Sequence[int], wanted: range) -> Iterator[Stretch]:
    """Yield the frames of each part that are among those of a scene.

    Args:
        counts: how many frames each part has.
        wanted: the frames, counted through all parts.
    """
    before = 0
    for part, count in enumerate(counts):
        start, stop = max(wanted.start - before, 0), min(wanted.stop - before, count)
        if start < stop:
            yield Stretch(part, start, None if stop == count else stop)
        before += count


def spoken_job(request: Request) -> tuple[SceneJob, tuple[str, ...]]:
    """Train what a scene draws, and give its beats the time that their voice takes.

    Returns:
        The job, and what there is to say about it, in lines for a person.

    Raises:
        RequestError: the scene can't draw what was asked for, or can't be spoken like that.
    """
    job, remarks = scene_job(request)
    if request.voice is None:
        return job, remarks
    told = list(timed_parts(job, request.picture, looks=False))
    beats = through_all(told)
    spoken = spoken_in(beats, voice_files(request.voice))
    parts = in_parts(spoken, [len(part.beats) for part in told])
    silent = [beat.name for beat, each in zip(beats, spoken, strict=True) if each is None]
    if silent:
        remarks = (*remarks, shorten(f"no voice for {', '.join(silent)}: silent there", 180))
    return replace(job, voice=Voice(parts, request.excerpt.speed)), remarks


def spoken_in(beats: Sequence[TimedBeat], files: Sequence[Path]) -> tuple[Spoken | None, ...]:
    """Find out what is spoken in each beat, and how long it takes.

    Args:
        beats: all of a scene's.
        files: each is called by its beat's number, its key or both: "3.wav", "fit.mp3" or
            "03-fit.flac".

    Raises:
        RequestError: a file is of no beat, or of several; two are of one; one can't be read, has
            nothing in it or is too long.
    """
    of_beats = _by_place(beats, files)
    return tuple(
        _spoken(of_beats[place]) if place in of_beats else None for place in range(len(beats))
    )


def _by_place(beats: Sequence[TimedBeat], files: Sequence[Path]) -> Mapping[int, Path]:
    found: dict[int, Path] = {}
    for path in files:
        try:
            place = place_of_beat(path.stem, beats)
        except RequestError as error:
            raise RequestError(f"{shown(path)}: {error}") from error
        if place in found:
            both = f"{shown(found[place])} and {shown(path)}"
            raise RequestError(f"{both} are of the same beat; leave one of them away")
        found[place] = path
    return found


def _spoken(path: Path) -> Spoken:
    seconds = seconds_of(path, LONGEST)
    if seconds > LONGEST:
        raise RequestError(f"{shown(path)} takes over {LONGEST} s; make the beat's voice shorter")
    if seconds < Fraction(1, RATE):
        raise RequestError(f"{shown(path)} has no sound in it; record it anew, or remove it")
    return Spoken(path.absolute(), seconds)
