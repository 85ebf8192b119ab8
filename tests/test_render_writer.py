"""An encoder that fails, in whatever way, never leaves whoever draws waiting."""

from collections.abc import Generator, Iterator
from pathlib import Path
from threading import Thread
from typing import cast

import numpy as np
import pytest

from scenes.render import writer
from scenes.render.encoders import Encoder
from scenes.render.frame import Frame
from scenes.render.picture import Output, Picture
from scenes.render.writer import Writer, writing

PICTURE = Picture(7680, 4320, 30)  # so large that hardly a frame may wait
FRAME = Frame(np.zeros((1, 1, 4), np.uint8))
ERRORS = (RuntimeError, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit)


def draw(encode: Encoder, path: Path, monkeypatch: pytest.MonkeyPatch, frames: int = 40) -> None:
    """Hand frames to an encoder; fail if that isn't over soon."""
    monkeypatch.setattr(writer, "ENCODERS", {"mp4": encode})

    raised: list[BaseException] = []

    def hand_over() -> None:
        try:
            with writing([Output(path, "mp4")], [path], PICTURE) as (only,):
                for _ in range(frames):
                    only.take(FRAME)
        except BaseException as error:
            raised.append(error)

    drawing = Thread(target=hand_over, daemon=True)
    drawing.start()
    drawing.join(timeout=10)
    assert not drawing.is_alive()
    for error in raised:
        raise error


@pytest.mark.parametrize("taken", [0, 1, 5])
@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_reaches_whoever_draws(
    kind: type[BaseException], taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, picture: Picture, frames: Iterator[Frame]) -> None:
        for _ in range(taken):
            next(frames)
        raise kind("encoder")

    with pytest.raises(kind):
        draw(fail, tmp_path / "clip.mp4", monkeypatch)


def test_an_encoder_that_wants_no_more_frames_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_interest(path: Path, picture: Picture, frames: Iterator[Frame]) -> None:
        next(frames)
        cast("Generator[Frame, None, None]", frames).close()

    draw(lose_interest, tmp_path / "clip.mp4", monkeypatch)


def test_an_error_while_drawing_stops_an_encoder_that_is_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Frame] = []
    started: list[Writer] = []

    def collect(path: Path, picture: Picture, frames: Iterator[Frame]) -> None:
        taken.extend(frames)

    monkeypatch.setattr(writer, "ENCODERS", {"mp4": collect})
    path = tmp_path / "clip.mp4"

    def draw_badly() -> None:
        with writing([Output(path, "mp4")], [path], PICTURE) as writers:
            started.extend(writers)
            writers[0].take(FRAME)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        draw_badly()
    assert not started[0]._thread.is_alive()
