"""`--max-size` and `--for` at the command line, of scenes and of files of one's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from gradreel.scenes.cli.places import PLACES
from tests.cli.conftest import Asked, check_refused
from tests.conftest import Ran

SCENE = """
import numpy as np
from manim import BLUE, RIGHT, Create, ImageMobject, Scene, Square

class Mine(Scene):
    def construct(self):
        noise = np.random.default_rng(0).integers(0, 255, (60, 60, 3), np.uint8)
        self.add(ImageMobject(noise))
        square = Square(color=BLUE)
        self.play(Create(square), run_time=1)
        self.play(square.animate.shift(RIGHT), run_time=1)
"""
SMALL = ("-r", "160,90", "--fps", "10", "--progress", "none")


@pytest.mark.slow
def test_all_files_of_a_clip_are_within_the_budget_drawn_or_kept(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(SCENE)
    before = {path.name for path in tmp_path.iterdir()}
    clip = ("render", "mine.py", *SMALL, "--max-size", "20KB", "--poster")
    sizes: list[list[bytes]] = []
    said: list[str] = []
    for _ in ("drawn", "kept"):
        ran = quick(*clip, "-o", "a.gif", "-o", "a.webp", "-o", "a.mp4")
        assert (ran.status, ran.output) == (0, "a.gif\na.webp\na.mp4\na.poster.png\n")
        assert ran.errors.count("frames a second") + ran.errors.count("as it is") == 3
        files = [(tmp_path / f"a.{each}").read_bytes() for each in ("gif", "webp", "mp4")]
        assert max(map(len, files)) <= 20_000
        sizes.append(files)
        said.append(ran.errors)
    assert (sizes[0], said[0]) == (sizes[1], said[1])
    made = {path.name for path in tmp_path.iterdir()} - {"__pycache__"} - before
    assert made == {"a.gif", "a.webp", "a.poster.png"}
    with Image.open(tmp_path / "a.gif") as gif:
        assert gif.n_frames > 3  # type: ignore[attr-defined]
    refused = quick("render", "mine.py", *SMALL, "--max-size", "1KB", "-o", "b.gif")
    check_refused(refused, "the smallest GIF of this clip has")
    assert not (tmp_path / "b.gif").exists()


@pytest.mark.parametrize(
    ("words", "files"),
    [
        (("--for", "github"), ["descent.gif"]),
        (("--for", "PowerPoint"), ["descent.mp4"]),
        (("--for", "keynote", "-t"), ["descent.mov"]),
        (("--for", "github", "-o", "a.mp4"), ["a.mp4"]),
    ],
)
def test_a_place_chooses_the_format(
    words: tuple[str, ...], files: list[str], asked: Callable[..., Asked]
) -> None:
    found = asked("render", "descent", *words).outputs
    assert [output.path.name for output in found] == files


def test_each_place_is_explained_with_its_source() -> None:
    page = (Path(__file__).parents[3] / "docs" / "clips.md").read_text(encoding="utf-8")
    for name, place in PLACES.items():
        (line,) = [each for each in page.splitlines() if each.startswith(f"| `{name}` |")]
        assert "](https://" in line
        assert all(f"`{form}`" in line for form in place.formats)
