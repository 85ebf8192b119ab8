"""What a scene and its libraries asked in this process, and what it said at first.

At the folder where scenes keep what is their own, processes take turns. A plug-in that speaks a
scene's lines looks for one in manim's `media_dir`, speaks it where it isn't there, and keeps it. Of
processes that do so at once, each would speak, or read half a file.
"""

import fcntl
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final

from gradreel.scenes.render.cache.questions import UNKNOWN, answer
from gradreel.scenes.render.manim.inputs.callers import is_users

FONTS: Final = (".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2", ".pfb")
GROWING: Final = (".txt", ".log", ".jsonl", ".lock", ".tmp")  # no library in C reads such a file
Version = tuple[int, int] | None  # when it was changed and its size, if it is there
_answers: dict[str, str] = {}
_versions: dict[str, Version] = {}
_made: set[str] = set()
_before: dict[str, str] = {}
_before_writing: dict[str, set[str]] = defaultdict(set)
_mentioned: set[str] = set()
_answers_of_mentioned: dict[str, str] = {}
_apart = ""
_began = time.time_ns()
_is_open = False
_has_written = False
_place = ""
_turn: int | None = None


@contextmanager
def open_record() -> Iterator[None]:
    """Let be asked for as long as it lasts; what is asked at other times isn't the scene's."""
    global _is_open  # noqa: PLW0603, what Python tells it tells the whole process
    _is_open = True
    try:
        yield
    finally:
        _is_open = False


def is_open() -> bool:
    """Whether a scene is being imported or drawn."""
    return _is_open


def questions() -> Mapping[str, str]:
    """Return all that was asked so far, and what it said before the scene changed it.

    Left out are Python's own and installed libraries, gradreel's, what is in the folders for
    temporary files that gradreel makes, and what this process made itself.
    """
    return {each: _answers[each] for each in sorted(_answers) if not _is_kept_by_scene(each)}


def questions_while_drawing() -> Mapping[str, str]:
    """Return that, and what is in the files that were mentioned, but not in those it writes."""
    for path in _mentioned.copy():
        if not Path(path).is_file():
            _mentioned.discard(path)
        elif is_users(path) and path not in _answers and not _is_made(path):
            _answers_of_mentioned.setdefault(path, answer(path))
    mentioned = {
        path: said
        for path, said in _answers_of_mentioned.items()
        if path not in _answers and not _is_made(path)
    }
    return {**mentioned, **questions()}


def note(question: str, path: str, *, before_writing: bool = False) -> None:
    """Take note of a question about a path, unless it was asked before.

    Args:
        question: the question.
        path: the path.
        before_writing: whether it is no question if the path is written next.
    """
    if question in _answers or not is_users(path) or _is_made(path):
        return
    _answers[question] = answer(question)
    if before_writing:
        _before_writing[path].add(question)
    if path.endswith(FONTS):
        note_content(path)  # whoever looks for a font lets a library in C read it


def note_said(question: str, said: str) -> None:
    """Take note of a question that is about no path, with what it said."""
    _answers.setdefault(question, said)


def note_unseen(what: str) -> None:
    """Take note of something that nobody can ask again: nothing drawn from it is shown again."""
    _answers[f"unseen {what}"] = UNKNOWN


def note_content(path: str, *, before_writing: bool = False) -> None:
    """Take note that a file is read, or a folder listed.

    Args:
        path: where it is.
        before_writing: as for `note`, where it isn't there.
    """
    if path in _answers or not is_users(path):
        return
    if _is_made(path):
        if path in _before:
            _answers[path] = _before[path]
        return
    _versions[path] = _version(path)
    _answers[path] = answer(path)
    if before_writing and not _answers[path]:
        _before_writing[path].add(path)


def note_mentioned(path: str) -> None:
    """Take note of a path that is mentioned: a library in C may read it, and nobody would hear."""
    if not path.endswith(GROWING):
        _mentioned.add(path)


def has_written() -> bool:
    """Whether this process has written a file of a person's own."""
    return _has_written


def note_made(path: str) -> None:
    """Take note that what is there from now on is the scene's own."""
    _note_writing(path)
    _versions.pop(path, None)
    for question in _before_writing.pop(path, ()):
        _answers.pop(question, None)
    if path not in _answers and is_users(path):
        _made.add(path)


def note_changed(path: str) -> None:
    """Take note that a file is written but not from its start: what it was may be read later."""
    _note_writing(path)
    _versions.pop(path, None)
    if path not in _answers and path not in _made and is_users(path):
        _before[path] = answer(path)
        _made.add(path)


def keep_apart(folder: str) -> None:
    """Take what the scene keeps in a folder from one drawing to the next for no question."""
    global _apart  # noqa: PLW0603, as above
    _apart = folder


def is_apart(path: str) -> bool:
    """Whether a path is in the folder where the scene keeps what is its own."""
    return bool(_apart) and f"{path}/".startswith(f"{_apart}/")


def forget_changed() -> bool:
    """Forget all that was asked if any file has changed since; whether that is so."""
    has_changed = any(_version(path) != version for path, version in _versions.items())
    if has_changed:
        _answers.clear()
        _answers_of_mentioned.clear()
        _versions.clear()
    return has_changed


def _note_writing(path: str) -> None:
    global _has_written  # noqa: PLW0603, as above
    _has_written = _has_written or is_users(path)


def _is_made(path: str) -> bool:
    """Whether it, or the folder that it is in, was made by the scene."""
    while _made and len(path) > 1:
        if path in _made:
            return True
        path = os.path.dirname(path)  # noqa: PTH120, it must stay quick
    return False


def _is_kept_by_scene(question: str) -> bool:
    """Whether it asks for what the scene has put, or misses, where it keeps things."""
    _, is_path, rest = question.partition(os.sep)
    path = is_path + rest
    if not is_path or not is_apart(path):
        return False
    found = _version(path)
    return found is None or found[0] >= _began or _answers[question] == ""


def _version(path: str) -> Version:
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def share(folder: Path) -> None:
    """Say which folder is shared."""
    global _place  # noqa: PLW0603, there is one for the process, as manim has it
    whole = folder.absolute()
    keep_apart(str(whole))
    _place = _place_of(whole)


@cache
def _place_of(folder: Path) -> str:
    """Return the folder that is locked: one that is there, and the same in forked processes."""
    return str(next(each for each in folder.parents if each.is_dir()))


def has_turn() -> bool:
    """Whether others wait for this process, and will find what it does now."""
    return _turn is not None


def take_turn() -> None:
    """Wait until no other process has its turn; where there is no such lock, don't."""
    global _turn  # noqa: PLW0603
    if _turn is not None or not _place:
        return
    with suppress(OSError):
        _turn = os.open(_place, os.O_RDONLY)
        fcntl.flock(_turn, fcntl.LOCK_EX)


@contextmanager
def turns() -> Iterator[None]:
    """Have no turn when it is over, however it ends."""
    try:
        yield
    finally:
        end_turn()


def end_turn() -> None:
    """Let other processes have theirs, as before a scene plays on."""
    global _turn  # noqa: PLW0603
    if _turn is not None:
        os.close(_turn)
        _turn = None
