"""`gradreel watch`: builds a clip at each change of what it reads, and tells a page of it."""

import os
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

from gradreel.engine.errors import RequestError, counted
from gradreel.scenes.files.temporary import TemporaryFolder
from gradreel.scenes.make.request import Say
from gradreel.scenes.render.amounts import clock_text, time_text
from gradreel.scenes.render.processes import ending
from gradreel.scenes.watch.crew import Crew
from gradreel.scenes.watch.follower import Follower
from gradreel.scenes.watch.messages import (
    Begun,
    Busy,
    Done,
    Drawn,
    Fault,
    Gone,
    Message,
    Order,
    Played,
    Read,
    Ready,
    Wanted,
)
from gradreel.scenes.watch.reading import stamp_of
from gradreel.scenes.watch.reel import Reel
from gradreel.scenes.watch.server import Board, Server

BETWEEN_STATES: Final = 0.1
"""Seconds between two states that the pages are told, unless there is a picture to wait for."""
LOST: Final = "the process that drew was lost ({}); save the file to try again"
AGAIN: Final = "again"
AT: Final = "at"
OPTIONS: Final = "options"


@dataclass(frozen=True)
class Control:
    """An option that the page has a control for.

    Attributes:
        name: the option's.
        flag: as the command line has it.
        value: what was chosen on the line; empty where nothing was.
        hint: what holds where nothing is chosen, or what it takes.
        help: what it is.
        choices: what may be chosen; anything where there are none.
        isClosed: whether nothing else may be.
    """

    name: str
    flag: str
    value: str
    hint: str
    help: str
    choices: tuple[str, ...] = ()
    isClosed: bool = False  # noqa: N815, as the page's script has it


@dataclass(frozen=True)
class Choice:
    """What was chosen on the page.

    Attributes:
        wanted: the clip.
        command: what renders it.
    """

    wanted: Wanted
    command: str


@dataclass(frozen=True)
class Watch:
    """What is watched, and how.

    Attributes:
        choice: the clip to begin with.
        files: what the page consists of, as `Server` takes it.
        controls: the options that the page has controls for.
        choose: returns the clip for what was entered there, by the options' names; it may raise
            `RequestError`.
        port: where the page is served; anywhere when 0.
        say: tells the user something.
        opened: told the page's address.
    """

    choice: Choice
    files: Mapping[str, tuple[str, bytes]]
    controls: tuple[Control, ...]
    choose: Callable[[Mapping[str, str]], Choice]
    port: int
    say: Say
    opened: Callable[[str, Path], None]


def watch(asked: Watch) -> None:
    """Watch a clip until a signal ends the command.

    Raises:
        RequestError: the port is taken.
    """
    with ExitStack() as opened:
        folder = opened.enter_context(closing(TemporaryFolder(Path(tempfile.gettempdir()))))
        watching = _Watching(asked, folder.path)
        opened.enter_context(closing(watching))
        asked.opened(watching.address, folder.path)
        watching.go_on()


class _Watching:
    """Hears of changes, of what builds send, and of what pages ask for, one after the other.

    Others run in threads of their own; what they tell is put into a queue of things to do.
    """

    def __init__(self, asked: Watch, folder: Path) -> None:
        self._asked, self._folder = asked, folder
        self._to_do: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._choice, self._values, self._choice_fault = asked.choice, dict[str, str](), ""
        self._reel, self._board, self._seen = Reel(), Board(), 0
        self._imported, self._written = frozenset[str](), set[str]()
        self._build, self._rebuild = 0, _Rebuild()
        self._tell_at: float | None = None
        self._server = self._served()
        self._follower = Follower(lambda files: self._to_do.put(partial(self._changed, files)))
        self._crew, self._has_crew = self._new_crew(), True

    @property
    def address(self) -> str:
        """The page's address."""
        return self._server.address

    def close(self) -> None:
        """End all processes and threads."""
        self._crew.close()
        self._follower.close()
        self._server.close()

    def go_on(self) -> None:
        """Build, and do whatever comes up, until a signal ends it."""
        file = self._choice.wanted.file
        if file is not None:
            path = os.path.realpath(file.path)
            self._follower.follow({path: stamp_of(path)})
        self._begin()
        while True:
            at = self._tell_at
            try:
                do = self._to_do.get(timeout=None if at is None else max(0, at - time.monotonic()))
            except Empty:
                self._tell()
            else:
                do()

    def _served(self) -> Server:
        def ask(kind: str, said: Any) -> None:
            self._to_do.put(partial(self._page_asks, kind, said))

        try:
            return Server(self._asked.port, self._asked.files, self._board, ask)
        except OSError as error:
            raise RequestError(
                f"--port {self._asked.port}: {error.strerror}; give another, or leave it out"
            ) from error

    def _new_crew(self) -> Crew:
        def hear(crew: Crew, number: int | None, said: Message | None) -> None:
            self._to_do.put(partial(self._crew_says, crew, number, said))

        return Crew(self._choice.wanted, self._folder, hear)

    def _changed(self, files: frozenset[str]) -> None:
        """Build anew, as files have changed."""
        if files <= self._written:
            return
        self._has_crew &= self._imported.isdisjoint(files)
        self._begin()

    def _renew_crew(self) -> None:
        self._crew.close()
        self._crew, self._has_crew = self._new_crew(), True

    def _page_asks(self, kind: str, said: Any) -> None:
        if kind == AT and isinstance(said, int) and said >= 0:
            self._seen = said
        elif kind == AGAIN:
            self._begin()
        elif kind == OPTIONS and isinstance(said, dict):
            self._choose({str(name): str(value) for name, value in said.items()})

    def _choose(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)
        try:
            self._choice, self._choice_fault = self._asked.choose(values), ""
        except RequestError as error:
            self._choice_fault = str(error)
            self._tell()
        else:
            self._begin()

    def _crew_says(self, crew: Crew, number: int | None, said: Message | None) -> None:
        if crew is not self._crew:
            return
        if number is not None:
            if number in self._rebuild.under_way:
                self._build_says(number, said)
        elif isinstance(said, Ready):
            self._imported = frozenset(said.files)
            self._follower.follow(said.files)
        elif isinstance(said, Gone):
            if (part := self._rebuild.under_way.get(said.number)) is not None:
                part.code = said.code
                self._find_lost(part)
        elif isinstance(said, Fault):
            self._fail(said)
        elif said is None:
            self._has_crew = False
            if not self._rebuild.is_over:
                self._fail(Fault(LOST.format("and the one that it was forked from")))

    def _build_says(self, number: int, said: Message | None) -> None:
        part = self._rebuild.under_way[number]
        if isinstance(said, Begun | Drawn | Busy):
            self._take(said, part)
        elif isinstance(said, Read):
            self._follow(said)
        elif isinstance(said, Played):
            self._reel.played(said)
            self._part_done(number)
        elif isinstance(said, Done) or (part.is_hasty and isinstance(said, Fault)):
            self._part_done(number)
        elif isinstance(said, Fault):
            self._fail(said)
        elif said is None:
            part.is_cut = True
            self._find_lost(part)

    def _take(self, said: Begun | Drawn | Busy, part: "_Part") -> None:
        is_new = self._reel.take(said, is_hasty=part.is_hasty)
        is_first = is_new and self._rebuild.shown is None
        if is_first:
            self._rebuild.shown = self._rebuild.took
        self._tell_soon(at_once=is_first)
        if isinstance(said, Drawn) and not part.is_hasty:
            self._order_rest()

    def _follow(self, read: Read) -> None:
        """Follow what a build has read, but for what it writes: it would never come to rest."""
        self._written |= read.written
        self._follower.forget(read.written)
        self._follower.follow(
            {path: stamp for path, stamp in read.files.items() if path not in self._written}
        )

    def _begin(self) -> None:
        """Have the clip built, first the frame at which the viewer is, and last those before it.

        In a person's own scene all that comes before a frame has to be stepped through. So another
        process skips that, and may be there sooner.
        """
        if not self._has_crew:
            self._renew_crew()
        self._reel.begin()
        first = min(self._seen, max(0, self._reel.frames - 1))
        self._rebuild = _Rebuild(rest=first)
        self._order(first, None)
        if first and self._choice.wanted.file is not None:
            self._order(first, first + 1, is_hasty=True, is_beside=True)
        self._tell()

    def _order(
        self, start: int, stop: int | None, *, is_hasty: bool = False, is_beside: bool = False
    ) -> None:
        self._build += 1
        own, kept = self._folder / f"build-{self._build}", self._folder / "formulas"
        how = start, stop, is_hasty, is_beside, self._reel.known
        self._rebuild.under_way[self._build] = _Part(is_hasty)
        self._crew.build(Order(self._build, self._choice.wanted, *how, own, kept))

    def _order_rest(self) -> None:
        """Have the frames drawn that come before that of the viewer, unless they are by now."""
        rest, self._rebuild.rest = self._rebuild.rest, 0
        if rest:
            self._order(0, rest, is_beside=True)

    def _part_done(self, number: int) -> None:
        rebuild = self._rebuild
        del rebuild.under_way[number]
        if rebuild.is_over:
            self._tell()
            self._say(self._line())
        elif not rebuild.is_drawing:
            self._order_rest()

    def _fail(self, fault: Fault) -> None:
        self._rebuild.under_way.clear()
        self._rebuild.rest = 0
        self._crew.rest()
        self._reel.fail(fault)
        self._tell()
        self._say(fault.line)

    def _say(self, line: str) -> None:
        with suppress(OSError):  # what keeps it may be full, and the page still tells
            self._asked.say(line)

    def _find_lost(self, part: "_Part") -> None:
        """Say that a process was lost, once its last word was heard and it has ended."""
        if part.is_cut and part.code is not None and not part.is_hasty:
            self._fail(Fault(LOST.format(ending(part.code))))

    def _line(self) -> str:
        """Say in a line what has come of a build."""
        reel, took = self._reel, time_text(self._rebuild.took)
        length = f"{counted(reel.frames, 'frame')}, {clock_text(reel.frames / reel.fps)}"
        if not reel.had_before:
            return f"{reel.title}: {length}; drawn in {took}"
        news = reel.news()
        if not news:
            return f"{reel.title}: {length}; all as before, after {took}"
        shown = time_text(self._rebuild.shown or self._rebuild.took)
        new = f"{counted(len(news), 'new frame')} from {clock_text(news[0] / reel.fps)} on"
        return f"{reel.title}: {new}; the first shown after {shown}, all after {took}"

    def _tell_soon(self, *, at_once: bool) -> None:
        if at_once:
            self._tell()
        elif self._tell_at is None:
            self._tell_at = time.monotonic() + BETWEEN_STATES

    def _tell(self) -> None:
        """Tell the pages what there is."""
        self._tell_at = None
        state = {
            **self._reel.as_json(),
            "build": self._build,
            "isBuilding": not self._rebuild.is_over,
            "took": self._rebuild.shown,
            "command": self._choice.command,
            "controls": [asdict(each) for each in self._asked.controls],
            "values": self._values,
            "choiceFault": self._choice_fault,
        }
        self._board.put(state, self._reel.store)


@dataclass
class _Part:
    """A process that draws a part of a build.

    Attributes:
        is_hasty: whether what it draws is drawn again.
        is_cut: whether it has said its last word.
        code: how it has ended.
    """

    is_hasty: bool
    is_cut: bool = False
    code: int | None = None


@dataclass
class _Rebuild:
    """A build that is under way, or the last that was.

    Attributes:
        rest: up to which frame something is still to be ordered.
        under_way: those that draw, by the numbers of their orders.
        began: when it began.
        shown: how many seconds later the first new picture was there.
    """

    rest: int = 0
    under_way: dict[int, _Part] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    shown: float | None = None

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end, or failed."""
        return not self.rest and not self.is_drawing

    @property
    def is_drawing(self) -> bool:
        """Whether something is drawn for good."""
        return not all(each.is_hasty for each in self.under_way.values())

    @property
    def took(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began
