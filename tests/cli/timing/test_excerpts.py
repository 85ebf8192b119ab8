"""`--beats`, `--from`, `--to` and `--speed` at the command line."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest
import srt

from gradreel.scenes.ask.options import Excerpt
from tests.cli.conftest import Asked
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


def n_frames(path: Path) -> int:
    with av.open(path) as clip:
        return sum(1 for _ in clip.decode(video=0))


def test_a_part_has_its_own_captions_and_length(quick: Callable[..., Ran], tmp_path: Path) -> None:
    part = ("descent", "--fps", "5", "--beats", "2..map", "--speed", "0.5")
    told = json.loads(quick("beats", *part, "--json").output)
    assert [(each["number"], each["key"]) for each in told] == [(2, "landscape"), (3, "map")]
    clip = ("render", *part, "-r", "64,36", "--captions", "--progress", "none")
    ran = quick(*clip, "-o", "a.mp4", "-o", "b.gif", "-o", "end.png", "-w", "2")
    assert ran.status == 0, ran.errors
    assert round(told[-1]["end"] * 5) == n_frames(tmp_path / "a.mp4")
    found = list(srt.parse((tmp_path / "a.srt").read_text(encoding="utf-8")))
    assert [each.start.total_seconds() for each in found] == [each["start"] for each in told]
    assert [each.end.total_seconds() for each in found] == [each["end"] for each in told]
    again = quick(*clip, "-o", "c.mp4")
    assert again.output == "c.mp4\nc.srt\nc.vtt\n"
    assert (tmp_path / "c.mp4").read_bytes() == (tmp_path / "a.mp4").read_bytes()
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
    assert (slow.status, n_frames(tmp_path / "slow.mp4")) == (0, 2 * len(whole))
    late = quick(*clip, "--from", "3.1", "-o", "late.mp4")
    assert (late.status, late.output) == (2, "")
    assert "the scene has 3.00 s" in late.errors


def test_what_was_asked_for_is_passed_on(asked: Callable[..., Asked], tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN)
    request = asked("render", "sigmoid", "--beats", "..fit", "--speed", "0.8").request
    assert request.excerpt == Excerpt(("", "fit"), speed=Fraction(4, 5))
    request = asked("render", "sigmoid", "--beats", "3").request
    assert request.excerpt == Excerpt(("3", "3"))
    request = asked("render", "own.py", "Mine", "--from", "1.5", "--to", "2").request
    assert request.excerpt == Excerpt(start=Fraction(3, 2), end=Fraction(2))
    request = asked("render", "own.py", "Mine", "-n", "1", "--speed", "2").request
    assert request.excerpt == Excerpt(speed=Fraction(2))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sigmoid", "--beats", ".."), "names no beats like 3..5"),
        (("sigmoid", "--beats", "1..2..3"), "names no beats like 3..5"),
        (("sigmoid", "--beats", "1", "--from", "2"), "--beats and --from both say"),
        (("sigmoid", "--beats", "1", "--to", "2"), "--beats and --to both say"),
        (("sigmoid", "--from", "-1"), "before the scene's start"),
        (("sigmoid", "--from", "3", "--to", "3"), "isn't after --from 3"),
        (("sigmoid", "--speed", "0"), "above 0"),
        (("sigmoid", "--speed", "0.1"), "give 0.25 to 30"),
        (("sigmoid", "--speed", "1e-9"), "give 0.25 to 30"),
        (("sigmoid", "--from", "1", "--stills", "out"), "name them by --beats"),
        (("sigmoid", "--speed", "2", "--stills", "out"), "leave one of them away"),
        (("own.py", "Mine", "--beats", "1"), "only gradreel's own scenes have beats"),
        (("own.py", "Mine", "--from", "1", "-n", "1"), "-n and --from or --to"),
    ],
)
def test_what_can_not_be_is_refused_in_a_line(
    words: tuple[str, ...], said: str, quick: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "own.py").write_text(OWN)
    ran = quick("render", *words)
    assert (ran.status, ran.output, ran.errors.count("\n")) == (2, "", 1), ran.errors
    assert said in ran.errors
