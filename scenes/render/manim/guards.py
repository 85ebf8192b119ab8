"""Functions of manim's that gradreel has its own versions of, held against what they were.

What ours do was read off the sources of one manim. Where another manim's differ, ours may be
wrong, so the text of each is compared before its stand-in is used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from pkgutil import resolve_name
from types import ModuleType
from typing import Any, Final

AnyFunction = Callable[..., Any]

DIGITS: Final = 16


@dataclass(frozen=True)
class Original:
    """A function of manim's, and what its source was when ours was written.

    Attributes:
        path: where it is, as "module:Class.function".
        digest: of its source, and of those that it calls, as `source_digest` makes it.
        calls: paths of functions that it calls and ours doesn't, or of whole modules.
    """

    path: str
    digest: str
    calls: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.path.partition(":")[2]

    @property
    def owner(self) -> Any:
        """The class or module that has it."""
        return resolve_name(self.path.rpartition(".")[0])

    @property
    def name(self) -> str:
        """Its name there."""
        return self.path.rpartition(".")[2]

    def is_known(self) -> bool:
        """Whether its source is what it was; not where it can't be read, or is gone."""
        try:
            functions = map(resolve_name, (self.path, *self.calls))
            return source_digest(*functions) == self.digest
        except (ImportError, AttributeError):
            return False


@cache
def source_digest(*functions: AnyFunction) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 over the sources of functions.

    The text is digested, for bytecode differs between versions of Python.
    """
    return sha256(b"\n".join(map(_source, functions))).hexdigest()[:DIGITS]


def _source(function: AnyFunction | ModuleType) -> bytes:
    """Return a function's lines, or nothing; `inspect.getsource` takes twenty times as long."""
    if isinstance(function, ModuleType):
        return b"\n".join(_lines(str(function.__file__)))
    code = getattr(function, "__code__", None)
    if code is None:
        return b""
    last = max(end or start or 0 for start, end, _, _ in code.co_positions())
    return b"\n".join(_lines(code.co_filename)[code.co_firstlineno - 1 : last])


@cache
def _lines(file: str) -> list[bytes]:
    try:
        return Path(file).read_bytes().splitlines()
    except OSError:
        return []
