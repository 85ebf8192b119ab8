"""What a cluster's worker runs: hands orders on to processes that draw, and answers back.

Its functions are sent to Dask by name, and take and return messages. The processes are this
worker's own, one for each thread that it has: manim's settings are a process's, and what is called
off can be ended at once.
"""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread
from typing import IO, BinaryIO, Final, cast

from gradreel import PROJECT
from gradreel.scenes.render.chunks.store import Place
from gradreel.scenes.render.cluster.orders import LOST, Answer, Failure, Order, turn
from gradreel.scenes.render.cluster.versions import versions
from gradreel.scenes.render.cluster.wire import MessageError, identity, pack, receive, send

SECONDS_BETWEEN_LOOKS: Final = 0.2
SECONDS_TO_END: Final = 5.0
MOST_IDLE: Final = 4
COMMAND: Final = (sys.executable, "-P", "-m", "gradreel.scenes.app.drawer")


def report_versions() -> bytes:
    """Return what decides the frames on this worker, as a message."""
    return pack("versions", {"versions": dict(versions())})


def keep(opening: bytes) -> bytes:
    """Return the opening, which so becomes a result that the workers pass on to each other."""
    return opening


def draw(opening: bytes, order: bytes) -> bytes:
    """Have a chunk drawn, by a process that waits just before it or by a new one.

    Args:
        opening: the message that a process must have before its first order.
        order: the order.

    Returns:
        The answer; nothing where the order was called off.
    """
    try:
        wanted = Order.from_message(order)
    except MessageError as error:
        return _failed(Place(0, 0), "", f"an order that can't be read: {error}")
    if identity(opening) != wanted.session:
        return _failed(wanted.place, "", "an order that belongs to another opening")
    while drawer := _take(wanted):
        answer = _ask(drawer, wanted.place, order)
        if answer is not None:
            return answer
        if code := drawer.end():
            return _lost(wanted.place, code)  # or else it had left: the chunk lies behind it
    drawer = _Drawer(opening)
    answer = _ask(drawer, wanted.place, order)
    return _lost(wanted.place, drawer.end()) if answer is None else answer


def _lost(place: Place, code: int) -> bytes:
    return _failed(place, LOST, signal.Signals(-code).name if code < 0 else f"exit status {code}")


def _ask(drawer: "_Drawer", place: Place, order: bytes) -> bytes | None:
    """Let a process answer; None when it leaves."""
    answer = drawer.ask(place, order, _is_called_off)
    if answer:
        _give_back(drawer)
    return answer


def _is_called_off() -> bool:
    """Whether nobody waits for the task any more that this thread carries out."""
    from distributed import get_worker  # noqa: PLC0415, the extra is installed on workers

    worker = get_worker()
    task = worker.state.tasks.get(worker.get_current_task())
    return task is None or task.state == "cancelled"


_idle: list["_Drawer"] = []
_lock = Lock()


def _take(order: Order) -> "_Drawer | None":
    """Take the waiting process that has least to play until the chunk."""
    with _lock:
        _idle[:] = [each for each in _idle if each.lives]
        fitting = [each for each in _idle if each.session == order.session]
        before = [each for each in fitting if turn(each.place) < turn(order.place)]
        nearest = max(before, key=lambda each: turn(each.place), default=None)
        if nearest is not None:
            _idle.remove(nearest)
        return nearest


def _give_back(drawer: "_Drawer") -> None:
    with _lock:
        _idle.append(drawer)
        surplus = _idle.pop(0) if len(_idle) > MOST_IDLE else None
    if surplus is not None:
        surplus.end()


def _failed(place: Place, kind: str, text: str) -> bytes:
    return Answer(place, {}, failure=Failure(kind, text)).to_message()


class _Drawer:
    """A process that draws.

    Attributes:
        session: the identity of the opening that it got.
        place: what it was asked for last.
    """

    def __init__(self, opening: bytes) -> None:
        self.session = identity(opening)
        self.place = Place(-1, 0)
        paths = filter(None, [os.environ.get("PYTHONPATH"), str(PROJECT.parent)])
        self._process = subprocess.Popen(  # noqa: S603, it is this very program
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        Thread(target=self._process.wait, daemon=True).start()  # no zombie stays behind
        self._send(opening)

    @property
    def lives(self) -> bool:
        """Whether it may still answer."""
        return self._process.poll() is None

    def ask(self, place: Place, order: bytes, is_off: Callable[[], bool]) -> bytes | None:
        """Send an order and wait for the answer.

        Args:
            place: the chunk that is ordered.
            order: the order.
            is_off: whether the order was called off meanwhile, which ends the process.

        Returns:
            The answer; nothing when it was called off; None when the process has left.
        """
        self.place = place
        self._send(order)
        answers = _pipe(self._process.stdout)
        while not select.select([answers], [], [], SECONDS_BETWEEN_LOOKS)[0]:
            if is_off():
                self.end()
                return b""
        return receive(answers)

    def end(self) -> int:
        """End it, and return its exit status, or the number of a signal below zero."""
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                _pipe(pipe).close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(SECONDS_TO_END)
        self._process.kill()
        return self._process.wait()

    def _send(self, message: bytes) -> None:
        with suppress(OSError):  # it has left, as its answers will show
            send(_pipe(self._process.stdin), message)


def _pipe(pipe: IO[bytes] | None) -> BinaryIO:
    return cast(BinaryIO, pipe)
