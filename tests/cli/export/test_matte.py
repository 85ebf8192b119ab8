"""What lies under the half-transparent pixels of a GIF: a colour that one may choose."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gradreel.assets import THEMES
from gradreel.scenes.stage.type.style import theme
from tests.conftest import Ran

SMALL = ("-r", "160,90", "--fps", "2", "-w", "1", "--progress", "none")
SCENE = """
from manim import BLUE, Scene, Square, config
config.background_color = "#204060"

class Mine(Scene):
    def construct(self):
        self.add(Square(4, fill_color="#ffffff", fill_opacity=0.5, stroke_width=0))
        self.wait(1)
"""


def middle(path: Path) -> tuple[int, ...]:
    with Image.open(path) as image:
        return tuple(image.convert("RGBA").getpixel((80, 45)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("-t",), (0x90, 0xA0, 0xB0, 255)),
        (("-t", "--matte", "#F00"), (0xFF, 0x80, 0x80, 255)),
    ],
)
def test_a_scene_of_ones_own_lies_on_its_background(
    forked: Callable[..., Ran],
    tmp_path: Path,
    options: tuple[str, ...],
    expected: tuple[int, ...],
) -> None:
    (tmp_path / "mine.py").write_text(SCENE)
    for _ in ("drawn", "kept"):
        ran = forked("render", "mine.py", *SMALL, *options, "-o", "a.gif")
        assert (ran.status, ran.errors) == (0, "")
        assert all(
            abs(found - each) <= 1
            for found, each in zip(middle(tmp_path / "a.gif"), expected, strict=True)
        )


@pytest.mark.parametrize("name", THEMES)
def test_a_scene_lies_on_its_theme(quick: Callable[..., Ran], tmp_path: Path, name: str) -> None:
    """What is faint on the background is near to it in colour, and there."""
    look = ("-t", "--theme", name)
    ran = quick("render", "descent", *SMALL, "--beats", "3..4", *look, "-o", "a.gif")
    assert ran.status == 0, ran.errors
    background = bytes.fromhex(theme(name).background[1:])
    with Image.open(tmp_path / "a.gif") as image:
        image.seek(image.n_frames // 2)  # type: ignore[attr-defined]
        shown = np.asarray(image.convert("RGBA")).astype(int)
    distance = np.abs(shown[..., :3] - list(background)).max(axis=-1)
    assert np.count_nonzero((distance < 40) & (shown[..., 3] > 0)) > 50


def test_a_matte_in_the_settings_is_for_gifs_that_need_it(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "gradreel.toml").write_text('matte = "white"\n')
    ran = quick("render", "descent", "-s", *SMALL)
    assert ran.status == 0, ran.errors
