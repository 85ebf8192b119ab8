"""From a request to the files of a clip: what is kept is delivered, and what isn't is drawn."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gradreel.scenes.make.importing import importing
from gradreel.scenes.make.key import file_key, file_slot, scene_key, scene_slot
from gradreel.scenes.make.request import Request, SceneFile
from gradreel.scenes.make.stopping import Stopped, stop_if_asked
from gradreel.scenes.render.amounts import time_text
from gradreel.scenes.render.cache.entry import CacheEntry
from gradreel.scenes.render.cache.folder import Cache
from gradreel.scenes.render.captions import SUBRIP, check_captions
from gradreel.scenes.render.hash_seed import fix_hash_seed
from gradreel.scenes.render.picture import Output, Picture, drawn_at
from gradreel.scenes.render.progress import time_taken
from gradreel.scenes.render.targets import shown

if TYPE_CHECKING:
    from gradreel.scenes.render.cluster.cluster import Cluster
    from gradreel.scenes.render.frame import Job
    from gradreel.scenes.render.pipeline import RenderSettings

USUAL_SECONDS: Final = 60
"""About how long a scene is: at their defaults they last from 40 to 70 seconds."""
GOING_ON: Final = "the same command goes on from what is drawn by now"
PlanOutputs = Callable[[str, Picture], tuple[Output, ...]]
"""Chooses the files to write, when a scene's name and picture are known."""


def render_scene(request: Request, outputs: Sequence[Output]) -> tuple[Path, ...]:
    """Render a clip of one of the scenes.

    Returns:
        The paths of the files.

    Raises:
        RequestError: the scene can't draw what was asked for, or a file can't be written.
        WorkError: the work failed.
    """
    check_captions(outputs, request.captions)
    drawn_at(request.picture, request.excerpt.speed)  # before anything is trained
    if request.picture.transparent and request.picture.matte is None:
        matte = request.appearance.palette.background  # of a GIF's half-transparent pixels
        request = replace(request, picture=replace(request.picture, matte=matte))
    key = scene_key(request)
    with kept(request, key, request.scene, scene_slot(request)) as entry:
        told = None if entry is None else entry.remarks
        if (
            entry
            and told is not None
            and (written := _delivered(request, entry, request.picture, outputs))
        ):
            request.tell(told)
            return written
        from gradreel.scenes.render.pipeline import render  # noqa: PLC0415, it loads encoders

        cluster = _cluster(request)
        job, remarks = _loaded(request)
        stop_if_asked()
        request.tell(remarks)
        is_same = scene_key(request) == key  # no file was changed while it was read
        noted = _noted(request, entry if is_same else None, remarks=remarks)
        how = _how(request, cluster, noted, request.scene)
        if request.excerpt.is_all:
            how = replace(how, usual_seconds=float(USUAL_SECONDS / request.excerpt.speed))
        with going_on(how.entry):
            return render(job, request.picture, outputs, how)


def _loaded(request: Request) -> "tuple[Job, tuple[str, ...]]":
    """Train what a scene draws, and load what draws it before there are processes that do.

    Returns:
        what draws the clip, and what there is to say about its run.

    Raises:
        RequestError: the scene can't draw what was asked for, or a sentence is too long.
    """
    from gradreel.scenes.make.timing import cut_out, spoken_job  # noqa: PLC0415, it trains and draws

    with time_taken(f"training {request.scene}", request.show_progress):
        scene, remarks = spoken_job(request)
    with importing():
        job = cut_out(scene, request.excerpt, request.picture)
        parts = job.parts()
    if request.appearance.is_reworded:
        for part in parts:
            part.count(request.picture)  # told first: a sentence that is too long ends it here
    return job, remarks


def render_file(file: SceneFile, request: Request, plan_outputs: PlanOutputs) -> tuple[Path, ...]:
    """Render a clip of a scene that a person wrote for manim, with the captions that it adds.

    Returns:
        The paths of the files.

    Raises:
        RequestError: there is no such file or scene, or a file can't be written.
        WorkError: the work failed.
    """
    request = replace(request, captions=(SUBRIP,))
    name = f"{file.scene or 'the scene'} of {file.path.name}"
    key, slot = file_key(file, request), file_slot(file, request)
    with kept(request, key, name, slot) as entry:
        fix_hash_seed()
        with importing():
            from gradreel.scenes.make.own_file import (  # noqa: PLC0415
                file_job,
                found_in,
                pieces_of,
            )
            from gradreel.scenes.render.pipeline import render  # noqa: PLC0415

        cluster = _cluster(request)
        found = found_in(file, request)
        stop_if_asked()
        tell_of_picture(file, request, found.picture)
        outputs = plan_outputs(found.name, found.picture)
        is_same = file_key(file, request) == key
        how = _how(request, cluster, entry if is_same else None, found.name)
        formulas = None if entry is None else entry.formulas
        if cluster is not None:  # a worker has neither this folder nor this cache
            settings, formulas = file.settings.from_anywhere(), None
            file = replace(file, path=file.path.absolute(), settings=settings)
        job = file_job(file, request, found, formulas)
        how = replace(how, cut=pieces_of(file, request, found, job, outputs))
        with going_on(how.entry):
            return render(job, found.picture, outputs, how)


def play_file(file: SceneFile, request: Request) -> None:
    """Play a scene that a person wrote for manim, write nothing, and say how long it is.

    Raises:
        RequestError: there is no such file or scene.
        WorkError: the scene fails.
    """
    fix_hash_seed()
    with importing():
        from gradreel.scenes.make.own_file import file_job, found_in  # noqa: PLC0415

    found = found_in(file, request)
    frames = sum(part.count(found.picture) for part in file_job(file, request, found).parts())
    length = time_text(float(frames / found.picture.fps))
    request.say(
        f"{found.name} of {shown(file.path)}: {frames} frames, {length}; nothing is written"
    )


def _delivered(
    request: Request, entry: CacheEntry, picture: Picture, outputs: Sequence[Output]
) -> tuple[Path, ...]:
    """Write what was kept, if all is there."""
    if entry.lengths is not None:
        request.lasting(float(sum(map(sum, entry.lengths)) / Fraction(picture.fps)))
    return entry.deliver(outputs, request.captions, posters=request.posters, say=request.say)


def tell_of_picture(file: SceneFile, request: Request, found: Picture) -> None:
    """Say that a file's own settings win, where options that were given say something else."""
    asked = request.picture
    if file.has_chosen_picture and replace(found, matte=None) != replace(asked, matte=None):
        size = f"{found.width}x{found.height} at {float(found.fps):g} frames a second"
        size += ", transparent" if found.transparent else ""
        request.say(f"{shown(file.path)} sets its own picture, {size}; as in manim it wins")


@contextmanager
def kept(
    request: Request, key: str, name: str, slot: str | None = None
) -> Iterator[CacheEntry | None]:
    """Give what is kept of a clip; None without a cache, or where there is no place for one.

    Args:
        request: the size and rate, and whether there is a cache.
        key: the clip's.
        name: what it is of, for people.
        slot: what all versions of the clip have in common, if it may have several.
    """
    picture = request.picture
    title = f"{name}, {picture.width}x{picture.height} at {float(picture.fps):g} frames a second"
    with ExitStack() as opened:
        entry = None
        if request.use_cache:
            try:
                entry = opened.enter_context(Cache.of_user().entry(key, title))
                if slot is not None:
                    entry.join(slot)
            except OSError as error:
                _say_unkept(request, error)
        yield entry


def _noted(request: Request, entry: CacheEntry | None, **values: Any) -> CacheEntry | None:
    """Return the entry that was given, once something is written down in it; None if it can't."""
    if entry is not None:
        try:
            entry.note(**values)
        except OSError as error:
            _say_unkept(request, error)
            return None
    return entry


def _say_unkept(request: Request, error: OSError) -> None:
    reason = f"{shown(Path(error.filename))}: " if error.filename else ""
    line = f"can't keep what is drawn ({reason}{error.strerror})"
    request.say(f"{line}; GRADREEL_CACHE names another folder")


@contextmanager
def going_on(entry: CacheEntry | None) -> Iterator[None]:
    """Where a signal ends the block, say how to go on."""
    try:
        yield
    except Stopped as stop:
        if entry is not None and entry.has_chunks:
            stop.advice = GOING_ON
        raise


def _cluster(request: Request) -> "Cluster | None":
    """Return the cluster that draws, if one does, once somebody was found to listen there."""
    if request.cluster is None:
        return None
    from gradreel.scenes.render.cluster.cluster import Cluster  # noqa: PLC0415, it loads encoders

    cluster = Cluster(request.cluster)
    cluster.check()
    return cluster


def _how(
    request: Request, cluster: "Cluster | None", entry: CacheEntry | None, title: str
) -> "RenderSettings":
    from gradreel.scenes.render.pipeline import RenderSettings  # noqa: PLC0415, it loads encoders

    return RenderSettings(
        request.n_workers,
        cluster,
        entry,
        request.show_progress,
        captions=request.captions,
        posters=request.posters,
        title=title,
        lasting=request.lasting,
        say=request.say,
    )
