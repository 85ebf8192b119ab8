"""Draws on a Dask cluster: asks for chunks, and puts what comes back into the store."""

import pickle
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av

from gradreel.engine.errors import WorkError, shorten
from gradreel.scenes.files.temporary import TemporaryFolder
from gradreel.scenes.files.whole import replacing
from gradreel.scenes.render.chunks.drawing import Drawn, Report, Stored, Task
from gradreel.scenes.render.chunks.store import END, Place, StoreError
from gradreel.scenes.render.cluster.scheduler import Connection, check_reachable, connection
from gradreel.scenes.render.cluster.versions import difference, settings, versions
from gradreel.scenes.render.cluster.worker import (
    ChunkResult,
    ProcessLostError,
    RemoteTask,
    draw_chunk,
    keep,
)
from gradreel.scenes.render.encoders import FORMATS_BY_NAME
from gradreel.scenes.render.encoders.contract import (
    Chunk,
    DamagedError,
    Encoding,
    Format,
    join,
)
from gradreel.scenes.render.files import write_error
from gradreel.scenes.render.hash_seed import hash_seed
from gradreel.scenes.render.picture import Picture

MOST_ATTEMPTS: Final = 2
CHUNKS_A_THREAD: Final = 2
SECONDS_BETWEEN_LOOKS: Final = 0.5
SECONDS_BETWEEN_COUNTS: Final = 2.0
SECONDS_WITHOUT_WORKERS: Final = 5.0
SECONDS_UNTIL_NEW_WORKERS: Final = 30.0


def is_sound(chunk: Chunk, form: Format, picture: Picture) -> bool:
    """Whether a chunk can be joined and decoded, and all its frames are there in their size.

    Args:
        chunk: one that was found whole.
        form: a format that it is for.
        picture: what its frames were made from.

    Raises:
        OSError: it can't be joined here, as on a full disk.
    """
    folder = TemporaryFolder(chunk.path.parent)
    try:
        joined = folder.path / "joined"
        join(chunk, form, picture, joined)
        return _shows(joined, chunk, form.shown(picture))
    except av.FFmpegError:
        return False
    except OSError:
        raise
    except Exception:  # whatever a joiner says of what it doesn't understand
        return False
    finally:
        folder.close()


def _shows(joined: Path, chunk: Chunk, picture: Picture) -> bool:
    """Whether a file, or a folder of them, has a chunk's frames."""
    files = sorted(joined.iterdir()) if joined.is_dir() else [joined]
    sizes = [size for file in files for size in _sizes(file)]
    stands = chunk.header.get("repeats")  # a picture that stands isn't always there as often
    frames = len(sizes) if stands is None else sum(stands)
    return frames == chunk.frames and set(sizes) == {(picture.width, picture.height)}


def _sizes(file: Path) -> list[tuple[int, int]]:
    """Decode a file, and return the width and height of each of its frames."""
    with av.open(file) as container:
        container.streams.video[0].codec_context.options = {"err_detect": "explode"}
        return [(frame.width, frame.height) for frame in container.decode(video=0)]


@dataclass(frozen=True)
class Cluster:
    """A Dask scheduler, and the workers that have joined it.

    Attributes:
        address: tcp://host:port or tls://host:port.
    """

    address: str

    def check(self) -> None:
        """Check, before any work, that somebody listens there.

        Raises:
            WorkError: nobody does, or Dask isn't installed here.
        """
        check_reachable(self.address)

    def draw(self, task: Task, hear: Report, say: Callable[[str], None]) -> None:
        """Have all chunks drawn that the store lacks, and put them there.

        Args:
            task: what to draw, and where the chunks go.
            hear: called with what was done.
            say: called with a line for the user.

        Raises:
            WorkError: there is no scheduler, no worker, or one with other versions; or what
                drawing raises on a worker.
            RequestError: a worker found that the request was wrong.
        """
        with connection(self.address) as dask:
            _wait_for_workers(dask, self.address)
            _check_versions(dask)
            _Rendering(task, dask, hear, say).run()


def _remote(task: Task) -> RemoteTask:
    return RemoteTask(
        picture=task.picture,
        formats=task.formats,
        job=pickle.dumps(task.job),
        files=task.job.files(),
        versions=versions(),
        settings=settings(),
        folder=str(Path.cwd()),
        clip=task.store.clip,
        token=secrets.token_hex(8),
        hash_seed=hash_seed(),
    )


def _wait_for_workers(dask: Connection, address: str) -> None:
    deadline = time.monotonic() + SECONDS_WITHOUT_WORKERS
    while not dask.threads():
        if time.monotonic() > deadline:
            shown = shorten(address, 60)
            raise WorkError(f"no worker has joined {shown}; start one: dask worker {shown}")
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _check_versions(dask: Connection) -> None:
    own = versions()
    for worker, found in sorted(dask.ask_all(versions).items()):
        if isinstance(found, ModuleNotFoundError | AttributeError):
            raise WorkError(f"worker {worker} has no gradreel, or another one: install the same")
        if isinstance(found, Exception):
            reason = " ".join(f"{type(found).__name__}: {found}".split())
            raise WorkError(f"worker {worker} can't say its versions: {shorten(reason, 100)}")
        line = difference(own, found, f"worker {worker}")
        if line:
            raise WorkError(line)


class _Rendering:
    """One clip that is drawn on a cluster.

    Args:
        task: what is drawn.
        dask: the connection.
        hear: called with what was done.
        say: called with a line for the user.
    """

    def __init__(
        self, task: Task, dask: Connection, hear: Report, say: Callable[[str], None]
    ) -> None:
        self._task, self._dask, self._hear, self._say = task, dask, hear, say
        remote = _remote(task)
        self._token = remote.token
        self._remote = dask.hold(keep, remote)
        self._n_submitted = 0
        self._submitted: dict[str, Place] = {}
        self._lengths: dict[int, tuple[int, ...]] = {}
        self._attempts: Counter[Place] = Counter()
        self._speaker = ""
        self._places = self._plan()
        self._workers = _Workers(dask, say)

    def run(self) -> None:
        """Ask for chunks, a few for each thread at a time, until all are there."""
        try:
            self._submit_more()
            while any(map(self._exists, self._submitted.values())):
                result = self._dask.next(SECONDS_BETWEEN_LOOKS)
                if result is not None:
                    self._receive(*result)
                self._workers.look()
                self._submit_more()
        finally:
            self._dask.cancel(list(self._submitted))

    def _plan(self) -> Iterator[Place]:
        """Name all places in the order of play, up to where each part is found to end."""
        n_parts = len(self._task.job.parts())
        if self._task.encodings(end=False):
            for part in range(n_parts):
                chunk = 0
                while self._exists(Place(part, chunk)):
                    yield Place(part, chunk)
                    chunk += 1
        if self._task.encodings(end=True):
            yield Place(n_parts - 1, END)

    def _exists(self, place: Place) -> bool:
        """Whether there may be such a chunk, from what is known of the part's length."""
        lengths = self._lengths.get(place.part)
        return place.chunk == END or lengths is None or place.chunk < len(lengths)

    def _submit_more(self) -> None:
        while len(self._submitted) < CHUNKS_A_THREAD * self._workers.threads:
            place = next(self._places, None)
            if place is None:
                break
            frames = self._task.frames_of(place)
            if frames is None:
                self._submit(place)
            else:
                self._hear(Stored(place, frames, was_there=True))

    def _submit(self, place: Place) -> None:
        key = f"gradreel-{self._token}-{self._n_submitted}"
        self._n_submitted += 1
        self._submitted[key] = place
        self._dask.submit(key, draw_chunk, self._remote, place)

    def _receive(self, key: str, result: object) -> None:
        place = self._submitted.pop(key)
        if isinstance(result, ProcessLostError):
            self._try_again(place, str(result))
        elif isinstance(result, BaseException):
            self._try_again(place, " ".join(f"{type(result).__name__}: {result}".split()))
        elif not isinstance(result, ChunkResult) or result.place != place:
            self._try_again(place, "what came back is something else")
        else:
            self._repeat(result)
            if result.error is not None:
                raise result.error
            self._take(result)

    def _take(self, result: ChunkResult) -> None:
        for each in result.noticed:
            self._hear(each)
        for counted in result.counted:
            if self._lengths.get(counted.part) != counted.lengths:
                self._lengths[counted.part] = counted.lengths
                self._hear(counted)
        place = result.place
        if not self._exists(place):
            return
        for encoding in self._task.missing(place):
            self._put(encoding, place, result.chunks.get(encoding.tag, b""))
        frames = self._task.frames_of(place)
        if frames is None:
            self._try_again(place, "it isn't whole, or shows something else")
            return
        self._hear(Drawn(frames))
        self._hear(Stored(place, frames))

    def _put(self, encoding: Encoding, place: Place, content: bytes) -> None:
        """Put a chunk into the store, if it is right."""
        path, name = self._task.store.path(encoding, place), self._task.store.name(encoding, place)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(DamagedError), replacing(path) as temporary:
                temporary.write_bytes(content)
                chunk = Chunk.read(temporary)
                if chunk.header["of"] != name or not self._is_right(chunk, encoding, place):
                    raise DamagedError(path)
        except OSError as error:
            raise StoreError(str(write_error(self._task.store.shown, error))) from error

    def _is_right(self, chunk: Chunk, encoding: Encoding, place: Place) -> bool:
        """Whether a chunk shows its frames."""
        picture, is_end = self._task.picture, place.chunk == END
        forms = (FORMATS_BY_NAME[name] for name in self._task.formats)
        fitting = (form for form in forms if form.shows_end == is_end)
        form = next(form for form in fitting if form.encoding(picture).tag == encoding.tag)
        return is_sound(chunk, form, picture)

    def _try_again(self, place: Place, why: str) -> None:
        """Ask for a chunk once more, if there is such a chunk.

        Raises:
            WorkError: it was asked for often enough.
        """
        if not self._exists(place):
            return
        self._attempts[place] += 1
        if self._attempts[place] >= MOST_ATTEMPTS:
            raise WorkError(f"frames were lost again and again {place.shown} ({shorten(why, 100)})")
        line = f"gradreel: frames were lost {place.shown} ({shorten(why, 80)}); trying once more"
        self._say(line)
        self._submit(place)

    def _repeat(self, result: ChunkResult) -> None:
        """Pass on what the first process prints that prints anything: they all print the same."""
        if result.printed:
            self._speaker = self._speaker or result.process
            if result.process == self._speaker:
                self._say(result.printed.rstrip("\n"))


class _Workers:
    """The workers that have joined, looked at every now and then.

    Attributes:
        threads: how many threads they have in all; at least 1, for a worker that is to come.
    """

    def __init__(self, dask: Connection, say: Callable[[str], None]) -> None:
        self._dask, self._say = dask, say
        self._known = dask.threads()
        self._looked = self._seen = time.monotonic()

    @property
    def threads(self) -> int:
        """How many chunks can be drawn at a time."""
        return max(1, sum(self._known.values()))

    def look(self) -> None:
        """Take note of who has come and gone.

        Raises:
            WorkError: nobody is left, and nobody has come for a while.
        """
        now = time.monotonic()
        if now - self._looked < SECONDS_BETWEEN_COUNTS:
            return
        found = self._dask.threads()
        for worker in sorted(self._known.keys() - found.keys()):
            self._say(f"gradreel: worker {worker} was lost; what it was drawing is drawn anew")
        self._known, self._looked = found, now
        if found:
            self._seen = now
        elif now - self._seen > SECONDS_UNTIL_NEW_WORKERS:
            raise WorkError("all workers of the cluster were lost; start new ones, then run again")
