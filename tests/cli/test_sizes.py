"""How large clips are where nobody says: an animation is small, as for a page or a slide."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from gradreel.scenes.render.picture import Picture
from tests.cli.conftest import Asked
from tests.conftest import Ran

SMALL, USUAL = Picture(640, 360, 15), Picture(1280, 720, 30)
MINE = "from manim import Scene\n\n\nclass Mine(Scene):\n    pass\n"
CASES: dict[str, tuple[str, dict[str, Picture]]] = {
    "of each kind": ("-o a.webp -o a.apng", {"a.webp": SMALL, "a.apng": SMALL}),
    "one beside the other": ("-o a.webm --format gif", {"a.webm": USUAL, "a.gif": SMALL}),
    "a quality of both": (
        "-o a.mp4 -o a.gif -q l",
        dict.fromkeys(("a.mp4", "a.gif"), Picture(854, 480, 15)),
    ),
    "a size": ("-o a.gif -r 1080,1920", {"a.gif": Picture(1080, 1920, 15)}),
    "a rate of both": (
        "-o a.mp4 -o a.gif --fps 24",
        {"a.mp4": Picture(1280, 720, 24), "a.gif": Picture(640, 360, 24)},
    ),
    "without its background": ("-t -o a.gif", {"a.gif": Picture(640, 360, 15, True)}),
    "for a place": ("--for slack -o a.gif", {"a.gif": SMALL}),
    "no larger than that": ("--max-size 9MB -o a.gif", {"a.gif": SMALL}),
    "a picture": ("-s -o a.png", {"a.png": USUAL}),
}


@pytest.mark.parametrize("scene", ["heart", "mine.py"])
@pytest.mark.parametrize("case", CASES)
def test_animations_are_small_unless_a_size_is_given(
    scene: str, case: str, asked: Callable[..., Asked]
) -> None:
    line, pictures = CASES[case]
    Path("mine.py").write_text(MINE)
    assert asked("render", scene, *line.split()).pictures == pictures


def test_a_size_that_is_set_counts(asked: Callable[..., Asked]) -> None:
    Path("gradreel.toml").write_text('quality = "h"')
    large = Picture(1920, 1080, 60)
    assert asked("render", "heart", "-o", "a.gif").pictures == {"a.gif": large}


def test_a_small_animation_says_so_and_how_it_would_be_larger(quick: Callable[..., Ran]) -> None:
    ran = quick("render", "heart", "--beats", "1", "--fps", "2", "-o", "b.mp4", "-o", "b.gif")
    assert ran.status == 0
    assert ran.output.split() == ["b.mp4", "b.gif"]
    assert "'b.gif' is drawn in 640x360 at 2 frames a second; for more: -r\n" in ran.errors
    large = quick("render", "heart", "--beats", "1", "-r", "1280,720", "--fps", "2", "-o", "c.gif")
    assert "is drawn in" not in large.errors  # both are kept, with the same frames
    again = quick("render", "heart", "--beats", "1", "--fps", "2", "-o", "d.mp4", "-o", "d.gif")
    assert again.errors.count("frames a second") == 1
    sizes = {name: Image.open(name).size for name in ("b.gif", "c.gif", "d.gif")}
    assert sizes == {"b.gif": (640, 360), "c.gif": (1280, 720), "d.gif": (640, 360)}
    assert Path("b.gif").read_bytes() == Path("d.gif").read_bytes()
