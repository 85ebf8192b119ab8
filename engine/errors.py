"""The errors that a person is meant to read: one line that says what, where and what to do."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Final

SPACES: Final = "\u00a0\u2009\u202f\u3000"  # which show as what they are
MOST_COMPARED: Final = 5000
LONGEST_COMPARED: Final = 100
"""Of names, and letters of one: all letters of each are compared with all of another."""


class GradreelError(Exception):
    """An error whose message is one line for a person: what is wrong, where, and what to do."""


class RequestError(GradreelError):
    """What was asked for can't be done as asked: a wrong name, number, file or formula."""


class FaultsError(RequestError):
    """A file that a person wrote has several faults, each of which is a line.

    Attributes:
        faults: they, in order.
    """

    def __init__(self, message: str, faults: Sequence[str]) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class WorkError(GradreelError):
    """The request was right, but the work failed: a full disk, a folder that vanished."""


@contextmanager
def said_in(place: str, keys: Mapping[str, str] | None = None) -> Iterator[None]:
    """Say where a person has written what an error is about, unless it says so.

    Args:
        place: that; nothing is said when it is empty.
        keys: those that are written there, each with a pattern of words that only it is about.

    Raises:
        RequestError: it, with the place before it.
    """
    try:
        yield
    except RequestError as error:
        text, meant = str(error), list[str]()
        if not place or place in text:
            raise
        for key, words in (keys or {}).items():
            if re.search(rf"(?<!\w)(?:{words})(?!\w)", text):
                meant.append(key)
        where = f"{' and '.join(meant)} in {place}" if meant else place
        raise RequestError(f"{where}: {text}") from error


def unknown(kind: str, name: str, known: Iterable[str]) -> RequestError:
    """Build the error for a name that isn't known, with the nearest one that is.

    Args:
        kind: what the name should be a name of, as in "surface".
        name: the name that was given.
        known: the names to choose from.
    """
    names = sorted(known)
    shown = shorten(name, 40)
    lowered = {each.lower(): each for each in names}
    if near := nearest(name, names) or lowered.get(nearest(name.lower(), lowered) or ""):
        return RequestError(f"there is no {kind} {shown!r}; did you mean {shorten(near, 60)!r}?")
    return RequestError(
        f"there is no {kind} {shown!r}; choose from {shorten(', '.join(names), 110)}"
    )


def nearest(name: str, known: Iterable[str], cutoff: float = 0.5) -> str | None:
    """Return the known name that is most like another, if any is; what takes long isn't tried.

    Args:
        name: the name that was given.
        known: the names to choose from.
        cutoff: how much of both has to be alike.
    """
    from difflib import get_close_matches  # noqa: PLC0415, only what fails needs it

    short = [each for each in islice(known, MOST_COMPARED) if len(each) <= LONGEST_COMPARED]
    near = (
        get_close_matches(name, short, n=1, cutoff=cutoff) if len(name) <= LONGEST_COMPARED else []
    )
    return next(iter(near), None)


def shorten(text: str, length: int) -> str:
    """Cut a text to at most `length` characters, an ellipsis included."""
    return text if len(text) <= length else text[: length - 1] + "…"


def counted(count: int, thing: str) -> str:
    """Say how many there are of a thing: 1 row, 2 rows, 1,200 rows."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def quoted(text: str, length: int = 40) -> str:
    """Return the text as a message shows it: quoted, on one line, and not long."""
    return shorten(repr(text), length)


def plain(text: str, keep: str = "") -> str:
    """Return a text that a terminal only shows: what it would obey is written out instead.

    Whatever comes from a file, a record or another machine may hold codes that move the cursor, set
    the window's title or turn the order of letters around.

    Args:
        text: what is to be shown.
        keep: characters that stay, such as line breaks.
    """
    if text.isprintable():
        return text
    kept = SPACES + keep
    return "".join(
        each if each.isprintable() or each in kept else each.encode("unicode_escape").decode()
        for each in text
    )
