"""A process that plays a clip once and draws, on the way, the chunks that it is asked for.

`python -m gradreel.scenes.render.cluster.process N` talks through the pipe that it has inherited as
descriptor N: a task comes first, then places in the order of play, each of which is answered.
"""

import os
import pickle
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final, NoReturn

from gradreel.engine.errors import GradreelError, WorkError
from gradreel.scenes.files.temporary import TemporaryFolder
from gradreel.scenes.render.cache.contents import sha256_of
from gradreel.scenes.render.chunks.drawing import (
    Counted,
    Passed,
    PixelsRead,
    Progress,
    Stored,
    Task,
    draw,
)
from gradreel.scenes.render.chunks.store import END, Place, Store, StoreError
from gradreel.scenes.render.cluster.versions import difference, settings, versions
from gradreel.scenes.render.cluster.worker import ChunkResult, RemoteTask
from gradreel.scenes.render.processes import in_one_line
from gradreel.scenes.render.targets import shown

IDLE_SECONDS: Final = 20.0
MOST_PRINTED: Final = 4_000


def serve() -> NoReturn:
    """Draw what is asked for, until nothing more is.

    A process that can't draw a chunk since it has played past it ends without an answer.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the worker decides
    channel = _Channel(Connection(int(sys.argv[1])))
    remote: RemoteTask = channel.receive()
    requests = _Requests(channel)
    requests.wait()
    try:
        requests.task = _task(remote, channel.folder)
        draw(requests.task, requests, requests.hear)
    except StoreError as error:  # of this machine, not of the one that asks
        requests.fail(WorkError(str(error)))
    except Exception as error:
        requests.fail(in_one_line(error))
    else:
        requests.wait()  # answers what needs no drawing; all else lies behind
    channel.leave()


def _task(remote: RemoteTask, folder: Path) -> Task:
    """Return what is drawn, once all is found to be here as it is there."""
    here = socket.gethostname()
    if line := difference(remote.versions, versions(), f"the worker on {here}"):
        raise WorkError(line)
    with suppress(OSError):
        os.chdir(remote.folder)
    if settings() != remote.settings:
        raise WorkError(f"the worker on {here} has another manim.cfg; have the same there as here")
    for path, digest in remote.files.items():
        if sha256_of(path) != digest:
            raise WorkError(
                f"the worker on {here} hasn't {shown(Path(path))} as it is here; put it there "
                "under the same path, or share its folder"
            )
    store = Store(folder / "chunks", Path(f"{here}:{folder}"), remote.clip, keeps=True)
    job = pickle.loads(remote.job)  # noqa: S301, whoever reaches a scheduler may run code anyway
    return Task(job, remote.picture, remote.formats, store)


class _Channel:
    """Where requests come in and answers go out, and what the process leaves behind.

    Attributes:
        folder: a folder for its files, which goes with it.
    """

    def __init__(self, connection: Connection) -> None:
        self._folder = TemporaryFolder(Path(tempfile.gettempdir()))
        self.folder = self._folder.path
        os.environ["TMPDIR"] = tempfile.tempdir = str(self.folder)
        self._connection = connection
        self._received: SimpleQueue[Any] = SimpleQueue()
        Thread(target=self._listen, daemon=True).start()
        self._printed = (self.folder / "printed").open("w+b")
        for stream in 1, 2:
            os.dup2(self._printed.fileno(), stream)
        self._n_sent = 0

    def receive(self) -> Any:
        """Wait for what comes next; leave when nothing does."""
        try:
            return self._received.get(timeout=IDLE_SECONDS)
        except Empty:
            self.leave()

    def answer(self, result: ChunkResult) -> None:
        """Send a result, with what was printed; leave where nobody takes it."""
        try:
            process = self.folder.name
            self._connection.send(replace(result, printed=self._newly_printed(), process=process))
        except OSError:
            self.leave()

    def _newly_printed(self) -> str:
        """Return what was printed since the last time; the beginning of it, where it is much."""
        start, self._n_sent = self._n_sent, os.fstat(self._printed.fileno()).st_size
        length = min(self._n_sent - start, MOST_PRINTED)
        return os.pread(self._printed.fileno(), length, start).decode(errors="replace")

    def leave(self) -> NoReturn:
        """End the process from wherever it is, without a word to what it was drawing."""
        self._folder.close()
        os._exit(0)

    def _listen(self) -> None:
        """Take in what comes; when the worker is gone the process is too, whatever it does."""
        with suppress(EOFError, OSError):
            while True:
                self._received.put(self._connection.recv())
        self.leave()


class _Requests:
    """Requests, as claims of which only the chunk that is wanted now is granted.

    The next request is read when the playing comes to a chunk beyond the one that was sent last.

    Args:
        channel: where they come from.

    Attributes:
        task: what is drawn, once that is known.
    """

    worker: int | None = None

    def __init__(self, channel: _Channel) -> None:
        self._channel = channel
        self.task: Task | None = None
        self._wanted: Place | None = None
        self._counted: dict[int, Counted] = {}
        self._noticed: list[Passed | PixelsRead] = []
        self._has_end = False

    def claim(self, place: Place) -> bool:
        """Whether it is wanted now; the end always is, so that it is there when it's asked for."""
        if place.chunk == END:
            return True
        self._come_to(place)
        return place == self._wanted

    def is_free(self, place: Place) -> bool:
        """Whether it is wanted now, or may be later."""
        self._come_to(place)
        return self._wanted is not None and place.turn >= self._wanted.turn

    def hear(self, message: Progress) -> None:
        """Answer, when what is wanted was drawn or is found not to exist."""
        if isinstance(message, Stored):
            self._has_end |= message.place.chunk == END
            if message.place == self._wanted:
                self._answer()
        elif isinstance(message, Passed | PixelsRead):
            self._noticed.append(message)
        elif isinstance(message, Counted):
            self._counted[message.part] = message
            if self._wanted is not None and self._is_known(self._wanted):
                self._answer()

    def wait(self) -> Place:
        """Return what is wanted; read requests up to one that needs drawing, if nothing is."""
        while self._wanted is None:
            self._wanted = self._channel.receive()
            if self._is_known(self._wanted):
                self._answer()
        return self._wanted

    def fail(self, error: GradreelError) -> None:
        """Answer the request at hand, or the next one, with an error."""
        self._channel.answer(ChunkResult(self.wait(), {}, error=error))

    def _come_to(self, place: Place) -> None:
        if self._wanted is None and self.wait().turn < place.turn:
            self._channel.leave()  # a new process can play from the start what lies behind

    def _is_known(self, place: Place) -> bool:
        """Whether a request can be answered at once."""
        if place.chunk == END:
            return self._has_end
        counted = self._counted.get(place.part)
        return counted is not None and place.chunk >= len(counted.lengths)

    def _answer(self) -> None:
        if self.task is None or self._wanted is None:
            return
        place, self._wanted = self._wanted, None
        draws_frames = bool(self.task.encodings(end=False))
        counted = tuple(self._counted.values()) if draws_frames else ()
        noticed, self._noticed = tuple(self._noticed), []
        chunks = self._take_chunks(self.task, place)
        self._channel.answer(ChunkResult(place, chunks, counted, noticed=noticed))

    def _take_chunks(self, task: Task, place: Place) -> dict[str, bytes]:
        found = {}
        for encoding in task.encodings(end=place.chunk == END):
            path = task.store.path(encoding, place)
            if path.is_file():
                found[encoding.tag] = path.read_bytes()
                if place.chunk != END:
                    path.unlink()
        return found


if __name__ == "__main__":
    serve()
