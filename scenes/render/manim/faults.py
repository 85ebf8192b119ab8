"""What goes wrong in a file that a person wrote for manim, said in one line."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from gradreel.engine.errors import GradreelError, WorkError, shorten
from gradreel.scenes.render.manim.inputs.askers import is_users
from gradreel.scenes.render.manim.older import reason_for_older
from gradreel.scenes.render.output.targets import shown

LATEX: Final = {"latex", "pdflatex", "xelatex", "lualatex", "luatex", "dvisvgm"}
PLUGIN: Final = "/manim_slides/"
INTERACTIVE: Final = {"check_interactive_embed_is_valid", "interactive_embed", "interact", "embed"}


@contextmanager
def told_in_one_line(path: Path) -> Iterator[None]:
    """Turn whatever the block raises into one line that names the file and the line.

    Args:
        path: the file whose code runs.

    Raises:
        WorkError: that line.
    """
    try:
        yield
    except GradreelError:
        raise
    except (Exception, SystemExit) as error:
        place = _place(path, error)
        if isinstance(error, SystemExit) and place is None:
            raise  # a signal, not the file
        raise WorkError(_line(path, place, error)) from error


def _place(path: Path, error: BaseException) -> tuple[Path, int] | None:
    """Find the line, in the file or beside it, that an error comes from."""
    if isinstance(error, SyntaxError) and error.filename and _is_own(path, Path(error.filename)):
        return Path(error.filename), error.lineno or 1
    steps = traceback.extract_tb(error.__traceback__)
    own = [step for step in steps if _is_own(path, Path(step.filename))]
    return (Path(own[-1].filename), own[-1].lineno or 1) if own else None


def _is_own(path: Path, other: Path) -> bool:
    """Whether a file is what is rendered, or beside it and not of gradreel or a library."""
    beside = other.is_relative_to(path.absolute().parent) and is_users(str(other))
    return beside or other == path.absolute()


def _line(path: Path, place: tuple[Path, int] | None, error: BaseException) -> str:
    file, number = place or (path, 0)
    name = path if file == path.absolute() else Path(file.name)
    where = f"{shown(name)}, line {number}" if number else shown(name)
    reason = _reason(error)
    steps = traceback.extract_tb(error.__traceback__)
    if place is None and any(PLUGIN in each.filename for each in steps):
        reason = f"manim-slides doesn't work with this manim; take another version of it ({reason})"
    return shorten(f"{where}: {reason}", 190)


def _reason(error: BaseException) -> str:
    steps = traceback.extract_tb(error.__traceback__)
    if isinstance(error, SystemExit):
        return "the file ends the program there; nothing was drawn"
    if steps and steps[-1].name in INTERACTIVE and isinstance(error, AssertionError):
        return f"{steps[-1].name}() needs manim's OpenGL window; leave it out"
    if isinstance(error, FileNotFoundError) and error.filename in LATEX:
        return f"its formula needs LaTeX, and there is no {error.filename}; install it"
    if older := reason_for_older(error):
        return older
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return " ".join(f"{type(error).__name__}: {text}".removesuffix(": ").split())
