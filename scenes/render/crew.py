"""Several workers in processes of their own, which may die, and always end with their parent."""

import gc
import multiprocessing
import os
import platform
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Final

from engine.errors import GradreelError, RequestError, WorkError, shorten
from scenes.render.chunk import chunk_length
from scenes.render.claims import FolderBook
from scenes.render.drawing import Counted, Drawn, Stored, Task, draw
from scenes.render.store import END, Place

SECONDS_TO_END: Final = 1.0
MOST_ATTEMPTS: Final = 2
STOPPING: Final = {signal.SIGINT, signal.SIGTERM}
LONGEST_TEXT: Final = 1000  # so that a message is written to the pipe in one piece, or not at all


@dataclass(frozen=True)
class Failed:
    """A worker gave up: the kind of error, and what it says."""

    kind: str
    text: str


@dataclass(frozen=True)
class Ended:
    """A worker did all that there was for it to do."""


Message = Drawn | Stored | Counted


@dataclass
class _Worker:
    number: int
    process: BaseProcess
    messages: Connection
    ended: bool = False


class Crew:
    """Workers that share the chunks of a task.

    Args:
        task: what they draw.
        size: how many they are.
        folder: where their claims and temporary files go; whoever made it removes it.
        hear: called with what they report.
        say: called with a line for the user.
    """

    def __init__(
        self,
        task: Task,
        size: int,
        folder: Path,
        hear: Callable[[Message], None],
        say: Callable[[str], None],
    ) -> None:
        self._task, self._size = task, size
        self._claims, self._scratch = folder / "claims", folder / "temporary"
        self._hear, self._say = hear, say
        self._context = _context()
        self._workers: list[_Worker] = []
        self._started = 0
        self._lost: Counter[Place | None] = Counter()

    def work(self) -> None:
        """Let the workers draw until all is drawn.

        Raises:
            WorkError: workers die again and again, or one of them failed.
            RequestError: one of them found that the request was wrong.
        """
        self._claims.mkdir()
        self._scratch.mkdir()
        self._life, self._tie = self._context.Pipe(duplex=False)
        try:
            for _ in range(self._size):
                self._start()
            while self._workers:
                self._listen()
        finally:
            self._stop()
            self._tie.close()
            self._life.close()

    def _start(self) -> None:
        ours, theirs = self._context.Pipe(duplex=False)
        forks = self._context.get_start_method() == "fork"
        inherited = (self._tie, ours) if forks else ()
        book = FolderBook(self._claims, self._started)
        outfit = _Outfit(self._task, book, self._scratch, theirs, self._life, inherited)
        process = self._context.Process(target=_serve, args=(outfit,))
        with _signals_wait():
            process.start()
        theirs.close()
        self._workers.append(_Worker(self._started, process, ours))
        self._started += 1

    def _listen(self) -> None:
        sentinels = [worker.process.sentinel for worker in self._workers]
        ready = wait([*sentinels, *(worker.messages for worker in self._workers)])
        for worker in tuple(self._workers):
            if not {worker.process.sentinel, worker.messages}.intersection(ready):
                continue
            has_died = worker.process.exitcode is not None
            self._read(worker)
            if has_died:
                self._bury(worker)

    def _read(self, worker: _Worker) -> None:
        with suppress(EOFError, OSError):
            while worker.messages.poll():
                message = worker.messages.recv()
                if isinstance(message, Failed):
                    raise _error(message)
                if isinstance(message, Ended):
                    worker.ended = True
                else:
                    self._hear(message)

    def _bury(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.join()
        worker.messages.close()
        if not worker.ended:
            self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        """Let another worker draw what one that died has left undone."""
        book = FolderBook(self._claims, worker.number)
        claimed = list(book.claimed_by(worker.number))
        lost: list[Place | None] = [place for place in claimed if self._task.missing(place)]
        how = _ending(worker.process.exitcode)
        for place in lost or [None]:
            self._lost[place] += 1
            name = self._named(place)
            if self._lost[place] >= (MOST_ATTEMPTS if place else MOST_ATTEMPTS + self._size):
                raise WorkError(f"workers were lost again and again at {name} ({how}); try -w 1")
            self._say(f"gradreel: a worker was lost at {name} ({how}); drawing that once more")
            if place is not None:
                book.free(place)
        self._start()

    def _named(self, place: Place | None) -> str:
        if place is None:
            return "no frame of its own"
        if place.chunk == END:
            return "the last frame"
        length = chunk_length(self._task.picture)
        first = place.chunk * length
        return f"frames {first} to {first + length - 1} of part {place.part + 1}"

    def _stop(self) -> None:
        for worker in self._workers:
            worker.process.terminate()
        deadline = time.monotonic() + SECONDS_TO_END
        for worker in self._workers:
            worker.process.join(max(0.0, deadline - time.monotonic()))
            if worker.process.exitcode is None:
                worker.process.kill()
                worker.process.join()
            worker.messages.close()
        self._workers.clear()


@dataclass(frozen=True)
class _Outfit:
    """What a worker is sent into its process with."""

    task: Task
    book: FolderBook
    scratch: Path
    messages: Connection
    life: Connection
    inherited: Sequence[Connection]


def _context() -> ForkContext | SpawnContext:
    """Choose how processes come to be: forked on Linux, so that they have all imports at once."""
    if platform.system() == "Linux":
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _serve(outfit: _Outfit) -> None:
    """Draw, in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    for end in outfit.inherited:
        end.close()
    Thread(target=_end_with_parent, args=(outfit.life,), daemon=True).start()
    os.environ["TMPDIR"] = tempfile.tempdir = str(outfit.scratch)
    gc.freeze()  # what the parent has made stays as it is, and is shared
    outfit.messages.send(_work(outfit))


def _work(outfit: _Outfit) -> Ended | Failed:
    try:
        draw(outfit.task, outfit.book, outfit.messages.send)
    except GradreelError as error:
        return Failed(type(error).__name__, str(error))
    except Exception as error:
        if os.environ.get("GRADREEL_DEBUG"):
            traceback.print_exc()
        text = shorten(" ".join(str(error).split()), LONGEST_TEXT)
        return Failed("", f"{type(error).__name__}: {text} (GRADREEL_DEBUG=1 shows where)")
    return Ended()


def _end_with_parent(life: Connection) -> None:
    with suppress(EOFError, OSError):
        life.recv()
    os._exit(1)


def _error(failed: Failed) -> GradreelError:
    return RequestError(failed.text) if failed.kind == "RequestError" else WorkError(failed.text)


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit status {code}"


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Keep signals until a process is there, so that none finds it half made."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
