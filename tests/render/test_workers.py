"""Workers: the same bytes from any number of them, whatever happens to them."""

import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import gettempdir

import av
import numpy as np
import pytest
from PIL import Image

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.render.cache.folder import Cache
from gradreel.scenes.render.frame import Frame, FrameSink, Part, PartsJob
from gradreel.scenes.render.local import processes
from gradreel.scenes.render.owned import Owned
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.pipeline import Means, render
from tests.render.jobs import KEY, LENGTH, PICTURE, SPANS, Plan, Slides, Talk, outputs, shade

ALL = ("mp4", "mov", "webm", "gif", "png", "png-sequence")
CLEAR = ("mov", "webm", "gif", "png-sequence")
DRAWN_ONCE = 2 * len(SPANS)


def digest(path: Path) -> str:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    names = [each.name for each in files] if path.is_dir() else []
    return hashlib.sha256(repr([names, [each.read_bytes() for each in files]]).encode()).hexdigest()


def rendered(
    folder: Path, workers: int, *forms: str, plan: Plan | None = None, picture: Picture = PICTURE
) -> list[str]:
    folder.mkdir(exist_ok=True)
    job = Talk(plan or Plan(folder.with_suffix(".log")))
    return [
        digest(path)
        for path in render(job, picture, outputs(folder, *forms), Means(workers=workers))
    ]


def shown(folder: Path) -> list[bytes]:
    return [np.asarray(Image.open(path)).tobytes() for path in sorted(folder.iterdir())]


def expected() -> list[bytes]:
    once = [shade(number).tobytes() for number, length in enumerate(SPANS) for _ in range(length)]
    return once * 2


def test_files_are_the_same_for_any_number_of_workers(tmp_path: Path) -> None:
    alone, *others = [rendered(tmp_path / f"{n}", n, *ALL) for n in (1, 2, 3)]
    assert others == [alone, alone]
    assert shown(tmp_path / "3" / "png-sequence") == expected()


@pytest.mark.slow
def test_processes_that_are_spawned_draw_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they are on macOS, where a process that is forked may not use the system's libraries."""
    context = multiprocessing.get_context("spawn")
    monkeypatch.setattr(processes, "_context", lambda: context)
    spawned = rendered(tmp_path / "spawned", 2, "mp4", "gif")
    assert spawned == rendered(tmp_path / "alone", 1, "mp4", "gif")


def test_transparent_files_are_the_same_too(tmp_path: Path) -> None:
    clear = replace(PICTURE, transparent=True)
    runs = [rendered(tmp_path / f"{n}", n, *CLEAR, picture=clear) for n in (1, 3)]
    assert runs[0] == runs[1]


def test_each_picture_is_drawn_once_or_once_a_worker_where_it_stands(tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log")
    rendered(tmp_path / "1", 1, "mp4", "gif", plan=plan)
    assert plan.n_drawn == DRAWN_ONCE
    plan = Plan(tmp_path / "log2")
    rendered(tmp_path / "2", 2, "mp4", "gif", plan=plan)
    held_over_borders = 2 * 2  # pictures of this kind in all
    assert DRAWN_ONCE <= plan.n_drawn <= DRAWN_ONCE + held_over_borders + 2 * 6


def test_a_worker_that_is_killed_costs_its_chunk_only(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(tmp_path / "log", seconds=0.002, dies_at=30)
    killed = rendered(tmp_path / "killed", 2, "mp4", "gif", "png-sequence", plan=plan)
    assert killed == rendered(tmp_path / "whole", 1, "mp4", "gif", "png-sequence")
    message = capfd.readouterr().err
    assert "a worker was lost at frames 20 to 39 of part 1 (SIGKILL)" in message
    assert len(message.splitlines()) == 1
    assert plan.n_drawn <= DRAWN_ONCE + 20 + 16


def test_a_chunk_that_kills_its_workers_ends_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(tmp_path / "log", dies_at=30, deaths=99)
    before = own_folders()  # manim's, of this process, where another test has drawn with it
    with pytest.raises(WorkError, match=r"frames 20 to 39 of part 1 \(SIGKILL\); try -w 1"):
        rendered(tmp_path / "clip", 2, "mp4", plan=plan)
    assert list((tmp_path / "clip").iterdir()) == []
    assert own_folders() == before


class Stillborn(Slides):
    """Kills its process before anything is drawn."""

    def draw(self, picture: Picture, take: FrameSink, owned: Owned) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0


def test_workers_that_die_at_once_end_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = PartsJob((Stillborn(Plan(tmp_path / "log")),))
    with pytest.raises(WorkError, match="again and again between its chunks"):
        render(job, PICTURE, outputs(tmp_path, "mp4"), Means(workers=2))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_the_scene_is_that_of_the_command(workers: int, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="the slides can't be drawn; choose others"):
        rendered(tmp_path / "clip", workers, "mp4", plan=Plan(tmp_path / "log", fails_at=40))
    assert list((tmp_path / "clip").iterdir()) == []


class Broken(Slides):
    """Raises an error of no kind of its own."""

    def drawn(self, number: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
        raise ZeroDivisionError("a\nb")


def test_an_error_of_another_kind_is_one_line(tmp_path: Path) -> None:
    job = PartsJob((Broken(Plan(tmp_path / "log")),))
    with pytest.raises(WorkError, match=r"ZeroDivisionError: a b \(GRADREEL_DEBUG=1 shows"):
        render(job, PICTURE, outputs(tmp_path, "mp4"), Means(workers=2))


@dataclass
class Unsteady:
    """A part that is longer at every drawing."""

    log: Path

    def count(self, picture: Picture) -> int:
        return 30

    def draw(self, picture: Picture, take: FrameSink, owned: Owned) -> int:
        with self.log.open("ab") as log:
            log.write(b".")
        length = 30 + self.log.stat().st_size
        for index in range(length):
            time.sleep(0.005)
            if index in owned:
                take(Frame(shade(index), 1, index))
        return length


def test_drawings_that_differ_in_length_are_done_in_one_process(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "cache"
    with Cache(folder).entry(KEY, "unsteady") as entry:
        job = PartsJob((Unsteady(tmp_path / "log"),))
        render(job, PICTURE, outputs(tmp_path, "png-sequence"), Means(2, entry=entry))
        assert not entry.chunks.exists()
    assert "differ in length" in capfd.readouterr().err
    length = 30 + (tmp_path / "log").stat().st_size
    assert shown(tmp_path / "png-sequence") == [shade(n).tobytes() for n in range(length)]


class Talking(Slides):
    """Prints while it draws."""

    def drawn(self, number: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
        print("drawn")  # noqa: T201
        return super().drawn(number)


def test_what_a_scene_prints_is_not_on_standard_output(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = PartsJob((Talking(Plan(tmp_path / "log")),))
    render(job, PICTURE, outputs(tmp_path, "mp4"), Means(workers=2))
    assert capfd.readouterr().out == ""


# Whole commands, and what happens to them.


@dataclass
class Command:
    """A command that draws a talk of two parts with a cache, in a folder of its own."""

    folder: Path
    log: Path
    process: subprocess.Popen[str] = field(init=False)

    def start(self, workers: int, seconds: float, *forms: str) -> "Command":
        self.folder.mkdir(exist_ok=True)
        arguments = [str(self.folder), str(self.log), str(workers), str(seconds), *forms]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.render.jobs", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "drawing\n"
        return self

    def wait_for_drawn(self, number: int) -> None:
        deadline = time.monotonic() + 20
        while self.drawn() < number:
            assert time.monotonic() < deadline
            time.sleep(0.005)

    def drawn(self) -> int:
        return Plan(self.log).n_drawn

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in listed.read_text().split()]

    def end(self, timeout: float = 30) -> tuple[int, str]:
        _, errors = self.process.communicate(timeout=timeout)
        return self.process.returncode, errors


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Command]:
    made = Command(tmp_path / "clips", tmp_path / "log")
    yield made
    made.process.kill()
    made.process.communicate()


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def own_folders() -> list[Path]:
    """What this process has left among the temporary files."""
    return [
        path for path in Path(gettempdir()).glob(f".gradreel-*-{os.getpid()}-*") if path.is_dir()
    ]


def temporary_files(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob(".gradreel-*")]


def left_to_draw(whole: list[str]) -> int:
    """Count the pictures that some chunk shows which isn't among those that are whole."""
    chunks = {tuple(map(int, name.split("-"))) for name in whole}
    starts = np.cumsum([0, *SPANS])
    return sum(
        any((part, frame // 20) not in chunks for frame in range(start, start + length))
        for part in range(2)
        for start, length in zip(starts.tolist(), SPANS, strict=False)
    )


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="children are listed in /proc")


@linux_only
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_ends_soon_and_the_next_goes_on(
    number: signal.Signals, command: Command
) -> None:
    command.start(2, 0.02, "mp4", "gif")
    command.wait_for_drawn(60)
    children = command.children()
    assert len(children) == 2
    os.kill(children[0], signal.SIGSTOP)  # the worst case: a worker that doesn't listen
    started = time.monotonic()
    command.process.send_signal(number)
    status, errors = command.end()
    assert time.monotonic() - started < 2
    assert status == 128 + number
    assert errors.splitlines() == ["the same command goes on from what is drawn by now"]
    assert not any(map(is_running, children))
    cache = Path(os.environ["GRADREEL_CACHE"])
    assert temporary_files(command.folder, cache) == []
    assert not list(Path(gettempdir()).glob(f".gradreel-*-{command.process.pid}-*"))
    before, left = command.drawn(), left_to_draw([path.name for path in cache.rglob("changes/*")])
    assert left < DRAWN_ONCE
    assert command.start(1, 0, "mp4", "gif").end()[0] == 0
    assert command.drawn() - before == left
    assert digest(command.folder / "clip.gif") == rendered(command.folder / "new", 1, "gif")[0]


@linux_only
def test_children_end_when_their_parent_is_killed(command: Command) -> None:
    command.start(2, 0.02, "mp4")
    command.wait_for_drawn(10)
    children = command.children()
    command.process.kill()
    deadline = time.monotonic() + 2
    while any(map(is_running, children)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert command.start(2, 0, "mp4").end() == (0, "")
    assert temporary_files(command.folder, Path(os.environ["GRADREEL_CACHE"])) == []


@linux_only
@pytest.mark.slow
def test_workers_killed_from_outside_never_spoil_a_file(command: Command, tmp_path: Path) -> None:
    command.start(2, 0.01, "mp4", "png-sequence")
    rng = np.random.default_rng(5)
    for _ in range(2):
        time.sleep(rng.uniform(0.1, 0.5))
        for child in command.children()[:1]:
            os.kill(child, signal.SIGKILL)
    status, errors = command.end()
    if status == 0:
        assert shown(command.folder / "png-sequence") == expected()
    else:
        assert "lost again and again" in errors


def test_two_commands_at_once_both_succeed(tmp_path: Path) -> None:
    same = [Command(tmp_path / "same", tmp_path / "log") for _ in range(2)]
    other = Command(tmp_path / "other", tmp_path / "log")
    for each in (*same, other):
        each.start(2, 0.002, "mp4", "png-sequence")
    assert [each.end() for each in (*same, other)] == [(0, "")] * 3
    for each in (same[0], other):
        assert shown(each.folder / "png-sequence") == expected()
        with av.open(str(each.folder / "clip.mp4")) as clip:
            assert sum(1 for _ in clip.decode(video=0)) == 2 * LENGTH
    assert temporary_files(tmp_path) == []


class Long(Slides):
    """Very many tiny pictures; takes note of the memory that is in use."""

    memory: list[int]

    def draw(self, picture: Picture, take: FrameSink, owned: Owned) -> int:
        self.memory = []
        for index in range(2000):
            if index in owned:
                take(Frame(shade(index), 1, index))
            if index % 500 == 499:
                pages = int(Path("/proc/self/statm").read_text().split()[1])
                self.memory.append(pages * os.sysconf("SC_PAGE_SIZE"))
        return 2000


@linux_only
@pytest.mark.parametrize("forms", [("mp4", "gif"), ("mov", "png-sequence")])
def test_memory_does_not_grow_with_the_clip(forms: tuple[str, ...], tmp_path: Path) -> None:
    part = Long(Plan(tmp_path / "log"))
    parts: tuple[Part, ...] = (part,)
    render(PartsJob(parts), PICTURE, outputs(tmp_path, *forms))
    assert part.memory[-1] - part.memory[0] < 4_000_000
