"""What a notebook shows: clips with their data inside, and how far a command is."""

import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Final

from gradreel.scenes.render.output.progress import Bar

if TYPE_CHECKING:
    from IPython.display import DisplayHandle

    from gradreel.scenes.render.output.going import Going

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
