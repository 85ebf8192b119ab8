"""Makes what is missing of a gallery's clips, several at a time, and then the page."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.files.temporary import TemporaryFolder
from gradreel.scenes.make.clip import GOING_ON, kept, render_scene
from gradreel.scenes.make.film import render_film
from gradreel.scenes.make.gallery_clips import (
    CLIPS,
    FILM,
    PAGE,
    POSTER,
    Exhibit,
    Gallery,
    Site,
)
from gradreel.scenes.make.gallery_page import page
from gradreel.scenes.make.importing import importing
from gradreel.scenes.make.key import key_of, scene_key
from gradreel.scenes.make.stopping import Stopped, stop_if_asked
from gradreel.scenes.make.studio import CHANGED
from gradreel.scenes.render.captions import read_web_captions
from gradreel.scenes.render.clip_file import ClipFile
from gradreel.scenes.render.files import writing
from gradreel.scenes.render.fitting import FitRequest, write_fitting
from gradreel.scenes.render.muxing import write_for_pages
from gradreel.scenes.render.picture import Output, check_format
from gradreel.scenes.render.poster import poster, webp_of
from gradreel.scenes.render.processes import ProcessGroup, share_out
from gradreel.scenes.render.progress import progress_bar

GIF_WIDTH, GIF_RATE = 640, Fraction(25, 2)
"""Pixels and frames a second of GIFs that aren't too large so; the rate is exact in hundredths."""


@dataclass(frozen=True)
class MadeGallery:
    """A gallery that was made.

    Attributes:
        page: the path of its page.
        clips: how many clips it shows.
        made: how many of them weren't there as they are to be.
        n_bytes: of all its files.
        took: seconds.
    """

    page: Path
    clips: int
    made: int
    n_bytes: int
    took: float


def make_gallery(gallery: Gallery) -> MadeGallery:
    """Make a gallery, or what has changed in one.

    Raises:
        RequestError: a file can't be written, or is another's, or a GIF can't be that small.
        WorkError: the work failed.
    """
    began = time.monotonic()
    check_format(Output(gallery.folder, "mp4"), gallery.request.picture)
    site, exhibits = Site(gallery.folder), gallery.exhibits()
    names = [name for exhibit in exhibits for name in exhibit.files]
    site.open_for(names)
    use_cache = gallery.request.use_cache
    missing = [each for each in exhibits if not (use_cache and site.has(each))]
    if missing:
        _prepare(missing, gallery, exhibits)
        for is_film in (False, True):  # it is joined from what is kept of clips
            _make([each for each in missing if (each.name == FILM) == is_film], site)
    with _workshop(site) as folder:
        (folder / PAGE).write_text(page(gallery, exhibits, site), encoding="utf-8")
        site.publish(folder, [PAGE])
    site.leave_only(names)
    size = sum(site.path(name).stat().st_size for name in [PAGE, *names])
    return MadeGallery(site.page, len(exhibits), len(missing), size, time.monotonic() - began)


def _prepare(missing: Sequence[Exhibit], gallery: Gallery, exhibits: Sequence[Exhibit]) -> None:
    """Import what draws the clips, once for all processes; say where nothing can be kept.

    Raises:
        WorkError: a file was changed in between, so that keys say one thing and code does another.
    """
    with kept(gallery.request, exhibits[0].clip_key, exhibits[0].name):
        pass
    names = {each.name for each in missing}
    with importing():
        for scene in gallery.request.scenes:
            if scene in names or FILM in names:
                entry(scene).load()
    stop_if_asked()
    if [each.key for each in gallery.exhibits()] != [each.key for each in exhibits]:
        raise WorkError(CHANGED)


def _make(missing: Sequence[Exhibit], site: Site) -> None:
    """Make clips, each in a process of its own, and note those that are done."""
    if not missing:
        return
    request = missing[0].request
    size = min(request.n_workers, len(missing))
    workers = request.n_workers // size
    try:
        with (
            _workshop(site) as folder,
            ProcessGroup() as crew,
            progress_bar("drawing", len(missing), request.show_progress) as bar,
        ):

            def hear(number: int) -> None:
                done = missing[number]
                site.publish(folder, done.files, done.key)
                bar.name(f"made {done.title}")
                bar(1)

            pieces = [partial(make_files, each, folder, workers) for each in missing]
            share_out(pieces, size, crew, hear)
    except Stopped as stop:
        stop.advice = GOING_ON
        raise


@contextmanager
def _workshop(site: Site) -> Iterator[Path]:
    """Give a folder on the same disk as the gallery, for files that are on the way there.

    Raises:
        WorkError: it can't be made.
    """
    with writing(site.folder):
        folder = TemporaryFolder(site.folder)
        (folder.path / CLIPS).mkdir()
    try:
        yield folder.path
    finally:
        folder.close()


def make_files(exhibit: Exhibit, folder: Path, workers: int) -> None:
    """Make all files of a clip.

    Args:
        exhibit: the clip.
        folder: where to; they have the same names there as in the gallery.
        workers: how many processes draw.

    Raises:
        RequestError: its GIF can't be that small.
        WorkError: the work failed.
    """
    video = folder / exhibit.file("mp4")
    request = replace(exhibit.request, workers=workers, show_progress=False, captions=("vtt",))
    if exhibit.name == FILM:
        render_film(replace(request, captions=("srt", "vtt")), Output(video, "mp4"))
    else:
        if scene_key(request) != exhibit.clip_key:
            raise WorkError(CHANGED)
        render_scene(request, [Output(video, "mp4")])
    told = read_web_captions(video.with_suffix(".vtt").read_text(encoding="utf-8"))
    shown = poster(video, tuple(told))
    (folder / exhibit.file(POSTER)).write_bytes(webp_of(shown))
    if exhibit.most_gif_bytes is not None:
        _deliver_gif(exhibit, video, folder / exhibit.file("gif"))
    write_for_pages(video, video)


def _deliver_gif(exhibit: Exhibit, video: Path, target: Path) -> None:
    """Write a clip's GIF, from the cache if it is there."""
    key = key_of({"gif": exhibit.key}, exhibit.request.picture)
    with kept(exhibit.request, key, f"the GIF of {exhibit.name}") as found:
        if found is not None and found.deliver([Output(target, "gif")]):
            return
        _fit_gif(exhibit, video, target)
        if found is not None:
            with suppress(OSError):
                found.keep("gif", target, ())


def _fit_gif(exhibit: Exhibit, video: Path, target: Path) -> None:
    """Write a GIF of the usual size, or the best that isn't too large.

    Raises:
        RequestError: there is none.
    """
    source = ClipFile.of(video)
    most = exhibit.most_gif_bytes
    width, rate = min(GIF_WIDTH, source.width), min(GIF_RATE, source.fps)
    gif = Output(target, "gif")
    for asked in (FitRequest(source, gif, most, width, rate), FitRequest(source, gif, most)):
        with suppress(RequestError):
            write_fitting(asked)
            return
    raise RequestError(
        f"no GIF of {exhibit.name} is that small; allow more with --gif-size, or leave "
        "them out with --no-gif"
    )
