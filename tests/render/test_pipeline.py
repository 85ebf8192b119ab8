import os
import sys
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gradreel.scenes.render.chunks.drawing import Task
from gradreel.scenes.render.chunks.store import Store
from gradreel.scenes.render.figure_part import FigurePart
from gradreel.scenes.render.frame import Everything, Frame, Pixels
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import render
from gradreel.scenes.render.pool import FrameCounter
from gradreel.scenes.render.processes import ProcessGroup
from gradreel.scenes.render.progress import progress_bar, time_taken
from tests.render.jobs import PartsJob
from tests.render.output.test_progress import Terminal

PICTURE = Picture(64, 48, 10)


class Greys:
    """A story that turns from black to white and rests for its second half."""

    def __init__(self) -> None:
        self.drawn: list[int] = []

    def n_frames(self, fps: Fraction | int) -> int:
        return 20

    def spans(self, picture: Picture) -> Iterator[range]:
        yield from (range(index, index + 1) for index in range(10))
        yield range(10, 20)

    def frame(self, index: int, picture: Picture) -> Pixels:
        self.drawn.append(index)
        return np.full((picture.height, picture.width, 4), (index,) * 3 + (255,), np.uint8)

    def last_frame(self, picture: Picture) -> Pixels:
        return self.frame(10, picture)


def outputs(folder: Path, *names: str) -> list[Output]:
    return [Output(folder / name, Path(name).suffix[1:] or "png-sequence") for name in names]


def test_one_pass_writes_every_format(tmp_path: Path) -> None:
    story = Greys()
    wanted = outputs(tmp_path, "a.mp4", "a.gif", "a.webm", "a.mov", "a.png", "frames")
    job = PartsJob((FigurePart(lambda: story),))
    assert render(job, PICTURE, wanted) == tuple(output.path for output in wanted)
    assert story.drawn == [*range(11), 10]
    assert all(output.path.exists() for output in wanted)
    assert len(list((tmp_path / "frames").iterdir())) == 20


def test_a_png_alone_draws_the_end_alone(tmp_path: Path) -> None:
    first, last = Greys(), Greys()
    parts = FigurePart(lambda: first), FigurePart(lambda: last)
    render(PartsJob(parts), PICTURE, outputs(tmp_path, "a.png"))
    assert (first.drawn, last.drawn) == ([], [10])
    assert np.asarray(Image.open(tmp_path / "a.png"))[0, 0, 0] == 10


def test_a_figure_part_ends_with_what_is_left_standing() -> None:
    frames: list[Frame] = []
    FigurePart(Greys).draw(PICTURE, frames.append, Everything())
    assert [frame.repeats for frame in frames] == [1] * 10 + [10, 0]
    assert [frame.index for frame in frames[:-1]] == list(range(11))


class Priority(Greys):
    """As long as the priority of the process that counts its frames is low."""

    def n_frames(self, fps: Fraction | int) -> int:
        return 100 + os.nice(0)


def test_the_frames_are_counted_as_soon_as_they_are_drawn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    expected: list[int] = []
    with ProcessGroup() as children, progress_bar("drawing", None, shown=False) as bar:
        monkeypatch.setattr(bar, "expect", expected.append)
        task = Task(PartsJob((FigurePart(Priority),)), PICTURE, ("gif",), Store(tmp_path, tmp_path))
        counter = FrameCounter(task, children, bar)
        children._children[0].process.join()
        counter.ask()
    assert expected == [100 + os.nice(0)]


def test_a_process_may_be_forked_after_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    before = threading.active_count()
    with time_taken("training", shown=True):
        pass
    assert threading.active_count() == before
    assert "training" in terminal.getvalue()
