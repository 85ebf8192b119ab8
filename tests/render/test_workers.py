"""Workers: the same bytes from any number of them, whatever happens to them."""

import multiprocessing
import os
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir

import pytest

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.render import processes
from gradreel.scenes.render.frame import Frame, FrameSelection, FrameSink, Pixels
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.pipeline import RenderSettings, render
from gradreel.scenes.render.progress import time_taken
from tests.render.jobs import PICTURE, SPANS, PartsJob, Plan, Slides, outputs, shade
from tests.render.output.test_progress import Terminal
from tests.render.results import DRAWN_ONCE, alone, expected, linux_only, rendered, shown

ALL = ("mp4", "av1", "mov", "webm", "gif", "webp", "apng", "png", "png-sequence")
CLEAR = ("mov", "webm", "gif", "webp", "apng", "png-sequence")


def own_folders() -> list[Path]:
    """What this process has left among the temporary files."""
    return [
        path for path in Path(gettempdir()).glob(f".gradreel-*-{os.getpid()}-*") if path.is_dir()
    ]


@pytest.mark.parametrize(("clear", "forms"), [(False, ALL), (True, CLEAR)])
def test_files_are_the_same_for_any_number_of_workers(
    clear: bool, forms: tuple[str, ...], tmp_path: Path
) -> None:
    picture = replace(PICTURE, transparent=clear)
    by_one, by_three = (rendered(tmp_path / f"{n}", n, *forms, picture=picture) for n in (1, 3))
    assert by_three == by_one
    assert shown(tmp_path / "3" / "png-sequence") == expected()


@pytest.mark.slow
def test_processes_that_are_spawned_draw_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they are on macOS, where a process that is forked may not use the system's libraries."""
    context = multiprocessing.get_context("spawn")
    monkeypatch.setattr(processes, "_context", lambda: context)
    assert rendered(tmp_path, 2, "mp4", "gif") == alone("mp4", "gif")


def test_each_picture_is_drawn_once_or_once_a_worker_where_it_stands(tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log")
    rendered(tmp_path / "2", 2, "mp4", "gif", plan=plan)
    held_over_borders = 2 * 2  # pictures of this kind in all
    assert DRAWN_ONCE <= plan.n_drawn <= DRAWN_ONCE + held_over_borders + 2 * 6


def test_a_png_alone_draws_the_end_alone(tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log")
    rendered(tmp_path / "last", 1, "png", plan=plan)
    assert plan.n_drawn == 0
    assert shown(tmp_path / "last") == [shade(len(SPANS) - 1).tobytes()]


def test_a_process_may_be_forked_after_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    before = threading.active_count()
    with time_taken("training", shown=True):
        pass
    assert threading.active_count() == before
    assert "training" in terminal.getvalue()


def test_a_worker_that_is_killed_costs_its_chunk_only(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(tmp_path / "log", seconds=0.002, dies_at=30)
    killed = rendered(tmp_path / "killed", 2, "mp4", "gif", "png-sequence", plan=plan)
    assert killed == alone("mp4", "gif", "png-sequence")
    message = capfd.readouterr().err
    assert "a worker was lost in chunk 2 of part 1 (SIGKILL)" in message
    assert len(message.splitlines()) == 1
    assert plan.n_drawn <= DRAWN_ONCE + 20 + 16


def test_a_chunk_that_kills_its_workers_ends_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(tmp_path / "log", dies_at=30, deaths=99)
    before = own_folders()  # manim's, of this process, where another test has drawn with it
    with pytest.raises(WorkError, match=r"chunk 2 of part 1 \(SIGKILL\); try -w 1"):
        rendered(tmp_path / "clip", 2, "mp4", plan=plan)
    assert list((tmp_path / "clip").iterdir()) == []
    assert own_folders() == before


class Stillborn(Slides):
    """Kills its process before anything is drawn."""

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0


def test_workers_that_die_at_once_end_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = PartsJob((Stillborn(Plan(tmp_path / "log")),))
    with pytest.raises(WorkError, match="again and again between its chunks"):
        render(job, PICTURE, outputs(tmp_path, "mp4"), RenderSettings(workers=2))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_the_scene_is_that_of_the_command(workers: int, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="the slides can't be drawn; choose others"):
        rendered(tmp_path / "clip", workers, "mp4", plan=Plan(tmp_path / "log", fails_at=40))
    assert list((tmp_path / "clip").iterdir()) == []


class Broken(Slides):
    """Raises an error of no kind of its own."""

    def drawn(self, number: int) -> Pixels:
        raise ZeroDivisionError("a\nb")


def test_an_error_of_another_kind_is_one_line(tmp_path: Path) -> None:
    job = PartsJob((Broken(Plan(tmp_path / "log")),))
    with pytest.raises(WorkError, match=r"ZeroDivisionError: a b \(GRADREEL_DEBUG=1 shows"):
        render(job, PICTURE, outputs(tmp_path, "mp4"), RenderSettings(workers=2))


class Long(Slides):
    """Very many tiny pictures; takes note of the memory that is in use."""

    memory: list[int]

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        self.memory = []
        for index in range(1200):
            if index in selection:
                take(Frame(shade(index), 1, index))
            if index % 300 == 299:
                pages = int(Path("/proc/self/statm").read_text().split()[1])
                self.memory.append(pages * os.sysconf("SC_PAGE_SIZE"))
        return 1200


@linux_only
@pytest.mark.parametrize("forms", [("mp4", "gif"), ("mov", "png-sequence")])
def test_memory_does_not_grow_with_the_clip(forms: tuple[str, ...], tmp_path: Path) -> None:
    part = Long(Plan(tmp_path / "log"))
    render(PartsJob((part,)), PICTURE, outputs(tmp_path, *forms))
    assert part.memory[-1] - part.memory[0] < 4_000_000
