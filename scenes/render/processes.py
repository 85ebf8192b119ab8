"""Processes that work for this one, report to it, and end with it."""

import ctypes
import gc
import logging
import multiprocessing
import os
import platform
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Any, Final

from gradreel.engine.errors import GradreelError, WorkError, shorten
from gradreel.scenes.files.temporary import TemporaryFolder

_is_echo = False
LONGEST_TEXT: Final = 1000
SECONDS_BETWEEN_LOOKS: Final = 1.0
MOST_LOOKS: Final = 10
OWN_STATE: Final = Path("/proc/self/stat")
MMAP_THRESHOLD: Final = -3  # of mallopt, in glibc's malloc.h
TRIM_THRESHOLD: Final = -1
LARGEST_BLOCK: Final = 32 << 20  # the most that glibc takes from its heap
KEPT: Final = 1 << 30
END_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of Linux's prctl.h
FROM_TERMINAL: Final = (signal.SIGINT, signal.SIGHUP)
STOPPING: Final = {*FROM_TERMINAL, signal.SIGTERM}
Send = Callable[[Any], None]
Work = Callable[[Send], None]
Piece = Callable[[], None]


class EchoEndedError(BaseException):
    """An echo has come to what only one process may do; no scene's `except Exception` takes it."""


def become_echo(*, is_one: bool) -> None:
    """Say whether this process is one."""
    global _is_echo  # noqa: PLW0603, it is said of the whole process
    _is_echo = is_one


def is_echo() -> bool:
    """Whether another process does all that this one does."""
    return _is_echo


def ending(code: int | None) -> str:
    """Say how a process ended: by which signal, or with which exit status."""
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit status {code}"


def in_one_line(error: Exception, advice: str = "") -> GradreelError:
    """Return an error as another process can be sent it: one of gradreel's own.

    Args:
        error: what drawing raised.
        advice: what to add where it was an error of another kind.
    """
    if isinstance(error, GradreelError):
        return error
    if os.environ.get("GRADREEL_DEBUG"):
        traceback.print_exception(error)
    text = shorten(" ".join(str(error).split()), LONGEST_TEXT)
    return WorkError(f"{type(error).__name__}: {text}{advice}")


class StoppedProcesses:
    """Looks at processes now and then, and finds those that nobody lets go on.

    A process counts as such when it was found stopped so many times in a row, and did nothing
    between. Looks are counted, not seconds: a machine that was suspended, and a command that was
    stopped with all its processes, have seen none meanwhile.
    """

    def __init__(self) -> None:
        self._looked = time.monotonic()
        self._seen: dict[int, tuple[str | None, int]] = {}

    def among(self, processes: Collection[int]) -> list[int]:
        """Return those that have been stopped for long; looks once a second, however often asked.

        Args:
            processes: their numbers.
        """
        now = time.monotonic()
        if now - self._looked < SECONDS_BETWEEN_LOOKS:
            return []
        self._looked = now
        self._seen = {process: self._look(process) for process in processes}
        return [process for process, (_, looks) in self._seen.items() if looks >= MOST_LOOKS]

    def _look(self, process: int) -> tuple[str | None, int]:
        """Return what a stopped process has done, and at how many looks it had just done that."""
        done = _standing(process)
        before, looks = self._seen.get(process, (None, 0))
        if done is None:
            return None, 0
        return done, looks + 1 if done == before else 1


def _standing(process: int) -> str | None:
    """Return how long a stopped process has worked so far; None where it isn't stopped."""
    try:
        if OWN_STATE.exists():
            line = Path(f"/proc/{process}/stat").read_text(encoding="latin-1")
            state, *fields = line.rpartition(") ")[2].split()
            done = " ".join(fields[10:12])
        else:
            line = subprocess.check_output(  # noqa: S603
                ["ps", "-o", "state=,time=", "-p", str(process)],  # noqa: S607
                text=True,
                timeout=SECONDS_BETWEEN_LOOKS,
            )
            state, done = line.split()
    except (OSError, ValueError, subprocess.SubprocessError):  # it is gone
        return None
    return done if state.startswith("T") else None


@cache
def keep_memory() -> None:
    """Let memory that was freed wait for its next use, where the C library is glibc.

    An encoder is made for every chunk, with some 50 MB of frames. glibc would give them back to the
    system each time, and take them from it anew page by page: a twentieth of all the time.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(MMAP_THRESHOLD, LARGEST_BLOCK)
        mallopt(TRIM_THRESHOLD, KEPT)


@contextmanager
def bounded_memory(most_bytes: int) -> Iterator[None]:
    """Let this process take no more than so much memory meanwhile, where the system is Linux.

    A few bytes of a file may say that it has a thousand million pictures, for each of which FFmpeg
    takes memory before it looks for any.

    Args:
        most_bytes: beside what it has.

    Raises:
        MemoryError: it would have taken more.
    """
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with suppress(OSError, ValueError):  # there is no such file, or the limit is lower
        pages = int(Path("/proc/self/statm").read_text().split()[5])
        most = pages * resource.getpagesize() + most_bytes
        if before[0] == resource.RLIM_INFINITY or most < before[0]:
            resource.setrlimit(resource.RLIMIT_DATA, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


@dataclass(frozen=True)
class ChildProcess:
    """A process, and the pipe that it reports through."""

    process: BaseProcess
    messages: Connection

    def received(self) -> Iterator[Any]:
        """Read what it has sent by now."""
        with suppress(EOFError, OSError):
            while self.messages.poll():
                yield self.messages.recv()


class ProcessGroup:
    """The processes that were started for one piece of work; stopped, each and all, at its end.

    Attributes:
        folder: a folder for their temporary files, which goes with them.
    """

    def __init__(self) -> None:
        self._folder = TemporaryFolder(Path(tempfile.gettempdir()))
        self.folder = self._folder.path
        self._context = _context()
        self._sentinel, self._end = self._context.Pipe(duplex=False)
        self._children: list[ChildProcess] = []

    def __enter__(self) -> "ProcessGroup":
        return self

    def __exit__(self, *_: object) -> None:
        with _signals_wait():
            self._stop()
            self._end.close()
            self._sentinel.close()
            self._folder.close()

    def start(self, work: Work, *, quiet: bool = False) -> ChildProcess:
        """Start a process.

        Args:
            work: what it does, called with a function that sends what it is given (less than
                4,000 bytes: such a message is written in one piece, or not at all).
            quiet: whether another process does the same, so that warnings and what it prints are
                thrown away, and what only one may do is left to that.
        """
        ours, theirs = self._context.Pipe(duplex=False)
        inherited = (self._end, ours) if isinstance(self._context, ForkContext) else ()
        setup = work, self.folder, theirs, self._sentinel, inherited, quiet
        process = self._context.Process(target=_run, args=setup)
        with _signals_wait():
            process.start()
            child = ChildProcess(process, ours)
            self._children.append(child)
        theirs.close()
        return child

    def release(self, child: ChildProcess) -> None:
        """Let go of a child that has ended."""
        child.process.join()
        child.messages.close()
        self._children.remove(child)

    def _stop(self) -> None:
        for child in self._children:
            child.process.kill()
        for child in self._children:
            child.process.join()
            child.messages.close()


def _context() -> ForkContext | SpawnContext:
    """Choose how processes come to be: forked on Linux, so that they have all imports at once."""
    if platform.system() == "Linux":
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Keep signals until a process is there, so that none finds it half made."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _run(  # noqa: PLR0913, PLR0917
    work: Work,
    folder: Path,
    messages: Connection,
    parent: Connection,
    inherited: Sequence[Connection],
    quiet: bool,
) -> None:
    """Work, in a process of its own.

    Args:
        work: what it does.
        folder: where its temporary files go.
        messages: where it reports.
        parent: what is at its end when the parent is.
        inherited: what belongs to the parent, and a fork has got too.
        quiet: whether what it prints is thrown away.
    """
    _leave_signals_to_parent()
    if platform.system() == "Linux":  # it ends with its parent, even when it is stopped then
        ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    for end in inherited:
        end.close()
    Thread(target=_end_with_parent, args=(parent,), daemon=True).start()
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    gc.freeze()  # what the parent has made stays as it is, and is shared
    _set_output(quiet=quiet)
    become_echo(is_one=quiet)
    work(messages.send)


def _leave_signals_to_parent() -> None:
    """Let signals pass that are sent to all processes at once, as by a terminal."""
    for number in FROM_TERMINAL:
        signal.signal(number, signal.SIG_IGN)
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_IGN:  # or what is started here is deaf
        signal.signal(signal.SIGTERM, lambda *_: None)


def _end_with_parent(parent: Connection) -> None:
    with suppress(EOFError, OSError):
        parent.recv()
    os._exit(1)


def _set_output(*, quiet: bool) -> None:
    """Keep standard output, which is for the names of files, free of what a scene prints."""
    os.dup2(os.open(os.devnull, os.O_WRONLY) if quiet else 2, 1)
    sys.stdout = sys.stderr
    if quiet:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115, for good
        logging.disable(logging.CRITICAL)
        warnings.simplefilter("ignore")


def share_out(
    pieces: Sequence[Piece], size: int, children: ProcessGroup, hear: Callable[[int], None]
) -> None:
    """Do pieces of work, several at a time, each in a process of its own, whose memory goes then.

    Args:
        pieces: what to do; what comes of it they leave in files.
        size: how many at a time.
        children: where the processes come from.
        hear: called with the number of each piece that is done.

    Raises:
        GradreelError: one of them failed.
        WorkError: its process was lost.
    """
    waiting = list(enumerate(pieces))[::-1]
    running: dict[int, ChildProcess] = {}
    while waiting or running:
        while waiting and len(running) < size:
            number, piece = waiting.pop()
            running[number] = children.start(partial(_do, piece), quiet=True)
        wait([each.process.sentinel for each in running.values()])
        for number, child in list(running.items()):
            if child.process.exitcode is not None:
                _check(child)
                children.release(running.pop(number))
                hear(number)


def _do(piece: Piece, send: Send) -> None:
    try:
        piece()
    except Exception as error:
        send(in_one_line(error, advice=" (GRADREEL_DEBUG=1 shows where)"))
    else:
        send(None)


def _check(child: ChildProcess) -> None:
    """Raise what went wrong in a process, if anything did."""
    for message in child.received():
        if isinstance(message, GradreelError):
            raise message
        if message is None:
            return
    raise WorkError(f"a process was lost ({ending(child.process.exitcode)}); run it again")
