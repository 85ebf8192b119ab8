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
from typing import TYPE_CHECKING, Final, NoReturn

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.make.importing import importing
from gradreel.scenes.render.processes import END_WITH_PARENT
from gradreel.scenes.watch.faults import fault_of
from gradreel.scenes.watch.messages import Gone, Message, Order, Ready, Wanted
from gradreel.scenes.watch.reading import Reading

if TYPE_CHECKING:
    from gradreel.scenes.watch.texts import Texts

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
        _Nursery(control, reading, _texts_of(wanted)).serve()


def _texts_of(wanted: Wanted) -> "Texts | None":
    """Return what keeps the texts of a person's own scene; gradreel's own are drawn otherwise."""
    if wanted.file is None:
        return None
    from gradreel.scenes.watch.texts import Texts  # noqa: PLC0415, it was imported for those only

    return Texts()


def _needed(wanted: Wanted) -> Iterator[str]:
    """Name the modules that builds of a clip need, but for those that are watched most."""
    yield "gradreel.scenes.watch.build"
    yield "PIL.JpegImagePlugin"
    if wanted.file is not None:
        yield "gradreel.scenes.make.own_file"
        yield "gradreel.scenes.watch.texts"
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
    def __init__(self, control: Connection, reading: Reading, texts: "Texts | None") -> None:
        self._control, self._reading = control, reading
        self._builds: dict[int, Order] = {}
        self._texts = texts

    def serve(self) -> None:
        """Fork a build for each order; those before it end then, unless it is beside them.

        Where there is no order they end, and that is all.
        """
        try:
            while True:
                if self._control.poll(self._patience):
                    order: Order | None = self._control.recv()
                    if order is None or not order.is_beside:
                        self._end()
                    if order is not None:
                        self._begin(order)
                self._look()
                if self._texts and self._patience == 0:
                    self._texts.learn()
        finally:
            self._end()

    @property
    def _patience(self) -> float | None:
        """Seconds to wait for an order, while there is something else to do."""
        if self._builds:
            return BETWEEN_LOOKS
        return 0 if self._texts and self._texts.is_lacking else None

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

            if self._texts:
                self._texts.serve(order.folder)
            connection, lock = Connection(descriptor), Lock()

            def send(message: Message) -> None:
                with lock:
                    connection.send(message)

            status = int(not build(order, self._reading, send))
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
                code = os.waitstatus_to_exitcode(status)
                if self._texts:
                    self._texts.note(order.folder, is_whole=order.stop is None and not code)
                self._tidy(child)
                self._control.send(Gone(order.number, code))

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
