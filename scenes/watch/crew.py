"""The process that builds are forked from, as the one that watches sees it."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe, reduction
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Final

from gradreel.scenes.render.hash_seed import NAME, hash_seed
from gradreel.scenes.watch.messages import Message, Order, Wanted

PROGRAM: Final = (
    "import sys; sys.path[:] = {path!r}; "
    "from gradreel.scenes.watch.nursery import main; main({number})"
)
PATIENCE: Final = 0.8
"""Seconds until a process that was asked to end is ended."""
Hear = Callable[["Crew", int | None, Message | None], None]
"""Is told of a crew what a build has sent, by its number, or the process itself; None at its end.

It is called from other threads."""


class Crew:
    """Has builds made, one at a time.

    Args:
        wanted: what will be built, but for its options.
        folder: where temporary files go.
        hear: is told what is sent.
    """

    def __init__(self, wanted: Wanted, folder: Path, hear: Hear) -> None:
        self._hear = hear
        self._control, theirs = Pipe()
        program = PROGRAM.format(path=sys.path, number=theirs.fileno())
        self._process = subprocess.Popen(  # noqa: S603, it is this very Python
            [sys.executable, "-c", program],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=2,
            env={**os.environ, NAME: hash_seed(), "TMPDIR": str(folder)},
        )
        theirs.close()
        self._send(wanted)
        Thread(target=self._listen, args=(None, self._control), daemon=True).start()

    @property
    def process(self) -> int:
        """The process's number."""
        return self._process.pid

    def build(self, order: Order) -> None:
        """Have a build made; the one under way ends."""
        ours, theirs = Pipe(duplex=False)
        self._send(order)
        with suppress(OSError):
            reduction.send_handle(self._control, theirs.fileno(), self._process.pid)
        theirs.close()
        Thread(target=self._listen, args=(order.number, ours), daemon=True).start()

    def rest(self) -> None:
        """End the builds that are under way."""
        self._send(None)

    def close(self) -> None:
        """End the process, and all that it has started."""
        with suppress(OSError), socket.socket(fileno=os.dup(self._control.fileno())) as control:
            control.shutdown(socket.SHUT_RDWR)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _send(self, message: Wanted | Order | None) -> None:
        with suppress(OSError):  # its end is heard of
            self._control.send(message)

    def _listen(self, number: int | None, connection: Connection) -> None:
        with suppress(EOFError, OSError), connection:
            while True:
                self._hear(self, number, connection.recv())
        if number is None:
            self._process.wait()
        self._hear(self, number, None)
