"""Hears of files, folders, modules, programs and connections, as Python itself tells of them."""

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any, Final

from gradreel.scenes.render.cache.questions import answer
from gradreel.scenes.render.manim.inputs.callers import (
    TEMPORARY,
    Caller,
    caller,
    is_scene_below,
    is_users,
    remember_libraries,
    whole,
)
from gradreel.scenes.render.manim.inputs.record import (
    has_turn,
    is_apart,
    is_open,
    note,
    note_changed,
    note_content,
    note_made,
    note_mentioned,
    note_said,
    note_unseen,
    open_record,
    take_turn,
)
from gradreel.scenes.render.manim.inputs.standins import TO_WRITE, stand_in
from gradreel.scenes.render.processes import EchoEndedError, is_echo

LONGEST: Final = 255  # of a file's name
ARGUMENTS: Final = frozenset({"argv", "orig_argv", "parse_args", "parse_known_args"})
IMPORTING: Final = "<frozen importlib"
COMPILED: Final = f"{os.sep}__pycache__{os.sep}"
WRITING: Final = os.O_WRONLY | os.O_RDWR
STANDARD_INPUT: Final = 0
HEARD: Final = 3  # frames from `asker` over the listener to whoever raised the event


def note_mentions(code: CodeType, file: str) -> None:
    """Take note of what a source's code mentions.

    Args:
        code: of a module, with that of its functions.
        file: the source.
    """
    for each in _codes(code):
        if not ARGUMENTS.isdisjoint(each.co_names):
            note_said("arguments", answer("arguments"))
        if {"sys", "stdin"}.issubset(each.co_names):
            note_unseen("input")
        for text in _texts(each.co_consts):
            for path in _paths(text, file):
                note_mentioned(path)


def _paths(text: str, file: str) -> Iterator[str]:
    """Give the paths that a text may mean; as a part of an f-string it may begin with a slash."""
    for folder in (os.getcwd(), os.path.dirname(file)):  # noqa: PTH109, PTH120
        yield os.path.normpath(f"{folder}/{text}")
    if text.startswith(os.sep):
        yield os.path.normpath(text)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _texts(constants: object) -> Iterator[str]:
    if isinstance(constants, str):
        if 0 < len(constants) <= LONGEST and constants.isprintable():
            yield constants
    elif isinstance(constants, tuple | frozenset):
        for each in constants:
            yield from _texts(each)


class ImportListener(MetaPathFinder):
    """The first finder that Python asks for a module; it only takes note of where one may be."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find nothing, so that the next finder is asked."""
        del target
        if is_open():
            self.note(fullname.rpartition(".")[2], sys.path if path is None else list(path))
        return None

    @staticmethod
    def note(name: str, folders: Sequence[str]) -> None:
        """Take note of a name in a person's own folders, up to the first that has the module."""
        for folder in folders:
            place = os.path.abspath(folder)  # noqa: PTH100, it must stay quick
            if not is_users(f"{place}/"):
                continue
            question = f"module {name} {place}"
            note(question, place)
            if answer(question) not in {"", name}:
                return


@contextmanager
def listening() -> Iterator[None]:
    """Take note of all that a scene asks for while it is imported and drawn."""
    with open_record():
        _begin()
        yield


@cache
def _begin() -> None:
    remember_libraries()
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str):
            note_content(os.path.abspath(file))  # noqa: PTH100, it must stay quick
    for name in ("sitecustomize", "usercustomize"):
        ImportListener.note(name, sys.path)
    sys.meta_path.insert(0, ImportListener())
    stand_in()
    sys.addaudithook(_listen)


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    """Hear of an event; called for each of the process, and must never fail but to end an echo."""
    hear = EVENTS.get(event)
    if hear is not None and is_open():
        with suppress(OSError, ValueError, TypeError, AttributeError):
            hear(*arguments)


def _is_path(path: object) -> bool:
    return isinstance(path, str | bytes | os.PathLike)


def _opened(path: object, mode: object, flags: object) -> None:
    if path == STANDARD_INPUT:
        note_unseen("input")
    if not _is_path(path) or not isinstance(flags, int) or TEMPORARY in (place := whole(path)):
        return
    who = caller(HEARD)
    if who.is_gradreel:
        return
    if who.nearest.startswith(IMPORTING) and COMPILED in place:
        return  # made from a source, which is noted when it is carried out
    if is_apart(place):
        take_turn()
    is_new = isinstance(mode, str) and "x" in mode
    _note_opening(place, flags, is_new=is_new, before_writing=not who.is_user)


def _note_opening(path: str, flags: int, *, is_new: bool, before_writing: bool) -> None:
    if is_new:
        note(f"kind {path}", path)
    if flags & os.O_TRUNC or flags & os.O_EXCL:
        note_made(path)
    elif flags & WRITING == os.O_WRONLY:
        note_changed(path)
    elif not os.path.isdir(path):  # noqa: PTH112, a folder is opened to be held, not read
        note_content(path, before_writing=before_writing)
        if flags & WRITING:
            note_changed(path)


def _listed(path: object) -> None:
    _note_listing(path, caller(HEARD))


def _note_listing(path: object, who: Caller) -> None:
    if who.is_gradreel or who.function in TO_WRITE or _is_matching(who):
        return
    if who.nearest.startswith(IMPORTING):
        return
    place = whole("." if path is None else path)
    if is_apart(place):
        take_turn()
    note_content(place)


def _gone_through(path: object) -> None:
    who = caller(HEARD)
    _note_listing(path, who)
    if not (who.is_gradreel or who.function):
        place = whole("." if path is None else path)
        note(f"entries {place}", place)


def _is_matching(who: Caller) -> bool:
    """Whether a folder is listed to match a pattern, which is a question of its own."""
    name = os.path.basename(who.nearest)  # noqa: PTH119
    return name == "glob.py" or (name == "pathlib.py" and who.function in {"glob", "rglob"})


def _globbed(pattern: object, _recursive: object, root: object = None, *_: object) -> None:
    if not caller(HEARD).is_gradreel:
        _note_pattern(whole("." if root is None else root), os.fsdecode(pattern))  # type: ignore[arg-type]


def _matched(folder: object, pattern: object) -> None:
    if not caller(HEARD).is_gradreel:
        _note_pattern(whole(folder), os.fsdecode(pattern))  # type: ignore[arg-type]


def _matched_below(folder: object, pattern: object) -> None:
    if not caller(HEARD).is_gradreel:
        _note_pattern(whole(folder), f"**/{os.fsdecode(pattern)}")  # type: ignore[arg-type]


def _note_pattern(folder: str, pattern: str) -> None:
    if pattern.startswith(os.sep):
        folder, pattern = os.sep, pattern.lstrip(os.sep)
    note(f"glob {folder}\n{pattern}", f"{folder.rstrip(os.sep)}/{pattern}")


def _carried_out(code: object) -> None:
    if isinstance(code, CodeType) and not code.co_filename.startswith("<"):
        file = whole(code.co_filename)
        if is_users(file):
            note_content(file)
            note_mentions(code, file)


def _imported(_name: object, file: object, *_: object) -> None:
    """Hear that a compiled module is loaded; others have no file here."""
    if isinstance(file, str):
        note_content(whole(file))


def _loaded(name: object) -> None:
    if isinstance(name, str) and os.sep in name and not caller(HEARD).is_gradreel:
        note_content(whole(name))


def _connected_to_database(name: object) -> None:
    path = os.fsdecode(name) if _is_path(name) else ""  # type: ignore[arg-type]
    path = path.removeprefix("file:").partition("?")[0]
    if path and path != ":memory:":
        for ending in ("", "-wal"):
            note_content(whole(path + ending))


def _renamed(source: object, target: object, here: object = -1, there: object = -1) -> None:
    if not caller(HEARD).is_gradreel:
        note_content(whole(source, here))
        note_made(whole(target, there))


def _linked(source: object, target: object, folder: object) -> None:
    """Hear of a symbolic link; what it leads to is said from the folder that it is in."""
    if not caller(HEARD).is_gradreel:
        place = whole(target, folder)
        note_content(os.path.join(os.path.dirname(place), os.fsdecode(source)))  # type: ignore[arg-type]  # noqa: PTH118, PTH120
        note_made(place)


def _removed(path: object, folder: object) -> None:
    if not caller(HEARD).is_gradreel:
        note_made(whole(path, folder))


def _made_folder(path: object, _mode: object, folder: object) -> None:
    place = whole(path, folder)
    if is_apart(place):
        take_turn()
    if not caller(HEARD).is_gradreel and not os.path.lexists(place):
        note_made(place)


def _started(*arguments: object) -> None:
    """Hear that a program is started: what it says can't be asked for again."""
    who = caller(HEARD)
    if who.is_of_scene and who.function != "find_library":
        note_unseen("program")
        for word in _words(arguments):
            note_mentioned(whole(word))


def _words(arguments: tuple[object, ...]) -> list[str]:
    words: list[str] = []
    for each in arguments[:2]:
        if isinstance(each, bytes | str):
            words.extend(shlex.split(os.fsdecode(each)))
        elif isinstance(each, list | tuple):
            words.extend(os.fsdecode(word) for word in each)
    return words


def _asked_person(*_: object) -> None:
    note_unseen("input")


def _asked_network(*_: object) -> None:
    if caller(HEARD).is_of_scene or is_scene_below():
        note_unseen("network")
        if is_echo() and not has_turn():
            raise EchoEndedError


EVENTS: Final[Mapping[str, Callable[..., None]]] = {
    "open": _opened,
    "builtins.input": _asked_person,
    "os.listdir": _listed,
    "os.scandir": _gone_through,
    "glob.glob": _globbed,
    "glob.glob/2": _globbed,
    "pathlib.Path.glob": _matched,
    "pathlib.Path.rglob": _matched_below,
    "exec": _carried_out,
    "import": _imported,
    "ctypes.dlopen": _loaded,
    "sqlite3.connect": _connected_to_database,
    "os.rename": _renamed,
    "os.link": _renamed,
    "os.symlink": _linked,
    "os.remove": _removed,
    "os.rmdir": _removed,
    "os.mkdir": _made_folder,
    "subprocess.Popen": _started,
    "os.system": _started,
    "os.posix_spawn": _started,
    "os.fork": _started,
    "socket.connect": _asked_network,
    "socket.getaddrinfo": _asked_network,
}
