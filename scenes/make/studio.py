"""Where clips are drawn together: with what is kept of each, and processes that do the rest."""

import pickle
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import astuple, dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Final, TypeVar

from gradreel.engine.errors import WorkError
from gradreel.scenes.make.clip import going_on, kept
from gradreel.scenes.make.importing import importing
from gradreel.scenes.make.request import Request
from gradreel.scenes.make.stopping import stop_if_asked
from gradreel.scenes.render.cache.entry import CacheEntry
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.chunks.assembly import DisagreementError
from gradreel.scenes.render.chunks.store import Layout, Lengths, Store, StoreError
from gradreel.scenes.render.encoders.contract import chunk_length
from gradreel.scenes.render.files import written_whole
from gradreel.scenes.render.film import FilmEntry, is_whole, keep_job
from gradreel.scenes.render.frame import Captioned, Job, Plays
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.processes import ProcessGroup, share_out
from gradreel.scenes.render.progress import Bar, progress_bar
from gradreel.scenes.render.sound import InClip, PlacedSound, Sounding

Beside = tuple[Path, Path]
"""The files with what draws the clip before another, and the one after it."""
CHANGED: Final = "a file of gradreel's was changed while it was read; run the command again"
UNKEPT: Final = "{}; drawing it anew, without the cache"
UNLIKE: Final = "{}; run the command again with --no-cache"
Made = TypeVar("Made")


@dataclass(frozen=True)
class ClipOutline:
    """What is known of a clip that was told without drawing it.

    Attributes:
        lengths: how many frames each chunk of each of its parts has, or of each piece of them.
        captions: its sentences, in seconds from its start.
        remarks: what there is to say about its run.
        sounds: what is spoken in it, in seconds from its start.
        pieces: into how many each part is cut; none is where it is empty.
    """

    lengths: Lengths
    captions: tuple[Caption, ...]
    remarks: tuple[str, ...]
    sounds: tuple[PlacedSound, ...] = ()
    pieces: tuple[int, ...] = ()

    @property
    def counts(self) -> tuple[int, ...]:
        """How many frames each of its parts has, or each piece of them."""
        return tuple(map(sum, self.lengths))


@dataclass(frozen=True)
class MadeClip:
    """What draws a clip.

    Attributes:
        job: what draws it.
        remarks: what there is to say about its run.
        told: what is known of it, where it had to be told for that.
    """

    job: Job
    remarks: tuple[str, ...] = ()
    told: ClipOutline | None = None


@dataclass(frozen=True)
class FilmClip:
    """A clip of a film.

    Attributes:
        name: the scene's name, what kind of card it is, or between which scenes.
        title: what a player lists it as; all else belongs to the scene after it, and has none.
        key: what it is kept under.
        load: imports what draws it, once for all processes.
        make: trains what it draws, if anything.
        hands_over: whether it is drawn from the clips beside it.
        is_spoken: whether somebody's voice is heard in it.
        slot: what all its versions have in common, where it may have several.
    """

    name: str
    title: str
    key: str
    load: Callable[[], object]
    make: Callable[[Beside], MadeClip]
    hands_over: bool = False
    is_spoken: bool = False
    slot: str | None = None


ToldClip = tuple[FilmClip, ClipOutline]
ClipsOf = Callable[[Request], tuple[FilmClip, ...]]
"""Says which clips are drawn together, with keys of what their files hold now."""


@dataclass(frozen=True)
class ClipFiles:
    """Where what is prepared of a clip is, for other processes of this command.

    Attributes:
        job: what draws it.
        told: what is known of it once it was told; it isn't told when None.
        beside: what draws the clips beside it.
    """

    job: Path
    told: Path | None
    beside: Beside


def prepare(clip: FilmClip, picture: Picture, files: ClipFiles) -> None:
    """Train what a clip draws, and tell it; what comes of it goes to files.

    Args:
        clip: the clip.
        picture: the size and rate.
        files: where to.
    """
    made = clip.make(files.beside)
    keep_job(made.job, files.job)
    if files.told is not None:
        files.told.write_bytes(pickle.dumps(made.told or _told(made, picture)))


def read_told(path: Path) -> ClipOutline:
    """Return what `prepare` found out."""
    found: ClipOutline = pickle.loads(path.read_bytes())  # noqa: S301, `prepare` wrote it
    return found


def _told(made: MadeClip, picture: Picture) -> ClipOutline:
    captions, sounds, lengths = InClip[Caption](), InClip[PlacedSound](), Lengths()
    for number, part in enumerate(made.job.parts()):
        plays = Plays()
        frames = part.draw(picture, lambda _: None, plays)
        lengths += Layout.of(plays.heard, chunk_length(picture)).lengths(frames)
        told = part.captions if isinstance(part, Captioned) else ()
        captions.of_part(number, frames, told)
        heard = part.sounds if isinstance(part, Sounding) else ()
        sounds.of_part(number, frames, heard)
    heard_in_all = sounds.of_clip(picture)
    return ClipOutline(lengths, captions.of_clip(picture), made.remarks, heard_in_all)


@dataclass(frozen=True)
class Ready:
    """Clips that are told, to be drawn and put into a file.

    Attributes:
        clips: what is known of them, in their order.
        reels: where their chunks are, likewise.
        path: where the file goes.
        crew: where they come from.
        bar: counts the clips' frames.
    """

    clips: tuple[ToldClip, ...]
    reels: tuple[FilmEntry, ...]
    path: Path
    crew: ProcessGroup
    bar: Bar


def made_of_clips(
    request: Request, clips_of: ClipsOf, output: Output, write: Callable[[Ready], Made]
) -> Made:
    """Have a file made of clips, and return what comes of it; anew where the cache gives way.

    Args:
        request: what was asked for.
        clips_of: says which clips that is.
        output: the file.
        write: draws what is missing of the clips, and writes it.

    Raises:
        WorkError: the work failed.
    """
    try:
        with opened_studio(request, clips_of) as studio:
            return studio.make(output, write)
    except StoreError as error:
        if not request.use_cache:
            raise
        request.say(UNKEPT.format(str(error).partition(";")[0]))
        return made_of_clips(replace(request, use_cache=False), clips_of, output, write)


@contextmanager
def opened_studio(request: Request, clips_of: ClipsOf) -> Iterator["Studio"]:
    """Give where clips are told; while it is given nobody removes what is kept of them."""
    request = replace(request, say=cache(request.say))
    with ExitStack() as opened:
        clips = clips_of(request)
        entries = [
            opened.enter_context(kept(request, clip.key, clip.name, clip.slot)) for clip in clips
        ]
        yield Studio(request, clips_of, clips, entries)


class Studio:
    """One making of a file.

    Args:
        request: what was asked for.
        clips_of: says which clips that is.
        clips: the same, as their files were when the studio was opened.
        entries: what is kept of each of them.
    """

    def __init__(
        self,
        request: Request,
        clips_of: ClipsOf,
        clips: Sequence[FilmClip],
        entries: Sequence[CacheEntry | None],
    ) -> None:
        self._request, self._clips_of = request, clips_of
        self._clips, self._entries = clips, entries

    def make(self, output: Output, write: Callable[["Ready"], Made]) -> Made:
        """Have a file made of the clips, and return what comes of it.

        Args:
            output: the file.
            write: draws what is missing of the clips, and writes it.

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
                clips, reels = self._ready(output, stores, crew)
                frames = sum(reel.frames for reel in reels)
                show = self._request.show_progress
                with progress_bar("drawing", frames, show, "frames") as bar:
                    return write(Ready(clips, reels, path, crew, bar))
            except DisagreementError as error:
                raise WorkError(UNLIKE.format(error)) from error

    def told(self) -> tuple[ToldClip, ...]:
        """Return the clips with their sentences; nothing is drawn.

        Raises:
            WorkError: the work failed.
        """
        with ProcessGroup() as crew:
            return self._told(crew)

    def _ready(
        self, output: Output, stores: Sequence[Store], crew: ProcessGroup
    ) -> tuple[tuple[ToldClip, ...], tuple[FilmEntry, ...]]:
        """Tell all clips, and prepare those that aren't drawn to their end."""

        def reel(number: int, told: ClipOutline) -> FilmEntry:
            name, job = self._clips[number].name, _job(crew, number)
            return FilmEntry(name, job, told.lengths, stores[number], told.pieces)

        picture = self._request.picture
        known = {number: told for number in self._numbers if (told := self._known(number))}
        whole = [n for n, told in known.items() if is_whole(reel(n, told), picture, output)]
        clips = self._told(crew, undrawn=self._with_beside(set(self._numbers) - set(whole)))
        return clips, tuple(reel(number, told) for number, (_, told) in enumerate(clips))

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
            self._request.tell(f"{clip.name}: {remark}" for remark in told.remarks)
        return clips

    def _with_beside(self, undrawn: set[int]) -> set[int]:
        """Add what hand-overs are drawn from."""
        joins = {number for number in undrawn if self._clips[number].hands_over}
        return undrawn.union(*({number - 1, number + 1} for number in joins))

    @property
    def _numbers(self) -> range:
        return range(len(self._clips))

    def _known(self, number: int) -> ClipOutline | None:
        """Return what is kept of a clip's telling."""
        entry = self._entries[number]
        if entry is None or entry.lengths is None or entry.remarks is None:
            return None
        if self._clips[number].is_spoken and entry.voices is None:
            return None
        voices = entry.voices or ()
        return ClipOutline(entry.lengths, entry.captions, entry.remarks, voices, entry.pieces)

    def _prepare(self, crew: ProcessGroup, wanted: Sequence[int], known: Collection[int]) -> None:
        """Train and tell clips, each in a process of its own."""
        with importing():
            for number in wanted:
                self._clips[number].load()
        stop_if_asked()
        if [clip.key for clip in self._clips_of(self._request)] != [
            clip.key for clip in self._clips
        ]:
            raise WorkError(CHANGED)
        pieces = [
            partial(
                prepare,
                self._clips[number],
                self._request.picture,
                self._files(crew, number, is_known=number in known),
            )
            for number in wanted
        ]
        with progress_bar("preparing", len(wanted), self._request.show_progress, "scenes") as bar:

            def hear(place: int) -> None:
                bar.name(f"prepared {self._clips[wanted[place]].name}")
                bar(1)

            share_out(pieces, self._request.n_workers, crew, hear)

    def _files(self, crew: ProcessGroup, number: int, *, is_known: bool) -> ClipFiles:
        """Name the files for what is prepared of a clip."""
        told = None if is_known else _telling(crew, number)
        return ClipFiles(_job(crew, number), told, (_job(crew, number - 1), _job(crew, number + 1)))

    def _note(self, number: int, told: ClipOutline) -> None:
        """Keep what was told; where that can't be done it is told anew the next time."""
        entry = self._entries[number]
        if entry is not None:
            with suppress(OSError):
                captions = list(map(astuple, told.captions))
                entry.note(lengths=told.lengths, captions=captions, remarks=told.remarks)
                voices = [[each.start, str(each.source)] for each in told.sounds]
                entry.note(voices=voices, has_sound=bool(voices), pieces=told.pieces)
                entry.has_grown = True

    @contextmanager
    def _stores(self, beside: Path, shown: Path) -> Iterator[list[Store]]:
        """Give a place for the chunks of each clip: where it is kept, or beside the file."""
        stores = [
            Store(beside / str(number), shown, clip.key)
            if entry is None
            else Store(entry.chunks, entry.folder.parent, entry.key, entry.earlier, keeps=True)
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
