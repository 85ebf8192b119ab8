"""Several workers that share the chunks of a task, each in a process that may die."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from gradreel.engine.errors import GradreelError, WorkError
from gradreel.scenes.render.chunks.claims import ClaimTable
from gradreel.scenes.render.chunks.drawing import Hindered, Report, Task, draw
from gradreel.scenes.render.chunks.store import Place, StoreError
from gradreel.scenes.render.processes import (
    SECONDS_BETWEEN_LOOKS,
    ChildProcess,
    EchoEndedError,
    ProcessGroup,
    Send,
    StoppedProcesses,
    become_echo,
    ending,
    in_one_line,
)
from gradreel.scenes.render.progress import Bar

MOST_ATTEMPTS: Final = 2
AGAIN: Final = "to its end, so what it asks of the network was asked twice; -w 1 asks once"
Play = Callable[[Task, ClaimTable, Report], None]


class FrameCounter:
    """A process that plays a clip without drawing it; nothing but the bar depends on it.

    Args:
        task: what is drawn.
        children: where its process comes from.
        bar: what is told the number of frames.
    """

    def __init__(self, task: Task, children: ProcessGroup, bar: Bar) -> None:
        self._child = children.start(partial(_count, task), quiet=True)
        self._bar = bar

    def ask(self) -> None:
        """Tell the bar, if the number is known by now."""
        for frames in self._child.received():
            self._bar.expect(frames)


def _count(task: Task, send: Send) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what goes wrong here does so in the drawing too
    send(sum(part.count(task.picture) for part in task.job.parts()))


@dataclass(frozen=True)
class Ended:
    """A worker did all that there was for it to do."""


@dataclass(frozen=True)
class Left:
    """A worker has come to what only one may do, which the first one does, and has ended before."""


@dataclass
class _Worker:
    number: int
    child: ChildProcess
    ended: bool = False
    left: bool = False


class WorkerPool:
    """Workers that share the chunks of a task.

    Args:
        task: what they draw.
        size: how many they are.
        children: where their processes come from.
        hear: called with what they report.
        say: called with a line for the user.
        play: what a worker does, given the task, its claims, and what to report to.
        is_heard: whether the first worker does what only one may do; it is an echo as well where
            all was played before.
    """

    def __init__(  # noqa: PLR0913
        self,
        task: Task,
        size: int,
        children: ProcessGroup,
        hear: Report,
        say: Callable[[str], None],
        *,
        play: Play = draw,
        is_heard: bool = True,
    ) -> None:
        self._task, self._size, self._children = task, size, children
        self._hear, self._say, self._play = hear, say, play
        self._claims = Path(mkdtemp(prefix="claims-", dir=children.folder))
        self._workers: list[_Worker] = []
        self._started, self._is_heard = 0, is_heard
        self._lost: Counter[Place | None] = Counter()
        self._freed: list[Place] = []
        self._has_left = self._has_first = False
        self._stopped = StoppedProcesses()

    def work(self) -> None:
        """Let the workers draw until all is drawn.

        Raises:
            WorkError: workers die again and again, or one of them failed.
            RequestError: one of them found that the request was wrong.
        """
        for _ in range(self._size):
            self._start()
        while self._workers:
            self._listen()
            if not self._workers and self._is_unfinished():
                self._say(f"gradreel: two processes ran this scene {AGAIN}")
                self._has_left = False
                self._start(as_echo=False)

    def _is_unfinished(self) -> bool:
        """Whether workers have left what the first one has passed, or the first one was lost."""
        return self._has_left and (not self._has_first or any(map(self._task.missing, self._freed)))

    def _start(self, *, as_echo: bool = True) -> None:
        number = self._started
        work = partial(_work, self._play, self._task, ClaimTable(self._claims, number), as_echo)
        is_quiet = number > 0 or not self._is_heard
        self._workers.append(_Worker(number, self._children.start(work, quiet=is_quiet)))
        self._started += 1

    def _listen(self) -> None:
        sentinels = [worker.child.process.sentinel for worker in self._workers]
        messages = [worker.child.messages for worker in self._workers]
        ready = wait([*sentinels, *messages], SECONDS_BETWEEN_LOOKS)
        self._end_stopped()
        for worker in tuple(self._workers):
            child = worker.child
            if {child.process.sentinel, child.messages}.intersection(ready):
                has_died = child.process.exitcode is not None
                self._read(worker)
                if has_died:
                    self._remove(worker)

    def _end_stopped(self) -> None:
        """End workers that were stopped and not let go on: others draw what they have claimed."""
        processes = {worker.child.process.pid: worker.child.process for worker in self._workers}
        for number in self._stopped.among([each for each in processes if each is not None]):
            processes[number].kill()

    def _read(self, worker: _Worker) -> None:
        for message in worker.child.received():
            if isinstance(message, GradreelError):
                raise message
            if isinstance(message, Ended):
                worker.ended = True
                self._has_first |= worker.number == 0
            elif isinstance(message, Left):
                worker.left = self._has_left = True
            else:
                self._hear(message)

    def _remove(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        self._children.release(worker.child)
        if worker.left:
            self._free(worker)
        elif not worker.ended:
            self._recover(worker)
            self._start()

    def _free(self, worker: _Worker) -> None:
        claims = ClaimTable(self._claims, worker.number)
        for place in claims.claimed_by(worker.number):
            if self._task.missing(place):
                self._freed.append(place)
                claims.free(place)

    def _recover(self, worker: _Worker) -> None:
        """Free the chunk that a worker who died has left undone, unless it was tried before."""
        claims = ClaimTable(self._claims, worker.number)
        claimed = list(claims.claimed_by(worker.number))
        lost: list[Place | None] = [place for place in claimed if self._task.missing(place)]
        how = ending(worker.child.process.exitcode)
        for place in lost or [None]:
            self._lost[place] += 1
            where = "between its chunks" if place is None else place.shown
            most = MOST_ATTEMPTS if place else MOST_ATTEMPTS + self._size
            if self._lost[place] >= most:
                raise WorkError(f"workers were lost again and again {where} ({how}); try -w 1")
            self._say(f"gradreel: a worker was lost {where} ({how}); trying once more")
            if place is not None:
                claims.free(place)


def _work(play: Play, task: Task, claims: ClaimTable, as_echo: bool, send: Send) -> None:
    """Draw in a process of its own, and report how it ended."""
    if not as_echo:
        become_echo(is_one=False)
    try:
        play(task, claims, send)
    except EchoEndedError:
        send(Left())
    except Exception as error:
        reason = in_one_line(error, advice=" (GRADREEL_DEBUG=1 shows where)")
        send(Hindered() if _is_hindered(task, error) else reason)
    else:
        send(Ended())


def _is_hindered(task: Task, error: Exception) -> bool:
    """Whether a scene may have failed for files that other processes write too."""
    if task.is_alone or not task.job.is_foreign or isinstance(error, StoreError):
        return False
    return isinstance(error.__cause__, FileExistsError) or task.job.has_written()
