"""Pieces of work that don't know of each other, spread over processes: one each."""

from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import wait

from gradreel.engine.errors import GradreelError, WorkError
from gradreel.scenes.render.local.exits import ending, in_one_line
from gradreel.scenes.render.local.processes import ChildProcess, ProcessGroup, Send

Piece = Callable[[], None]


class PieceDone:
    """A piece of work was done."""


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
        send(PieceDone())


def _check(child: ChildProcess) -> None:
    """Raise what went wrong in a process, if anything did."""
    for message in child.received():
        if isinstance(message, GradreelError):
            raise message
        if isinstance(message, PieceDone):
            return
    raise WorkError(f"a process was lost ({ending(child.process.exitcode)}); run it again")
