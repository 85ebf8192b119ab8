"""A formula is typeset by one of the processes that draw a scene, whatever sets it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran

TYPST = """
import os
import typst
COMPILE = typst.compile

def logged(*args, **kwargs):
    log = os.open("typeset.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)  # as below
    os.write(log, b"made\\n")
    return COMPILE(*args, **kwargs)

typst.compile = logged
"""
LATEX = """
import os, shutil, time
from pathlib import Path
from manim.utils import tex_file_writing

def compiled(tex_file, *_):
    log = os.open("typeset.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)  # not left to one process
    os.write(log, b"made\\n")
    time.sleep(0.2)
    svg = tex_file.with_suffix(".svg")
    svg.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        '<g id="unique000"><path d="M0 0 L9 0 L5 9 Z"/></g></svg>')
    return tex_file.with_suffix(".dvi")

tex_file_writing.compile_tex = compiled
tex_file_writing.convert_to_svg = lambda dvi, *_: dvi.with_suffix(".svg")
"""
SCENE = """
from manim import *
{tools}
class One(Scene):
    def construct(self):
        for formula in {formulas}:
            self.play(Create({kind}(formula)), run_time=2)
"""
FORMULAS = ("x^2", "y_1", "x^2")
CASES: list[tuple[str, str, tuple[str, ...]]] = [
    (TYPST, "MathTypst", ()),
    (LATEX, "MathTex", ("--no-cache",)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("tools", "kind", "options"), CASES)
def test_three_workers_typeset_each_formula_once(
    tools: str,
    kind: str,
    options: tuple[str, ...],
    gradreel: Callable[..., Ran],
    tmp_path: Path,
) -> None:
    log = tmp_path / "typeset.log"
    (tmp_path / "mine.py").write_text(SCENE.format(tools=tools, formulas=FORMULAS, kind=kind))
    clips = []
    for workers in ("3", "1"):
        asked = ("-r", "64,36", "--fps", "5", "-w", workers, "-o", f"{workers}.mp4", *options)
        ran = gradreel("render", "mine.py", *asked)
        assert (ran.status, ran.errors) == (0, "")
        clips.append((tmp_path / f"{workers}.mp4").read_bytes())
        if options or workers == "3":
            assert log.read_text() == "made\n" * len(set(FORMULAS))
        log.unlink(missing_ok=True)
    assert clips[0] == clips[1]
