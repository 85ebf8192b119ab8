"""Carries out a person's file as manim imports it, in a process that listens.

It is a fork of one that has loaded what listens, as a program would take longer to start.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from gradreel.scenes.render.cache.questions import are_unchanged
from gradreel.scenes.render.manim.inputs.listening import listening
from gradreel.scenes.render.manim.inputs.record import questions_while_drawing
from tests import ROOT

if TYPE_CHECKING:
    from _pytest.monkeypatch import MonkeyPatch

PROGRAM: Final = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.render.manim.inputs.scene_file import serve
sys.path.pop(0)
serve()
"""

Files = Mapping[str, str | bytes | None]
"""Files by their names, and variables of the environment as "$NAME"; None where there is none."""


def put(folder: Path, files: Files, monkeypatch: "MonkeyPatch") -> None:
    """Write files into a folder, or remove them, and set variables."""
    for name, content in files.items():
        path = folder / name
        if name.startswith("$"):
            _set(name[1:], content, monkeypatch)
        elif content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


def _set(name: str, value: str | bytes | None, monkeypatch: "MonkeyPatch") -> None:
    if isinstance(value, str):
        monkeypatch.setenv(name, value)
    else:
        monkeypatch.delenv(name)


@cache
def _server() -> "subprocess.Popen[str]":
    command = (sys.executable, "-P", "-c", PROGRAM)
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)


def asked_by(file: Path) -> Mapping[str, str]:
    """Return what a file asks, carried out in a process of its own in the current folder."""
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    with TemporaryDirectory() as folder:
        answer = Path(folder) / "answer"
        json.dump([str(file), str(Path.cwd()), dict(os.environ), str(answer)], server.stdin)
        server.stdin.write("\n")
        server.stdin.flush()
        assert server.stdout.readline() == "0\n"
        return dict(json.loads(answer.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Case:
    """A file, what is beside it, and what becomes of that.

    Attributes:
        source: what the file does.
        edit: what is written, removed or set afterwards.
        files: what is there before.
    """

    source: str
    edit: Files
    files: Files = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.source[:60]!r} {list(self.edit)}"


def is_seen(case: Case, folder: Path, monkeypatch: "MonkeyPatch") -> bool:
    """Whether the edit is seen by whoever knows what the file asked."""
    monkeypatch.chdir(folder)
    put(folder, case.files, monkeypatch)
    put(folder, {"mine.py": case.source}, monkeypatch)
    asked = asked_by(folder / "mine.py")
    assert [each for each, said in asked.items() if not are_unchanged({each: said})] == []
    put(folder, case.edit, monkeypatch)
    return not are_unchanged(asked)


def serve() -> None:
    """Carry out the files that are asked for, each in a fork, and say how it ended."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            status = 1
            try:
                _answer(*json.loads(line))
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def _answer(file: str, folder: str, environment: Mapping[str, str], answer: str) -> None:
    for number, flags in ((0, os.O_RDONLY), (1, os.O_WRONLY)):
        os.dup2(os.open(os.devnull, flags), number)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115, it has been read ahead
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    spec = spec_from_file_location("mine", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.path.insert(0, str(Path(file).parent))
    with listening():
        spec.loader.exec_module(module)
    Path(answer).write_text(json.dumps(dict(questions_while_drawing())), encoding="utf-8")
