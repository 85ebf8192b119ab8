"""`--beats`, `--from`, `--to` and `--speed` at the command line."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import srt

from gradreel.scenes.ask.options import Excerpt
from tests.cli.conftest import Asked, pictures_in
from tests.conftest import Ran

SMALL = ("-r", "64,36", "--fps", "5", "--progress", "none")
OWN = """
from manim import Scene, Square

class Mine(Scene):
    def construct(self):
        square = Square(6, fill_opacity=1)
        square.add_updater(lambda each, dt: each.shift([dt, 0, 0]))
        self.add(square)
        self.add_subcaption("one", 1)
        self.wait(1)
        self.add_subcaption("two", 2)
        self.wait(2)
"""


def test_a_part_has_its_own_captions_and_length(quick: Callable[..., Ran], tmp_path: Path) -> None:
    part = ("descent", "--fps", "5", "--beats", "2..map", "--speed", "0.5")
    told = json.loads(quick("beats", *part, "--json").output)
    assert [(each["number"], each["key"]) for each in told] == [(2, "landscape"), (3, "map")]
    clip = ("render", *part, "-r", "64,36", "--captions", "--progress", "none")
    ran = quick(*clip, "-o", "a.mp4", "-o", "b.gif", "-o", "end.png", "-w", "2")
    assert ran.status == 0, ran.errors
    assert round(told[-1]["end"] * 5) == len(pictures_in(tmp_path / "a.mp4"))
    found = list(srt.parse((tmp_path / "a.srt").read_text(encoding="utf-8")))
    assert [each.start.total_seconds() for each in found] == [each["start"] for each in told]
    stills = quick("render", *part[:-2], "-r", "64,36", "--stills", "out")
    assert stills.output == "out/02-landscape.png\nout/03-map.png\n"


def test_a_scene_of_ones_own_is_cut_by_its_seconds(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "own.py").write_text(OWN)
    clip = ("render", "own.py", "Mine", *SMALL)
    assert quick(*clip, "--format", "png-sequence", "-o", "whole").status == 0
    cut = ("--from", "0.6", "--to", "2", "-o", "part", "-o", "part.mp4")
    ran = quick(*clip, "--format", "png-sequence", *cut, "-w", "2")
    assert (ran.status, ran.output) == (0, "part\npart.mp4\npart.srt\n"), ran.errors
    whole, part = (
        [each.read_bytes() for each in sorted((tmp_path / name).iterdir())]
        for name in ("whole", "part")
    )
    assert part == whole[3:10]
    found = list(srt.parse((tmp_path / "part.srt").read_text()))
    assert [each.end.total_seconds() for each in found] == [0.4, 1.4]
    slow = quick(*clip, "--speed", "0.5", "-o", "slow.mp4")
    assert (slow.status, len(pictures_in(tmp_path / "slow.mp4"))) == (0, 2 * len(whole))


def test_what_was_asked_for_is_passed_on(asked: Callable[..., Asked], tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN)
    request = asked("render", "sigmoid", "--beats", "..moves", "--speed", "0.8").request
    assert request.excerpt == Excerpt(("", "moves"), speed=Fraction(4, 5))
    request = asked("render", "sigmoid", "--beats", "3").request
    assert request.excerpt == Excerpt(("3", "3"))
    request = asked("render", "own.py", "Mine", "-n", "1", "--speed", "2").request
    assert request.excerpt == Excerpt(speed=Fraction(2))
