"""From a person's recordings to a scene that gives each beat the time that its voice takes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from gradreel.engine.errors import RequestError, shorten
from gradreel.scenes.app.beats import through_all, told_parts
from gradreel.scenes.app.fingerprint import SceneRequest
from gradreel.scenes.app.production import SceneJob, scene_job
from gradreel.scenes.app.timing.cutting import place_of_beat
from gradreel.scenes.app.timing.spoken import Spoken, Voice, in_parts
from gradreel.scenes.app.timing.voice_files import voice_files
from gradreel.scenes.render.output.targets import shown
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.sound.samples import RATE, seconds_of
from gradreel.scenes.stage.story.base import TimedBeat

LONGEST: Final = 180
"""Seconds that the voice of one beat may take."""


def spoken_job(
    request: SceneRequest, picture: Picture, *, use_cache: bool = True
) -> tuple[SceneJob, tuple[str, ...]]:
    """Train what a scene draws, and give its beats the time that their voice takes.

    Args:
        request: the scene, with the folder of the voice, if there is one.
        picture: the rate of the clip.
        use_cache: whether what is trained is kept, and what was kept is used.

    Returns:
        The job, and what there is to say about it, in lines for a person.

    Raises:
        RequestError: the scene can't draw what was asked for, or can't be spoken like that.
    """
    job, remarks = scene_job(request, use_cache=use_cache)
    if request.voice is None:
        return job, remarks
    told = list(told_parts(job, picture, looks=False))
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
