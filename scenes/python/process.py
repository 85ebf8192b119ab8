"""A command in a process of its own, and what a notebook or a terminal shows of it."""

import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Final, Protocol

from gradreel.engine.errors import GradreelError, RequestError, WorkError, quoted
from gradreel.scenes.cli.delivery import WRITTEN
from gradreel.scenes.render.amounts import time_text
from gradreel.scenes.render.processes import ending
from gradreel.scenes.render.progress import LINE, LINES, Bar

if TYPE_CHECKING:
    from IPython.display import DisplayHandle

    from gradreel.scenes.render.progress import Going

KINDS: Final[Mapping[str, str]] = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".gif": "image/gif",
    ".png": "image/png",
}
"""The files that a notebook can show, and what a browser calls them."""
PATIENCE: Final = 1.0
"""Seconds after which it is said how far something is."""
SECONDS_BETWEEN_LINES: Final = 0.2
COMMAND: Final = ("-P", "-m", "gradreel")  # -P: modules of the current folder aren't taken
REFUSED: Final = 2
INTERRUPTED: Final = 128 + signal.SIGINT
MOST_LETTERS: Final = 30_000
"""Of a command line; Linux takes four times as many bytes in a word."""
NAME: Final = "gradreel: "
LOST: Final = "the process that drew was lost ({}); run it again"


def has_notebook() -> bool:
    """Whether this process runs the cells of a notebook."""
    return hasattr(_shell(), "kernel")


def _shell() -> Any:
    """Return what runs a person's lines, if IPython does."""
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()


def _cell() -> int:
    """Return the number of the cell that runs."""
    return int(getattr(_shell(), "execution_count", 0))


@dataclass(frozen=True)
class ShownClip:
    """A clip as a notebook shows it; whoever opens the notebook needs no file beside it.

    Attributes:
        data: the file's content.
        kind: what a browser calls it, as "video/mp4".
        title: what it shows, for those who don't see it.
    """

    data: bytes = field(repr=False)
    kind: str
    title: str
    _shown_in: int = field(default_factory=_cell, repr=False)

    def _repr_html_(self) -> str:
        source = f"data:{self.kind};base64,{b64encode(self.data).decode()}"
        title, style = escape(self.title, quote=True), "max-width: 100%"
        if self.kind.startswith("image/"):
            return f'<img src="{source}" alt="{title}" style="{style}">'
        return f'<video src="{source}" title="{title}" style="{style}" controls loop></video>'

    def _ipython_display_(self) -> None:
        """Show it where it is a cell's last value, but not again in the cell that has shown it."""
        if self._shown_in != _cell():
            show_in_notebook(self.as_shown())

    def as_shown(self) -> dict[str, str]:
        """Return what a notebook keeps of it, by kinds."""
        return {"text/plain": repr(self), "text/html": self._repr_html_()}


def show_in_notebook(shown: Mapping[str, str]) -> "DisplayHandle | None":
    """Show something below the cell, which may become something else later."""
    from IPython.display import display  # noqa: PLC0415, only a notebook has it

    handle: DisplayHandle | None = display(  # type: ignore[no-untyped-call]
        dict(shown), raw=True, display_id=True
    )
    return handle


class NotebookLine:
    """A line below the cell that says how far something is, once it takes its time."""

    is_watched = True

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()
        self._handle: DisplayHandle | None = None

    def show(self, going: "Going", *, at_once: bool = False) -> None:
        """Say how far it is."""
        if not at_once or self._handle is not None:
            self.tell(f"{going.label}: {going.told()}")

    def tell(self, text: str) -> None:
        """Say something in place of what was said before, unless that was a moment ago."""
        now = time.monotonic()
        if now - self._began > PATIENCE and now - self._told > SECONDS_BETWEEN_LINES:
            self._told = now
            self._become(text)

    def say(self, line: str) -> None:
        """Print a line beside it."""
        sys.stderr.write(f"{line}\n")

    def end(self, text: str) -> None:
        """Say how it ended, where anything was said."""
        if self._handle is not None:
            self._become(text)

    def _become(self, text: str) -> None:
        shown = {"text/plain": text}
        if self._handle is None:
            self._handle = show_in_notebook(shown)
        else:
            self._handle.update(shown, raw=True)  # type: ignore[no-untyped-call]


@contextmanager
def notebook_bar(label: str, total: int | None, shown: bool) -> Iterator[Bar]:
    """Show how far the block is while it runs, as `progress_bar` does on a terminal.

    Args:
        label: what is going on.
        total: how many steps there will be, where that is known yet.
        shown: False shows nothing.
    """
    bar = Bar(NotebookLine() if shown else None, label, total)
    yield bar
    bar.end()


class Teller(Protocol):
    """What shows how far a command is."""

    def tell(self, text: str) -> None:
        """Say something in place of what was said before."""

    def say(self, line: str) -> None:
        """Print a line beside it."""

    def end(self, text: str) -> None:
        """Say how it ended."""


class _OnTerminal:
    """A line of a terminal that is written again and again, and gone at the end."""

    def tell(self, text: str) -> None:
        width = os.get_terminal_size(sys.stderr.fileno()).columns or 80  # where nobody has set it
        self._write(f"\r{text[: width - 1]}\x1b[K")

    def say(self, line: str) -> None:
        self._write(f"\r\x1b[K{line}\n")

    def end(self, text: str) -> None:
        del text
        self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


class _RemarksAlone:
    """Remarks alone, where nobody would see a line change."""

    def tell(self, text: str) -> None:
        del text

    def say(self, line: str) -> None:
        with suppress(AttributeError, OSError, ValueError):  # there may be no such stream
            sys.stderr.write(f"{line}\n")

    def end(self, text: str) -> None:
        del text


def run_in_process(title: str, words: Sequence[str]) -> tuple[Path, ...]:
    """Run a command, and show how far it is.

    Args:
        title: what it is about.
        words: the command line after `gradreel`.

    Returns:
        The paths that it printed.

    Raises:
        RequestError: what was asked for can't be done.
        WorkError: the work failed.
        KeyboardInterrupt: it was interrupted, and has tidied up.
    """
    _check(words)
    told, began = _told(), time.monotonic()
    with TemporaryFile() as printed:
        with _started(words, printed.fileno()) as process:
            last = _follow(process.stderr or (), told)
        told.end(f"{title}: done in {time_text(time.monotonic() - began)}")
        if process.returncode:
            raise _error(last, process.returncode)
        if last:
            told.say(last)
        printed.seek(0)
        return tuple(Path(os.fsdecode(line)) for line in printed.read().splitlines())


def _check(words: Sequence[str]) -> None:
    """Check that a process can be given these words.

    Raises:
        RequestError: it can't.
    """
    for word in words:
        try:
            if b"\0" not in os.fsencode(word):
                continue
        except UnicodeEncodeError:
            pass
        raise RequestError(f"{quoted(word)} has a character that can't be passed on; leave it out")
    if sum(map(len, words)) > MOST_LETTERS:
        raise RequestError(f"the arguments have over {MOST_LETTERS:,} letters; make them shorter")


def _told() -> Teller:
    if has_notebook():
        return NotebookLine()
    is_terminal = (
        sys.stderr is not None
        and sys.stderr.isatty()
        and os.environ.get("TERM") not in {None, "", "dumb"}
    )
    return _OnTerminal() if is_terminal else _RemarksAlone()


@contextmanager
def _started(words: Sequence[str], output: int) -> Iterator["subprocess.Popen[str]"]:
    """Start a command, which ends with the block however that ends."""
    process = subprocess.Popen(  # noqa: S603, it is this very program
        [sys.executable, *COMMAND, *words],
        env={**os.environ, LINES: str(SECONDS_BETWEEN_LINES)},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    with process:
        try:
            yield process
        except BaseException:  # Ctrl-C may have met this process alone
            process.send_signal(signal.SIGINT)
            process.wait()  # or files that it tidies away may still be there
            raise


def _follow(lines: Iterable[str], told: Teller) -> str:
    """Show what a command says, but for its last line, which is returned: it may be its error."""
    last = ""
    for line in (each.rstrip("\n") for each in lines):
        if line.startswith(LINE):
            told.tell(line.removeprefix(LINE))
            continue
        if line.startswith(WRITTEN):
            continue  # whoever has called has the paths
        if last:
            told.say(last)
        last = line
    return last


def _error(line: str, status: int) -> GradreelError | KeyboardInterrupt:
    """Return what a command's last line and its exit status say."""
    if status == INTERRUPTED:
        return KeyboardInterrupt()
    if not line.startswith(NAME):
        return WorkError(LOST.format(ending(status)))
    kind = RequestError if status == REFUSED else WorkError
    return kind(line.removeprefix(NAME))
