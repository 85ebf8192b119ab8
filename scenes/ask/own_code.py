"""Code of a person's own that is named on the command line: FILE.py:NAME."""

import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from gradreel.engine.errors import GradreelError, RequestError, quoted, shorten
from gradreel.scenes.files.sources import read_regular

NAMED: Final = re.compile(r"(.+\.py):([^\W\d]\w*)", re.IGNORECASE)
MAX_BYTES: Final = 10_000_000


def names_code(text: str) -> bool:
    """Whether a text names something in a file of code, so that the file is to be run.

    Raises:
        RequestError: it names the file alone.
    """
    if text.lower().endswith(".py"):
        raise RequestError(
            f"{quoted(text)} is a file of code: name what is in it too, {shorten(text, 60)}:NAME, "
            "and gradreel train runs it"
        )
    return NAMED.fullmatch(text) is not None


def loaded(text: str) -> Any:
    """Run a file of code and return what is named in it.

    Args:
        text: FILE.py:NAME.

    Raises:
        RequestError: there is no such file, it fails, or nothing in it has that name.
    """
    found = NAMED.fullmatch(text)
    if found is None:
        raise RequestError(f"{quoted(text)} names nothing in a file: write FILE.py:NAME")
    path, name = Path(found[1]), found[2]
    content = read_regular(path, MAX_BYTES)
    module = _module(path)
    with told_of(text):
        exec(compile(content, str(path), "exec"), vars(module))  # noqa: S102, it was asked for
    if not hasattr(module, name):
        raise RequestError(f"{quoted(path.name)} has no {name}: name what is in it")
    return getattr(module, name)


def _module(path: Path) -> ModuleType:
    """Return a new module of the file's name, or of one beside it if another module has that."""
    name = path.stem
    while name in sys.modules and getattr(sys.modules[name], "__file__", None) != str(path):
        name += "_"
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module  # where dataclasses and inspect look it up
    return module


@contextmanager
def told_of(*texts: str) -> Iterator[None]:
    """Turn what a person's own code raises into one line that says where.

    Args:
        texts: FILE.py:NAME, each; without any, nothing is turned into anything.

    Raises:
        RequestError: instead of it.
    """
    try:
        yield
    except GradreelError:
        raise
    except (Exception, SystemExit) as error:
        if not texts:
            raise
        files = {text.rpartition(":")[0]: text for text in texts}
        frames = traceback.extract_tb(error.__traceback__)
        lines = [(files[each.filename], each.lineno) for each in frames if each.filename in files]
        text, line = lines[-1] if lines else (texts[0], getattr(error, "lineno", None))
        at = f", line {line}" if line else ""
        message = shorten(" ".join(str(error).split()), 100)
        raise RequestError(f"{quoted(text)}{at}: {type(error).__name__}: {message}") from error
