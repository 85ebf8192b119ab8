"""A formula is typeset by one of the processes that draw a scene, whatever sets it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran

TYPST = """
import os
import typst
COMPILE = typst.compile

def logged(*args, **kwargs):
    log = os.open("typeset.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)  # not left to one process
    os.write(log, b"made\\n")
    return COMPILE(*args, **kwargs)

typst.compile = logged
"""
LATEX = """#!/bin/sh
echo made >> "$(dirname "$0")/typeset.log"
sleep 0.2
for last; do :; done
for each; do case "$each" in -output-directory=*) folder="${each#*=}";; esac; done
cp "$last" "$folder/$(basename "$last" .tex).dvi"
"""
DVISVGM = """#!/bin/sh
for each; do case "$each" in --output=*) file="${each#*=}";; esac; done
cat > "$file" <<END
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g id="unique000">
<path d="M0 0 L9 0 L5 9 Z"/></g></svg>
END
"""
SCENE = """
from manim import *
{}
class One(Scene):
    def construct(self):
        for formula in "x^2", "y_1", "x^2":
            self.play(Create({}(formula)), run_time=2)
"""

Render = Callable[..., bytes]


@pytest.fixture
def render(gradreel: Callable[..., Ran], tmp_path: Path) -> Render:
    """Draw a scene of formulas, where there is a LaTeX."""
    for name, script in (("latex", LATEX), ("dvisvgm", DVISVGM)):
        (tmp_path / name).write_text(script)
        (tmp_path / name).chmod(0o755)

    def rendered(before: str, kind: str, *options: str) -> bytes:
        (tmp_path / "mine.py").write_text(SCENE.format(before, kind))
        asked = ("-r", "64,36", "--fps", "5", "-o", "clip.mp4", *options)
        ran = gradreel("render", "mine.py", *asked, PATH=f"{tmp_path}:{os.environ['PATH']}")
        assert (ran.status, ran.errors) == (0, "")
        return (tmp_path / "clip.mp4").read_bytes()

    return rendered


@pytest.mark.slow
@pytest.mark.parametrize(("tools", "kind"), [(TYPST, "MathTypst"), ("", "MathTex")])
def test_three_workers_typeset_each_formula_once(
    tools: str, kind: str, render: Render, tmp_path: Path
) -> None:
    clips = [render(tools, kind, "--no-cache", "-w", workers) for workers in ("3", "1")]
    assert (tmp_path / "typeset.log").read_text() == "made\n" * 4
    assert clips[0] == clips[1]


@pytest.mark.slow
def test_those_of_latex_are_kept_as_long_as_they_are_whole(render: Render, tmp_path: Path) -> None:
    log = tmp_path / "typeset.log"
    clips = {render("# first", "MathTex"), render("# second", "MathTex")}
    assert log.read_text() == "made\n" * 2
    kept = next((Path(os.environ["GRADREEL_CACHE"]) / "formulas").iterdir())
    kept.write_bytes(kept.read_bytes()[:-9])
    clips.add(render("# third", "MathTex"))
    assert log.read_text() == "made\n" * 3
    assert len(clips) == 1
