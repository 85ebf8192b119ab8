"""What a cluster's worker runs: it lets processes draw, one for each thread that it has.

They are processes of the worker's own, started as programs: manim's settings are a process's, what
is cancelled can be ended at once, and under its nanny a worker may not use `multiprocessing`.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Pipe
from threading import Lock, Thread
from typing import Final

from gradreel import PROJECT
from gradreel.engine.errors import GradreelError
from gradreel.scenes.render.chunks.drawing import Counted, Passed, PixelsRead
from gradreel.scenes.render.chunks.store import Place
from gradreel.scenes.render.hash_seed import NAME
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.processes import StoppedProcesses, ending

SECONDS_BETWEEN_LOOKS: Final = 0.2
SECONDS_TO_END: Final = 5.0
MOST_IDLE: Final = 4
COMMAND: Final = (sys.executable, "-P", "-m", "gradreel.scenes.render.cluster.process")


@dataclass(frozen=True)
class RemoteTask:
    """All that a process on another machine must know before it draws a chunk.

    Attributes:
        picture: the size, rate and background.
        formats: names of the formats that are wanted.
        job: what is drawn, pickled: the worker hands it on to the process that needs the libraries.
        files: those that must be there as they are here, with their SHA-256.
        versions: what the machine that asks has.
        settings: the SHA-256 of manim's settings as they are there.
        folder: where the command was given; where there is such a folder, drawing begins there.
        clip: what each chunk says it is of.
        token: what no other task has.
        hash_seed: of the processes that draw it.
    """

    picture: Picture
    formats: tuple[str, ...]
    job: bytes
    files: Mapping[str, str]
    versions: Mapping[str, str]
    settings: str
    folder: str
    clip: str
    token: str
    hash_seed: str


@dataclass(frozen=True)
class ChunkResult:
    """What came of a request for a chunk.

    Attributes:
        place: which one.
        chunks: its file's content in each encoding, by the encoding's tag; none where the part
            ends before it, or where it can't be drawn.
        counted: the parts that were played to their end.
        error: why it can't be drawn, if it can't.
        printed: what the drawing printed meanwhile.
        process: the process that drew it.
        noticed: what the stage was like on the way, and whether pixels were read.
    """

    place: Place
    chunks: Mapping[str, bytes]
    counted: tuple[Counted, ...] = ()
    error: GradreelError | None = None
    printed: str = ""
    process: str = ""
    noticed: tuple[Passed | PixelsRead, ...] = ()


class ProcessLostError(Exception):
    """A drawing process died; it says how."""


def keep(task: RemoteTask) -> RemoteTask:
    """Return the task, which so becomes a result that the workers pass on to each other."""
    return task


def draw_chunk(task: RemoteTask, place: Place) -> ChunkResult | None:
    """Have a chunk drawn, by a process that waits just before it or by a new one.

    Args:
        task: what a new process must know.
        place: which chunk.

    Returns:
        The chunk; None where the request was cancelled.

    Raises:
        ProcessLostError: the process died.
    """
    while True:
        idle = _take_idle(task.token, place)
        process = idle or _DrawingProcess(task)
        try:
            result = process.ask(place)
        except (EOFError, OSError):
            code = process.end()
            if code or idle is None:  # or else it had left, since the chunk lies behind it
                raise ProcessLostError(ending(code)) from None
        else:
            if result is not None:
                _give_back(process)
            return result


def _is_cancelled() -> bool:
    """Whether nobody waits any more for what this thread does."""
    from distributed import get_worker  # noqa: PLC0415, the extra is installed on workers

    worker = get_worker()
    task = worker.state.tasks.get(worker.get_current_task())
    return task is None or task.state == "cancelled"


_idle: list["_DrawingProcess"] = []
_lock = Lock()


def _take_idle(token: str, place: Place) -> "_DrawingProcess | None":
    """Take the waiting process that has least to play until the chunk."""
    with _lock:
        _idle[:] = [each for each in _idle if each.is_alive]
        fitting = [each for each in _idle if each.token == token and each.place.turn < place.turn]
        nearest = max(fitting, key=lambda each: each.place.turn, default=None)
        if nearest is not None:
            _idle.remove(nearest)
        return nearest


def _give_back(process: "_DrawingProcess") -> None:
    with _lock:
        _idle.append(process)
        surplus = _idle.pop(0) if len(_idle) > MOST_IDLE else None
    if surplus is not None:
        surplus.end()


class _DrawingProcess:
    """A process that draws chunks of one task, in the order of play.

    Attributes:
        token: the task's.
        place: what it was asked for last.
    """

    def __init__(self, task: RemoteTask) -> None:
        self.token = task.token
        self.place = Place(-1, 0)
        seed = {NAME: task.hash_seed}
        paths = filter(None, [os.environ.get("PYTHONPATH"), str(PROJECT.parent)])
        self._connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603, it is this very program
                [*COMMAND, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                env=os.environ | seed | {"PYTHONPATH": os.pathsep.join(paths)},
                pass_fds=[theirs.fileno()],
            )
        Thread(target=self._process.wait, daemon=True).start()  # no zombie stays behind
        self._send(task)

    @property
    def is_alive(self) -> bool:
        """Whether it may still answer."""
        return self._process.poll() is None

    def ask(self, place: Place) -> ChunkResult | None:
        """Ask for a chunk and wait for it.

        Returns:
            What came of it; None when the request was cancelled, which ends the process.

        Raises:
            EOFError, OSError: the process has left.
        """
        self.place = place
        self._send(place)
        stopped = StoppedProcesses()
        while not self._connection.poll(SECONDS_BETWEEN_LOOKS):
            if _is_cancelled():
                self.end()
                return None
            if stopped.among([self._process.pid]):
                self._process.kill()
        result: ChunkResult = self._connection.recv()
        return result

    def end(self) -> int:
        """End it, and return its exit status, or the number of a signal below zero."""
        self._connection.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(SECONDS_TO_END)
        self._process.kill()
        return self._process.wait()

    def _send(self, message: RemoteTask | Place) -> None:
        with suppress(OSError):  # it has left, as its answers will show
            self._connection.send(message)
