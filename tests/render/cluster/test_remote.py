"""What goes to a cluster and comes back, and what is done where it is wrong."""

import pickle
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

import pytest

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.render import processes as stopped
from gradreel.scenes.render.cache.questions import sha256_of
from gradreel.scenes.render.chunks.assembly import DisagreementError
from gradreel.scenes.render.chunks.drawing import Counted, Drawn, Progress, Stored, Task, draw
from gradreel.scenes.render.chunks.store import END, Place, Store
from gradreel.scenes.render.cluster import cluster, worker
from gradreel.scenes.render.cluster.cluster import Cluster
from gradreel.scenes.render.cluster.worker import ChunkResult
from gradreel.scenes.render.pipeline import RenderSettings, render
from tests.render.cluster.wrong_results import WRONG, damaged_chunk, gave_up, undecodable_chunk
from tests.render.jobs import LENGTH, GivenClaims, Plan, Talk, outputs
from tests.render.jobs import PICTURE as SLIDES
from tests.render.results import linux_only

T = TypeVar("T")

pytestmark = pytest.mark.slow


def copied(value: T) -> T:
    """Return what arrives where something is sent to another process."""
    copy: T = pickle.loads(pickle.dumps(value))  # noqa: S301
    return copy


# The way of a chunk, without Dask: the processes that draw are real.


class Dask:
    """Calls what it is asked to call in threads of this process."""

    def __init__(self) -> None:
        self.asked: list[Place] = []
        self.tamper: Callable[[int, ChunkResult], object] = lambda *_: None
        self._threads = ThreadPoolExecutor(2)
        self._done: SimpleQueue[tuple[str, object]] = SimpleQueue()

    def threads(self) -> Mapping[str, int]:
        return {"tcp://worker:1": 2}

    def ask_all(self, function: Callable[[], Any]) -> Mapping[str, Any]:
        return {"tcp://worker:1": function()}

    def hold(self, function: Callable[[Any], Any], data: Any) -> Any:
        return function(data)

    def submit(self, key: str, function: Callable[..., Any], *arguments: Any) -> None:
        number = len(self.asked)
        self.asked.append(arguments[1])

        def call() -> None:
            try:
                result = copied(function(*arguments))
            except Exception as error:
                self._done.put((key, error))
            else:
                self._done.put((key, self.tamper(number, result) or result))

        self._threads.submit(call)

    def cancel(self, keys: list[str]) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def next(self, seconds: float) -> tuple[str, object] | None:
        try:
            return self._done.get(timeout=seconds)
        except Empty:
            return None


@pytest.fixture
def dask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dask]:
    """Put threads of this process in the place of Dask."""
    found = Dask()
    monkeypatch.setattr(cluster, "connection", lambda _: nullcontext(found))
    monkeypatch.setattr(worker, "_is_cancelled", lambda: False)
    yield found
    for process in worker._idle:
        process.end()
    worker._idle.clear()


CLUSTER = Cluster("tcp://scheduler:1")
FORMS = ("mp4", "gif", "png-sequence", "png")


def files(folder: Path) -> dict[str, bytes]:
    found = {each for each in folder.rglob("*") if each.is_file()}
    return {str(each.relative_to(folder)): each.read_bytes() for each in found}


def rendered(plan: Plan, folder: Path, means: RenderSettings) -> dict[str, bytes]:
    folder.mkdir()
    render(Talk(plan), SLIDES, outputs(folder, *FORMS), means)
    return files(folder)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is rendered without a cluster."""
    folder = tmp_path_factory.mktemp("here")
    return rendered(Plan(folder / "log"), folder / "clip", RenderSettings())


PLACES = [*(Place(part, chunk) for part in (0, 1) for chunk in range(8)), Place(1, END)]


def test_chunks_come_home(dask: Dask, here: dict[str, bytes], tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log")
    assert rendered(plan, tmp_path / "there", RenderSettings(cluster=CLUSTER)) == here
    assert [place for place in dask.asked if place in PLACES] == PLACES


def test_a_process_that_dies_is_told_of_and_replaced(
    dask: Dask, here: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(tmp_path / "log", dies_at=30)
    assert rendered(plan, tmp_path / "there", RenderSettings(cluster=CLUSTER)) == here
    told = "gradreel: a chunk was lost at frames 20 to 39 of part {} (SIGKILL); trying once more\n"
    assert capsys.readouterr().err in {told.format(part) for part in (1, 2)}  # whoever comes first


@linux_only
def test_a_process_that_is_stopped_is_replaced(
    dask: Dask,
    here: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(stopped, "SECONDS_BETWEEN_LOOKS", 0.1)
    monkeypatch.setattr(stopped, "MOST_LOOKS", 3)
    plan = Plan(tmp_path / "log", dies_at=30, by=signal.SIGSTOP)
    assert rendered(plan, tmp_path / "there", RenderSettings(cluster=CLUSTER)) == here
    assert "(SIGKILL); trying once more" in capsys.readouterr().err


def test_a_process_that_dies_again_and_again_ends_it(dask: Dask, tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log", dies_at=30, deaths=9)
    lost = "again and again at frames 20 to 39 of part [12]"  # whoever comes first
    with pytest.raises(WorkError, match=lost):
        rendered(plan, tmp_path / "there", RenderSettings(cluster=CLUSTER))
    assert files(tmp_path / "there") == {}


def test_what_fails_there_fails_here_as_it_would_here(dask: Dask, tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log", fails_at=30)
    with pytest.raises(RequestError, match=r"^the slides can't be drawn; choose others$"):
        rendered(plan, tmp_path / "there", RenderSettings(cluster=CLUSTER))


@pytest.mark.parametrize("has_changed", [False, True])
def test_files_must_be_there_as_they_are_here(
    has_changed: bool, dask: Dask, tmp_path: Path
) -> None:
    read = tmp_path / "read.csv"
    read.write_text("first", encoding="utf-8")
    job = Talk(Plan(tmp_path / "log"), read={str(read): str(sha256_of(read))})
    task = Task(job, SLIDES, ("gif",), Store(tmp_path / "store", tmp_path))
    read.unlink()
    if has_changed:
        read.write_text("second", encoding="utf-8")
    with pytest.raises(WorkError, match=r"^the worker on .* hasn't .*read\.csv' as it is here"):
        CLUSTER.draw(task, lambda _: None, lambda _: None)
    assert not (tmp_path / "log").exists()


def test_other_settings_of_manim_are_refused(
    dask: Dask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cluster, "settings", lambda: "others")
    task = Task(Talk(Plan(tmp_path / "log")), SLIDES, ("gif",), Store(tmp_path / "s", tmp_path))
    with pytest.raises(WorkError, match=r"^the worker on .* has another manim\.cfg"):
        CLUSTER.draw(task, lambda _: None, lambda _: None)


@pytest.mark.parametrize("spoil", WRONG)
def test_a_wrong_result_is_asked_for_once_more(
    dask: Dask, here: dict[str, bytes], tmp_path: Path, spoil: Callable[[ChunkResult], object]
) -> None:
    dask.tamper = lambda number, result: spoil(result) if number == 2 else None
    plan = Plan(tmp_path / "log")
    assert rendered(plan, tmp_path / "there", RenderSettings(cluster=CLUSTER)) == here
    assert dask.asked.count(Place(0, 2)) == 2


@pytest.mark.parametrize("spoil", [damaged_chunk, undecodable_chunk, gave_up])
def test_wrong_results_only_end_it(
    dask: Dask, tmp_path: Path, spoil: Callable[[ChunkResult], object]
) -> None:
    dask.tamper = lambda _, result: spoil(result)
    with pytest.raises(WorkError, match="a chunk was lost again and again at frames"):
        rendered(Plan(tmp_path / "log"), tmp_path / "there", RenderSettings(cluster=CLUSTER))
    assert files(tmp_path / "there") == {}


def test_what_a_worker_says_only_shows(
    dask: Dask, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def talk(number: int, result: ChunkResult) -> object:
        if number == 2:
            return RuntimeError("\x1b]0;evil\x07")
        return replace(result, printed="\x1b[2Jdrawn\nonce\n", process="p")

    dask.tamper = talk
    rendered(Plan(tmp_path / "log"), tmp_path / "there", RenderSettings(cluster=CLUSTER))
    told = capsys.readouterr().err
    assert "\x1b" not in told
    assert "\\x1b[2Jdrawn\nonce\n" in told
    assert "RuntimeError: \\x1b]0;evil\\x07" in told


def test_what_nobody_asked_for_is_written_nowhere(
    dask: Dask, here: dict[str, bytes], tmp_path: Path
) -> None:
    def more(_: int, result: ChunkResult) -> ChunkResult:
        return replace(result, chunks={**result.chunks, "../../evil": b"evil"})

    dask.tamper = more
    plan = Plan(tmp_path / "log")
    assert rendered(plan, tmp_path / "there", RenderSettings(cluster=CLUSTER)) == here
    assert not list(tmp_path.parent.rglob("evil"))


def test_drawings_that_differ_in_length(dask: Dask, tmp_path: Path) -> None:
    def longer(number: int, result: ChunkResult) -> ChunkResult:
        extra = len(dask.asked) % 2
        counted = tuple(replace(each, frames=each.frames + extra) for each in result.counted)
        return replace(result, counted=counted)

    dask.tamper = longer
    task = Task(Talk(Plan(tmp_path / "log")), SLIDES, ("gif",), Store(tmp_path / "s", tmp_path))
    counts: dict[int, int] = {}

    def hear(message: Progress) -> None:
        if isinstance(message, Counted) and counts.setdefault(message.part, 157) != message.frames:
            raise DisagreementError

    with pytest.raises(DisagreementError):
        CLUSTER.draw(task, hear, lambda _: None)


def test_each_frame_counts_once_in_the_bar(dask: Dask, tmp_path: Path) -> None:
    task = Task(Talk(Plan(tmp_path / "log")), SLIDES, ("gif", "png"), Store(tmp_path, tmp_path))
    heard: list[Progress] = []
    CLUSTER.draw(task, heard.append, lambda _: None)
    assert sum(each.frames for each in heard if isinstance(each, Drawn)) == 2 * LENGTH
    assert [each for each in heard if isinstance(each, Counted)] == [
        Counted(0, LENGTH),
        Counted(1, LENGTH),
    ]


def test_only_what_the_store_lacks_is_asked_for(dask: Dask, tmp_path: Path) -> None:
    store = Store(tmp_path / "store", tmp_path)
    task = Task(Talk(Plan(tmp_path / "log")), SLIDES, ("mp4",), store)
    there = [Place(0, 0), Place(0, 3), Place(1, 7)]
    draw(task, GivenClaims(there), lambda _: None)
    heard: list[Progress] = []
    CLUSTER.draw(task, heard.append, lambda _: None)
    assert not set(there).intersection(dask.asked)
    stored = [each.place for each in heard if isinstance(each, Stored)]
    assert sorted(stored) == PLACES[:-1]
    assert {each.place for each in heard if isinstance(each, Stored) and each.was_there} == set(
        there
    )


def test_nobody_has_joined(dask: Dask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cluster, "SECONDS_WITHOUT_WORKERS", 0.1)
    monkeypatch.setattr(dask, "threads", dict)
    task = Task(Talk(Plan(tmp_path)), SLIDES, ("gif",), Store(tmp_path, tmp_path))
    with pytest.raises(WorkError, match="no worker has joined tcp://scheduler:1; start one: dask"):
        CLUSTER.draw(task, lambda _: None, lambda _: None)


def test_a_worker_without_gradreel(
    dask: Dask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    task = Task(Talk(Plan(tmp_path)), SLIDES, ("gif",), Store(tmp_path, tmp_path))
    for found, told in (
        (ModuleNotFoundError("No module named 'scenes'"), "has no gradreel"),
        (OSError("no"), "can't say its versions: OSError: no"),
    ):
        monkeypatch.setattr(dask, "ask_all", lambda _, found=found: {"tcp://worker:1": found})
        with pytest.raises(WorkError, match=f"^worker tcp://worker:1 {told}"):
            CLUSTER.draw(task, lambda _: None, lambda _: None)
