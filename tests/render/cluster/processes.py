"""A real scheduler and real workers on the loopback interface, for as long as a test needs them."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import psutil

DASK = str(Path(sys.executable).parent / "dask")


class Processes:
    """A scheduler and workers, each a process with a log in a folder."""

    def __init__(self, folder: Path, options: Sequence[str] = ()) -> None:
        self.folder, self.options = folder, options
        self.address = ""
        self.workers: list[subprocess.Popen[bytes]] = []
        self.started: list[subprocess.Popen[bytes]] = []

    def start_scheduler(self) -> None:
        file = self.folder / "scheduler.json"
        where = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        self._start("scheduler", *where, "--idle-timeout", "600")
        wait_for(lambda: file.exists() and file.read_text().rstrip().endswith("}"))
        self.address = json.loads(file.read_text(encoding="utf-8"))["address"]

    def start_worker(self, environment: Mapping[str, str] | None = None) -> None:
        own = ("--local-directory", str(self.folder / "scratch"), "--death-timeout", "20")
        asked = (self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", *own)
        self.workers.append(self._start("worker", *asked, environment=environment))

    def wait_until_joined(self) -> None:
        logs = [self._log(worker) for worker in self.workers]
        wait_for(lambda: all("Registered to" in log.read_text() for log in logs))

    def kill_worker(self, pid: int) -> None:
        worker = next(each for each in self.workers if each.pid == pid)
        self.workers.remove(worker)
        worker.kill()
        worker.wait()

    def drawing_processes(self) -> list[psutil.Process]:
        """Return the processes that draw for the workers that are left."""
        found = [psutil.Process(worker.pid).children() for worker in self.workers]
        return [each for each in chain(*found) if _draws(each)]

    def stop(self) -> None:
        for process in reversed(self.started):
            process.terminate()
        deadline = time.monotonic() + 5
        for process in self.started:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(
        self, what: str, *asked: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        log = self.folder / f"{len(self.started)}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [DASK, what, *asked, "--no-dashboard", *self.options],
                cwd=self.folder,
                env={**os.environ, **(environment or {})},
                stdout=file,
                stderr=file,
            )
        self.started.append(process)
        return process

    def _log(self, process: subprocess.Popen[bytes]) -> Path:
        return self.folder / f"{self.started.index(process)}.log"


def _draws(process: psutil.Process) -> bool:
    try:
        return "gradreel.scenes.render.cluster.process" in process.cmdline()
    except psutil.Error:  # it has just ended
        return False


def is_drawing(process: psutil.Process) -> bool:
    """Return whether a process that draws has begun with a chunk."""
    chunks = f".gradreel-*-{process.pid}-*/chunks/*/.gradreel-*"
    return any(Path(tempfile.gettempdir()).glob(chunks))


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


@contextmanager
def running(folder: Path, n_workers: int, options: Sequence[str] = ()) -> Iterator[Processes]:
    """Start a scheduler and workers, and stop all of them whatever happens."""
    processes = Processes(folder, options)
    try:
        processes.start_scheduler()
        for _ in range(n_workers):
            processes.start_worker()
        processes.wait_until_joined()
        yield processes
    finally:
        processes.stop()
