"""What goes to a cluster and comes back: messages, and what is done where they are wrong."""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.app import parcel
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.production import SceneJob
from gradreel.scenes.app.recording import record
from gradreel.scenes.render.chunks.assembly import DisagreementError
from gradreel.scenes.render.chunks.drawing import Counted, Drawn, Message, Stored, Task, draw
from gradreel.scenes.render.chunks.store import END, Place, Store
from gradreel.scenes.render.cluster import cluster, relay, scheduler
from gradreel.scenes.render.cluster.cluster import Cluster
from gradreel.scenes.render.cluster.orders import Answer, Failure, Opening, Order
from gradreel.scenes.render.cluster.versions import difference, versions
from gradreel.scenes.render.cluster.wire import DIGEST_BYTES, MessageError, pack, unpack
from gradreel.scenes.render.frame import Caption
from gradreel.scenes.render.manim.user_scene import UserJob
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.pipeline import Means, render
from tests.render.jobs import LENGTH, GivenBook, Plan, Talk, outputs
from tests.render.jobs import PICTURE as SLIDES

PICTURE = Picture(64, 36, 2)
BLOBS = [b"", b"one", bytes(range(256))]


# The format.


def test_a_message_is_read_as_it_was_written() -> None:
    message = unpack(pack("greeting", {"text": "é", "n": [1, 2.5, None]}, BLOBS), "greeting")
    assert (message.header["text"], message.header["n"]) == ("é", [1, 2.5, None])
    assert list(message.blobs) == BLOBS


def test_any_flipped_bit_of_a_message_shows() -> None:
    whole = pack("greeting", {"text": "é"}, BLOBS)
    for place in range(len(whole)):
        with pytest.raises(MessageError):
            unpack(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :], "greeting")


def test_a_message_that_is_cut_short_or_goes_on_shows() -> None:
    whole = pack("greeting", {}, BLOBS)
    for content in (*(whole[:size] for size in range(len(whole))), whole + b"x", whole * 2):
        with pytest.raises(MessageError):
            unpack(content, "greeting")


def resigned(message: bytes, old: bytes, new: bytes) -> bytes:
    """Change a message and give it the checksum that it should then have."""
    assert old in message
    body = message[:-DIGEST_BYTES].replace(old, new)
    return body + hashlib.sha256(body).digest()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"message 1", b"message 2", "another version"),
        (b"[0, 3, 256]", b"[0, 4, 256]", "other sizes"),
        (b"[0, 3, 256]", b"[-1,4, 256]", "no sizes"),
        (b"[0, 3, 256]", b"[0, 3, 2e2]", "no sizes"),
        (b'"sizes": [', b'"sizes"::[', "no header"),
        (b"greeting", b"farewell", "not about greeting"),
    ],
)
def test_a_message_that_says_what_it_cannot(old: bytes, new: bytes, told: str) -> None:
    with pytest.raises(MessageError, match=told):
        unpack(resigned(pack("greeting", {}, BLOBS), old, new), "greeting")


def test_what_is_no_message() -> None:
    for content in (b"", b"\x80\x04]\x94.", "text", None):
        with pytest.raises(MessageError):
            unpack(content, "greeting")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "picture", [PICTURE, Picture(1280, 720, Fraction(30000, 1001), transparent=True)]
)
def test_an_opening_comes_back(picture: Picture) -> None:
    opening = Opening({"numpy": "1"}, picture, ("mp4", "gif"), b"job", "call", "/", "0")
    back = Opening.from_message(opening.to_message())
    assert back == opening
    assert type(back.picture.fps) is type(picture.fps)


def test_orders_and_answers_come_back() -> None:
    order = Order("ab", Place(2, END))
    assert Order.from_message(order.to_message()) == order
    counted = Counted(0, 41, (Caption(0.5, 1.25, "é"),))
    answer = Answer(Place(1, 7), {"png": b"123"}, (counted,), Failure("", "why"), "said", "who")
    assert Answer.from_message(answer.to_message()) == answer


@pytest.mark.parametrize("place", [[0], [0, 1, 2], [-1, 0], [0, -2], [0, "1"], [0, 1.0], None])
def test_an_order_for_no_place(place: Any) -> None:
    with pytest.raises(MessageError):
        Order.from_message(pack("order", {"session": "", "place": place}))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"width": 64', b'"width": -4'),
        (b'"fps": 2', b'"fps": 0'),
        (b'"formats": ["gif"]', b'"formats": ["gin"]'),
        (b'"formats": ["gif"]', b'"formats": [     ]'),
        (b'"versions": {}', b'"versions": 77'),
    ],
)
def test_an_opening_that_says_what_it_cannot(old: bytes, new: bytes) -> None:
    message = Opening({}, PICTURE, ("gif",), b"job", "call", "/", "0").to_message()
    with pytest.raises(MessageError):
        Opening.from_message(resigned(message, old, new))


# What is drawn.


@pytest.mark.parametrize(
    "scene",
    ["sigmoid", "descent", pytest.param("minibatch", marks=pytest.mark.slow), "backprop"],
)
def test_a_scene_comes_back_with_all_its_runs(scene: str) -> None:
    job = SceneJob(scene, record(scene), "light", "zh")
    data = parcel.job_to_bytes(job)
    back = parcel.job_from_bytes(data)
    assert isinstance(back, SceneJob)
    assert (back.scene, back.theme, back.language) == (scene, "light", "zh")
    assert back.recording.options == job.recording.options
    assert isinstance(back.recording.options, RunOptions)
    assert list(back.recording.companions) == list(job.recording.companions)
    assert parcel.job_to_bytes(back) == data


def test_a_scene_of_ones_own_must_be_there_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mine.py"
    path.write_text("first", encoding="utf-8")
    data = parcel.job_to_bytes(UserJob(Path("mine.py"), "Mine", 3))
    assert parcel.job_from_bytes(data) == UserJob(path, "Mine", 3)
    path.write_text("second", encoding="utf-8")
    with pytest.raises(WorkError, match=r"hasn't .*as it is here"):
        parcel.job_from_bytes(data)
    path.unlink()
    with pytest.raises(WorkError, match=r"hasn't .*as it is here"):
        parcel.job_from_bytes(data)


def test_other_jobs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="Talk"):
        parcel.job_to_bytes(Talk(Plan(tmp_path)))
    for data in (b"", pack("job", {}), pack("job", {"job": "pickle"}), pack("other", {})):
        with pytest.raises(WorkError):
            parcel.job_from_bytes(data)


def test_a_record_that_was_tampered_with_is_refused() -> None:
    job = SceneJob("descent", record("descent"), "dark", "en")
    data = parcel.job_to_bytes(job)
    kind, other = (text.encode("utf-32-le") for text in ("gradreel-tra", "gradreel-tro"))
    for old, new in ((b'"theme": "dark"', b'"theme": "dork"'), (kind, other)):
        with pytest.raises(WorkError):
            parcel.job_from_bytes(resigned(data, old, new))


# Versions and addresses.


def test_a_difference_names_what_and_where() -> None:
    own = versions()
    assert difference(own, own, "worker w") is None
    assert difference(own, {**own, "more": "1"}, "worker w") is None
    line = difference(own, {**own, "numpy": "1.0"}, "worker w")
    assert line == f"worker w has numpy 1.0, here {own['numpy']}: install the same on both"
    assert "unknown" in (difference(own, {}, "worker w") or "")
    assert len(difference(own, {}, "worker w") or "") < 200


def test_gradreel_itself_is_compared_by_its_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("engine", "scenes", "assets"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("1", encoding="utf-8")
    monkeypatch.setattr("gradreel.scenes.render.cluster.versions.PROJECT", tmp_path)
    found = [versions()["gradreel"]]
    for name in ("engine", "scenes", "assets"):
        (tmp_path / name / "a.py").write_text("2", encoding="utf-8")
        found.append(versions()["gradreel"])
    assert len(set(found)) == 4


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("tcp://127.0.0.1:8786", "127.0.0.1", 8786),
        ("tls://node.example:1", "node.example", 1),
        ("tcp://[::1]:65535", "::1", 65535),
    ],
)
def test_addresses(address: str, host: str, port: int) -> None:
    assert scheduler.parse(address) == (host, port)


@pytest.mark.parametrize(
    "address",
    [
        *("", "tcp://", "tcp://host", "tcp://:1", "host:1", "http://host:1", "tcp://host:0"),
        *("tcp://host:65536", "tcp://host:1x", "tcp://host:1/", "tcp://me@host:1", "tcp://::1:1"),
        *("tcp://host:-1", "tcp:host:1", "TCP://host:1", "tcp://a b:1", "tcp://host:²"),
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(RequestError, match="give tcp://host:port"):
        scheduler.parse(address)


def test_without_dask_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scheduler, "find_spec", lambda _: None)
    with pytest.raises(WorkError, match=r'pip install .*-e "\.\[cluster\]"'):
        scheduler.check_reachable("tcp://127.0.0.1:1")


def test_nobody_listens() -> None:
    with pytest.raises(WorkError, match=r"no scheduler at tcp://127\.0\.0\.1:1: .*refused"):
        scheduler.check_reachable("tcp://127.0.0.1:1")


# The way of a chunk, without Dask: the relay and its drawers are real.


class Dask:
    """Calls what it is asked to call in threads of this process."""

    def __init__(self) -> None:
        self.ordered: list[Place] = []
        self.tamper: Callable[[int, Answer], bytes | BaseException | None] = lambda *_: None
        self._threads = ThreadPoolExecutor(2)
        self._done: SimpleQueue[tuple[str, bytes | BaseException]] = SimpleQueue()

    def threads(self) -> Mapping[str, int]:
        return {"tcp://worker:1": 2}

    def ask_all(self, function: Callable[[], bytes]) -> Mapping[str, Any]:
        return {"tcp://worker:1": function()}

    def hold(self, function: Callable[[bytes], bytes], data: bytes) -> bytes:
        return function(data)

    def submit(self, key: str, function: Callable[..., bytes], *arguments: Any) -> None:
        number = len(self.ordered)
        self.ordered.append(Order.from_message(arguments[1]).place)

        def call() -> None:
            result = function(*arguments)
            self._done.put((key, self.tamper(number, Answer.from_message(result)) or result))

        self._threads.submit(call)

    def call_off(self, keys: list[str]) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def next(self, seconds: float) -> tuple[str, bytes | BaseException] | None:
        try:
            return self._done.get(timeout=seconds)
        except Empty:
            return None


@pytest.fixture
def dask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dask]:
    """Put threads of this process in the place of Dask, and slides in that of scenes."""
    found = Dask()
    monkeypatch.setattr(cluster, "connection", lambda _: nullcontext(found))
    monkeypatch.setattr(relay, "COMMAND", (sys.executable, "-P", "-m", "tests.render.drawer"))
    monkeypatch.setattr(relay, "_is_called_off", lambda: False)
    yield found
    for drawer in relay._idle:
        drawer.end()
    relay._idle.clear()


def far_away() -> Cluster:
    def to_bytes(job: Any) -> bytes:
        plan = job.plan
        values = {"log": str(plan.log), "dies_at": plan.dies_at, "fails_at": plan.fails_at}
        return json.dumps({**values, "deaths": plan.deaths}).encode()

    return Cluster("tcp://scheduler:1", to_bytes)


FORMS = ("mp4", "gif", "png-sequence", "png")


def files(folder: Path) -> dict[str, bytes]:
    found = {each for each in folder.rglob("*") if each.is_file()}
    return {str(each.relative_to(folder)): each.read_bytes() for each in found}


def rendered(plan: Plan, folder: Path, means: Means) -> dict[str, bytes]:
    folder.mkdir()
    render(Talk(plan), SLIDES, outputs(folder, *FORMS), means)
    return files(folder)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is rendered without a cluster."""
    folder = tmp_path_factory.mktemp("here")
    return rendered(Plan(folder / "log"), folder / "clip", Means())


PLACES = [*(Place(part, chunk) for part in (0, 1) for chunk in range(8)), Place(1, END)]


def test_chunks_come_home(dask: Dask, here: dict[str, bytes], tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log")
    assert rendered(plan, tmp_path / "there", Means(cluster=far_away())) == here
    assert [place for place in dask.ordered if place in PLACES] == PLACES


def test_a_drawer_that_dies_is_told_of_and_replaced(
    dask: Dask, here: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(tmp_path / "log", dies_at=30)
    assert rendered(plan, tmp_path / "there", Means(cluster=far_away())) == here
    told = "gradreel: a chunk was lost at frames 20 to 39 of part {} (SIGKILL); trying once more\n"
    assert capsys.readouterr().err in {told.format(part) for part in (1, 2)}  # whoever comes first


def test_a_drawer_that_dies_again_and_again_ends_it(dask: Dask, tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log", dies_at=30, deaths=9)
    with pytest.raises(WorkError, match="again and again at frames 20 to 39 of part 1"):
        rendered(plan, tmp_path / "there", Means(cluster=far_away()))
    assert files(tmp_path / "there") == {}


def test_what_fails_there_fails_here_as_it_would_here(dask: Dask, tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log", fails_at=30)
    with pytest.raises(RequestError, match=r"^the slides can't be drawn; choose others$"):
        rendered(plan, tmp_path / "there", Means(cluster=far_away()))


def other_place(answer: Answer) -> bytes:
    return replace(answer, place=Place(5, 5)).to_message()


def damaged_chunk(answer: Answer) -> bytes:
    chunks = {tag: content[:40] + b"?" + content[41:] for tag, content in answer.chunks.items()}
    return replace(answer, chunks=chunks).to_message()


def unsound_chunk(answer: Answer) -> bytes:
    def of(content: bytes) -> bytes:
        whole = content[:-DIGEST_BYTES].replace(b'"frames": 20', b'"frames": 99')
        return whole + hashlib.sha256(whole).digest()

    return replace(
        answer, chunks={tag: of(each) for tag, each in answer.chunks.items()}
    ).to_message()


def without_chunks(answer: Answer) -> bytes:
    return replace(answer, chunks={}).to_message()


def cut_short(answer: Answer) -> bytes:
    return answer.to_message()[:-1]


def gave_up(answer: Answer) -> BaseException:
    return RuntimeError("worker w died")


WRONG = (other_place, damaged_chunk, unsound_chunk, without_chunks, cut_short, gave_up)


@pytest.mark.slow
@pytest.mark.parametrize("spoil", WRONG)
def test_a_wrong_answer_is_asked_for_once_more(
    dask: Dask,
    here: dict[str, bytes],
    tmp_path: Path,
    spoil: Callable[[Answer], bytes | BaseException],
) -> None:
    dask.tamper = lambda number, answer: spoil(answer) if number == 2 else None
    plan = Plan(tmp_path / "log")
    assert rendered(plan, tmp_path / "there", Means(cluster=far_away())) == here
    assert dask.ordered.count(Place(0, 2)) == 2


@pytest.mark.parametrize("spoil", [damaged_chunk, gave_up])
def test_wrong_answers_only_end_it(
    dask: Dask, tmp_path: Path, spoil: Callable[[Answer], bytes | BaseException]
) -> None:
    dask.tamper = lambda _, answer: spoil(answer)
    with pytest.raises(WorkError, match="a chunk was lost again and again at frames"):
        rendered(Plan(tmp_path / "log"), tmp_path / "there", Means(cluster=far_away()))
    assert files(tmp_path / "there") == {}


def test_what_nobody_asked_for_is_written_nowhere(
    dask: Dask, here: dict[str, bytes], tmp_path: Path
) -> None:
    def more(_: int, answer: Answer) -> bytes:
        return replace(answer, chunks={**answer.chunks, "../../evil": b"evil"}).to_message()

    dask.tamper = more
    plan = Plan(tmp_path / "log")
    assert rendered(plan, tmp_path / "there", Means(cluster=far_away())) == here
    assert not list(tmp_path.parent.rglob("evil"))


def test_drawings_that_differ_in_length(dask: Dask, tmp_path: Path) -> None:
    def longer(number: int, answer: Answer) -> bytes:
        extra = len(dask.ordered) % 2
        counted = tuple(replace(each, frames=each.frames + extra) for each in answer.counted)
        return replace(answer, counted=counted).to_message()

    dask.tamper = longer
    task = Task(Talk(Plan(tmp_path / "log")), SLIDES, ("gif",), Store(tmp_path / "s", tmp_path))
    counts: dict[int, int] = {}

    def hear(message: Message) -> None:
        if isinstance(message, Counted) and counts.setdefault(message.part, 157) != message.frames:
            raise DisagreementError

    with pytest.raises(DisagreementError):
        far_away().draw(task, hear, lambda _: None)


def test_each_frame_counts_once_in_the_bar(dask: Dask, tmp_path: Path) -> None:
    task = Task(Talk(Plan(tmp_path / "log")), SLIDES, ("gif", "png"), Store(tmp_path, tmp_path))
    heard: list[Message] = []
    far_away().draw(task, heard.append, lambda _: None)
    assert sum(each.frames for each in heard if isinstance(each, Drawn)) == 2 * LENGTH
    assert [each for each in heard if isinstance(each, Counted)] == [
        Counted(0, LENGTH),
        Counted(1, LENGTH),
    ]


def test_only_what_the_store_lacks_is_ordered(dask: Dask, tmp_path: Path) -> None:
    store = Store(tmp_path / "store", tmp_path)
    task = Task(Talk(Plan(tmp_path / "log")), SLIDES, ("mp4",), store)
    there = [Place(0, 0), Place(0, 3), Place(1, 7)]
    draw(task, GivenBook(there), lambda _: None)
    heard: list[Message] = []
    far_away().draw(task, heard.append, lambda _: None)
    assert not set(there).intersection(dask.ordered)
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
        far_away().draw(task, lambda _: None, lambda _: None)


def test_a_worker_without_gradreel(
    dask: Dask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    task = Task(Talk(Plan(tmp_path)), SLIDES, ("gif",), Store(tmp_path, tmp_path))
    for found, told in (
        (ModuleNotFoundError("No module named 'scenes'"), "has no gradreel"),
        (OSError("no"), "can't say its versions: OSError: no"),
        (b"pickle", "can't be understood"),
    ):
        monkeypatch.setattr(dask, "ask_all", lambda _, found=found: {"tcp://worker:1": found})
        with pytest.raises(WorkError, match=f"^worker tcp://worker:1 {told}"):
            far_away().draw(task, lambda _: None, lambda _: None)
