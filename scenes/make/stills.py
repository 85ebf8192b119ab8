"""From a request to pictures of a clip: the ends of its beats, or a sheet at intervals."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from gradreel.engine.errors import RequestError
from gradreel.scenes.make.clip import tell_of_picture
from gradreel.scenes.make.request import Request, Say, SceneFile
from gradreel.scenes.make.stopping import stop_if_asked
from gradreel.scenes.make.telling import (
    SceneJob,
    TimedPart,
    check_language,
    through_all,
    timed_parts,
)
from gradreel.scenes.make.timing import chosen_beats, cut_out, spoken_job
from gradreel.scenes.render.encoders.png import png_of
from gradreel.scenes.render.files import make_folder, write_files
from gradreel.scenes.render.frame import Job, Paint, Pixels
from gradreel.scenes.render.hash_seed import fix_hash_seed
from gradreel.scenes.render.picture import STILLS, Picture, drawn_at
from gradreel.scenes.render.progress import Bar, progress_bar, time_taken
from gradreel.scenes.render.stills import (
    ContactSheet,
    Regular,
    SheetLook,
    draw_owned,
    draw_stills,
    paint_stills,
    vector_of,
)
from gradreel.scenes.render.targets import check_folder, check_no_link, check_target, shown
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.typesetting import typeface_of

STILL: Final = re.compile(rf"\d{{2,}}-\w+\.({'|'.join(STILLS)})")


@dataclass(frozen=True)
class Sheet:
    """A contact sheet, as it was asked for.

    Attributes:
        path: the file, a PNG.
        seconds: from one picture to the next.
    """

    path: Path
    seconds: Fraction

    def check(self, picture: Picture) -> None:
        """Check it before any work.

        Raises:
            RequestError: the file can't be written, or there are fewer frames than pictures.
        """
        check_target(self.path)
        if self.seconds * picture.fps < 1:
            raise RequestError(
                f"--every {float(self.seconds):g} is less than a frame takes, "
                f"{float(1 / Fraction(picture.fps)):.3g} seconds; give more"
            )


def render_stills(
    request: Request, looks: Sequence[Appearance], folder: Path, formats: Sequence[str]
) -> tuple[Path, ...]:
    """Draw the last picture of each beat of a scene.

    Args:
        request: the scene; its appearance doesn't count, and of its excerpt only beats.
        looks: how the scene looks and speaks; several get a folder each in the folder.
        folder: where to; it is made if it isn't there. What else is in it is left alone.
        formats: of `STILLS`; each picture is drawn in all of them.

    Returns:
        The paths of the pictures.

    Raises:
        RequestError: the scene can't draw what was asked for, or the folder can't be written.
        WorkError: a file can't be written.
    """
    check_folder(folder)
    job = _trained(replace(request, appearance=looks[0]))
    for look in looks:
        check_language(job.recording.main.dataset, look)
    with progress_bar(request.scene, None, request.show_progress, "pictures") as bar:
        drawn = list(_stills(job, request, looks, formats, bar))
    for still in drawn:
        for fault in still.faults:
            request.say(f"layout: {still.path}: {fault}")
    if not any(still.faults for still in drawn):
        request.say("layout: nothing found")
    pictures = {
        folder / f"{still.path}.{form}": content
        for still in drawn
        for form, content in still.files.items()
    }
    _write_into(folder, pictures)
    _tell_of_older(pictures, request.say)
    return tuple(pictures)


def render_sheet(request: Request, sheet: Sheet) -> Path:
    """Draw a contact sheet of a scene.

    Returns:
        The path of the sheet.

    Raises:
        RequestError: the scene can't draw what was asked for, or the file can't be written.
        WorkError: the file can't be written.
    """
    sheet.check(request.picture)
    job = cut_out(_trained(request), request.excerpt, request.picture)
    return _draw_sheet(request, job, sheet)


def render_sheet_of_file(file: SceneFile, request: Request, sheet: Sheet) -> Path:
    """Draw a contact sheet of a scene that a person wrote for manim.

    Returns:
        The path of the sheet.

    Raises:
        RequestError: there is no such file or scene, or the sheet can't be written.
        WorkError: the scene fails, or the file can't be written.
    """
    sheet.check(request.picture)
    fix_hash_seed()
    from gradreel.scenes.make.own_file import file_job, found_in  # noqa: PLC0415, it loads manim

    found = found_in(file, request)
    stop_if_asked()
    tell_of_picture(file, request, found.picture)
    job = file_job(file, request, found)
    return _draw_sheet(replace(request, picture=found.picture), job, sheet)


def _trained(request: Request) -> SceneJob:
    with time_taken(f"training {request.scene}", request.show_progress):
        job, remarks = spoken_job(request)
    stop_if_asked()
    request.tell(remarks)
    return job


@dataclass(frozen=True)
class _Still:
    """The last picture of a beat.

    Attributes:
        path: where it goes in the folder, without an ending.
        files: what it is in each format.
        faults: what is wrong in it.
    """

    path: Path
    files: Mapping[str, bytes]
    faults: tuple[str, ...]


def _stills(
    job: SceneJob,
    request: Request,
    looks: Sequence[Appearance],
    formats: Sequence[str],
    bar: Bar,
) -> Iterator[_Still]:
    """Draw the last pictures of the beats of a scene that are named, or of all, in some looks."""
    slower = drawn_at(request.picture, request.excerpt.speed)
    for look in looks:
        told = list(timed_parts(replace(job, appearance=look), slower))
        beats = through_all(told)
        chosen = chosen_beats(request.excerpt, beats)
        bar.expect(len(looks) * len(formats) * len(chosen))
        folder = str(look) if len(looks) > 1 else ""
        names = iter(beats)
        for part in told:
            ends = {
                beat.name: (own.last_frame(slower.fps), faults)
                for own, faults, beat in zip(part.beats, part.faults, names, strict=False)
                if beat in chosen
            }
            files = _files(part, slower, {end for end, _ in ends.values()}, formats, bar)
            for name, (end, faults) in ends.items():
                yield _Still(Path(folder, name), files[end], faults)


def _files(
    told: TimedPart, picture: Picture, frames: set[int], formats: Sequence[str], bar: Bar
) -> Mapping[int, Mapping[str, bytes]]:
    """Draw some frames of a part, and return what they are in each format by their numbers."""
    files: dict[int, dict[str, bytes]] = {frame: dict.fromkeys(formats, b"") for frame in frames}
    vectors = [form for form in formats if form != "png"]

    def take(frame: int, pixels: Pixels) -> None:
        files[frame]["png"] = png_of(pixels)
        bar(1)

    def take_paint(frame: int, paint: Paint) -> None:
        for form in vectors:
            files[frame][form] = vector_of(paint, picture, form)
            bar(1)

    if "png" in formats:
        draw_stills(told.part, picture, frames, take)
    if vectors:
        paint_stills(told.part, picture, frames, take_paint)
    return files


def _tell_of_older(written: Collection[Path], say: Say) -> None:
    """Say which pictures in the folders are of beats that there are no more, or of other scenes."""
    beats = {path.with_suffix("") for path in written}
    for folder in dict.fromkeys(path.parent for path in written):
        there = (path for path in folder.iterdir() if STILL.fullmatch(path.name))
        older = sorted(path.name for path in there if path.with_suffix("") not in beats)
        if older:
            say(f"{shown(folder)} also has pictures of other beats: {', '.join(older)}")


def _draw_sheet(request: Request, job: Job, sheet: Sheet) -> Path:
    picture, appearance = request.picture, request.appearance
    colours, font = appearance.palette, typeface_of(appearance.fonts).bold
    made = ContactSheet(picture, SheetLook(colours.surface, colours.text, font.path))
    places = len(f"{float(sheet.seconds):g}".partition(".")[2])
    before = 0
    with progress_bar("contact sheet", None, request.show_progress, "pictures") as bar:
        for part in job.parts():
            frames = Regular(sheet.seconds * picture.fps, before)

            def take(frame: int, pixels: Pixels, frames: Regular = frames) -> None:
                time = float(frames.turn_of(frame) * sheet.seconds)
                made.add(pixels, f"{time:.{places}f} s")
                bar(1)

            before += draw_owned(part, picture, frames, take)
    _write({sheet.path: png_of(made.laid_out())})
    return sheet.path


def _write_into(folder: Path, files: Mapping[Path, bytes]) -> None:
    """Write files into a folder and folders in it, which are made, and go again if that fails."""
    for path in files:
        for each in {path, path.parent} - {folder}:
            check_no_link(each)
    with ExitStack() as undone:
        for each in dict.fromkeys([folder, *(path.parent for path in files)]):
            if not each.is_dir():
                make_folder(each)
                undone.callback(_remove_empty, each)
        _write(files)
        undone.pop_all()


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _write(files: Mapping[Path, bytes]) -> None:
    """Write files, each of which is whole or not there.

    Raises:
        RequestError: a folder or a device has the name of one.
        WorkError: the disk is full, or the like.
    """
    for path in files:
        check_target(path)
    write_files(files)
