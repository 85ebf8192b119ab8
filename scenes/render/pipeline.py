"""Draws parts one after the other and writes them to files, in one pass over their frames."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import astuple, dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gradreel.engine.errors import WorkError, plain
from gradreel.scenes.files.temporary import remove
from gradreel.scenes.render.cache.entry import CacheEntry
from gradreel.scenes.render.captions import Caption, write_captions
from gradreel.scenes.render.chunks.assembly import Assembly, DisagreementError
from gradreel.scenes.render.chunks.claims import SoloClaims
from gradreel.scenes.render.chunks.drawing import (
    Drawn,
    Hindered,
    Passed,
    PixelsRead,
    Progress,
    StartedPrograms,
    Stored,
    Task,
    draw,
)
from gradreel.scenes.render.chunks.store import END, Lengths, Place, Store, StoreError, chunks_of
from gradreel.scenes.render.encoders import FORMATS_BY_NAME
from gradreel.scenes.render.files import written_whole
from gradreel.scenes.render.fitting import DrawnClip
from gradreel.scenes.render.frame import CutMarks, Job
from gradreel.scenes.render.muxing import SoundTrack, add_sounds
from gradreel.scenes.render.picture import LOSSLESS, Output, Picture, check_outputs
from gradreel.scenes.render.pool import FrameCounter, WorkerPool
from gradreel.scenes.render.poster import posters_of, write_posters
from gradreel.scenes.render.processes import ProcessGroup
from gradreel.scenes.render.progress import Bar, progress_bar, time_taken
from gradreel.scenes.render.sound import InClip, PlacedSound
from gradreel.scenes.render.targets import shown

if TYPE_CHECKING:
    from gradreel.scenes.render.cluster.cluster import Cluster

UNSTEADY = "gradreel: {}; drawing it anew in one process, and keeping nothing\n"
UNKEPT = "gradreel: {}; drawing it anew, without the cache\n"
ALONE = "the process was lost, and each one draws something else; run the command again"
READING = "this scene reads back what was drawn"
STARTED = "gradreel: {} processes ran this scene, and what it starts; -w 1 runs it once"
HINDERED = "this scene writes files, and fails where several processes do so"


@dataclass(frozen=True)
class RenderSettings:
    """How a clip is drawn; its bytes don't depend on it.

    Attributes:
        workers: how many processes draw; 1 draws in this one, unless the job is foreign.
        cluster: what draws instead of processes here, if anything does.
        entry: what is kept of the clip, which is used and added to; nothing when None.
        show_progress: whether to show a bar on standard error, or lines if it is no terminal.
        counts_ahead: whether one more process may play the clip to tell the bar its length.
        captions: the endings of the files of captions that go beside videos.
        posters: whether a picture that stands for it goes beside each video.
        title: what the bar calls it.
        usual_seconds: about how long the clip is, for the bar; None where nobody knows.
        say: told what has become of each file that was to fit.
        lasting: told how many seconds the clip plays, once that is known.
        cut: called with a file that has all frames, and where it may be cut; writes files too.
    """

    workers: int = 1
    cluster: "Cluster | None" = None
    entry: CacheEntry | None = None
    show_progress: bool = False
    counts_ahead: bool = True
    captions: tuple[str, ...] = ()
    posters: bool = False
    title: str = "drawing"
    usual_seconds: float | None = None
    say: Callable[[str], None] = lambda _: None
    lasting: Callable[[float], None] = lambda _: None
    cut: Callable[[Path, CutMarks], tuple[Path, ...]] | None = None


def render(
    job: Job,
    picture: Picture,
    outputs: Sequence[Output],
    how: RenderSettings | None = None,
) -> tuple[Path, ...]:
    """Draw parts in turn as one clip, and write it in every format that is asked for.

    A file under its final name is always whole: the old one until all is written, then the new.
    Where one may have so many bytes only, all is drawn without any loss too, and what is too large
    is made from that.

    Args:
        job: what to draw.
        picture: the size, rate and background of all parts.
        outputs: the files to write.
        how: how it is drawn; in this process, and nothing kept, when None.

    Returns:
        The paths of the files, in the order of `outputs`, then those of captions, posters and cuts.

    Raises:
        RequestError: an output can't hold the picture or be written, as nothing was drawn yet; or
            its smallest file is too large.
        WorkError: a file can't be written, as on a full disk.
    """
    check_outputs(outputs, picture)
    how = how or RenderSettings()
    with written_whole([output.path for output in outputs]) as paths:
        clip = _Clip(job, picture, outputs, paths)
        drawn = clip.draw_by(how)
        posters = posters_of(drawn.captions, outputs, paths) if how.posters else {}
        clip.fit(drawn, how)
        cut = how.cut(clip.lossless, drawn.cuts) if how.cut is not None else ()
    beside = write_captions(drawn.captions, outputs, how.captions)
    return (*(output.path for output in outputs), *beside, *write_posters(posters), *cut)


@dataclass(frozen=True)
class _Drawn:
    """What is known of a clip whose files are drawn.

    Attributes:
        captions: all of them.
        sound: what is heard in it, if anything is.
        entry: where it is kept, if it is.
        cuts: where it may be cut.
    """

    captions: tuple[Caption, ...]
    sound: SoundTrack | None
    entry: CacheEntry | None
    cuts: CutMarks


@dataclass(frozen=True)
class _Clip:
    """What is drawn, and where to."""

    job: Job
    picture: Picture
    outputs: Sequence[Output]
    paths: Sequence[Path]

    @property
    def lossless(self) -> Path:
        """Where the clip goes that smaller ones, and pieces, are made from."""
        return self.paths[0].with_name("lossless.mov")

    def fit(self, drawn: _Drawn, how: RenderSettings) -> None:
        """Make smaller what is too large, and say what has become of it.

        Raises:
            RequestError: the smallest file is too large.
            WorkError: a file can't be written.
        """
        if not self._fits:
            return
        with time_taken("fitting", how.show_progress):
            source = DrawnClip(self.lossless, self.picture.matte, drawn.sound, drawn.entry)
            pairs = list(zip(self.outputs, self.paths, strict=True))
            fitting = [(output, path) for output, path in pairs if output.most_bytes is not None]
            lines = [
                f"{shown(output.path)}: {source.fit(output, path)}" for output, path in fitting
            ]
        for line in lines:
            how.say(line)

    @property
    def _fits(self) -> bool:
        """Whether a file may have so many bytes only."""
        return any(output.most_bytes is not None for output in self.outputs)

    def draw_by(self, how: RenderSettings, *, is_alone: bool = False) -> _Drawn:
        """Write all files; more simply where that can't be done by these means, and say so.

        Raises:
            WorkError: one process was to draw all, and was lost; or a file can't be written.
        """
        try:
            return self.draw(how, is_alone=is_alone)
        except DisagreementError as error:
            if is_alone:
                raise WorkError(ALONE) from None
            line, is_alone = UNSTEADY.format(error), True
            simpler = replace(how, workers=1, cluster=None, entry=None, counts_ahead=False)
        except StoreError as error:
            if how.entry is None:
                raise
            line = UNKEPT.format(str(error).partition(";")[0])
            simpler = replace(how, entry=None)
        sys.stderr.write(plain(line, keep="\n"))
        if how.entry is not None:
            how.entry.forget()
        return self.draw_by(simpler, is_alone=is_alone)

    def draw(self, how: RenderSettings, *, is_alone: bool = False) -> _Drawn:
        """Write all files, from the start."""
        outputs, paths = [*self.outputs], [*self.paths]
        if self._fits or how.cut is not None:
            outputs.append(Output(self.outputs[0].path, LOSSLESS))
            paths.append(self.lossless)
        for path in paths:
            remove(path)
        formats = tuple(dict.fromkeys(output.kind for output in outputs))
        with (
            _chunks_in(how.entry, self.outputs[0].path, self.paths[0]) as store,
            progress_bar(how.title, None, how.show_progress, "frames") as bar,
        ):
            if how.usual_seconds is not None:
                bar.usual(round(how.usual_seconds * self.picture.fps))
            is_alone = is_alone or (self._takes_one(how) and store.is_new())
            hopes = store.keeps and not store.is_new()
            task = Task(self.job, self.picture, formats, store, is_alone, hopes)
            drawing = _Drawing(task, outputs, paths, bar)
            return drawing.run(how)

    def _takes_one(self, how: RenderSettings) -> bool:
        """Whether one process of this machine will draw all."""
        shows_end = (FORMATS_BY_NAME[output.kind].shows_end for output in self.outputs)
        return how.cluster is None and (how.workers == 1 or all(shows_end))


@contextmanager
def _chunks_in(entry: CacheEntry | None, output: Path, beside: Path) -> Iterator[Store]:
    """Give a store in an entry, or one beside a temporary file, which is gone afterwards."""
    if entry is not None:
        store = Store(entry.chunks, entry.folder.parent, entry.key, entry.earlier, keeps=True)
        store.sweep()
        try:
            yield store
        finally:
            store.sweep()
        return
    folder = beside.with_name("chunks")
    try:
        yield Store(folder, output)
    finally:
        remove(folder)


class _Drawing:
    """One drawing of a clip, from what is kept of it to its files."""

    def __init__(
        self, task: Task, outputs: Sequence[Output], paths: Sequence[Path], bar: Bar
    ) -> None:
        self._task, self._outputs, self._paths, self._bar = task, outputs, paths, bar
        self._assembly = Assembly(task, outputs, paths, len(task.job.parts()))
        self._captions, self._sounds = InClip[Caption](), InClip[PlacedSound]()
        self._cuts = CutMarks()
        self._counter: FrameCounter | None = None
        self._has_looked = self._has_started = False
        self._play = partial(draw)

    def run(self, how: RenderSettings) -> _Drawn:
        """Draw what isn't kept, join all, and keep that."""
        with closing(self._assembly):
            is_known = how.entry is not None and not self._task.job.is_foreign
            is_kept = how.entry is not None and is_known and self._find_all(how.entry.lengths)
            if not is_kept:
                self._render(how)
            elif (how.entry is not None and how.entry.has_sound) or how.cut is not None:
                self._draw(replace(how, cluster=None))  # all is there but what only playing tells
            self._assembly.finish()
        if self._assembly.total:
            how.lasting(float(self._assembly.total / Fraction(self._task.picture.fps)))
        sound = self._sound()
        if sound is not None:
            add_sounds(self._outputs, self._paths, sound, self._bar.say)
        known = how.entry.captions if how.entry is not None and is_kept else None
        captions = self._captions.of_clip(self._task.picture) if known is None else known
        if how.entry is not None:
            self._keep(how.entry, captions)
        return _Drawn(captions, sound, how.entry, self._cuts)

    def _find_all(self, lengths: Lengths | None) -> bool:
        """Whether all chunks are whole in the store; if so, join them."""
        if lengths is None or any(map(self._task.missing, _places(lengths))):
            return False
        for place, frames in _places(lengths).items():
            self._assembly.stored(place, frames)
        for part, own in enumerate(lengths):
            self._assembly.counted(part, own)
        return True

    def _render(self, how: RenderSettings) -> None:
        """Draw all, but for chunks that were drawn before, of this version or an earlier one.

        What was drawn of a scene that may have changed is removed, where it isn't the same. A chunk
        that only begins as one that was drawn is drawn in the end.
        """
        store = self._task.store
        with store.set_aside() if self._task.job.is_foreign else nullcontext():
            if self._task.hopes:
                self._play = partial(draw, draws=how.cluster is None)
                self._draw(replace(how, cluster=None, counts_ahead=False))
                self._play, self._task = partial(draw), replace(self._task, hopes=False)
                self._has_looked = True
            if not self._find_all(self._assembly.lengths):
                self._draw(how)

    def _draw(self, how: RenderSettings) -> None:
        only_end = not self._task.encodings(end=False)
        workers = 1 if only_end else self._n_workers(how)
        is_here = how.cluster is not None or (workers == 1 and not self._task.job.is_foreign)
        counts = self._bar.is_watched and how.counts_ahead and not only_end
        if is_here and not counts:
            self._draw_here(how)
            return
        with ProcessGroup() as children:
            self._counter = FrameCounter(self._task, children, self._bar) if counts else None
            if is_here:
                self._draw_here(how)
            else:
                is_heard, hear, say = not self._has_looked, self._hear, self._bar.say
                pool = WorkerPool(
                    self._task, workers, children, hear, say, play=self._play, is_heard=is_heard
                )
                pool.work()
        processes = workers + (self._counter is not None)
        if processes > 1 and self._has_started:
            self._bar.say(STARTED.format(processes))

    def _n_workers(self, how: RenderSettings) -> int:
        """Return how many workers are needed: no more than chunks, once it is known how many."""
        lengths = self._assembly.lengths or (how.entry and how.entry.lengths)
        if not lengths:
            return how.workers
        places = _places(lengths)
        missing = sum(bool(self._task.missing(each)) for each in places if each.chunk != END)
        return max(1, min(how.workers, missing))

    def _draw_here(self, how: RenderSettings) -> None:
        """Draw without processes of this one's own: here, or on a cluster."""
        if how.cluster is None:
            self._play(self._task, SoloClaims(), self._hear)
        else:
            how.cluster.draw(self._task, self._hear, self._bar.say)

    def _hear(self, message: Progress) -> None:
        if isinstance(message, Drawn):
            self._bar(message.frames)
        elif isinstance(message, StartedPrograms):
            self._has_started = True
        elif isinstance(message, Stored):
            if self._assembly.stored(message.place, message.frames) and message.was_there:
                self._bar(message.frames, were_there=True)
        elif isinstance(message, Passed):
            self._assembly.passed(message.part, message.frame, message.state)
        elif isinstance(message, PixelsRead):
            raise DisagreementError(READING)
        elif isinstance(message, Hindered):
            raise DisagreementError(HINDERED)
        else:
            self._assembly.counted(message.part, message.lengths)
            frames = sum(message.lengths)
            self._captions.of_part(message.part, frames, message.captions)
            self._sounds.of_part(message.part, frames, message.sounds)
            self._cuts = message.cuts
        if self._assembly.total is not None:
            self._bar.expect(self._assembly.total)
        elif self._counter is not None:
            self._counter.ask()

    def _sound(self) -> SoundTrack | None:
        sounds, frames = self._sounds.of_clip(self._task.picture), self._assembly.total
        return SoundTrack(sounds, self._task.picture, frames) if sounds and frames else None

    def _keep(self, entry: CacheEntry, captions: Sequence[Caption]) -> None:
        """Keep what was joined; where that can't be done the files are there all the same."""
        with suppress(OSError):
            if self._assembly.lengths is not None and self._task.encodings(end=False):
                sounds = self._sounds.of_clip(self._task.picture)
                known = {"captions": list(map(astuple, captions)), "has_sound": bool(sounds)}
                entry.note(lengths=self._assembly.lengths, **known)
            for output, path in zip(self._outputs, self._paths, strict=True):
                if FORMATS_BY_NAME[output.kind].kept and not self._task.job.is_foreign:
                    entry.keep(output.kind, path, captions)


def _places(lengths: Lengths) -> dict[Place, int]:
    """Return all chunks of a clip with how many frames they have, and its end."""
    return {**chunks_of(lengths), Place(len(lengths) - 1, END): 0}
