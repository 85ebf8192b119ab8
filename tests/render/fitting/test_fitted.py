"""GIFs of a video's file: never over the budget, as long as the part, and of the right pictures."""

import resource
import shutil
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.render.clip_file import ClipFile
from gradreel.scenes.render.fitting import (
    ANIMATION_STEPS,
    VIDEO_STEPS,
    WAYS,
    FitRequest,
    FittedClip,
    ladder,
    write_fitting,
)
from gradreel.scenes.render.picture import FITTED, Output

WIDTH, HEIGHT, SECONDS = 160, 90, 3


def grey(frame: int) -> int:
    return 40 + 2 * frame


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """A bar over a soft ground that gets brighter with each of 90 frames, 30 a second."""
    path = tmp_path / "clip.mp4"
    ramp = np.linspace(0, 15, WIDTH * HEIGHT).reshape(HEIGHT, WIDTH)
    with av.open(path, "w") as output:
        stream = output.add_stream("libx264", 30, options={"crf": "5"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(30 * SECONDS):
            pixels = np.repeat((grey(number) + ramp).astype(np.uint8)[..., None], 3, axis=2)
            pixels[20:40, number : number + 40] = [200, 30, 90]
            output.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        output.mux(stream.encode(None))
    return path


def as_gif(path: Path) -> Output:
    return Output(path, "gif")


def seconds_of(path: Path) -> float:
    with Image.open(path) as gif:
        return float(sum(each.info["duration"] for each in ImageSequence.Iterator(gif)) / 1000)


def test_what_is_known_of_a_file(video: Path) -> None:
    found = ClipFile.of(video)
    assert (found.width, found.height) == (WIDTH, HEIGHT)
    assert found.fps == 30
    assert found.seconds == SECONDS
    assert not found.transparent


@pytest.mark.parametrize("share", [0.9, 0.3, 0.04])
def test_no_gif_is_over_its_budget(video: Path, tmp_path: Path, share: float) -> None:
    source, target = ClipFile.of(video), tmp_path / "clip.gif"
    whole = write_fitting(FitRequest(source, as_gif(target))).n_bytes
    tried: list[FittedClip] = []
    made = write_fitting(FitRequest(source, as_gif(target), int(share * whole)), tried.append)
    assert target.stat().st_size == made.n_bytes <= share * whole
    better = [each.n_bytes for each in tried if each != made and each.n_bytes <= share * whole]
    assert all(size <= made.n_bytes for size in better)
    assert seconds_of(target) == pytest.approx(SECONDS, abs=0.01)


def test_a_budget_that_is_too_small_says_what_is_enough(video: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"smallest GIF of this clip has (.*) KB") as refused:
        write_fitting(FitRequest(ClipFile.of(video), as_gif(tmp_path / "clip.gif"), 100))
    assert not (tmp_path / "clip.gif").exists()
    enough = float(str(refused.value).split(" has ")[1].split(" KB")[0])
    write_fitting(FitRequest(ClipFile.of(video), as_gif(tmp_path / "clip.gif"), int(1000 * enough)))


def test_a_disk_that_is_full_where_clips_are_tried_is_named(video: Path, tmp_path: Path) -> None:
    source, target = ClipFile.of(video), tmp_path / "clip.gif"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(WorkError, match=r"can't try out clips in .*TMPDIR"):
            write_fitting(FitRequest(source, as_gif(target)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not target.exists()


def test_a_disk_that_is_full_where_the_clip_goes_is_named(
    video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Path) -> None:
        raise OSError(28, "No space left on device", "another file")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(WorkError, match=r"can't write '.*clip.gif': No space .*make room there"):
        write_fitting(FitRequest(ClipFile.of(video), as_gif(tmp_path / "clip.gif")))
    assert not (tmp_path / "clip.gif").exists()


@pytest.mark.parametrize("share", [0.7, 0.15])
@pytest.mark.parametrize("form", sorted(WAYS))
def test_no_clip_of_any_format_is_over_its_budget(
    video: Path, tmp_path: Path, form: str, share: float
) -> None:
    source, target = ClipFile.of(video), Output(tmp_path / f"made.{form}", form)
    most = int(share * write_fitting(FitRequest(source, target)).n_bytes)
    target.path.unlink()
    tried: list[FittedClip] = []
    try:
        made = write_fitting(FitRequest(source, target, most), tried.append)
    except RequestError:
        assert share < 0.5  # of a few kB most is the file's head
        assert min(each.n_bytes for each in tried) > most
        assert not target.path.exists()
        return
    assert target.path.stat().st_size == made.n_bytes <= most
    assert len(tried) <= 6
    found = ClipFile.of(target.path)
    assert (found.width, found.height) == (made.width, made.height)
    assert float(found.seconds) == pytest.approx(SECONDS, abs=max(0.011, 0.5 / made.fps))


def test_every_format_that_can_be_made_to_fit_has_a_way() -> None:
    assert WAYS.keys() == FITTED


@pytest.mark.parametrize("fps", [10, 24, 50])
def test_a_gif_lasts_as_long_as_its_part(video: Path, tmp_path: Path, fps: int) -> None:
    target = tmp_path / "part.gif"
    part = FitRequest(
        ClipFile.of(video), as_gif(target), fps=Fraction(fps), start=Fraction(1, 2), end=Fraction(2)
    )
    write_fitting(part)
    assert seconds_of(target) == pytest.approx(1.5, abs=0.01)


def test_a_part_begins_with_the_picture_of_its_time(video: Path, tmp_path: Path) -> None:
    target = tmp_path / "part.gif"
    write_fitting(
        FitRequest(ClipFile.of(video), as_gif(target), start=Fraction(1), fps=Fraction(10))
    )
    with Image.open(target) as gif:
        shown = [np.asarray(each.convert("RGB")) for each in ImageSequence.Iterator(gif)]
    for number, pixels in enumerate(shown):
        assert abs(int(pixels[60, 0, 0]) - grey(30 + 3 * number) - 10) < 8


@pytest.mark.parametrize(("plays", "again"), [(0, 0), (1, None), (5, 4)])
def test_it_plays_as_often_as_asked(
    video: Path, tmp_path: Path, plays: int, again: int | None
) -> None:
    target = tmp_path / "clip.gif"
    write_fitting(FitRequest(ClipFile.of(video), as_gif(target), plays=plays, fps=Fraction(5)))
    with Image.open(target) as gif:
        assert gif.info.get("loop") == again


def test_alpha_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "clear.webm"
    with av.open(path, "w") as output:
        stream = output.add_stream("libvpx-vp9", 10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuva420p"
        pixels = np.zeros((64, 64, 4), np.uint8)
        pixels[16:48, 16:48] = [250, 120, 20, 255]
        for _ in range(5):
            output.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgba")))
        output.mux(stream.encode(None))
    assert ClipFile.of(path).transparent
    write_fitting(FitRequest(ClipFile.of(path), as_gif(tmp_path / "clear.gif")))
    with Image.open(tmp_path / "clear.gif") as gif:
        shown = np.asarray(gif.convert("RGBA"))
    assert shown[2, 2, 3] == 0
    assert shown[32, 32, 3] == 255
    assert np.abs(shown[32, 32, :3].astype(int) - [250, 120, 20]).max() < 12


@pytest.mark.parametrize("content", [b"", b"no video"])
def test_what_is_no_video_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    with pytest.raises(RequestError, match="there is no file"):
        ClipFile.of(path)
    path.write_bytes(content)
    with pytest.raises(RequestError, match=r"can't be read as a video|is empty"):
        ClipFile.of(path)


def test_the_ladders_go_down() -> None:
    for steps, sign in ((ANIMATION_STEPS, 1), (VIDEO_STEPS, -1)):
        for (rate, share, detail), (rate_after, share_after, detail_after) in pairwise(steps):
            assert rate_after <= rate
            assert share_after <= share
            assert sign * detail_after <= sign * detail
    rungs = ladder(1280, Fraction(12), chosen_width=400)
    assert {rung.width for rung in rungs} == {400}
    assert len(set(rungs)) == len(rungs)
    assert max(rung.fps for rung in rungs) == 12
