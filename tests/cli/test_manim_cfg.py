"""What manim.cfg says holds where no flag says otherwise, as in manim."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Asked, check_refused
from tests.conftest import Ran

SCENE = """from manim import *

class Tall(Scene):
    def construct(self):
        self.add(Square().to_edge(UP), Circle().to_edge(DOWN))
"""
TALL = "pixel_width = 90\npixel_height = 160\nframe_width = 9\nframe_height = 16\nframe_rate = 10\n"
USUAL = (1280, 720, 30)
FOLLOWED: dict[str, tuple[str, tuple[str, ...], tuple[int, int, int], tuple[str, ...]]] = {
    "pixels and rate": (TALL, (), (90, 160, 10), ("Tall.mp4",)),
    "one side": ("pixel_width = 1080", (), (1080, 1080, 30), ("Tall.mp4",)),
    "a quality beats them": (f"{TALL}quality = low_quality", (), (854, 480, 15), ("Tall.mp4",)),
    "a flag beats both": (TALL, ("-q", "l"), (854, 480, 15), ("Tall.mp4",)),
    "a size leaves the rate": (TALL, ("-r", "64,36"), (64, 36, 10), ("Tall.mp4",)),
    "a setting beats it": (f"{TALL}\x00", (), (640, 360, 10), ("Tall.mp4",)),
    "a format": ("format = gif", (), (640, 360, 15), ("Tall.gif",)),
    "a name": ("output_file = other", (), USUAL, ("other.mp4",)),
    "a folder": ("media_dir = new", (), USUAL, ("new/Tall.mp4",)),
    "the line's name": (
        *("output_file = other\nmedia_dir = new\nformat = gif", ("-o", "b.webm")),
        *(USUAL, ("b.webm",)),
    ),
}


@pytest.mark.parametrize("case", FOLLOWED)
def test_it_holds_where_nothing_else_is_said(case: str, asked: Callable[..., Asked]) -> None:
    told, arguments, picture, outputs = FOLLOWED[case]
    Path("mine.py").write_text(SCENE)
    if told.endswith("\x00"):
        Path("gradreel.toml").write_text('resolution = "640,360"')
    Path("manim.cfg").write_text(f"[CLI]\n{told.rstrip(chr(0))}\n")
    found = asked("render", "mine.py", "Tall", *arguments)
    assert (found.picture.width, found.picture.height, found.picture.fps) == picture
    assert tuple(str(each.path) for each in found.outputs) == outputs


def test_a_file_that_is_named_takes_its_place(asked: Callable[..., Asked]) -> None:
    Path("mine.py").write_text(SCENE)
    Path("manim.cfg").write_text("[CLI]\nformat = gif\n")
    Path("tall.cfg").write_text(f"[CLI]\n{TALL}zero_pad = 2\nformat = png-sequence")
    found = asked("render", "mine.py", "Tall", "-c", "tall.cfg")
    assert found.file.settings.config_file == Path("tall.cfg")
    assert (found.picture.width, found.outputs[0].format) == (90, "manim-sequence")
    assert found.outputs[0].digits == 2


WRONG: dict[str, tuple[str, str]] = {
    "no number": ("[CLI]\npixel_width = wide", "pixel_width, pixel_height in 'manim.cfg'"),
    "no such quality": ("[CLI]\nquality = best", "quality in 'manim.cfg': there is no quality"),
    "no section": ("pixel_width = 3", "can't read 'manim.cfg'"),
    "a device as a template": ("[CLI]\ntex_template_file = /dev/zero", "'/dev/zero' is a pipe or"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_it_can_not_say_is_one_line(case: str, quick: Callable[..., Ran]) -> None:
    content, fault = WRONG[case]
    Path("mine.py").write_text(SCENE)
    Path("manim.cfg").write_text(content)
    ran = quick("render", "mine.py", "Tall", "-o", "b.mp4")
    check_refused(ran, fault)


def test_what_manim_reads_by_itself_is_a_small_file(quick: Callable[..., Ran]) -> None:
    Path("manim.cfg").write_text("[CLI]\ntex_template_file = /dev/zero")
    ran = quick("render", "descent", "-o", "b.mp4")
    check_refused(ran, "'/dev/zero' is a pipe or a device")


def test_a_tall_picture_is_manims(gradreel: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(SCENE)
    (tmp_path / "manim.cfg").write_text(
        f"[CLI]\n{TALL}background_color = #223344\nvideo_dir = elsewhere\n"
    )
    ran = gradreel("render", "mine.py", "-s", "-o", "mine.png")
    assert (ran.status, ran.output) == (0, "mine.png\n")
    assert ran.errors.startswith("gradreel: not followed: video_dir in 'manim.cfg'")
    ours = (tmp_path / "mine.png").read_bytes()
    manim = (sys.executable, "-m", "manim", "render", "-s", "-o", "manims", "mine.py")
    subprocess.run(manim, cwd=tmp_path, capture_output=True, check=True)
    assert ours == (tmp_path / "media/images/mine/manims.png").read_bytes()
    cut = gradreel("render", "mine.py", "-s", "-r", "160,90", "-o", "cut.png")
    assert "160x90 pixels show 9x5.06 units of the 9x16 in 'manim.cfg', as in manim" in cut.errors
