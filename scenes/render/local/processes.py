"""Processes that work for this one, report to it, and end with it."""

import ctypes
import gc
import logging
import multiprocessing
import os
import platform
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Any, Final

from gradreel.scenes.files.temporary import TemporaryFolder
from gradreel.scenes.render.local.echoes import become_echo

END_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of Linux's prctl.h
FROM_TERMINAL: Final = (signal.SIGINT, signal.SIGHUP)
STOPPING: Final = {*FROM_TERMINAL, signal.SIGTERM}

Send = Callable[[Any], None]
Work = Callable[[Send], None]


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


@dataclass(frozen=True)
class _Setup:
    """What a child needs to begin.

    Attributes:
        work: what it does.
        folder: where its temporary files go.
        messages: where it reports.
        parent: what is at its end when the parent is.
        inherited: what belongs to the parent, and a fork has got too.
        quiet: whether what it prints is thrown away.
    """

    work: Work
    folder: Path
    messages: Connection
    parent: Connection
    inherited: Sequence[Connection]
    quiet: bool


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
        setup = _Setup(work, self.folder, theirs, self._sentinel, inherited, quiet)
        process = self._context.Process(target=_run, args=(setup,))
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


def _run(setup: _Setup) -> None:
    """Work, in a process of its own."""
    _leave_signals_to_parent()
    _end_when_parent_is_killed()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    for end in setup.inherited:
        end.close()
    Thread(target=_end_with_parent, args=(setup.parent,), daemon=True).start()
    os.environ["TMPDIR"] = tempfile.tempdir = str(setup.folder)
    gc.freeze()  # what the parent has made stays as it is, and is shared
    _set_output(quiet=setup.quiet)
    become_echo(is_one=setup.quiet)
    setup.work(setup.messages.send)


def _leave_signals_to_parent() -> None:
    """Let signals pass that are sent to all processes at once, as by a terminal."""
    for number in FROM_TERMINAL:
        signal.signal(number, signal.SIG_IGN)
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_IGN:  # or what is started here is deaf
        signal.signal(signal.SIGTERM, lambda *_: None)


def _end_when_parent_is_killed() -> None:
    """Have the system (Linux) end this process with its parent, even when it is stopped then."""
    if platform.system() == "Linux":
        ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGKILL)


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
