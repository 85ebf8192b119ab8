"""A part of a scene in a person's own file, and its speed."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.options import UNCHANGED, Excerpt
from gradreel.scenes.make.request import Request, SceneFile
from gradreel.scenes.render.excerpt import ForeignExcerptJob, Stretch
from gradreel.scenes.render.frame import Job
from gradreel.scenes.render.manim.pieces import Pieces
from gradreel.scenes.render.manim.user_scene import Found, UserJob, look_into
from gradreel.scenes.render.picture import FITTED, Output, Picture, drawn_at


def found_in(file: SceneFile, request: Request) -> Found:
    """Import the file of a request, and find the scene and the picture in which it is played.

    Raises:
        RequestError: there is no such scene, or it can't be drawn at that speed.
        WorkError: the file can't be imported.
    """
    speed = request.excerpt.speed
    found = look_into(file.path, file.scenes, drawn_at(request.picture, speed), file.settings)
    if speed == 1:
        return found
    return replace(found, picture=replace(found.picture, fps=found.picture.fps * speed))


def file_job(file: SceneFile, request: Request, found: Found, formulas: Path | None = None) -> Job:
    """Return what draws the clip of a request.

    Args:
        file: the scene.
        request: which part of it.
        found: what is in the file.
        formulas: where formulas that were typeset are kept; nowhere when None.

    Raises:
        RequestError: there is less than a frame in it.
    """
    asked = drawn_at(request.picture, request.excerpt.speed)
    chosen = file.settings, formulas, asked, file.animations
    return _cut_out(UserJob(file.path, found.name, *chosen), request.excerpt, found.picture)


def _cut_out(job: Job, excerpt: Excerpt, picture: Picture) -> Job:
    """Return what draws an excerpt of a scene whose length isn't known yet."""
    if excerpt == UNCHANGED:
        return job
    rate = Fraction(drawn_at(picture, excerpt.speed).fps)
    start = round((excerpt.start or 0) * rate)
    stop = None if excerpt.end is None else round(excerpt.end * rate)
    if stop is not None and stop <= start:
        raise RequestError(f"--to is less than a frame, {float(1 / rate):.3g} s, after --from")
    return ForeignExcerptJob(job, (Stretch(0, start, stop),), excerpt.speed)


def pieces_of(
    file: SceneFile, request: Request, found: Found, job: Job, outputs: Sequence[Output]
) -> Pieces | None:
    """Return what cuts a clip for other tools, where that is asked for or its scene does so.

    Raises:
        RequestError: sections are asked for of what can't be cut.
    """
    if not (file.sections or found.has_slides):
        return None
    moving = [each for each in outputs if each.format in FITTED]
    if isinstance(job, UserJob) and moving:
        return Pieces(job, found.picture, moving[0], file.sections, found.has_slides)
    if file.sections:
        raise RequestError(
            "--save_sections cuts a whole clip: leave out --from, --to, --speed and -s"
        )
    request.say(
        "slides are kept of a whole clip only, and not of a part, pictures or another speed"
    )
    return None
