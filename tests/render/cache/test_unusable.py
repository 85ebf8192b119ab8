"""A cache that can't be used, or not any more, fails no render."""

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gradreel.scenes.files import temporary
from gradreel.scenes.render.cache.folder import Cache
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.render.pipeline import RenderSettings, render
from tests.render.cache.damages import Clips
from tests.render.jobs import KEY, PICTURE, PartsJob, Plan, Slides, outputs
from tests.render.results import alone, digest

FORMS = ("mp4", "gif")
ERRORS = ("EROFS", "EACCES", "ENOENT", "ENOTDIR", "ELOOP")


@dataclass
class Meddled(Slides):
    """Does something to the cache when half of it is drawn."""

    cache: Path
    meddle: Callable[[Path], object]

    def drawn(self, number: int) -> Pixels:
        if number == 40 and self.cache.is_dir():
            with suppress(OSError):  # another worker may have done so
                self.meddle(self.cache)
        return super().drawn(number)


def replaced_by_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.touch()


def without_its_chunks(folder: Path) -> None:
    shutil.rmtree(folder / KEY / "chunks", ignore_errors=True)


def with_no_way_in(folder: Path) -> None:
    without_its_chunks(folder)
    (folder / KEY / "chunks").symlink_to("/dev/full")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    "meddle",
    [shutil.rmtree, replaced_by_a_file, without_its_chunks, with_no_way_in],
)
def test_a_cache_that_vanishes_fails_no_render(
    meddle: Callable[[Path], object],
    workers: int,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    cache = tmp_path / "cache"
    job = PartsJob((Meddled(Plan(tmp_path / "log"), cache, meddle),) * 2)
    with Cache(cache).entry(KEY, "a talk") as entry:
        means = RenderSettings(workers, entry=entry)
        paths = render(job, PICTURE, outputs(tmp_path, *FORMS), means)
    assert [digest(path) for path in paths] == alone(*FORMS)
    assert len(capfd.readouterr().err.splitlines()) <= 1


@pytest.fixture
def clips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clips:
    monkeypatch.setenv("GRADREEL_CACHE", str(tmp_path / "cache"))
    return Clips(tmp_path, tmp_path / "cache", 1)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[list[bytes]]:
    """The clip as it is without a cache."""
    folder = tmp_path_factory.mktemp("whole")
    return Clips(folder, folder / "cache", 1).render_all(use_cache=False)


@pytest.mark.parametrize(
    ("name", "after"),
    [*(("ENOSPC", after) for after in range(5)), *((name, 3) for name in ERRORS)],
)
def test_an_error_of_its_disk_fails_no_render(
    name: str,
    after: int,
    clips: Clips,
    whole: list[list[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Let so many files be written to the cache, then none."""
    make = temporary._new_file
    made: list[Path] = []

    def failing(parent: Path, mode: int) -> tuple[Path, int]:
        if parent.is_relative_to(clips.cache):
            made.append(parent)
            if len(made) > after:
                code = getattr(errno, name)
                raise OSError(code, os.strerror(code), str(parent))
        return make(parent, mode)

    monkeypatch.setattr(temporary, "_new_file", failing)
    assert clips.render_all() == whole
    monkeypatch.undo()
    monkeypatch.setenv("GRADREEL_CACHE", str(clips.cache))
    assert clips.render_all() == whole
    assert clips.render_all() == whole


def test_what_was_kept_and_cannot_be_read_is_drawn_anew(
    clips: Clips, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = clips.render_all()
    usual = Path.open

    def failing(path: Path, mode: str = "r", **given: Any) -> Any:
        if path.is_relative_to(clips.cache) and mode == "rb":
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return usual(path, mode, **given)

    monkeypatch.setattr(Path, "open", failing)
    assert clips.render_all() == whole


def a_folder_of_somebody_elses(path: Path) -> None:
    path.mkdir()
    (path / "notes.txt").write_text("mine")


@pytest.mark.parametrize(
    "make",
    [
        *(Path.touch, a_folder_of_somebody_elses),
        *(lambda path: path.symlink_to(path), lambda path: path.symlink_to("nothing")),
    ],
)
def test_one_line_says_why_nothing_is_kept(
    make: Callable[[Path], None], clips: Clips, whole: list[list[bytes]], tmp_path: Path
) -> None:
    make(clips.cache)
    before = sorted(tmp_path.rglob("*"))
    told: list[str] = []
    assert clips.render_all(say=told.append) == whole
    assert len(told) == 1
    assert "can't keep what is drawn ('" in told[0]
    assert "GRADREEL_CACHE names another folder" in told[0]
    left = [path for path in tmp_path.rglob("*") if path.name != "clip0.py"]
    assert sorted(left) == before


def test_a_place_that_is_taken_is_cleared(clips: Clips, capfd: pytest.CaptureFixture[str]) -> None:
    """What stands where chunks of one format belong goes with the chunks that are set aside."""
    whole = clips.render_all()
    for each in clips.cache.rglob("results"):
        shutil.rmtree(each)
    taken = next(clips.cache.glob("*/chunks/*"))
    shutil.rmtree(taken)
    taken.touch()
    assert clips.render_all() == whole
    assert capfd.readouterr().err == ""
    assert taken.is_dir()


def test_what_cannot_be_removed_is_said_and_all_else_is_removed(
    clips: Clips, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, misshapen, other = (clips.cache / (digit * 64) for digit in "012")
    cache = Cache(clips.cache)
    for each in (stuck, misshapen, other):
        with cache.entry(each.name, "a talk"):
            pass
    (misshapen / "lock").unlink()
    (misshapen / "lock").mkdir()
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path == stuck:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match=stuck.name):
        cache.clear()
    assert [each.name for each in clips.cache.iterdir() if each.is_dir()] == [stuck.name]
    monkeypatch.undo()
    assert cache.clear()[1] == 0
    assert not stuck.exists()
