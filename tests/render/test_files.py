import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.files.temporary import PREFIX
from gradreel.scenes.files.whole import replacing
from gradreel.scenes.render import files
from gradreel.scenes.render.frame import FrameSelection, FrameSink, Only
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.pipeline import render
from tests.render.clip import LENGTH, PICTURE, Noise, output
from tests.render.jobs import PartsJob

OLD = b"the old file"
ENDINGS = ("mp4", "gif", "webm", "mov", "png")


def old_file(folder: Path, ending: str = "mp4") -> Path:
    path = folder / f"clip.{ending}"
    path.write_bytes(OLD)
    return path


def old_sequence(folder: Path, length: int = 3) -> Path:
    path = folder / "frames"
    path.mkdir()
    for index in range(length):
        Image.new("RGB", (4, 4)).save(path / f"{index:04}.png")
    return path


def start(seconds_a_frame: float, *paths: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.render.clip", str(seconds_a_frame), *map(str, paths)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "drawing\n"
    return process


def n_frames(path: Path) -> int:
    if path.is_dir():
        return len(list(path.iterdir()))
    with av.open(path) as container:
        return sum(1 for _ in container.decode(video=0))


class Failing(Noise):
    """Draws half of itself."""

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        super().draw(picture, take, Only(range(LENGTH // 2)))
        raise ZeroDivisionError


def test_a_new_file_takes_the_place_of_the_old(tmp_path: Path) -> None:
    outputs = [output(old_file(tmp_path, ending)) for ending in ENDINGS]
    outputs.append(output(old_sequence(tmp_path)))
    assert render(PartsJob((Noise(),)), PICTURE, outputs) == tuple(each.path for each in outputs)
    counts = {each.path.suffix: n_frames(each.path) for each in outputs}
    assert counts == {f".{ending}": LENGTH for ending in ENDINGS} | {".png": 1, "": LENGTH}
    assert len(list(tmp_path.iterdir())) == len(outputs)


@pytest.mark.parametrize("swapping", [True, False])
def test_what_is_rewritten_keeps_its_mode(
    swapping: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not swapping:
        monkeypatch.setattr(files, "_swap", lambda *_: False)
    old, new, sequence = old_file(tmp_path), tmp_path / "clip.gif", old_sequence(tmp_path)
    old.chmod(0o640)
    sequence.chmod(0o550)
    render(PartsJob((Noise(),)), PICTURE, [output(each) for each in (old, new, sequence)])
    usual = tmp_path / "usual"
    usual.touch()
    modes = [each.stat().st_mode & 0o777 for each in (old, new, sequence)]
    assert modes == [0o640, usual.stat().st_mode & 0o777, 0o550]
    assert n_frames(sequence) == LENGTH


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
@pytest.mark.parametrize("place", ["link.mp4", "folder/clip.mp4", "link"])
def test_an_output_is_not_led_elsewhere_by_somebody_else(place: str, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    mine = old_file(tmp_path / "mine")
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    for name, target in {"link.mp4": mine, "folder": mine.parent, "link": mine.parent}.items():
        (shared / name).symlink_to(target)
        os.chown(shared / name, 65534, 65534, follow_symlinks=False)
    with pytest.raises(RequestError, match="somebody else has put there"):
        render(PartsJob((Noise(),)), PICTURE, [output(shared / place)])
    assert mine.read_bytes() == OLD
    assert list(mine.parent.iterdir()) == [mine]


def test_a_failing_scene_leaves_the_old_files(tmp_path: Path) -> None:
    outputs = [output(old_file(tmp_path, ending)) for ending in ENDINGS]
    outputs.append(output(old_sequence(tmp_path)))
    with pytest.raises(ZeroDivisionError):
        render(PartsJob((Failing(),)), PICTURE, outputs)
    assert {each.path.read_bytes() for each in outputs if each.path.is_file()} == {OLD}
    assert n_frames(tmp_path / "frames") == 3
    assert len(list(tmp_path.iterdir())) == len(outputs)


def test_several_parts_follow_one_another(tmp_path: Path) -> None:
    render(PartsJob((Noise(), Noise())), PICTURE, [output(tmp_path / "clip.mp4")])
    assert n_frames(tmp_path / "clip.mp4") == 2 * LENGTH


def test_a_part_of_another_size_is_refused(tmp_path: Path) -> None:
    class Small(Noise):
        def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
            return super().draw(Picture(32, 32, 30), take, selection)

    with pytest.raises(WorkError, match="draws 32x32, not 160x96"):
        render(PartsJob((Small(),)), PICTURE, [output(tmp_path / "clip.mp4")])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_the_old_files_and_nothing_else(
    number: signal.Signals, tmp_path: Path
) -> None:
    paths = [old_file(tmp_path, ending) for ending in ENDINGS]
    process = start(0.05, *paths)
    time.sleep(0.5)
    process.send_signal(number)
    assert process.wait(timeout=5) != 0
    assert {path.read_bytes() for path in paths} == {OLD}
    assert sorted(tmp_path.iterdir()) == sorted(paths)


@pytest.mark.slow
def test_sigkill_at_any_moment_leaves_whole_files(tmp_path: Path) -> None:
    started = time.monotonic()
    start(0.0, tmp_path / "x.gif", tmp_path / "x.mp4").wait()
    usual = time.monotonic() - started
    rng = np.random.default_rng(3)
    for _ in range(6):
        folder = tmp_path / "kills"
        folder.mkdir()
        paths = [old_file(folder, "gif"), old_file(folder, "mp4"), old_sequence(folder)]
        process = start(0.0, *paths)
        time.sleep(rng.uniform(0, usual))
        process.kill()
        process.wait()
        for path in paths:
            is_old = n_frames(path) == 3 if path.is_dir() else path.read_bytes() == OLD
            assert is_old or n_frames(path) == LENGTH
        shutil.rmtree(folder)


def test_the_next_run_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    path = old_file(tmp_path, "gif")
    process = start(0.1, path)
    time.sleep(0.5)
    process.kill()
    process.wait()
    left = {each.name for each in tmp_path.iterdir()} - {path.name}
    assert left
    assert all(name.startswith(PREFIX) for name in left)
    render(PartsJob((Noise(),)), PICTURE, [output(path)])
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("flush", [False, True])
def test_a_file_is_replaced_when_the_new_one_is_whole(flush: bool, tmp_path: Path) -> None:
    target = tmp_path / "file"
    for content in ("old", "new"):
        with replacing(target, flush=flush) as temporary:
            temporary.write_text(content, encoding="utf-8")
            assert target.exists() == (content == "new")
        assert target.read_text(encoding="utf-8") == content
        assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_could_not_be_written_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("old", encoding="utf-8")

    def fail() -> None:
        with replacing(target) as temporary:
            temporary.write_text("ne", encoding="utf-8")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_full_disk_is_one_line_and_leaves_the_old_file(
    ending: str, share: float, tmp_path: Path
) -> None:
    path = tmp_path / f"clip.{ending}"
    render(PartsJob((Noise(),)), PICTURE, [output(path)])
    room = int(path.stat().st_size * share)
    path.write_bytes(OLD)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        with pytest.raises(WorkError, match="make room") as caught:
            render(PartsJob((Noise(),)), PICTURE, [output(path)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert len(str(caught.value)) <= 200
    assert path.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_vanishes_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()

    class Vanishing(Noise):
        def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
            frames = super().draw(picture, take, selection)
            shutil.rmtree(folder)
            return frames

    with pytest.raises(WorkError, match=r"can't write .*clip.mp4.*check its folder"):
        render(PartsJob((Vanishing(),)), PICTURE, [output(folder / "clip.mp4")])


@pytest.mark.parametrize("swapping", [True, False])
def test_a_sequence_replaces_an_older_one_whole(
    swapping: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not swapping:
        monkeypatch.setattr(files, "_swap", lambda *_: False)
    folder = old_sequence(tmp_path, 100)
    render(PartsJob((Noise(),)), PICTURE, [output(folder)])
    assert n_frames(folder) == LENGTH
    assert np.asarray(Image.open(folder / "0000.png")).shape == (96, 160, 4)
    assert list(tmp_path.iterdir()) == [folder]


def test_a_sequence_takes_an_empty_folder(tmp_path: Path) -> None:
    folder = old_sequence(tmp_path, 0)
    render(PartsJob((Noise(),)), PICTURE, [output(folder)])
    assert n_frames(folder) == LENGTH


@pytest.mark.parametrize("guest", ["notes.txt", "x1.png", "0000.png/inner"])
def test_a_folder_that_holds_anything_else_is_never_touched(guest: str, tmp_path: Path) -> None:
    folder = old_sequence(tmp_path, 0)
    (folder / guest).parent.mkdir(exist_ok=True)
    (folder / guest).write_text("mine")
    with pytest.raises(RequestError, match="needs a folder of its own"):
        render(PartsJob((Noise(),)), PICTURE, [output(folder)])
    assert (folder / guest).read_text() == "mine"


def test_a_guest_that_comes_meanwhile_is_kept(tmp_path: Path) -> None:
    folder = old_sequence(tmp_path)

    class Welcoming(Noise):
        def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
            frames = super().draw(picture, take, selection)
            (folder / "notes.txt").write_text("mine")
            return frames

    with pytest.raises(WorkError, match="needs a folder of its own"):
        render(PartsJob((Welcoming(),)), PICTURE, [output(folder)])
    assert (folder / "notes.txt").read_text() == "mine"
    assert list(tmp_path.iterdir()) == [folder]
