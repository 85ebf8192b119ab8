"""The key of a clip of a person's own file: what the file can't be heard to ask for."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gradreel.scenes.make.key import file_key
from gradreel.scenes.make.request import Request, SceneFile
from gradreel.scenes.render.picture import Picture

Edit = Callable[[Path, pytest.MonkeyPatch], object]
PICTURE = Picture(160, 90, 30)


def written(name: str) -> Edit:
    def write(folder: Path, _: pytest.MonkeyPatch) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("other")

    return write


def variable(name: str, value: str) -> Edit:
    return lambda _, monkeypatch: monkeypatch.setenv(name, value)


def on_the_path(place: str) -> Edit:
    return lambda folder, monkeypatch: monkeypatch.syspath_prepend(folder / place)


def installed_anew(folder: Path, _: pytest.MonkeyPatch) -> None:
    os.utime(folder / "packages" / "mine-1.0.dist-info", (1, 1))


def elsewhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")


EDITS: dict[str, Edit] = {
    "the file itself": written("mine.py"),
    "manim.cfg of the folder": written("manim.cfg"),
    "manim.cfg of the user": written("home/.config/manim/manim.cfg"),
    "a font that was installed": written("home/.fonts/new.ttf"),
    "a font in a folder that was there": written("home/.local/share/fonts/more/new.ttf"),
    "settings of fontconfig": written("home/.config/fontconfig/fonts.conf"),
    "another fontconfig": variable("FONTCONFIG_FILE", "/own.conf"),
    "PYTHONPATH": on_the_path("elsewhere"),
    "the language": variable("LC_ALL", "zh_CN.UTF-8"),
    "the time zone": variable("TZ", "Asia/Shanghai"),
    "a library that was installed anew": installed_anew,
    "a new library": written("packages/theirs-2.0.dist-info/RECORD"),
    "another folder": elsewhere,
}
HARMLESS: dict[str, Edit] = {
    "another file": written("other.py"),
    "a file of the user's": written("home/.config/other/settings"),
    "a variable that nobody reads": variable("TITLE", "other"),
    "the file touched": lambda folder, _: os.utime(folder / "mine.py", (1, 1)),
    "a library's compiled modules": written("packages/__pycache__/mine.pyc"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("home/.local/share/fonts/more", "packages/mine-1.0.dist-info", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "mine.py").write_text("x = 1")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "LC_ALL", "TZ", "FONTCONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "path", [str(tmp_path / "packages"), *sys.path])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def key(folder: Path) -> str:
    return file_key(SceneFile(folder / "mine.py", ("One",)), Request({}, PICTURE))


@pytest.mark.parametrize("name", EDITS)
def test_what_decides_a_frame_changes_the_key(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key(folder)
    EDITS[name](folder, monkeypatch)
    assert key(folder) != before


@pytest.mark.parametrize("name", HARMLESS)
def test_nothing_else_does(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = key(folder)
    HARMLESS[name](folder, monkeypatch)
    assert key(folder) == before
