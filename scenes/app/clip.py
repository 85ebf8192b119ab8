"""From a request to the files of a clip: what is kept is delivered, and what isn't is drawn."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gradreel.scenes.app.importing import importing
from gradreel.scenes.app.key import SceneRequest, file_key, scene_key
from gradreel.scenes.app.request import UNCHANGED, Excerpt
from gradreel.scenes.app.stopping import Stopped, stop_if_asked
from gradreel.scenes.render.cache.entry import CacheEntry
from gradreel.scenes.render.cache.folder import Cache
from gradreel.scenes.render.cache.questions import are_unchanged
from gradreel.scenes.render.hash_seed import fix_hash_seed
from gradreel.scenes.render.manim.settings import ManimSettings
from gradreel.scenes.render.output.captions import SUBRIP, check_captions
from gradreel.scenes.render.output.clock import time_text
from gradreel.scenes.render.output.progress import time_taken
from gradreel.scenes.render.output.targets import shown
from gradreel.scenes.render.picture import Output, Picture, drawn_at

if TYPE_CHECKING:
    from gradreel.scenes.render.cluster.cluster import Cluster
    from gradreel.scenes.render.frame import Job
    from gradreel.scenes.render.pipeline import Means

USUAL_SECONDS: Final = 60
"""About how long a scene is: at their defaults they last from 40 to 70 seconds."""
GOING_ON: Final = "the same command goes on from what is drawn by now"
Say = Callable[[str], None]
"""Tells the user something, in a line."""
PlanOutputs = Callable[[str, Picture], tuple[Output, ...]]
"""Chooses the files to write, when a scene's name and picture are known."""


@dataclass(frozen=True)
class RenderOptions:
    """How a clip is drawn; what is in its files doesn't depend on it.

    Attributes:
        workers: how many processes draw; as many as there are cores when None.
        cluster: the address of a Dask scheduler whose workers draw, if any.
        use_cache: whether what is drawn is kept, and what was kept is used.
        show_progress: whether a bar is shown on a terminal, or lines if there is none.
        captions: the endings of the files of captions that are written beside videos.
        posters: whether a picture that stands for it is written beside each video.
    """

    workers: int | None = None
    cluster: str | None = None
    use_cache: bool = True
    show_progress: bool = False
    captions: tuple[str, ...] = ()
    posters: bool = False


@dataclass(frozen=True)
class FileRequest:
    """A clip of a scene in a person's own file, as it was asked for.

    Attributes:
        path: the file.
        scenes: the classes that are wanted, of which the first is drawn; the only one of the file
            when empty.
        settings: what was chosen of manim's.
        picture: the picture, which settings in the file may change.
        has_chosen_picture: whether a person asked for that picture, and is told of a change.
        animations: the first animation that is drawn, and the last, if they were given.
        excerpt: which seconds of the scene, and how fast.
        sections: whether each of its sections gets a file of its own, too.
    """

    path: Path
    scenes: tuple[str, ...]
    settings: ManimSettings
    picture: Picture
    has_chosen_picture: bool = False
    animations: tuple[int, ...] = ()
    excerpt: Excerpt = UNCHANGED
    sections: bool = False


def render_scene(
    request: SceneRequest,
    picture: Picture,
    outputs: Sequence[Output],
    options: RenderOptions,
    say: Say,
) -> tuple[Path, ...]:
    """Render a clip of one of the scenes.

    Returns:
        The paths of the files.

    Raises:
        RequestError: the scene can't draw what was asked for, or a file can't be written.
        WorkError: the work failed.
    """
    check_captions(outputs, options.captions)
    drawn_at(picture, request.excerpt.speed)  # before anything is trained
    picture = replace(picture, matte=_matte_of(request, picture))
    key = scene_key(request, picture)
    with kept(key, request.scene, picture, options, say) as entry:
        if entry is not None and (written := _as_told(entry, outputs, options, say)):
            return written
        from gradreel.scenes.render.pipeline import render  # noqa: PLC0415, it loads encoders

        cluster = _cluster(options)
        job, remarks = _loaded(request, picture, options)
        stop_if_asked()
        _tell(remarks, say)
        is_same = scene_key(request, picture) == key  # no file was changed while it was read
        noted = _noted(entry if is_same else None, say, remarks=remarks)
        means = _means(options, cluster, noted, request.scene, say)
        if request.excerpt.is_all:
            means = replace(means, usual_seconds=float(USUAL_SECONDS / request.excerpt.speed))
        with going_on(means.entry):
            return render(job, picture, outputs, means)


def _as_told(
    entry: CacheEntry, outputs: Sequence[Output], options: RenderOptions, say: Say
) -> tuple[Path, ...]:
    """Write what was kept of a scene, if all is there, and say what was said of it."""
    if (remarks := entry.remarks) is None:
        return ()
    written = entry.deliver(outputs, options.captions, posters=options.posters, say=say)
    if written:
        _tell(remarks, say)
    return written


def _loaded(
    request: SceneRequest, picture: Picture, options: RenderOptions
) -> "tuple[Job, tuple[str, ...]]":
    """Train what a scene draws, and load what draws it before there are processes that do.

    Returns:
        what draws the clip, and what there is to say about its run.

    Raises:
        RequestError: the scene can't draw what was asked for, or a sentence is too long.
    """
    from gradreel.scenes.app.timing import cut_out, spoken_job  # noqa: PLC0415, it trains and draws

    with time_taken(f"training {request.scene}", options.show_progress):
        scene, remarks = spoken_job(request, picture, use_cache=options.use_cache)
    with importing():
        job = cut_out(scene, request.excerpt, picture)
        parts = job.parts()
    if request.appearance.is_reworded:
        for part in parts:
            part.count(picture)  # told first: a sentence that is too long ends the work here
    return job, remarks


def _matte_of(request: SceneRequest, picture: Picture) -> str | None:
    """Return what a GIF of a scene lays half-transparent pixels on: its background, or a choice."""
    if picture.transparent and picture.matte is None:
        return request.appearance.palette.background
    return picture.matte


def render_file(
    request: FileRequest, plan_outputs: PlanOutputs, options: RenderOptions, say: Say
) -> tuple[Path, ...]:
    """Render a clip of a scene that a person wrote for manim, with the captions that it adds.

    Returns:
        The paths of the files.

    Raises:
        RequestError: there is no such file or scene, or a file can't be written.
        WorkError: the work failed.
    """
    scene = next(iter(request.scenes), "")
    options = replace(options, captions=(SUBRIP,))
    key = _key_of_file(request)
    title = f"{scene or 'the scene'} of {request.path.name}"
    with kept(key, title, request.picture, options, say) as entry:
        if entry and (written := _delivered(request, entry, plan_outputs, options, say)):
            return written
        fix_hash_seed()
        with importing():
            from gradreel.scenes.app.own_file import (  # noqa: PLC0415
                file_job,
                found_in,
                pieces_of,
            )
            from gradreel.scenes.render.pipeline import render  # noqa: PLC0415

        cluster = _cluster(options)
        found = found_in(request)
        stop_if_asked()
        tell_of_picture(request, found.picture, say)
        outputs = plan_outputs(found.name, found.picture)
        is_same = _key_of_file(request) == key
        noted = _noted(entry if is_same else None, say, found=found.as_json())
        means = _means(options, cluster, noted, found.name, say)
        if cluster is not None:  # a worker has neither this folder nor this cache
            settings = request.settings.from_anywhere()
            request = replace(request, path=request.path.absolute(), settings=settings)
            job = file_job(request, found)
        else:
            job = file_job(request, found, None if entry is None else entry.formulas)
        means = replace(means, cut=pieces_of(request, found, job, outputs, say))
        with going_on(means.entry):
            return render(job, found.picture, outputs, means)


def play_file(request: FileRequest, say: Say) -> None:
    """Play a scene that a person wrote for manim, write nothing, and say how long it is.

    Raises:
        RequestError: there is no such file or scene.
        WorkError: the scene fails.
    """
    fix_hash_seed()
    with importing():
        from gradreel.scenes.app.own_file import file_job, found_in  # noqa: PLC0415

    found = found_in(request)
    frames = sum(part.count(found.picture) for part in file_job(request, found).parts())
    length = time_text(float(frames / found.picture.fps))
    say(f"{found.name} of {shown(request.path)}: {frames} frames, {length}; nothing is written")


def _key_of_file(request: FileRequest) -> str:
    scene = next(iter(request.scenes), "")
    cut = request.animations, request.excerpt.as_json()
    return file_key(request.path, scene, request.settings, request.picture, cut)


def _delivered(
    request: FileRequest,
    entry: CacheEntry,
    plan_outputs: PlanOutputs,
    options: RenderOptions,
    say: Say,
) -> tuple[Path, ...]:
    """Write what was kept, if all is there and nothing that it was made from has changed."""
    noted = entry.found
    if not noted or noted["has_slides"] or request.sections or not are_unchanged(noted["inputs"]):
        return ()
    outputs = plan_outputs(noted["name"], Picture.from_json(noted["picture"]))
    return entry.deliver(outputs, options.captions, posters=options.posters, say=say)


def _tell(remarks: Sequence[str], say: Say) -> None:
    for remark in remarks:
        say(remark)


def tell_of_picture(request: FileRequest, found: Picture, say: Say) -> None:
    """Say that a file's own settings win, where options that were given say something else."""
    asked = request.picture
    if request.has_chosen_picture and replace(found, matte=None) != replace(asked, matte=None):
        size = f"{found.width}x{found.height} at {float(found.fps):g} frames a second"
        size += ", transparent" if found.transparent else ""
        say(f"{shown(request.path)} sets its own picture, {size}; as in manim it wins")


@contextmanager
def kept(
    key: str, name: str, picture: Picture, options: RenderOptions, say: Say
) -> Iterator[CacheEntry | None]:
    """Give what is kept of a clip; None without a cache, or where there is no place for one.

    Args:
        key: the clip's.
        name: what it is of, for people.
        picture: the size and rate.
        options: whether there is a cache.
        say: told where nothing can be kept.
    """
    title = f"{name}, {picture.width}x{picture.height} at {float(picture.fps):g} frames a second"
    with ExitStack() as opened:
        entry = None
        if options.use_cache:
            try:
                entry = opened.enter_context(Cache.of_user().entry(key, title))
            except OSError as error:
                _say_unkept(error, say)
        yield entry


def _noted(entry: CacheEntry | None, say: Say, **values: Any) -> CacheEntry | None:
    """Return the entry that was given, once something is written down in it; None if it can't."""
    if entry is not None:
        try:
            entry.note(**values)
        except OSError as error:
            _say_unkept(error, say)
            return None
    return entry


def _say_unkept(error: OSError, say: Say) -> None:
    reason = f"{shown(Path(error.filename))}: " if error.filename else ""
    line = f"can't keep what is drawn ({reason}{error.strerror})"
    say(f"{line}; GRADREEL_CACHE names another folder")


@contextmanager
def going_on(entry: CacheEntry | None) -> Iterator[None]:
    """Where a signal ends the block, say how to go on."""
    try:
        yield
    except Stopped as stop:
        if entry is not None and entry.has_chunks:
            stop.advice = GOING_ON
        raise


def _cluster(options: RenderOptions) -> "Cluster | None":
    """Return the cluster that draws, if one does, once somebody was found to listen there."""
    if options.cluster is None:
        return None
    from gradreel.scenes.render.cluster.cluster import Cluster  # noqa: PLC0415, it loads encoders

    cluster = Cluster(options.cluster)
    cluster.check()
    return cluster


def _means(
    options: RenderOptions,
    cluster: "Cluster | None",
    entry: CacheEntry | None,
    title: str,
    say: Say,
) -> "Means":
    from gradreel.scenes.render.pipeline import Means  # noqa: PLC0415, it loads encoders

    return Means(
        options.workers or own_cores(),
        cluster,
        entry,
        options.show_progress,
        captions=options.captions,
        posters=options.posters,
        title=title,
        say=say,
    )


def own_cores() -> int:
    """Return how many cores this process may use."""
    may_use = getattr(os, "sched_getaffinity", None)
    return len(may_use(0)) if may_use else os.cpu_count() or 1
