"""`gradreel watch` as a program, and what it tells its page."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psutil

PATIENCE: Final = 90.0
"""Seconds to wait for what a build is to do, on a busy machine."""
ENDS: Final = 2.0
"""Seconds in which all ends."""
SCENE: Final = """\
from manim import *


class Small(Scene):
    def construct(self):
        square = Square(color=BLUE)
        self.play(Create(square))
        self.play(square.animate.shift(RIGHT))
        self.wait(0.5)
"""
LENGTH: Final = 37  # frames of that scene at 15 a second
State = dict[str, Any]


class Watched:
    """A command that watches, with a page's ears.

    Attributes:
        folder: where it runs.
        address: of its page.
    """

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.folder = folder
        self.temporary = folder / "temporary"
        self.temporary.mkdir(exist_ok=True)
        program = str(Path(sys.executable).parent / "gradreel")
        self.errors = (folder / "errors").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [program, "watch", *arguments],
            cwd=folder,
            env={**os.environ, "TMPDIR": str(self.temporary), **environment},
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        self._changed = threading.Condition()
        self._states: list[State] = []
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def parts(self) -> Any:
        return urlsplit(self.address)

    @property
    def state(self) -> State:
        return self._states[-1]

    @property
    def told(self) -> str:
        """What it has said on the terminal."""
        return (self.folder / "errors").read_text(encoding="utf-8")

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: str | None = None
    ) -> HTTPResponse:
        connection = HTTPConnection(self.parts.netloc, timeout=PATIENCE)
        connection.request(method, path, body, headers or {})
        return connection.getresponse()

    def post(self, name: str, said: object) -> None:
        headers = {"Origin": f"http://{self.parts.netloc}"}
        assert self.ask("POST", self.parts.path + name, headers, json.dumps(said)).status == 200

    def pictures(self) -> list[str | None]:
        """Return the name of each frame's picture."""
        return [name for count, name, *_ in self.state["pictures"] for _ in range(count)]

    def until(self, holds: Callable[[State], object]) -> State:
        """Wait until something holds of what the page is told."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: any(holds(state) for state in self._states), PATIENCE
            ), (self._states[-1:], self.told)
            return next(state for state in self._states if holds(state))

    def says(self, text: str) -> bool:
        """Wait until it has said something on the terminal."""
        ends = time.monotonic() + PATIENCE
        while text not in self.told and time.monotonic() < ends:
            time.sleep(0.05)
        return text in self.told

    def built(self) -> State:
        """Wait until what is under way has come to its end."""
        return self.until(lambda state: not state["isBuilding"] and state["pictures"])

    def save(self, name: str, text: str) -> None:
        """Save a file as many editors do: a new one is renamed into its place."""
        self._put(self.folder / name, text)

    def change(self, path: Path, old: str, new: str) -> None:
        """Put something in the place of the first such text of a file."""
        self._put(path, path.read_text(encoding="utf-8").replace(old, new, 1))

    def _put(self, path: Path, text: str) -> None:
        with self._changed:
            self._states.clear()
        new = path.with_name(f".{path.name}.new")
        new.write_text(text, encoding="utf-8")
        new.replace(path)

    def processes(self) -> list[psutil.Process]:
        main = psutil.Process(self._process.pid)
        return [main, *main.children(recursive=True)]

    def end(self) -> float:
        """Press Ctrl-C, and say how many seconds it took until all processes had ended."""
        running, began = self.processes(), time.monotonic()
        self._process.send_signal(signal.SIGINT)
        psutil.wait_procs(running, timeout=PATIENCE)
        return time.monotonic() - began

    def close(self) -> None:
        with suppress(psutil.NoSuchProcess):
            for process in self.processes():
                process.kill()
        self._process.wait()
        self.errors.close()

    def _listen(self) -> None:
        with suppress(OSError, ValueError):
            answer = self.ask("GET", f"{self.parts.path}events")
            for line in answer:
                if line.startswith(b"data: "):
                    with self._changed:
                        self._states.append(json.loads(line[6:]))
                        self._changed.notify_all()


@contextmanager
def watched(folder: Path, *arguments: str, **environment: str) -> Iterator[Watched]:
    """Watch something for as long as it lasts."""
    command = Watched(folder, *arguments, "--no-open", **environment)
    try:
        yield command
    finally:
        command.close()


@contextmanager
def watched_small(folder: Path, **environment: str) -> Iterator[Watched]:
    """Watch a small scene, which was built once."""
    (folder / "small.py").write_text(SCENE, encoding="utf-8")
    with watched(folder, "small.py", "Small", **environment) as command:
        command.built()
        yield command
