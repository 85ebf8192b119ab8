"""A command in a process of its own: what it loads, sets and forks leaves this one as it is."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final, Protocol

from gradreel.engine.errors import GradreelError, RequestError, WorkError, quoted
from gradreel.scenes.cli.terminal.delivery import WRITTEN
from gradreel.scenes.python.notebook import NotebookLine, has_notebook
from gradreel.scenes.render.local.exits import ending
from gradreel.scenes.render.output.clock import time_text
from gradreel.scenes.render.output.progress import LINE, LINES

COMMAND: Final = ("-P", "-m", "gradreel")  # -P: modules of the current folder aren't taken
SECONDS_BETWEEN_LINES: Final = "0.2"
REFUSED: Final = 2
INTERRUPTED: Final = 128 + signal.SIGINT
MOST_LETTERS: Final = 30_000
"""Of a command line; Linux takes four times as many bytes in a word."""
NAME: Final = "gradreel: "
LOST: Final = "the process that drew was lost ({}); run it again"


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


class _Elsewhere:
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
    return _OnTerminal() if is_terminal else _Elsewhere()


@contextmanager
def _started(words: Sequence[str], output: int) -> Iterator["subprocess.Popen[str]"]:
    """Start a command, which ends with the block however that ends."""
    process = subprocess.Popen(  # noqa: S603, it is this very program
        [sys.executable, *COMMAND, *words],
        env={**os.environ, LINES: SECONDS_BETWEEN_LINES},
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
