"""The process that builds are forked from: it has imported what they need, but not what changes.

It has one thread, and runs no code of the person's; each build is a process of its own, which
leads a group, so that whatever it has started ends with it.
"""

import ctypes
import os
import platform
import re
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from multiprocessing import reduction
from multiprocessing.connection import Connection
from threading import Lock
from typing import Final, NoReturn

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.make.importing import importing
from gradreel.scenes.render.processes import END_WITH_PARENT
from gradreel.scenes.watch.faults import fault_of
from gradreel.scenes.watch.messages import Gone, Message, Order, Ready, Wanted
from gradreel.scenes.watch.reading import Reading

FACES: Final = re.compile(r"^from (gradreel\.scenes\.stage\.\w+) import", re.MULTILINE)
BETWEEN_LOOKS: Final = 0.1


def main(number: int) -> None:
    """Serve the process that watches.

    Args:
        number: of the socket that orders come through.
    """
    _leave_signals_to_parent()
    control = Connection(number)
    reading = Reading()
    wanted: Wanted = control.recv()
    with suppress(EOFError, OSError):
        try:
            with importing():
                for name in _needed(wanted):
                    import_module(name)
        except Exception as error:  # whoever works on a clone may have broken it
            control.send(Ready(reading.noted().files))
            control.send(fault_of(error, with_project=True))
            while True:
                control.recv_bytes()  # until there is another process in the place of this one
        control.send(Ready(reading.noted().files))
        _Nursery(control, reading).serve()


def _needed(wanted: Wanted) -> Iterator[str]:
    """Name the modules that builds of a clip need, but for those that are watched most."""
    yield "gradreel.scenes.watch.build"
    yield "PIL.JpegImagePlugin"
    if wanted.file is not None:
        yield "gradreel.scenes.make.own_file"
        return
    yield "gradreel.scenes.make.telling"
    yield from FACES.findall(entry(wanted.request.scene).source)


def _leave_signals_to_parent() -> None:
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    _end_with_parent()


def _end_with_parent() -> None:
    if platform.system() == "Linux":
        ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGKILL)


class _Nursery:
    def __init__(self, control: Connection, reading: Reading) -> None:
        self._control, self._reading = control, reading
        self._builds: dict[int, Order] = {}

    def serve(self) -> None:
        """Fork a build for each order; those before it end then, unless it is beside them.

        Where there is no order they end, and that is all.
        """
        try:
            while True:
                if self._control.poll(BETWEEN_LOOKS if self._builds else None):
                    order: Order | None = self._control.recv()
                    if order is None or not order.is_beside:
                        self._end()
                    if order is not None:
                        self._begin(order)
                self._look()
        finally:
            self._end()

    def _begin(self, order: Order) -> None:
        descriptor = reduction.recv_handle(self._control)
        with suppress(OSError):  # on a full disk, which what needs it will tell of
            order.folder.mkdir()
        child = os.fork()
        if not child:
            self._run(order, descriptor)
        os.close(descriptor)
        with suppress(OSError):
            os.setpgid(child, child)
        self._builds[child] = order

    def _run(self, order: Order, descriptor: int) -> NoReturn:
        """Build, in a process of its own."""
        status = 1
        try:
            os.setpgid(0, 0)
            _end_with_parent()
            self._control.close()
            os.environ["TMPDIR"] = tempfile.tempdir = str(order.folder)
            from gradreel.scenes.watch.build import build  # noqa: PLC0415, it was imported above

            connection, lock = Connection(descriptor), Lock()

            def send(message: Message) -> None:
                with lock:
                    connection.send(message)

            build(order, self._reading, send)
            status = 0
        except BrokenPipeError:  # nobody waits for it any more
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            with suppress(OSError, ValueError):
                sys.stderr.flush()
            os._exit(status)

    def _look(self) -> None:
        """Tell of builds that have ended."""
        for child, order in list(self._builds.items()):
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                self._tidy(child)
                self._control.send(Gone(order.number, os.waitstatus_to_exitcode(status)))

    def _end(self) -> None:
        """End all builds."""
        for child in self._builds:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child, signal.SIGKILL)
        for child in list(self._builds):
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
            self._tidy(child)

    def _tidy(self, child: int) -> None:
        """End what a build has started and left, and remove its files."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        shutil.rmtree(self._builds.pop(child).folder, ignore_errors=True)
