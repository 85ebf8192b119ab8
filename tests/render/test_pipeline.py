import io
import os
import sys
import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from gradreel.scenes.render.chunks.drawing import Task
from gradreel.scenes.render.chunks.store import Store
from gradreel.scenes.render.figure_part import FigurePart
from gradreel.scenes.render.frame import Everything, Frame, Only, Pixels
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import RenderSettings, render
from gradreel.scenes.render.pool import FrameCounter
from gradreel.scenes.render.processes import ProcessGroup
from gradreel.scenes.render.progress import progress_bar, time_taken
from tests.render.jobs import PartsJob
from tests.render.output.stills import still_frames

PICTURE = Picture(64, 48, 10)


class Greys:
    """A story that turns from black to white and rests for its second half."""

    made = 0

    def __init__(self, length: int = 20) -> None:
        Greys.made += 1
        self.length = length
        self.drawn: list[int] = []

    def n_frames(self, fps: Fraction | int) -> int:
        return round(self.length * fps / 10)

    def spans(self, picture: Picture) -> Iterator[range]:
        half = self.length // 2
        yield from (range(index, index + 1) for index in range(half))
        yield range(half, self.n_frames(picture.fps))

    def frame(self, index: int, picture: Picture) -> Pixels:
        self.drawn.append(index)
        return self.grey(min(index, self.length // 2), picture)

    def last_frame(self, picture: Picture) -> Pixels:
        return self.grey(self.length // 2, picture)

    def grey(self, index: int, picture: Picture) -> Pixels:
        return np.full((picture.height, picture.width, 4), (index,) * 3 + (255,), np.uint8)


def job(*stories: Callable[[], Greys]) -> PartsJob:
    return PartsJob(tuple(map(FigurePart, stories)))


def outputs(folder: Path, *names: str) -> list[Output]:
    return [Output(folder / name, Path(name).suffix[1:] or "png-sequence") for name in names]


def test_one_pass_writes_every_format(tmp_path: Path) -> None:
    story = Greys()
    wanted = outputs(tmp_path, "a.mp4", "a.gif", "a.webm", "a.mov", "a.png", "frames")
    assert render(job(lambda: story), PICTURE, wanted) == tuple(output.path for output in wanted)
    assert story.drawn == list(range(11))
    assert all(output.path.exists() for output in wanted)
    assert len(list((tmp_path / "frames").iterdir())) == 20


def test_parts_join_without_a_gap(tmp_path: Path) -> None:
    render(job(Greys, Greys), PICTURE, outputs(tmp_path, "a.mp4", "frames"))
    shown = [int(np.asarray(Image.open(path))[0, 0, 0]) for path in _sorted(tmp_path / "frames")]
    once = [*range(10), *[10] * 10]
    assert shown == once * 2
    with av.open(tmp_path / "a.mp4") as container:
        assert sum(1 for _ in container.decode(video=0)) == 40


def _sorted(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_a_png_alone_draws_the_end_alone(tmp_path: Path) -> None:
    first, last = Greys(), Greys()
    render(job(lambda: first, lambda: last), PICTURE, outputs(tmp_path, "a.png"))
    assert first.drawn == last.drawn == []
    assert np.asarray(Image.open(tmp_path / "a.png"))[0, 0, 0] == 10


def test_a_story_is_made_once() -> None:
    Greys.made = 0
    part = FigurePart(Greys)
    assert Greys.made == 0
    part.count(PICTURE)
    part.draw(PICTURE, lambda _: None, Everything())
    part.draw(PICTURE, lambda _: None, Only(range(3)))
    assert Greys.made == 1


def test_a_figure_part_ends_with_what_is_left_standing() -> None:
    frames: list[Frame] = []
    FigurePart(Greys).draw(PICTURE, frames.append, Everything())
    assert [frame.repeats for frame in frames] == [1] * 10 + [10, 0]
    assert [frame.index for frame in frames[:-1]] == list(range(11))


def test_stills_of_several_parts() -> None:
    stills = still_frames([FigurePart(Greys), FigurePart(Greys)], PICTURE, [0.5, 1.9, 2.3, 60])
    assert [int(still[0, 0, 0]) for still in stills] == [5, 10, 3, 10]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("shown", "text"), [(True, "20/20"), (False, "")])
def test_a_terminal_shows_the_frames_that_are_done(
    shown: bool, text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    render(job(Greys), PICTURE, outputs(tmp_path, "a.gif"), RenderSettings(show_progress=shown))
    assert text in terminal.getvalue()
    assert bool(terminal.getvalue()) == shown


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
        task = Task(job(Priority), PICTURE, ("gif",), Store(tmp_path, tmp_path))
        counter = FrameCounter(task, children, bar)
        children._children[0].process.join()
        counter.ask()
    assert expected == [100 + os.nice(0)]


@pytest.mark.parametrize(
    ("stream", "text"), [(Terminal(), "training"), (io.StringIO(), "progress: training\n")]
)
def test_it_is_said_that_something_takes_its_time(
    stream: io.StringIO, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    before = threading.active_count()
    with time_taken("training", shown=True):
        pass
    assert threading.active_count() == before  # a process may be forked again
    assert text in stream.getvalue()
