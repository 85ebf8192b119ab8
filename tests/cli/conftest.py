"""The command line in this process, and what it would draw."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import av
import click
import pytest

from gradreel.scenes.cli import run_command
from gradreel.scenes.make import clip
from gradreel.scenes.make.clip import PlanOutputs
from gradreel.scenes.make.request import Request, SceneFile
from gradreel.scenes.render.picture import Output, Picture
from tests.conftest import Ran


def pictures_in(path: Path) -> list[bytes]:
    with av.open(str(path)) as clip:
        return [frame.to_ndarray().tobytes() for frame in clip.decode(video=0)]


def check_refused(ran: Ran, said: str = "", status: int = 2) -> None:
    """Check that a command has answered in one line, and with no more."""
    assert (ran.status, ran.output) == (status, ""), ran
    assert said in ran.errors
    assert len(ran.errors.splitlines()) == 1, ran.errors
    assert len(ran.errors.rstrip("\n")) <= 200
    assert "Traceback" not in ran.errors
    assert "GRADREEL_DEBUG" not in ran.errors


def interrupt(
    command: Sequence[str], folder: Path, has_begun: Callable[[], object], **variables: str
) -> None:
    """Start a command, and interrupt it once it has begun; it says that it can go on."""
    environment = {**os.environ, **variables}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 300
        while not has_begun():
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGINT
    assert "goes on from what is drawn by now" in errors


def content(folder: Path) -> dict[Path, bytes]:
    """What every file holds that is in a folder; folders hold nothing themselves."""
    return {path: path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


@pytest.fixture
def quick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Run the command line in this process, in a folder with one old file in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "a.mp4").write_bytes(b"the old file")

    def run(*arguments: str) -> Ran:
        with pytest.raises(SystemExit) as ended:
            run_command(arguments)
        printed = capsys.readouterr()
        return Ran.parted(int(ended.value.code or 0), printed.out, printed.err)

    return run


@dataclass(frozen=True)
class Asked:
    """What a command line asks for: the last clip, and the pictures of all files by their paths."""

    request: Request
    outputs: tuple[Output, ...] = ()
    file: SceneFile = field(default_factory=lambda: SceneFile(Path()))
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    @property
    def picture(self) -> Picture:
        return self.request.picture


@pytest.fixture
def asked(quick: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Asked]:
    """Run the command line up to the drawing, and return what would be drawn."""
    found: list[Asked] = []

    def render_scene(request: Request, outputs: Sequence[Output]) -> tuple[Path, ...]:
        found.append(Asked(request, tuple(outputs)))
        return tuple(output.path for output in outputs)

    def render_file(file: SceneFile, request: Request, plan: PlanOutputs) -> tuple[Path, ...]:
        outputs = plan(file.scene or "Only", request.picture)
        found.append(Asked(request, outputs, file))
        return tuple(output.path for output in outputs)

    monkeypatch.setattr(click, "launch", lambda *_, **__: 0)
    monkeypatch.setattr(clip, "render_scene", render_scene)
    monkeypatch.setattr(clip, "render_file", render_file)
    monkeypatch.setattr(
        clip, "play_file", lambda file, request: found.append(Asked(request, (), file))
    )

    def ask(*arguments: str) -> Asked:
        found.clear()
        ran = quick(*arguments)
        assert ran.status == 0, ran.errors
        pictures = {
            str(output.path): _shown(output, each.picture)
            for each in found
            for output in each.outputs
        }
        return replace(found[-1], pictures=pictures)

    return ask


def _shown(output: Output, drawn: Picture) -> Picture:
    """Return what a file shows of the frames that it is made from."""
    size, rate = output.share
    smaller = replace(drawn, width=drawn.width // size, height=drawn.height // size)
    return replace(smaller, fps=Fraction(drawn.fps) / rate)
