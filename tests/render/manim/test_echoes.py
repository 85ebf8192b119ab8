"""What a scene does to others is done once, however many processes play it."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import Ran

SCENE = """import logging
import socket
import subprocess
from pathlib import Path

from manim import *

class Moving(Scene):
    def construct(self):
        self.before()
        for _ in range(3):
            self.play(Create(Circle()), run_time=2)
            self.between()

    def before(self):
        pass

    between = before

class Appends(Moving):
    def before(self):
        logging.getLogger("mine").addHandler(logging.FileHandler("c.txt"))
        logging.getLogger("mine").warning("once")

    def between(self):
        with open("a.txt", "a") as file:
            file.write("once\\n")
        with Path("b.txt").open("ab") as file:
            file.write(b"once\\n")

class Asks(Moving):
    def before(self):
        with socket.create_connection(("127.0.0.1", int(Path("port").read_text()))) as service:
            self.add(Square(len(service.recv(1))))

class Starts(Moving):
    def before(self):
        subprocess.run(["true"])
"""


@pytest.fixture
def render(gradreel: Callable[..., Ran], tmp_path: Path) -> Callable[[str], str]:
    """Draw a scene in two processes, and return what is said of it."""
    (tmp_path / "mine.py").write_text(SCENE)

    def errors(scene: str) -> str:
        ran = gradreel("render", "mine.py", scene, "-r", "160,90", "--fps", "10", "-w", "2")
        assert (ran.status, ran.output) == (0, f"{scene}.mp4\n"), ran.errors
        return ran.errors

    return errors


@pytest.mark.slow
def test_it_appends_once(render: Callable[[str], str], tmp_path: Path) -> None:
    render("Appends")
    written = {path.name: path.read_text() for path in tmp_path.glob("?.txt")}
    assert written == {"a.txt": "once\n" * 3, "b.txt": "once\n" * 3, "c.txt": "once\n"}


@pytest.mark.slow
def test_it_calls_a_service_once(render: Callable[[str], str], tmp_path: Path) -> None:
    callers: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        (tmp_path / "port").write_text(str(server.getsockname()[1]))

        def serve() -> None:
            with suppress(OSError):
                while True:
                    caller, (_, port) = server.accept()
                    with caller:
                        callers.append(port)
                        caller.sendall(b"x")

        threading.Thread(target=serve, daemon=True).start()
        assert render("Asks") == ""
        server.shutdown(socket.SHUT_RDWR)
    assert len(callers) == 1


@pytest.mark.slow
def test_of_other_programs_it_is_said(render: Callable[[str], str]) -> None:
    errors = render("Starts")
    assert errors.count("\n") == 1
    assert "2 processes ran this scene, and what it starts" in errors
