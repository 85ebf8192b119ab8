"""Carries out a person's file as manim imports it, in a process that listens."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
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
from tests.render.manim.inputs.scene_file import main
sys.path.pop(0)
main()
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


def asked_by(file: Path) -> Mapping[str, str]:
    """Return what a file asks, carried out in a process of its own in the current folder."""
    command = (sys.executable, "-P", "-c", PROGRAM, file)
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout.splitlines()[-1]))


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


def main() -> None:
    file = Path(sys.argv.pop()).absolute()
    spec = spec_from_file_location("mine", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.path.insert(0, str(file.parent))
    with listening():
        spec.loader.exec_module(module)
    sys.stdout.write(json.dumps(dict(questions_while_drawing())))
