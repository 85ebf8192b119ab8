"""A drawer: a process that plays a clip once and draws, on the way, the chunks it is asked for."""

import os
import signal
import socket
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import BinaryIO, Final, NoReturn

from gradreel.engine.errors import GradreelError, WorkError, shorten
from gradreel.engine.io.files import remove, sweep, temporary_name
from gradreel.scenes.render.chunks.chunk import chunk_length
from gradreel.scenes.render.chunks.drawing import Counted, Message, Stored, Task, draw
from gradreel.scenes.render.chunks.store import END, Place, Store
from gradreel.scenes.render.cluster.orders import MOST_SAID, Answer, Failure, Opening, Order, turn
from gradreel.scenes.render.cluster.versions import difference, settings, versions
from gradreel.scenes.render.cluster.wire import MessageError, identity, receive, send
from gradreel.scenes.render.frame import Job

IDLE_SECONDS: Final = 20.0
LONGEST_TEXT: Final = 1000


def run(to_job: Callable[[bytes], Job]) -> NoReturn:
    """Carry out what is ordered on standard input, until nothing more is.

    The first message is the opening; every further one is an order, and is answered on what was
    standard output when the process began. Orders come in the order of play. A drawer that can't
    carry one out since it has played past the place ends without an answer.

    Args:
        to_job: reads the job that the opening brings.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the worker decides
    desk = _Desk(os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb"))
    opening = desk.read()
    orders = _Orders(desk, identity(opening))
    orders.wait()
    try:
        orders.task = _task(opening, to_job, desk.folder)
        draw(orders.task, orders, orders.hear)
    except GradreelError as error:
        orders.fail(Failure(type(error).__name__, str(error)))
    except Exception as error:
        text = shorten(" ".join(str(error).split()), LONGEST_TEXT)
        orders.fail(Failure("", f"{type(error).__name__}: {text}"))
    else:
        orders.wait()  # answers what needs no drawing; all else lies behind
    desk.leave()


def _task(data: bytes, to_job: Callable[[bytes], Job], folder: Path) -> Task:
    here = socket.gethostname()
    try:
        opening = Opening.from_message(data)
    except MessageError as error:
        raise WorkError(f"the worker on {here} can't read what came: {error}") from error
    if line := difference(opening.versions, versions(), f"the worker on {here}"):
        raise WorkError(line)
    with suppress(OSError):
        os.chdir(opening.folder)
    if settings() != opening.settings:
        raise WorkError(f"the worker on {here} has another manim.cfg; have the same there as here")
    store = Store(folder / temporary_name(), Path(f"{here}:{folder}"))
    return Task(to_job(opening.job), opening.picture, opening.formats, store)


class _Desk:
    """Where messages come in and go out, and what the process leaves behind.

    Attributes:
        folder: a folder for its files, which goes with it.
    """

    def __init__(self, orders: BinaryIO, answers: BinaryIO) -> None:
        parent = Path(tempfile.gettempdir())
        sweep(parent)
        self.folder = parent / temporary_name()
        self.folder.mkdir(mode=0o700)
        os.environ["TMPDIR"] = tempfile.tempdir = str(self.folder)
        self._answers = answers
        self._received: SimpleQueue[bytes] = SimpleQueue()
        Thread(target=self._receive, args=(orders,), daemon=True).start()
        self._said = (self.folder / "said").open("w+b")
        for stream in 1, 2:
            os.dup2(self._said.fileno(), stream)
        self._read_of_said = 0

    def read(self) -> bytes:
        """Wait for the next message; leave when none comes."""
        try:
            return self._received.get(timeout=IDLE_SECONDS)
        except Empty:
            self.leave()

    def answer(self, answer: Answer) -> None:
        """Send an answer, with what was printed; leave where nobody takes it."""
        answer = replace(answer, said=self._said_since(), drawer=self.folder.name)
        try:
            send(self._answers, answer.to_message())
        except OSError:
            self.leave()

    def _said_since(self) -> str:
        """Return what was printed since the last time; the beginning of it, where it is much."""
        start, self._read_of_said = self._read_of_said, os.fstat(self._said.fileno()).st_size
        length = min(self._read_of_said - start, MOST_SAID)
        return os.pread(self._said.fileno(), length, start).decode(errors="replace")

    def leave(self) -> NoReturn:
        """End the process from wherever it is, without a word to what it was drawing."""
        remove(self.folder)
        os._exit(0)

    def _receive(self, orders: BinaryIO) -> None:
        """Read what comes; when the worker is gone the process is too, whatever it does."""
        while (message := receive(orders)) is not None:
            self._received.put(message)
        self.leave()


class _Orders:
    """Orders, as a book in which only the chunk that is wanted now can be claimed.

    The next order is read when the playing comes to a chunk beyond the one that was answered last.

    Args:
        desk: where they come from.
        session: the identity of the opening that they must belong to.

    Attributes:
        task: what is drawn, once that is known.
    """

    def __init__(self, desk: _Desk, session: str) -> None:
        self._desk, self._session = desk, session
        self.task: Task | None = None
        self._wanted: Place | None = None
        self._counted: dict[int, Counted] = {}
        self._has_end = False

    def claim(self, place: Place) -> bool:
        """Whether it is wanted now; the end always is, so that it is there when it's asked for."""
        if place.chunk == END:
            return True
        self._come_to(place)
        return place == self._wanted

    def is_free(self, place: Place) -> bool:
        """Whether it is wanted now, or may be later."""
        self._come_to(place)
        return self._wanted is not None and turn(place) >= turn(self._wanted)

    def hear(self, message: Message) -> None:
        """Answer, when what is wanted was drawn or is found not to exist."""
        if isinstance(message, Stored):
            self._has_end |= message.place.chunk == END
            if message.place == self._wanted:
                self._answer()
        elif isinstance(message, Counted):
            self._counted[message.part] = message
            if self._wanted is not None and self._is_known(self._wanted):
                self._answer()

    def wait(self) -> Place:
        """Return what is wanted; read orders up to one that drawing must answer, if nothing is."""
        while self._wanted is None:
            self._wanted = self._read()
            if self._wanted is not None and self._is_known(self._wanted):
                self._answer()
        return self._wanted

    def fail(self, failure: Failure) -> None:
        """Answer the order at hand, or the next one, with a failure."""
        self._desk.answer(Answer(self.wait(), {}, failure=failure))

    def _read(self) -> Place | None:
        """Read an order; refuse it where it isn't one."""
        data = self._desk.read()
        try:
            order = Order.from_message(data)
        except MessageError as error:
            self._refuse(Place(0, 0), f"an order that can't be read: {error}")
            return None
        if order.session != self._session:
            self._refuse(order.place, "an order that belongs to another opening")
            return None
        return order.place

    def _come_to(self, place: Place) -> None:
        if self._wanted is None and turn(self.wait()) < turn(place):
            self._desk.leave()  # a new process can play from the start what lies behind

    def _is_known(self, place: Place) -> bool:
        """Whether an order can be answered at once."""
        if place.chunk == END:
            return self._has_end
        counted = self._counted.get(place.part)
        if counted is None or self.task is None:
            return False
        return place.chunk * chunk_length(self.task.picture) >= counted.frames

    def _answer(self) -> None:
        if self.task is None or self._wanted is None:
            return
        place, self._wanted = self._wanted, None
        draws_frames = bool(self.task.encodings(end=False))
        answer = Answer(
            place,
            self._take_chunks(self.task, place),
            tuple(self._counted.values()) if draws_frames else (),
        )
        self._desk.answer(answer)

    def _take_chunks(self, task: Task, place: Place) -> dict[str, bytes]:
        found = {}
        for encoding in task.encodings(end=place.chunk == END):
            path = task.store.path(encoding, place)
            if path.is_file():
                found[encoding.tag] = path.read_bytes()
                if place.chunk != END:
                    path.unlink()
        return found

    def _refuse(self, place: Place, text: str) -> None:
        self._desk.answer(Answer(place, {}, failure=Failure("", text)))
