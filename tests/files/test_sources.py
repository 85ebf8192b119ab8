"""What a person may name to be read: a file, and nothing that has no end or waits."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask import records
from gradreel.scenes.ask.runs import load_data


def _socket(path: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
    return path


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _loop(path: Path) -> Path:
    path.symlink_to(path.name)
    return path


def _empty(path: Path) -> Path:
    path.touch()
    return path


SOURCES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (lambda path: path, "there is no file"),
    "a folder": (lambda path: path.parent, "is a folder"),
    "a pipe": (_pipe, "is a pipe or a device"),
    "a socket": (_socket, "is a pipe or a device"),
    "without an end": (lambda _: Path("/dev/zero"), "is a pipe or a device"),
    "nothing": (lambda _: Path("/dev/null"), "is a pipe or a device"),
    "made up by the system": (lambda _: Path("/proc/self/status"), "is empty"),
    "empty": (_empty, "is empty"),
    "a link to itself": (_loop, "can't read"),
    "a null byte": (lambda path: path.with_name("a\0b"), "can't read"),
    "a name too long": (lambda path: path.with_name("n" * 300), "can't read"),
    "below a file": (lambda path: _empty(path) / "table", "can't read"),
}


@pytest.mark.parametrize("case", SOURCES)
@pytest.mark.parametrize("read", [records.load, lambda path: load_data(f"{path}", ["a"], "b")])
def test_only_a_file_is_read(tmp_path: Path, case: str, read: Callable[[Path], object]) -> None:
    make, problem = SOURCES[case]
    path = make(tmp_path / "source")
    if path.is_absolute() and path.parts[1] in {"dev", "proc"} and not path.exists():
        pytest.skip("this system has no such file")
    with pytest.raises(RequestError, match=problem) as caught:
        read(path)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) <= 200
