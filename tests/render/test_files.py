import os
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.render import files
from gradreel.scenes.render.frame import Frame, FrameSelection, FrameSink
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import render
from tests.render.jobs import PartsJob, outputs
from tests.render.test_encoders import Given, decoded, write

PICTURE = Picture(160, 96, 30)
LENGTH = 40
OLD = b"the old file"
ENDINGS = ("mp4", "gif", "webm", "mov", "png")
ALL = (*ENDINGS, "png-sequence")


class Noise(Given):
    """A part of noise of three colours, at whose end something happens."""

    def __init__(self, at_end: Callable[[], object] = lambda: None) -> None:
        rng = np.random.default_rng(0)
        shades = np.array([[0, 40, 80, 255], [200, 120, 0, 255], [250, 250, 250, 255]], np.uint8)
        super().__init__(Frame(shades[rng.integers(0, 3, (96, 160))]) for _ in range(LENGTH))
        self.at_end = at_end

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        length = super().draw(picture, take, selection)
        self.at_end()
        return length


def rendered(folder: Path, *forms: str, at_end: Callable[[], object] = lambda: None) -> list[int]:
    """Return how many frames each file has."""
    paths = render(PartsJob((Noise(at_end),)), PICTURE, outputs(folder, *forms))
    return [len([*path.iterdir()] if path.is_dir() else decoded(path)) for path in paths]


def old_file(folder: Path, ending: str = "mp4") -> Path:
    path = folder / f"clip.{ending}"
    path.write_bytes(OLD)
    return path


def old_sequence(folder: Path, length: int = 3) -> Path:
    path = folder / "png-sequence"
    path.mkdir()
    for index in range(length):
        Image.new("RGB", (4, 4)).save(path / f"{index:04}.png")
    return path


@pytest.fixture
def old_files(tmp_path: Path) -> list[Path]:
    return [*(old_file(tmp_path, ending) for ending in ENDINGS), old_sequence(tmp_path)]


def test_a_new_file_takes_the_place_of_the_old(old_files: list[Path], tmp_path: Path) -> None:
    assert rendered(tmp_path, *ALL) == [*[LENGTH] * 4, 1, LENGTH]
    assert set(tmp_path.iterdir()) == set(old_files)


@pytest.mark.parametrize(("swapping", "n_old"), [(True, 100), (False, 100), (True, 0)])
def test_what_is_rewritten_keeps_its_mode(
    swapping: bool, n_old: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not swapping:
        monkeypatch.setattr(files, "_swap", lambda *_: False)
    old, new, sequence = old_file(tmp_path), tmp_path / "clip.gif", old_sequence(tmp_path, n_old)
    old.chmod(0o640)
    sequence.chmod(0o550)
    assert rendered(tmp_path, "mp4", "gif", "png-sequence") == [LENGTH] * 3
    assert set(tmp_path.iterdir()) == {old, new, sequence}
    assert Image.open(sequence / "0000.png").size == (160, 96)
    usual = tmp_path / "usual"
    usual.touch()
    modes = [each.stat().st_mode & 0o777 for each in (old, new, sequence)]
    assert modes == [0o640, usual.stat().st_mode & 0o777, 0o550]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
@pytest.mark.parametrize(
    ("place", "form"), [("link.mp4", "mp4"), ("folder/clip.mp4", "mp4"), ("link", "png-sequence")]
)
def test_an_output_is_not_led_elsewhere_by_somebody_else(
    place: str, form: str, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    mine = old_file(tmp_path / "mine")
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    for name, target in {"link.mp4": mine, "folder": mine.parent, "link": mine.parent}.items():
        (shared / name).symlink_to(target)
        os.chown(shared / name, 65534, 65534, follow_symlinks=False)
    with pytest.raises(RequestError, match="somebody else has put there"):
        render(PartsJob((Noise(),)), PICTURE, [Output(shared / place, form)])
    assert mine.read_bytes() == OLD
    assert list(mine.parent.iterdir()) == [mine]


def test_a_failing_scene_leaves_the_old_files(old_files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        rendered(tmp_path, *ALL, at_end=lambda: 1 // 0)
    *others, sequence = old_files
    assert {each.read_bytes() for each in others} == {OLD}
    assert len(list(sequence.iterdir())) == 3
    assert set(tmp_path.iterdir()) == set(old_files)


def test_a_process_that_is_terminated_leaves_the_old_file(tmp_path: Path) -> None:
    def terminate() -> None:
        assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
        signal.raise_signal(signal.SIGTERM)

    path = old_file(tmp_path)
    with pytest.raises(SystemExit):
        rendered(tmp_path, "mp4", at_end=terminate)
    assert path.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_a_part_of_another_size_is_refused(tmp_path: Path) -> None:
    small = Frame(np.zeros((32, 32, 4), np.uint8))
    with pytest.raises(WorkError, match="draws 32x32, not 160x96"):
        write(tmp_path / "clip.mp4", "mp4", PICTURE, [small])


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_full_disk_is_one_line_and_leaves_the_old_file(
    ending: str, share: float, tmp_path: Path
) -> None:
    rendered(tmp_path, ending)
    room = int((tmp_path / f"clip.{ending}").stat().st_size * share)
    path = old_file(tmp_path, ending)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        with pytest.raises(WorkError, match="make room") as caught:
            rendered(tmp_path, ending)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert len(str(caught.value)) <= 200
    assert path.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_vanishes_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    with pytest.raises(WorkError, match=r"can't write .*clip.mp4.*check its folder"):
        rendered(folder, "mp4", at_end=lambda: shutil.rmtree(folder))


@pytest.mark.parametrize("guest", ["notes.txt", "x1.png", "0000.png/inner"])
def test_a_folder_that_holds_anything_else_is_never_touched(guest: str, tmp_path: Path) -> None:
    folder = old_sequence(tmp_path, 0)
    (folder / guest).parent.mkdir(exist_ok=True)
    (folder / guest).write_text("mine")
    with pytest.raises(RequestError, match="needs a folder of its own"):
        rendered(tmp_path, "png-sequence")
    assert (folder / guest).read_text() == "mine"


def test_a_guest_that_comes_meanwhile_is_kept(tmp_path: Path) -> None:
    folder = old_sequence(tmp_path)
    guest = folder / "notes.txt"
    with pytest.raises(WorkError, match="needs a folder of its own"):
        rendered(tmp_path, "png-sequence", at_end=lambda: guest.write_text("mine"))
    assert guest.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [folder]
