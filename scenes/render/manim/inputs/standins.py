"""Stand-ins for functions of Python's that tell nobody what they were asked: `os.stat` and its kin.

Each does what it stands for, and takes note of who asked what before.
"""

import builtins
import io
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import wraps
from typing import Any, Final

from gradreel.scenes.render.cache.questions import PASSING, names_digest, variable_digest
from gradreel.scenes.render.manim.inputs.callers import TEMPORARY, Caller, caller, is_users, whole
from gradreel.scenes.render.manim.inputs.record import (
    has_turn,
    is_apart,
    is_open,
    note,
    note_content,
    note_said,
    take_turn,
)
from gradreel.scenes.render.processes import is_echo

SIZE: Final = frozenset({"getsize"})
TIME: Final = frozenset({"getmtime", "getctime", "getatime"})
WHOLE: Final = frozenset({"", "stat", "lstat", "cmp", "cmpfiles"})  # all of it is looked at
TO_WRITE: Final = frozenset({"copy", "copy2", "copyfile", "copytree", "move", "makedirs", "rmtree"})
FUNCTIONS: Final = ("stat", "lstat", "access", "readlink")


def stand_in() -> None:
    """Take the place of those functions, for good."""
    for name in FUNCTIONS:
        original = getattr(os, name)
        _replace(name, original, _telling(name, original))
    _listen_to_opening()
    _append_once()
    _listen_to_variables()


def _replace(name: str, original: Callable[..., Any], standin: Callable[..., Any]) -> None:
    setattr(os, name, standin)
    for able in (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks):
        if original in able:
            able.add(standin)


def _listen_to_opening() -> None:
    """Hear of files that are opened in an open folder, where Python doesn't tell which it is."""
    original = os.open

    @wraps(original)
    def standin(path: Any, flags: int, *others: Any, **options: Any) -> int:
        folder = options.get("dir_fd")
        if folder is not None and is_open():
            with suppress(OSError, ValueError, TypeError):
                _note_opening(path, flags, folder)
        return original(path, flags, *others, **options)

    _replace("open", original, standin)


def _append_once() -> None:
    """Let an echo append to nothing what another process appends to a person's own file."""
    original = builtins.open

    @wraps(original)
    def standin(file: Any, mode: str = "r", *others: Any, **options: Any) -> Any:
        is_left_to_first = is_echo() and is_open() and not has_turn() and "a" in mode
        if is_left_to_first and isinstance(file, str | bytes | os.PathLike):
            place = whole(file)
            if is_users(place) and not is_apart(place):
                file = os.devnull
        return original(file, mode, *others, **options)

    builtins.open = io.open = standin


def _telling(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def standin(*arguments: Any, **options: Any) -> Any:
        if not is_open():
            return original(*arguments, **options)
        with suppress(OSError, ValueError, TypeError):
            path = arguments[0] if arguments else options["path"]
            if isinstance(path, str | bytes | os.PathLike):
                _note(name, whole(path, options.get("dir_fd")), arguments, options)
        return original(*arguments, **options)

    return standin


def _note(name: str, place: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    if TEMPORARY in place:
        return
    who = caller(3)
    if who.is_gradreel or who.function in TO_WRITE:
        return
    if is_apart(place):
        take_turn()
    if name == "access":
        mode = arguments[1] if len(arguments) > 1 else options["mode"]
        note(f"access {mode} {place}", place)
    elif name == "readlink":
        note(f"link {place}", place)
    else:
        follows = name == "stat" and options.get("follow_symlinks", True)
        _note_stat(place, who, follows=follows)


def _note_opening(path: Any, flags: int, folder: int) -> None:
    """Take note of a file in an open folder; of all others Python tells."""
    place = whole(path, folder)
    if flags & (os.O_WRONLY | os.O_CREAT) or TEMPORARY in place or caller(3).is_gradreel:
        return
    if not os.path.isdir(place):  # noqa: PTH112, a folder is opened to be held, not read
        note_content(place)


def _note_stat(path: str, who: Caller, *, follows: bool) -> None:
    """Take note of as much as was asked: a file that was touched is there as it was before."""
    kinds = [] if follows else ["link"]
    if who.function in SIZE:
        kinds.append("size")
    elif who.function in TIME:
        kinds.append("time")
    elif who.function in WHOLE:
        kinds.append("stat")
    elif follows:
        kinds.append("kind")
    for kind in kinds:
        note(f"{kind} {path}", path, before_writing=not who.is_user)


def _listen_to_variables() -> None:
    """Hear of environment variables that a scene asks for, or a library that only it needs."""
    environment = dict(os.environ)
    variables = type(os.environ)
    get, names = variables.__getitem__, variables.__iter__

    def telling_get(self: Any, key: Any) -> Any:
        if is_open() and caller().is_of_scene:
            name = os.fsdecode(key) if isinstance(key, str | bytes) else ""
            if name not in PASSING:
                note_said(f"variable {name}", variable_digest(name, environment))
        return get(self, key)

    def telling_names(self: Any) -> Iterator[Any]:
        if is_open() and caller().is_of_scene:
            note_said("variables", names_digest(environment))
        return names(self)

    variables.__getitem__ = telling_get  # type: ignore[method-assign]
    variables.__iter__ = telling_names  # type: ignore[method-assign]
