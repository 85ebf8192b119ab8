"""LaTeX formulas that were typeset before, kept for later and shared between processes.

Manim keeps them too, but in a folder that only one process may use: it writes files in place and
removes what another process is still making.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from manim import config
from manim.mobject.text import tex_mobject
from manim.utils.tex import TexTemplate
from manim.utils.tex_file_writing import generate_tex_file

from gradreel.engine.io.files import replacing
from gradreel.scenes.render.manim.guards import Original

DIGITS: Final = 64

TYPESETTING: Final = Original(
    "manim.mobject.text:tex_mobject.tex_to_svg_file",
    "79579bd3f137639e",
    ("manim.utils.tex_file_writing:generate_tex_file",),
)

Typeset = Callable[[str, str | None, TexTemplate | None], Path]


@contextmanager
def kept_formulas(folder: Path | None) -> Iterator[None]:
    """Let manim take formulas from a folder, and put new ones there.

    None changes nothing, nor does a manim that typesets in another way than the known one.
    """
    if folder is None or not TYPESETTING.is_known():
        yield
        return
    names = vars(tex_mobject)
    original = names["tex_to_svg_file"]
    names["tex_to_svg_file"] = partial(_typeset, folder, original)
    try:
        yield
    finally:
        names["tex_to_svg_file"] = original


def _typeset(
    folder: Path,
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
    kept = folder / sha256(how.encode() + source.read_bytes()).hexdigest()
    if not _fetch(kept, drawn):
        original(expression, environment, tex_template)
        _keep(drawn, kept)
    return drawn


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
