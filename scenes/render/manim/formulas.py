"""Formulas that were typeset before, kept for later and shared between processes.

Manim keeps them too, but in a folder that only one process may use: it writes files in place and
removes what another process is still making.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from inspect import signature
from multiprocessing import parent_process
from pathlib import Path
from tempfile import gettempdir
from types import ModuleType
from typing import Any, Final

from manim import config
from manim.mobject.text import tex_mobject, typst_mobject
from manim.utils.tex import TexTemplate
from manim.utils.tex_file_writing import generate_tex_file
from manim.utils.typst_file_writing import TYPST_TEMPLATE, _typst_hash

from gradreel.scenes.files.whole import replacing
from gradreel.scenes.render.manim.guards import Original

DIGITS: Final = 64

TYPESETTING: Final = Original(
    "manim.mobject.text:tex_mobject.tex_to_svg_file",
    "79579bd3f137639e",
    ("manim.utils.tex_file_writing:generate_tex_file",),
)

TYPESETTING_TYPST: Final = Original(
    "manim.mobject.text:typst_mobject.typst_to_svg_file",
    "1cb044ebd7f0987d",
    ("manim.utils.typst_file_writing:_typst_hash",),
)

Typeset = Callable[[str, str | None, TexTemplate | None], Path]


@dataclass(frozen=True)
class _Shelf:
    """Where formulas are kept that were typeset.

    Attributes:
        folder: where, for later or for as long as this run lasts.
        locks: a folder that the processes of this run share, where one typesets a formula while the
            others wait for it; None where there are no others.
    """

    folder: Path
    locks: Path | None

    def get(self, name: str, drawn: Path, typeset: Callable[[], object]) -> Path:
        """Take a formula from the shelf, or typeset it and keep it."""
        kept = self.folder / name
        with _alone(self.locks, name):
            if not _fetch(kept, drawn):
                typeset()
                _keep(drawn, kept)
        return drawn


@contextmanager
def kept_formulas(folder: Path | None) -> Iterator[None]:
    """Let manim take formulas from a folder, and put new ones there.

    Those of LaTeX are kept for later, those of Typst until the run ends, as they depend on the
    system's fonts. Nothing is kept for later where the folder is None, nor is anything kept by a
    manim that typesets in another way than the known one.
    """
    run = Path(gettempdir()) if parent_process() is not None else None
    of_run = None if run is None else run / "formulas"
    with (
        _replaced(tex_mobject, TYPESETTING, _typeset_latex, folder or of_run, run),
        _replaced(typst_mobject, TYPESETTING_TYPST, _typeset_typst, of_run, run),
    ):
        yield


@contextmanager
def _replaced(
    module: ModuleType,
    known: Original,
    ours: Callable[..., Path],
    folder: Path | None,
    locks: Path | None,
) -> Iterator[None]:
    if folder is None or not known.is_known():
        yield
        return
    original = getattr(module, known.name)
    setattr(module, known.name, partial(ours, _Shelf(folder, locks), original))
    try:
        yield
    finally:
        setattr(module, known.name, original)


def _typeset_latex(
    shelf: _Shelf,
    original: Typeset,
    expression: str,
    environment: str | None = None,
    tex_template: TexTemplate | None = None,
) -> Path:
    """Do what manim's `tex_to_svg_file` does, unless it was done before."""
    template = tex_template or config["tex_template"]
    source = generate_tex_file(expression, environment, template)
    drawn = source.with_suffix(".svg")
    if drawn.exists():
        return drawn
    how = f"{template.tex_compiler} {template.output_format}\n"
    name = sha256(how.encode() + source.read_bytes()).hexdigest()
    return shelf.get(name, drawn, lambda: original(expression, environment, tex_template))


def _typeset_typst(shelf: _Shelf, original: Callable[..., Path], *args: Any, **kwargs: Any) -> Path:
    """Do what manim's `typst_to_svg_file` does, unless another process of this run has done it."""
    asked = signature(original).bind(*args, **kwargs)
    asked.apply_defaults()
    code, preamble, size, fonts = asked.arguments.values()
    source = TYPST_TEMPLATE.format(text_size=size, preamble=preamble, body=code)
    folder = config.get_dir("tex_dir")
    folder.mkdir(parents=True, exist_ok=True)
    drawn = folder / f"{_typst_hash(source)}.svg"
    if drawn.exists():
        return drawn
    name = sha256(f"typst {fonts}\n{source}".encode()).hexdigest()
    return shelf.get(name, drawn, lambda: original(*args, **kwargs))


@contextmanager
def _alone(locks: Path | None, name: str) -> Iterator[None]:
    """Wait until no other process of the run typesets a formula; a lock goes with its process."""
    if locks is None:
        yield
        return
    with (locks / f"{name}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(kept: Path, drawn: Path) -> bool:
    """Copy a formula from where it is kept, if it is there and whole."""
    try:
        content = kept.read_bytes()
    except OSError:
        return False
    digest, svg = content[:DIGITS].decode(errors="replace"), content[DIGITS:]
    if _seal(kept, svg) != digest:
        return False
    drawn.write_bytes(svg)
    return True


def _keep(drawn: Path, kept: Path) -> None:
    """Keep a formula under its name, whole or not at all; where that can't be done, don't."""
    svg = drawn.read_bytes()
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        with replacing(kept) as temporary:
            temporary.write_bytes(_seal(kept, svg).encode() + svg)


def _seal(kept: Path, svg: bytes) -> str:
    """Return a digest of a formula and its name, so that none is taken for another."""
    return sha256(kept.name.encode() + svg).hexdigest()
