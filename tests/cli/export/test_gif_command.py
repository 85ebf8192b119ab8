"""`gradreel gif` at the command line."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from gradreel.scenes.render.clip_file import ClipFile
from gradreel.scenes.render.mixing import RATE
from tests.cli.conftest import check_refused
from tests.conftest import Ran
from tests.render.sound.tones import heard_in, likeness, tone

SMALL = ("-r", "160,90", "--fps", "4", "--progress", "none")


@pytest.mark.slow
def test_a_clip_becomes_a_gif_within_its_budget(
    forked: Callable[..., Ran], quick: Callable[..., Ran], tmp_path: Path
) -> None:
    assert quick("render", "descent", *SMALL, "--to", "25", "-o", "a.mp4").status == 0
    ran = forked("gif", "a.mp4", "--max-size", "100KB", "--to", "20")
    assert (ran.status, ran.output) == (0, "a.gif\n")
    assert (tmp_path / "a.gif").stat().st_size <= 100_000
    assert "160x90" in ran.errors or "frames a second" in ran.errors
    for words, said in (
        (("--from", "400"), "outside the video"),
        (("--from", "5", "--to", "4"), "isn't after"),
        (("--max-size", "many"), "is no size"),
        (("--max-size", "1KB"), "the smallest GIF of this clip has"),
        (("--fps", "500"), "can't be done"),
        (("-o", "b.png"), "end it in one of .mp4, .gif"),
        (("-o", "/dev/null/b.gif"), "/dev/null"),
    ):
        refused = quick("gif", "a.mp4", *words)
        check_refused(refused, said)
    refused = quick("gif", "a.gif")
    check_refused(refused, "would be written over")


def film_with(path: Path, beep: Any, turned: float = 0.0) -> None:
    """Write two seconds of a picture, white above and black below, with a tone of one second."""
    pixels = np.zeros((48, 64, 3), np.uint8)
    pixels[:24] = 255
    with av.open(path, "w") as file:
        video = file.add_stream("libx264", 10, width=64, height=48, pix_fmt="yuv420p")
        if turned:
            video.set_display_rotation(turned)
        audio: Any = file.add_stream("aac", RATE, layout="mono")
        audio.bit_rate = 192_000
        for _ in range(20):
            file.mux(video.encode(VideoFrame.from_ndarray(pixels, "rgb24")))
        file.mux(video.encode(None))
        frame = AudioFrame.from_ndarray(beep.T.copy(), "flt", "mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        file.mux(audio.encode(frame))
        file.mux(audio.encode(None))


@pytest.mark.parametrize("ending", ["mp4", "av1.mp4", "webm", "mov"])
def test_a_part_of_a_video_keeps_its_sound(
    ending: str, quick: Callable[..., Ran], tmp_path: Path
) -> None:
    beep = tone(500, 1.5)
    film_with(tmp_path / "film.mp4", beep)
    ran = quick("gif", "film.mp4", "--from", "0.5", "--to", "1", "-o", f"part.{ending}")
    assert (ran.status, ran.output) == (0, f"part.{ending}\n")
    assert "without sound" not in ran.errors
    found, begin, length = heard_in(tmp_path / f"part.{ending}"), RATE // 2, RATE // 2
    assert len(found) / RATE == pytest.approx(0.5, abs=0.03)
    middle = slice(4800, length - 4800)
    assert likeness(found[middle], beep[begin : begin + length][middle]) > 20


def test_what_cannot_hold_sound_says_so_and_a_video_plays_once(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    film_with(tmp_path / "film.mp4", tone(500, 1))
    ran = quick("gif", "film.mp4", "--fps", "2")
    assert (ran.status, ran.output) == (0, "film.gif\n")
    assert "'film.gif' is without sound" in ran.errors
    refused = quick("gif", "film.mp4", "--loop", "2", "-o", "b.mp4")
    check_refused(refused, "--loop is for animations")


def test_a_video_that_a_phone_has_turned_stands_upright(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    film_with(tmp_path / "film.mp4", tone(500, 1), turned=90.0)
    assert quick("gif", "film.mp4", "-o", "b.mp4").status == 0
    (pixels,) = ClipFile.of(tmp_path / "b.mp4").at([Fraction(0)])
    assert pixels.shape == (64, 48, 4)
    assert pixels[:, :16, 0].min() > 200
    assert pixels[:, 32:, 0].max() < 50


def test_a_camera_s_clock_adds_nothing_before_the_first_picture(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    film_with(tmp_path / "film.ts", tone(500, 1))
    with av.open(tmp_path / "film.ts") as film:
        assert film.start_time is not None
        assert film.start_time > 0
    assert quick("gif", "film.ts", "-o", "b.mp4").status == 0
    assert ClipFile.of(tmp_path / "b.mp4").seconds == 2
    found = heard_in(tmp_path / "b.mp4")
    assert likeness(found[4800 : RATE - 4800], tone(500, 1)[4800 : RATE - 4800]) > 20
