"""Clips of a video's file: never over the budget, as long as the part, of the right pictures."""

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
    FitRequest,
    FittedClip,
    ladder,
    write_fitting,
)
from gradreel.scenes.render.picture import FITTED, Output
from tests.render.test_encoders import drawing, encoded

WIDTH, HEIGHT, SECONDS = 160, 90, 3


def grey(frame: float) -> float:
    return 40 + 2 * frame


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> ClipFile:
    """A bar over a soft ground that gets brighter with each of 90 frames, 30 a second."""
    path = tmp_path_factory.mktemp("source") / "clip.mp4"
    ramp = np.linspace(0, 15, WIDTH * HEIGHT).reshape(HEIGHT, WIDTH)
    with av.open(path, "w") as output:
        stream = output.add_stream("libx264", 30, options={"crf": "5"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(30 * SECONDS):
            pixels = np.repeat((grey(number) + ramp).astype(np.uint8)[..., None], 3, axis=2)
            pixels[20:40, number : number + 40] = [200, 30, 90]
            output.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        output.mux(stream.encode(None))
    return ClipFile.of(path)


@pytest.fixture
def target(tmp_path: Path) -> Output:
    return Output(tmp_path / "clip.gif", "gif")


@pytest.fixture(scope="module")
def sizes(source: ClipFile) -> dict[str, int]:
    """How many bytes a clip of each form has where it may have any number."""
    targets = {form: Output(source.path.with_name(f"whole.{form}"), form) for form in FITTED}
    return {form: write_fitting(FitRequest(source, to)).n_bytes for form, to in targets.items()}


@pytest.mark.parametrize("share", [0.7, 0.15, 0.04])
@pytest.mark.parametrize("form", sorted(FITTED))
def test_no_clip_is_over_its_budget_and_none_that_fits_is_better(
    form: str, share: float, source: ClipFile, sizes: dict[str, int], tmp_path: Path
) -> None:
    target = Output(tmp_path / f"made.{form}", form)
    most = int(share * sizes[form])
    tried: list[FittedClip] = []
    try:
        made = write_fitting(FitRequest(source, target, most), tried.append)
    except RequestError:
        assert share < 0.5  # of a few kB most is the file's head
        assert form != "gif"
        assert min(each.n_bytes for each in tried) > most
        assert not target.path.exists()
        return
    assert target.path.stat().st_size == made.n_bytes <= most
    assert made.n_bytes == max(each.n_bytes for each in tried if each.n_bytes <= most)
    assert len(tried) <= 6
    found = ClipFile.of(target.path)
    assert (found.width, found.height) == (made.width, made.height)
    assert float(found.seconds) == pytest.approx(SECONDS, abs=max(0.011, 0.5 / made.fps))


def test_a_budget_that_is_too_small_says_what_is_enough(source: ClipFile, target: Output) -> None:
    with pytest.raises(RequestError, match=r"smallest GIF of this clip has (.*) KB") as refused:
        write_fitting(FitRequest(source, target, 100))
    assert not target.path.exists()
    enough = float(str(refused.value).split(" has ")[1].split(" KB")[0])
    write_fitting(FitRequest(source, target, int(1000 * enough)))


def test_a_disk_that_is_full_where_clips_are_tried_is_named(
    source: ClipFile, target: Output
) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(WorkError, match=r"can't try out clips in .*TMPDIR"):
            write_fitting(FitRequest(source, target))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not target.path.exists()


def test_a_disk_that_is_full_where_the_clip_goes_is_named(
    source: ClipFile, target: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Path) -> None:
        raise OSError(28, "No space left on device", "another file")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(WorkError, match=r"can't write '.*clip.gif': No space .*make room there"):
        write_fitting(FitRequest(source, target))
    assert not target.path.exists()


@pytest.mark.parametrize("fps", [10, 24, 50])
def test_a_gif_shows_the_pictures_of_its_part_at_their_times(
    fps: int, source: ClipFile, target: Output
) -> None:
    start, end = Fraction(1, 2), Fraction(2)
    write_fitting(FitRequest(source, target, fps=Fraction(fps), start=start, end=end))
    time = 0.5
    with Image.open(target.path) as gif:
        for each in ImageSequence.Iterator(gif):
            found = int(np.asarray(each.convert("RGB"))[60, 0, 0])
            assert abs(found - grey(30 * time) - 10) < 8
            assert each.info["duration"] >= 20  # what is shorter is played as a tenth of a second
            time += each.info["duration"] / 1000
    assert time == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize(
    ("form", "plays", "again"),
    [
        *(("gif", 0, 0), ("gif", 1, None), ("gif", 5, 4)),
        *((form, plays, plays) for form in ("webp", "apng") for plays in (0, 3)),
    ],
)
def test_it_plays_as_often_as_asked(
    form: str, plays: int, again: int | None, source: ClipFile, tmp_path: Path
) -> None:
    target = Output(tmp_path / "clip", form)
    write_fitting(FitRequest(source, target, plays=plays, fps=Fraction(5)))
    with Image.open(target.path) as image:
        assert image.info.get("loop") == again


def test_alpha_is_kept(target: Output, tmp_path: Path) -> None:
    clear = encoded(tmp_path, "webm", clear=True)
    write_fitting(FitRequest(ClipFile.of(clear), target))
    with Image.open(target.path) as gif:
        shown = np.asarray(gif.convert("RGBA")).astype(int)
    drawn = drawing(0, transparent=True)
    assert not shown[-20:, :, 3].any()
    for place in ((10, 16), (48, 20)):  # on a stripe, and on the dot
        assert np.abs(shown[place] - drawn[place]).max() < 12


def test_the_ladders_go_down_and_keep_what_is_chosen() -> None:
    for steps, sign in ((ANIMATION_STEPS, 1), (VIDEO_STEPS, -1)):
        for (*better, detail), (*worse, detail_after) in pairwise(steps):
            assert all(after <= before for before, after in zip(better, worse, strict=True))
            assert sign * detail_after <= sign * detail
    rungs = ladder(1280, Fraction(12), chosen_width=400)
    assert {rung.width for rung in rungs} == {400}
    assert len(set(rungs)) == len(rungs)
    assert max(rung.fps for rung in rungs) == 12
