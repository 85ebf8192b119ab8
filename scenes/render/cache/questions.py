"""Questions about this machine that a picture depends on, each a text, and what they say now.

A path alone asks what is in a file, or which names a folder has. Any other question is its kind, a
space, and what it is about.
"""

import os
import stat
import sys
from collections.abc import Callable, Mapping
from hashlib import sha256
from importlib.machinery import all_suffixes
from pathlib import Path
from typing import Final

BLOCK: Final = 1 << 20
TEMPORARY: Final = ".gradreel-"  # what begins with it comes and goes
NOTHING: Final = ""  # what a question says where there is nothing of the kind
UNKNOWN: Final = "?"  # what no question ever said: it makes anything count as changed
PASSING: Final = frozenset(
    {"_", "SHLVL", "OLDPWD", "TMPDIR", "COLUMNS", "LINES", "PYTHONHASHSEED", "GRADREEL_CACHE"}
)
"""Variables that differ from process to process, whoever asks for them."""


def sha256_of(path: str | Path) -> str | None:
    """Return a file's SHA-256 as it is now, a folder's over its names; None where there is none.

    What is neither, such as a device or a pipe, has none: it may have no end.
    """
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116, a text need not become a Path first
        if not stat.S_ISDIR(mode):
            return _sha256(path) if stat.S_ISREG(mode) else None
        listed = (each.name for each in Path(path).iterdir())
        names = sorted(name for name in listed if not name.startswith(TEMPORARY))
        return sha256("\n".join(names).encode(errors="surrogateescape")).hexdigest()
    except (OSError, ValueError):  # a null byte can't be in a name
        return None


def is_plain_file(path: Path) -> bool:
    """Whether there is a file that can be read: no folder, and no pipe that would be waited for."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _sha256(path: str | Path) -> str:
    """Digest a file in blocks; a small one needs but one, where `file_digest` takes its time."""
    digest = sha256()
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123, a text need not become a Path first
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def answer(question: str) -> str:
    """Return what a question says now; nothing that it ever said where it can't be told."""
    try:
        if question.startswith(os.sep):
            return sha256_of(question) or NOTHING
        kind, _, subject = question.partition(" ")
        return ANSWERS[kind](subject)
    except (KeyError, ValueError):
        return UNKNOWN


def are_unchanged(inputs: Mapping[str, str]) -> bool:
    """Whether all questions say what they said."""
    return all(said != UNKNOWN and answer(question) == said for question, said in inputs.items())


def files_of(asked: Mapping[str, str]) -> Mapping[str, str]:
    """Return those of some questions that ask what is in a file or folder which is there."""
    return {each: said for each, said in asked.items() if each.startswith(os.sep) and said}


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text."""
    return sha256(text.encode(errors="surrogateescape")).hexdigest()


def variable_digest(name: str, environment: Mapping[str, str]) -> str:
    """Return the SHA-256 of a variable of an environment; its value may be a secret."""
    return text_digest(environment[name]) if name in environment else NOTHING


def names_digest(environment: Mapping[str, str]) -> str:
    """Return the SHA-256 over the names of all variables of an environment."""
    return text_digest("\n".join(sorted(environment.keys() - PASSING)))


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116, a text need not become a Path first
    except OSError:
        return None


def _kind(path: str) -> str:
    found = _stat(path)
    return NOTHING if found is None else str(stat.S_IFMT(found.st_mode))


def _link(path: str) -> str:
    try:
        return os.readlink(path)  # noqa: PTH115, as above
    except OSError:
        return _kind(path)


def _size(path: str) -> str:
    found = _stat(path)
    return NOTHING if found is None else str(found.st_size)


def _time(path: str) -> str:
    found = _stat(path)
    return NOTHING if found is None else str(found.st_mtime_ns)


def _all(path: str) -> str:
    return " ".join(each(path) for each in (_kind, _size, _time))


def _entries(folder: str) -> str:
    """Say what whoever goes through a folder may ask of what is in it."""
    try:
        found = sorted(f"{folder}/{name}" for name in os.listdir(folder))  # noqa: PTH208, as above
    except OSError:
        return NOTHING
    kept = (each for each in found if TEMPORARY not in each)
    return text_digest("\n".join(f"{each} {_all(each)}" for each in kept))


def _access(subject: str) -> str:
    mode, _, path = subject.partition(" ")
    return str(os.access(path, int(mode)))


def _glob(subject: str) -> str:
    """Say which paths a pattern finds; the folder to begin in is in a line before."""
    folder, _, pattern = subject.partition("\n")
    try:
        found = (str(path) for path in Path(folder).glob(pattern))
        return text_digest("\n".join(sorted(each for each in found if TEMPORARY not in each)))
    except (OSError, NotImplementedError):
        return NOTHING


def _module(subject: str) -> str:
    """Say as what a folder has a module: which of the files that Python would look for."""
    name, _, folder = subject.partition(" ")
    base = f"{folder}/{name}"
    places = [base, *(base + suffix for suffix in all_suffixes())]
    places += [f"{base}/__init__{suffix}" for suffix in all_suffixes()]
    return ",".join(each.removeprefix(f"{folder}/") for each in places if _stat(each))


ANSWERS: Final[Mapping[str, Callable[[str], str]]] = {
    "kind": _kind,
    "link": _link,
    "size": _size,
    "time": _time,
    "stat": _all,
    "entries": _entries,
    "access": _access,
    "glob": _glob,
    "module": _module,
    "variable": lambda name: variable_digest(name, os.environ),
    "variables": lambda _: names_digest(os.environ),
    "arguments": lambda _: text_digest("\n".join(sys.argv)),
    "unseen": lambda _: UNKNOWN,
}
