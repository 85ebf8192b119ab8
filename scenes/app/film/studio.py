"""Where a film is made: with what is kept of each clip, and processes that do what is to do."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import astuple
from functools import cache, partial
from pathlib import Path
from typing import Final

from gradreel.engine.errors import WorkError
from gradreel.scenes.app.clip import RenderOptions, Say, going_on, importing, kept, own_cores
from gradreel.scenes.app.film.annotating import annotations
from gradreel.scenes.app.film.clips import (
    ClipFiles,
    FilmClip,
    FilmRequest,
    Told,
    ToldClip,
    prepare,
    read_told,
)
from gradreel.scenes.app.stopping import stop_if_asked
from gradreel.scenes.render.cache.entry import CacheEntry
from gradreel.scenes.render.chunks.assembly import DisagreementError
from gradreel.scenes.render.chunks.store import Store
from gradreel.scenes.render.film.reels import FilmReel
from gradreel.scenes.render.film.shooting import Film, is_whole, shoot
from gradreel.scenes.render.local.processes import ProcessGroup
from gradreel.scenes.render.local.sharing import share_out
from gradreel.scenes.render.output.files import written_whole
from gradreel.scenes.render.output.progress import progress_bar
from gradreel.scenes.render.picture import Output

CHANGED: Final = "a file of gradreel's was changed while it was read; run the command again"
UNLIKE: Final = "{}; run the command again with --no-cache"


@contextmanager
def opened_studio(request: FilmRequest, options: RenderOptions, say: Say) -> Iterator["Studio"]:
    """Give where clips are told; while it is given nobody removes what is kept of them.

    Args:
        request: what the film shows.
        options: how it is drawn.
        say: told what there is to say about the runs, and about the cache.
    """
    clips, once = request.clips(), cache(say)
    with ExitStack() as opened:
        entries = [
            opened.enter_context(kept(clip.key, clip.name, request.picture, options, once))
            for clip in clips
        ]
        yield Studio(request, clips, entries, options, once)


class Studio:
    """One making of a film.

    Args:
        request: what it shows.
        clips: its cards and scenes.
        entries: what is kept of each of them.
        options: how it is drawn.
        say: told what there is to say about the runs.
    """

    def __init__(
        self,
        request: FilmRequest,
        clips: Sequence[FilmClip],
        entries: Sequence[CacheEntry | None],
        options: RenderOptions,
        say: Say,
    ) -> None:
        self._request, self._clips, self._entries = request, clips, entries
        self._options, self._say = options, say
        self._workers = options.workers or own_cores()

    def film(self, output: Output) -> Film:
        """Draw what is missing of a film, and write it.

        Raises:
            WorkError: the work failed.
        """
        with ExitStack() as opened:
            for entry in self._entries:
                opened.enter_context(going_on(entry))
            (path,) = opened.enter_context(written_whole([output.path]))
            stores = opened.enter_context(self._stores(path.with_name("chunks"), output.path))
            crew = opened.enter_context(ProcessGroup())  # ends before its leavings are swept
            try:
                return self._joined(output, path, stores, crew)
            except DisagreementError as error:
                raise WorkError(UNLIKE.format(error)) from error

    def told(self) -> tuple[ToldClip, ...]:
        """Return the clips with their sentences; nothing is drawn.

        Raises:
            WorkError: the work failed.
        """
        with ProcessGroup() as crew:
            return self._told(crew)

    def _joined(
        self, output: Output, path: Path, stores: Sequence[Store], crew: ProcessGroup
    ) -> Film:
        picture = self._request.picture

        def reel(number: int, told: Told) -> FilmReel:
            name, job = self._clips[number].name, _job(crew, number)
            return FilmReel(name, job, told.counts, stores[number])

        known = {number: told for number in self._numbers if (told := self._known(number))}
        whole = [n for n, told in known.items() if is_whole(reel(n, told), picture, output)]
        clips = self._told(crew, undrawn=self._with_beside(set(self._numbers) - set(whole)))
        reels = tuple(reel(number, told) for number, (_, told) in enumerate(clips))
        film = Film(reels, picture, output, annotations(clips, self._request))
        with progress_bar("drawing", sum(film.counts), self._options.show_progress) as bar:
            shoot(film, path, self._workers, crew, bar)
        return film

    def _told(self, crew: ProcessGroup, undrawn: Collection[int] = ()) -> tuple[ToldClip, ...]:
        """Return the clips, once those were told of which nothing is known.

        Args:
            crew: where processes come from.
            undrawn: the numbers of those whose jobs are needed too.
        """
        known = {number: told for number in self._numbers if (told := self._known(number))}
        wanted = [number for number in self._numbers if number in undrawn or number not in known]
        if wanted:
            self._prepare(crew, wanted, known)
        for number in set(wanted) - known.keys():
            known[number] = read_told(_telling(crew, number))
            self._note(number, known[number])
        clips = tuple((clip, known[number]) for number, clip in enumerate(self._clips))
        for clip, told in clips:
            for remark in told.remarks:
                self._say(f"{clip.name}: {remark}")
        return clips

    def _with_beside(self, undrawn: set[int]) -> set[int]:
        """Add what hand-overs are drawn from."""
        joins = {number for number in undrawn if self._clips[number].hands_over}
        return undrawn.union(*({number - 1, number + 1} for number in joins))

    @property
    def _numbers(self) -> range:
        return range(len(self._clips))

    def _known(self, number: int) -> Told | None:
        """Return what is kept of a clip's telling."""
        entry = self._entries[number]
        if entry is None or entry.counts is None or entry.remarks is None:
            return None
        return Told(entry.counts, entry.captions, entry.remarks)

    def _prepare(self, crew: ProcessGroup, wanted: Sequence[int], known: Collection[int]) -> None:
        """Train and tell clips, each in a process of its own."""
        with importing():
            for number in wanted:
                self._clips[number].load()
        stop_if_asked()
        if [clip.key for clip in self._request.clips()] != [clip.key for clip in self._clips]:
            raise WorkError(CHANGED)
        pieces = [
            partial(
                prepare,
                self._clips[number],
                self._request.picture,
                self._files(crew, number, is_known=number in known),
                use_cache=self._options.use_cache,
            )
            for number in wanted
        ]
        with progress_bar("preparing", len(wanted), self._options.show_progress) as bar:

            def hear(place: int) -> None:
                bar.name(f"prepared {self._clips[wanted[place]].name}")
                bar(1)

            share_out(pieces, self._workers, crew, hear)

    def _files(self, crew: ProcessGroup, number: int, *, is_known: bool) -> ClipFiles:
        """Name the files for what is prepared of a clip."""
        told = None if is_known else _telling(crew, number)
        return ClipFiles(_job(crew, number), told, (_job(crew, number - 1), _job(crew, number + 1)))

    def _note(self, number: int, told: Told) -> None:
        """Keep what was told; where that can't be done it is told anew the next time."""
        entry = self._entries[number]
        if entry is not None:
            with suppress(OSError):
                captions = list(map(astuple, told.captions))
                entry.note(counts=told.counts, captions=captions, remarks=told.remarks)
                entry.has_grown = True

    @contextmanager
    def _stores(self, beside: Path, shown: Path) -> Iterator[list[Store]]:
        """Give a place for the chunks of each clip: where it is kept, or beside the film."""
        stores = [
            Store(beside / str(number), shown, clip.key)
            if entry is None
            else Store(entry.chunks, entry.folder.parent, entry.key)
            for number, (clip, entry) in enumerate(zip(self._clips, self._entries, strict=True))
        ]
        for store in stores:
            store.sweep()
        try:
            yield stores
        finally:
            for store in stores:
                store.sweep()


def _job(crew: ProcessGroup, number: int) -> Path:
    """Name the file for what draws a clip."""
    return crew.folder / f"job-{number}"


def _telling(crew: ProcessGroup, number: int) -> Path:
    """Name the file for what is known of a clip once it was told."""
    return crew.folder / f"told-{number}"
