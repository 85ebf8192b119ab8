"""Draws on a Dask cluster: sends orders for chunks, and puts what comes back into the store."""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gradreel.engine.errors import WorkError, shorten
from gradreel.engine.io.files import remove, temporary_name
from gradreel.scenes.render.chunks.chunk import Chunk, DamagedError, chunk_length
from gradreel.scenes.render.chunks.drawing import Drawn, Report, Stored, Task
from gradreel.scenes.render.chunks.store import END, Place, named
from gradreel.scenes.render.cluster import relay
from gradreel.scenes.render.cluster.orders import LOST, Answer, Opening, Order
from gradreel.scenes.render.cluster.scheduler import Connection, check_reachable, connection
from gradreel.scenes.render.cluster.versions import difference, settings, versions
from gradreel.scenes.render.cluster.wire import WRONG, MessageError, identity, is_whole, unpack
from gradreel.scenes.render.encoders.contract import Encoding
from gradreel.scenes.render.frame import Job
from gradreel.scenes.render.output.files import write_error

MOST_ATTEMPTS: Final = 2
ORDERS_A_THREAD: Final = 2
SECONDS_BETWEEN_LOOKS: Final = 0.5
SECONDS_BETWEEN_CENSUSES: Final = 2.0
SECONDS_WITHOUT_WORKERS: Final = 5.0
SECONDS_UNTIL_NEW_WORKERS: Final = 30.0


@dataclass(frozen=True)
class Cluster:
    """A Dask scheduler, and the workers that have joined it.

    Attributes:
        address: tcp://host:port or tls://host:port.
        job_to_bytes: writes what is drawn as bytes, which the workers know how to read.
    """

    address: str
    job_to_bytes: Callable[[Job], bytes]

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
        own = versions()
        opening = Opening(
            versions=own,
            picture=task.picture,
            formats=task.formats,
            job=self.job_to_bytes(task.job),
            call=secrets.token_hex(8),
            folder=str(Path.cwd()),
            settings=settings(),
        )
        with connection(self.address) as dask:
            _wait_for_workers(dask, self.address)
            _check_versions(dask, own)
            _Errand(task, dask, opening.to_message(), hear, say).carry_out()


def _wait_for_workers(dask: Connection, address: str) -> None:
    deadline = time.monotonic() + SECONDS_WITHOUT_WORKERS
    while not dask.threads():
        if time.monotonic() > deadline:
            shown = shorten(address, 60)
            raise WorkError(f"no worker has joined {shown}; start one: dask worker {shown}")
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _check_versions(dask: Connection, own: Mapping[str, str]) -> None:
    for worker, found in sorted(dask.ask_all(relay.report_versions).items()):
        if isinstance(found, ModuleNotFoundError | AttributeError):
            raise WorkError(f"worker {worker} has no gradreel, or another one: install the same")
        if isinstance(found, Exception):
            reason = " ".join(f"{type(found).__name__}: {found}".split())
            raise WorkError(f"worker {worker} can't say its versions: {shorten(reason, 100)}")
        try:
            theirs = unpack(found, "versions").header["versions"]
            line = difference(own, theirs, f"worker {worker}")
        except (MessageError, *WRONG) as error:
            raise WorkError(f"worker {worker} can't be understood: {error}") from error
        if line:
            raise WorkError(line)


class _Errand:
    """One clip that is drawn on a cluster.

    Args:
        task: what is drawn.
        dask: the connection.
        opening: what the workers must know first.
        hear: called with what was done.
        say: called with a line for the user.
    """

    def __init__(
        self,
        task: Task,
        dask: Connection,
        opening: bytes,
        hear: Report,
        say: Callable[[str], None],
    ) -> None:
        self._task, self._dask, self._hear, self._say = task, dask, hear, say
        self._length = chunk_length(task.picture)
        self._session = identity(opening)
        self._opening = dask.hold(relay.keep, opening)
        self._submitted = 0
        self._ordered: dict[str, Place] = {}
        self._frames: dict[int, int] = {}
        self._attempts: Counter[Place] = Counter()
        self._speaker = ""
        self._places = self._plan()
        self._workers = _Workers(dask, say)

    def carry_out(self) -> None:
        """Order chunks, a few for each thread at a time, until all are there."""
        try:
            self._order_more()
            while any(map(self._exists, self._ordered.values())):
                result = self._dask.next(SECONDS_BETWEEN_LOOKS)
                if result is not None:
                    self._receive(*result)
                self._workers.look()
                self._order_more()
        finally:
            self._dask.call_off(list(self._ordered))

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
        frames = self._frames.get(place.part)
        return place.chunk == END or frames is None or place.chunk * self._length < frames

    def _order_more(self) -> None:
        while len(self._ordered) < ORDERS_A_THREAD * self._workers.threads:
            place = next(self._places, None)
            if place is None:
                break
            if self._task.missing(place):
                self._order(place)
            else:
                self._hear(Stored(place, was_there=True))

    def _order(self, place: Place) -> None:
        key = f"gradreel-{self._session}-{self._submitted}"
        self._submitted += 1
        self._ordered[key] = place
        order = Order(self._session, place).to_message()
        self._dask.submit(key, relay.draw, self._opening, order)

    def _receive(self, key: str, data: bytes | BaseException) -> None:
        place = self._ordered.pop(key)
        if isinstance(data, BaseException):
            self._try_again(place, " ".join(f"{type(data).__name__}: {data}".split()))
            return
        try:
            answer = Answer.from_message(data)
        except MessageError as error:
            self._try_again(place, f"what came back is damaged: {error}")
            return
        self._repeat(answer)
        if answer.failure is not None and answer.failure.kind != LOST:
            raise answer.failure.error()
        if answer.failure is not None:
            self._try_again(place, answer.failure.text)
        elif answer.place != place:
            self._try_again(place, "an answer to another order")
        else:
            self._take(answer)

    def _take(self, answer: Answer) -> None:
        for counted in answer.counted:
            if self._frames.get(counted.part) != counted.frames:
                self._frames[counted.part] = counted.frames
                self._hear(counted)
        place = answer.place
        if not self._exists(place):
            return
        missing = self._task.missing(place)
        frames = [self._put(each, place, answer.chunks.get(each.tag, b"")) for each in missing]
        if self._task.missing(place):
            self._try_again(place, "it isn't whole, or drawn from other files than here")
            return
        self._hear(Drawn(max(frames, default=0)))
        self._hear(Stored(place))

    def _put(self, encoding: Encoding, place: Place, content: bytes) -> int:
        """Put a chunk into the store, if it is one, and return how many frames it has."""
        path = self._task.store.path(encoding, place)
        temporary = path.with_name(temporary_name())
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(content)
            frames = _frames(temporary, self._length)
            if frames is not None:
                temporary.replace(path)
        except OSError as error:
            raise write_error(self._task.store.shown, error) from error
        finally:
            remove(temporary)
        return frames or 0

    def _try_again(self, place: Place, why: str) -> None:
        """Order a chunk once more, if there is such a chunk.

        Raises:
            WorkError: it was ordered often enough.
        """
        if not self._exists(place):
            return
        self._attempts[place] += 1
        where = named(place, self._task.picture)
        if self._attempts[place] >= MOST_ATTEMPTS:
            raise WorkError(f"a chunk was lost again and again {where} ({shorten(why, 100)})")
        self._say(f"gradreel: a chunk was lost {where} ({shorten(why, 80)}); trying once more")
        self._order(place)

    def _repeat(self, answer: Answer) -> None:
        """Pass on what the first drawer prints that prints anything: they all print the same."""
        if answer.said:
            self._speaker = self._speaker or answer.drawer
            if answer.drawer == self._speaker:
                self._say(answer.said.rstrip("\n"))


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
        """How many orders can be carried out at a time."""
        return max(1, sum(self._known.values()))

    def look(self) -> None:
        """Take note of who has come and gone.

        Raises:
            WorkError: nobody is left, and nobody has come for a while.
        """
        now = time.monotonic()
        if now - self._looked < SECONDS_BETWEEN_CENSUSES:
            return
        found = self._dask.threads()
        for worker in sorted(self._known.keys() - found.keys()):
            self._say(f"gradreel: worker {worker} was lost; what it was drawing is drawn anew")
        self._known, self._looked = found, now
        if found:
            self._seen = now
        elif now - self._seen > SECONDS_UNTIL_NEW_WORKERS:
            raise WorkError("all workers of the cluster were lost; start new ones, then run again")


def _frames(path: Path, length: int) -> int | None:
    """Return how many frames a chunk has that came; None where its header says what it can't."""
    try:
        chunk = Chunk.read(path)
        sizes = chunk.header["sizes"]
        has_sizes = all(map(is_whole, sizes)) and sum(sizes) <= path.stat().st_size
        has_frames = is_whole(chunk.header["frames"]) and chunk.frames <= length
        is_sound = has_sizes and has_frames and isinstance(chunk.header["inputs"], dict)
        return chunk.frames if is_sound else None
    except (DamagedError, *WRONG):
        return None
