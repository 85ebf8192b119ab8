"""What goes to a cluster and comes back, and what is done where it is wrong."""

import pickle
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

import pytest

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.render import processes as stopped
from gradreel.scenes.render.cache.contents import sha256_of
from gradreel.scenes.render.chunks.drawing import Counted, Drawn, Progress, Stored, Task, draw
from gradreel.scenes.render.chunks.store import END, Place, Store
from gradreel.scenes.render.cluster import cluster, worker
from gradreel.scenes.render.cluster.cluster import Cluster
from gradreel.scenes.render.cluster.worker import ChunkResult
from gradreel.scenes.render.encoders.contract import MAGIC
from gradreel.scenes.render.pipeline import RenderSettings, render
from tests.render.jobs import LENGTHS, GivenClaims, Plan, Talk, outputs
from tests.render.jobs import PICTURE as SLIDES
from tests.render.results import linux_only

T = TypeVar("T")
Files = dict[str, bytes]

pytestmark = pytest.mark.slow


def copied(value: T) -> T:
    """Return what arrives where something is sent to another process."""
    copy: T = pickle.loads(pickle.dumps(value))  # noqa: S301
    return copy


class Dask:
    """Calls what it is asked to call in threads of this process; those who draw are real."""

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


@pytest.fixture(autouse=True)
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


def files(folder: Path) -> Files:
    found = {each for each in folder.rglob("*") if each.is_file()}
    return {str(each.relative_to(folder)): each.read_bytes() for each in found}


def rendered(plan: Plan, folder: Path, cluster: Cluster | None = CLUSTER) -> Files:
    folder.mkdir()
    asked = outputs(folder, "mp4", "gif", "png-sequence", "png")
    render(Talk(plan), SLIDES, asked, RenderSettings(cluster=cluster))
    return files(folder)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """What is rendered without a cluster."""
    folder = tmp_path_factory.mktemp("here")
    return rendered(Plan(folder / "log"), folder / "clip", None)


@pytest.fixture
def there(tmp_path: Path) -> Callable[..., Files]:
    """Render on the cluster as is planned."""
    return lambda **plan: rendered(Plan(tmp_path / "log", **plan), tmp_path / "there")


PLACES = [*(Place(part, chunk) for part in (0, 1) for chunk in range(8)), Place(1, END)]


def test_chunks_come_home(dask: Dask, here: Files, there: Callable[..., Files]) -> None:
    assert there() == here
    assert [place for place in dask.asked if place in PLACES] == PLACES


@pytest.mark.parametrize("by", [signal.SIGKILL, pytest.param(signal.SIGSTOP, marks=linux_only)])
def test_a_process_that_dies_or_is_stopped_is_told_of_and_replaced(
    by: int,
    here: Files,
    there: Callable[..., Files],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(stopped, "SECONDS_BETWEEN_LOOKS", 0.1)
    monkeypatch.setattr(stopped, "MOST_LOOKS", 3)
    assert there(dies_at=30, by=by) == here
    told = "gradreel: frames were lost in chunk 2 of part {} (SIGKILL); trying once more\n"
    assert capsys.readouterr().err in {told.format(part) for part in (1, 2)}  # whoever comes first


def test_what_fails_there_fails_here_as_it_would_here(there: Callable[..., Files]) -> None:
    with pytest.raises(RequestError, match=r"^the slides can't be drawn; choose others$"):
        there(fails_at=30)


def in_chunks(change: Callable[[bytes], bytes]) -> Callable[[ChunkResult], ChunkResult]:
    """Change what is in the chunks that come back."""
    return lambda result: replace(
        result, chunks={tag: change(each) for tag, each in result.chunks.items()}
    )


def sealed(change: Callable[[bytes], bytes]) -> Callable[[ChunkResult], ChunkResult]:
    """Change what is in the chunks that come back, and let their checksums be right."""

    def of(content: bytes) -> bytes:
        whole = change(content[: -sha256().digest_size])
        return whole + sha256(whole).digest()

    return in_chunks(of)


def noise(content: bytes) -> bytes:
    """Let what the decoder gets be noise, of the same length."""
    start, end = len(MAGIC), content.index(b'{"of"')
    return content[:start] + content[start:end][::-1] + content[end:]


DAMAGED = in_chunks(lambda content: content[:40] + b"?" + content[41:])
WRONG: dict[str, Callable[[ChunkResult], object]] = {
    "another place": lambda result: replace(result, place=Place(5, 5)),
    "a damaged chunk": DAMAGED,
    "one that is cut short": in_chunks(lambda content: content[:-1]),
    "another length": sealed(lambda each: each.replace(b'"frames": 20', b'"frames": 99')),
    "another name": sealed(lambda each: each.replace(b"/0-", b"/1-")),
    "noise": sealed(noise),
    "no chunk": lambda result: replace(result, chunks={}),
    "something else": lambda _: b"chunk",
    "an error": lambda _: RuntimeError("worker w died"),
}


def test_wrong_results_are_asked_for_once_more(
    dask: Dask, here: Files, there: Callable[..., Files]
) -> None:
    wrong = dict(zip(PLACES, WRONG, strict=False))

    def tamper(number: int, result: ChunkResult) -> object:
        place = dask.asked[number]
        is_first = dask.asked.index(place) == number
        return WRONG[wrong[place]](result) if is_first and place in wrong else None

    dask.tamper = tamper
    assert there() == here
    asked = Counter(dask.asked)
    assert {name: asked[place] for place, name in wrong.items()} == dict.fromkeys(WRONG, 2)


@pytest.mark.parametrize("deaths", [0, 9])
def test_what_goes_wrong_again_and_again_ends_it(
    deaths: int, dask: Dask, there: Callable[..., Files], tmp_path: Path
) -> None:
    if not deaths:
        dask.tamper = lambda _, result: DAMAGED(result)
    with pytest.raises(WorkError, match="frames were lost again and again in chunk"):
        there(dies_at=30, deaths=deaths)
    assert files(tmp_path / "there") == {}


def test_what_a_worker_says_only_shows(
    dask: Dask, there: Callable[..., Files], capsys: pytest.CaptureFixture[str]
) -> None:
    def talk(number: int, result: ChunkResult) -> object:
        if number == 2:
            return RuntimeError("\x1b]0;evil\x07")
        return replace(result, printed="\x1b[2Jdrawn\nonce\n", process="p")

    dask.tamper = talk
    there()
    told = capsys.readouterr().err
    assert "\x1b" not in told
    assert "\\x1b[2Jdrawn\nonce\n" in told
    assert "RuntimeError: \\x1b]0;evil\\x07" in told


def test_what_nobody_asked_for_is_written_nowhere(
    dask: Dask, here: Files, there: Callable[..., Files], tmp_path: Path
) -> None:
    evil = {"../../evil": b"evil"}
    dask.tamper = lambda _, result: replace(result, chunks={**result.chunks, **evil})
    assert there() == here
    assert not list(tmp_path.parent.rglob("evil"))


def test_drawings_that_differ_in_length_are_done_in_one_process(
    dask: Dask, here: Files, there: Callable[..., Files], capsys: pytest.CaptureFixture[str]
) -> None:
    def longer(number: int, result: ChunkResult) -> ChunkResult:
        counted = (replace(each, lengths=(*each.lengths, number)) for each in result.counted)
        return replace(result, counted=tuple(counted))

    dask.tamper = longer
    assert there() == here
    assert "differ in length" in capsys.readouterr().err


# Without what becomes of the chunks.


@pytest.fixture
def task(tmp_path: Path) -> Task:
    return Task(Talk(Plan(tmp_path / "log")), SLIDES, ("gif",), Store(tmp_path / "store", tmp_path))


def heard(task: Task) -> list[Progress]:
    found: list[Progress] = []
    CLUSTER.draw(task, found.append, lambda _: None)
    return found


@pytest.mark.parametrize("has_changed", [False, True])
def test_files_must_be_there_as_they_are_here(
    has_changed: bool, task: Task, tmp_path: Path
) -> None:
    read = tmp_path / "read.csv"
    read.write_text("first", encoding="utf-8")
    job = Talk(Plan(tmp_path / "log"), needs={str(read): str(sha256_of(read))})
    read.unlink()
    if has_changed:
        read.write_text("second", encoding="utf-8")
    with pytest.raises(WorkError, match=r"^the worker on .* hasn't .*read\.csv' as it is here"):
        heard(replace(task, job=job))
    assert not job.plan.n_drawn


@pytest.mark.parametrize(
    ("where", "found", "said"),
    [
        ((cluster, "settings"), "others", r"the worker on .* has another manim\.cfg"),
        ((Dask, "threads"), {}, "no worker has joined tcp://scheduler:1; start one: dask"),
        ((Dask, "ask_all"), {"w": ModuleNotFoundError("no")}, "worker w has no gradreel"),
        ((Dask, "ask_all"), {"w": OSError("no")}, "worker w can't say its versions: OSError: no"),
    ],
)
def test_who_can_not_draw_is_told_in_a_line(
    where: tuple[object, str], found: object, said: str, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "SECONDS_WITHOUT_WORKERS", 0.1)
    monkeypatch.setattr(*where, lambda *_: found)
    with pytest.raises(WorkError, match=f"^{said}"):
        heard(task)


def test_each_frame_counts_once_in_the_bar(task: Task) -> None:
    found = heard(replace(task, formats=("gif", "png")))
    assert sum(each.frames for each in found if isinstance(each, Drawn)) == 2 * sum(LENGTHS)
    counted = [each for each in found if isinstance(each, Counted)]
    assert counted == [Counted(part, LENGTHS) for part in (0, 1)]


def test_only_what_the_store_lacks_is_asked_for(dask: Dask, task: Task) -> None:
    there = {Place(0, 0), Place(0, 3), Place(1, 7)}
    draw(task, GivenClaims(there), lambda _: None)
    stored = [each for each in heard(task) if isinstance(each, Stored)]
    assert not there.intersection(dask.asked)
    assert sorted(each.place for each in stored) == PLACES[:-1]
    assert {each.place for each in stored if each.was_there} == there
