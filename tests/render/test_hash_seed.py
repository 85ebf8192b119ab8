"""Scenes of a person's own are drawn under one hash seed, whoever starts the command."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gradreel.scenes.make.key import file_key
from gradreel.scenes.make.request import Request, SceneFile
from gradreel.scenes.render import hash_seed
from gradreel.scenes.render.picture import Picture
from tests.conftest import Ran

SCENE = """
import os
from manim import *

class {name}(Scene):
    def construct(self):
        print("seed", os.environ.get("PYTHONHASHSEED"), list({{*"abcdefgh"}}))
        self.add(Dot())
"""
SMALL = ("-s", "-r", "32,32")


def said(ran: Ran) -> list[str]:
    assert ran.status == 0, ran.errors
    return [line for line in ran.errors.splitlines() if line.startswith("seed")]


def test_sets_have_the_same_order_in_every_command(
    gradreel: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(SCENE.format(name="One") + SCENE.format(name="Two"))
    first = said(gradreel("render", "mine.py", "One", *SMALL, PYTHONHASHSEED=""))
    assert first[0].startswith("seed 0 ")
    both = gradreel("render", "mine.py", "One", "Two", *SMALL, "--no-cache")
    assert said(both) == first * 2
    chosen = said(gradreel("render", "mine.py", "One", *SMALL, PYTHONHASHSEED="5"))
    assert chosen[0].startswith("seed 5 ")


def test_a_seed_that_somebody_has_chosen_is_part_of_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, request = [], Request({}, Picture(32, 32, 10))
    for seed in ("random", "", "0", "1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        keys.append(file_key(SceneFile(tmp_path / "mine.py", ("One",)), request))
    assert keys[0] == keys[1] == keys[2]
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("words", "seed", "begins_anew"),
    [
        ("render mine.py", "", True),
        ("render mine.py -o mine.gif", "random", True),
        ("render mine.py", "7", False),
        ("render mine.py -o newer.mp4", "", False),
        ("render mine.py newer", "", False),
        ("render mine.py newer --no-cache", "", True),
        ("render mine.py -o older.mp4", "", True),
        ("render mine.py --help", "", False),
        ("render sigmoid -o mine.mp4", "", False),
        ("", "", False),
    ],
)
def test_the_command_begins_anew_where_it_will_draw(
    words: str,
    seed: str,
    begins_anew: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for time, name in enumerate(["older.mp4", "mine.py", "newer.mp4"]):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time, time))
    begun: list[dict[str, str]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONHASHSEED", seed)
    monkeypatch.setattr(sys, "argv", ["gradreel", *words.split()])
    monkeypatch.setattr(hash_seed, "_commands", [])
    monkeypatch.setattr(os, "execve", lambda _, __, environment: begun.append(environment))
    hash_seed.begin_command()
    assert [each["PYTHONHASHSEED"] for each in begun] == ["0"] * begins_anew
