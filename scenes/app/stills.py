"""From a request to pictures of a clip: the ends of its beats, or a sheet at intervals."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from gradreel.engine.errors import RequestError
from gradreel.scenes.app.beats import ToldPart, through_all, told_parts
from gradreel.scenes.app.clip import FileRequest, RenderOptions, Say, tell_of_picture
from gradreel.scenes.app.fingerprint import SceneRequest
from gradreel.scenes.app.production import SceneJob, check_language
from gradreel.scenes.app.stopping import stop_if_asked
from gradreel.scenes.app.timing.cutting import chosen_beats, cut_out
from gradreel.scenes.app.timing.excerpt import Excerpt
from gradreel.scenes.app.timing.voice import spoken_job
from gradreel.scenes.render.encoders.png import png_of
from gradreel.scenes.render.encoders.vector import vector_of
from gradreel.scenes.render.frame import Job, Paint, Pixels
from gradreel.scenes.render.hash_seed import fix_hash_seed
from gradreel.scenes.render.output.contact_sheet import ContactSheet, SheetLook
from gradreel.scenes.render.output.files import make_folder, write_files
from gradreel.scenes.render.output.progress import Bar, progress_bar, time_taken
from gradreel.scenes.render.output.targets import check_folder, check_no_link, check_target, shown
from gradreel.scenes.render.picture import STILLS, Picture, drawn_at
from gradreel.scenes.render.stills import Regular, draw_owned, draw_stills, paint_stills
from gradreel.scenes.stage.type.appearance import PLAIN, Appearance
from gradreel.scenes.stage.type.typesetting import typeface_of

STILL: Final = re.compile(rf"\d{{2,}}-\w+\.({'|'.join(STILLS)})")


@dataclass(frozen=True)
class StillsRequest:
    """The last pictures of a scene's beats, as they were asked for.

    Attributes:
        folder: where to; it is made if it isn't there. What else is in it is left alone.
        looks: how the scene looks and speaks; several get a folder each in that one.
        formats: of `STILLS`; each picture is drawn in all of them.
    """

    folder: Path
    looks: tuple[Appearance, ...]
    formats: tuple[str, ...] = STILLS[:1]


@dataclass(frozen=True)
class SheetRequest:
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
    request: SceneRequest,
    stills: StillsRequest,
    picture: Picture,
    options: RenderOptions,
    say: Say,
) -> tuple[Path, ...]:
    """Draw the last picture of each beat of a scene.

    Args:
        request: the scene; its appearance doesn't count, and of its excerpt only beats.
        stills: where to, and how the scene looks.
        picture: the size, and the rate of the clip that the pictures are of.
        options: whether a bar is shown, and what was trained before used.
        say: told what is known of the run, and what the layout check finds.

    Returns:
        The paths of the pictures.

    Raises:
        RequestError: the scene can't draw what was asked for, or the folder can't be written.
        WorkError: a file can't be written.
    """
    check_folder(stills.folder)
    job = _trained(replace(request, appearance=stills.looks[0]), picture, options, say)
    for look in stills.looks:
        check_language(job.recording.main.spec, look)
    with progress_bar(request.scene, None, options.show_progress, "pictures") as bar:
        drawn = list(_stills(job, request.excerpt, picture, stills, bar))
    for still in drawn:
        for fault in still.faults:
            say(f"layout: {still.path}: {fault}")
    if not any(still.faults for still in drawn):
        say("layout: nothing found")
    pictures = {
        stills.folder / f"{still.path}.{form}": content
        for still in drawn
        for form, content in still.files.items()
    }
    _write_into(stills.folder, pictures)
    _tell_of_older(pictures, say)
    return tuple(pictures)


def render_sheet(
    request: SceneRequest,
    sheet: SheetRequest,
    picture: Picture,
    options: RenderOptions,
    say: Say,
) -> Path:
    """Draw a contact sheet of a scene.

    Args:
        request: the scene.
        sheet: the sheet.
        picture: the size of its pictures, and the rate of the clip that they are of.
        options: whether a bar is shown, and what was trained before used.
        say: told what is known of the run.

    Returns:
        The path of the sheet.

    Raises:
        RequestError: the scene can't draw what was asked for, or the file can't be written.
        WorkError: the file can't be written.
    """
    sheet.check(picture)
    job = _trained(request, picture, options, say)
    look = _sheet_look(request.appearance)
    drawn = cut_out(job, request.excerpt, picture)
    return _draw_sheet(drawn, sheet, picture, look, options.show_progress)


def render_sheet_of_file(
    request: FileRequest, sheet: SheetRequest, say: Say, *, show_progress: bool
) -> Path:
    """Draw a contact sheet of a scene that a person wrote for manim.

    Args:
        request: the scene.
        sheet: the sheet.
        say: told if the file sets another picture than the one that was asked for.
        show_progress: whether a bar is shown on a terminal.

    Returns:
        The path of the sheet.

    Raises:
        RequestError: there is no such file or scene, or the sheet can't be written.
        WorkError: the scene fails, or the file can't be written.
    """
    sheet.check(request.picture)
    fix_hash_seed()
    from gradreel.scenes.app.timing.own_file import file_job, found_in  # noqa: PLC0415

    found = found_in(request)
    stop_if_asked()
    tell_of_picture(request, found.picture, say)
    job = file_job(request, found)
    look = _sheet_look(PLAIN)
    return _draw_sheet(job, sheet, found.picture, look, show_progress)


def _trained(request: SceneRequest, picture: Picture, options: RenderOptions, say: Say) -> SceneJob:
    with time_taken(f"training {request.scene}", options.show_progress):
        job, remarks = spoken_job(request, picture, use_cache=options.use_cache)
    stop_if_asked()
    for remark in remarks:
        say(remark)
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
    job: SceneJob, excerpt: Excerpt, picture: Picture, stills: StillsRequest, bar: Bar
) -> Iterator[_Still]:
    """Draw the last pictures of the beats of a scene that are named, or of all, in some looks."""
    slower = drawn_at(picture, excerpt.speed)
    for look in stills.looks:
        told = list(told_parts(replace(job, appearance=look), slower))
        beats = through_all(told)
        chosen = chosen_beats(excerpt, beats)
        bar.expect(len(stills.looks) * len(stills.formats) * len(chosen))
        folder = str(look) if len(stills.looks) > 1 else ""
        names = iter(beats)
        for part in told:
            ends = {
                beat.name: (own.last_frame(slower.fps), faults)
                for own, faults, beat in zip(part.beats, part.faults, names, strict=False)
                if beat in chosen
            }
            files = _files(part, slower, {end for end, _ in ends.values()}, stills.formats, bar)
            for name, (end, faults) in ends.items():
                yield _Still(Path(folder, name), files[end], faults)


def _files(
    told: ToldPart, picture: Picture, frames: set[int], formats: Sequence[str], bar: Bar
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


def _sheet_look(appearance: Appearance) -> SheetLook:
    colours, font = appearance.palette, typeface_of(appearance.fonts).bold
    return SheetLook(colours.surface, colours.text, font.path)


def _draw_sheet(
    job: Job, sheet: SheetRequest, picture: Picture, look: SheetLook, show_progress: bool
) -> Path:
    made = ContactSheet(picture, look)
    places = len(f"{float(sheet.seconds):g}".partition(".")[2])
    before = 0
    with progress_bar("contact sheet", None, show_progress, "pictures") as bar:
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
