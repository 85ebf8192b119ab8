"""What is transparent: clear in a corner, whole on a curve, and with edges as over any ground."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from manim import BLUE_E, RED_E, Camera, Circle, Create, FadeIn, FunctionGraph, ManimColor, Scene
from PIL import Image

from gradreel.scenes.render.clip_file import ClipFile
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.render.manim.part import ManimPart
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import render
from tests.render.jobs import PartsJob
from tests.render.test_encoders import decoded

WIDTH, HEIGHT = 320, 180
GROUND = 255


class Curve(Scene):
    """A curve and a half clear disc, which come on white."""

    seekable = True

    def construct(self) -> None:
        assert isinstance(self.camera, Camera)
        self.camera.background_color = ManimColor("#FFFFFF")
        curve = FunctionGraph(lambda x: float(np.sin(x)), color=BLUE_E, stroke_width=14)
        disc = Circle(1.5, color=RED_E, fill_opacity=0.5, stroke_width=0)
        self.play(FadeIn(disc), Create(curve), run_time=0.4)
        self.wait(0.2)


def last_of_video(path: Path, decoder: str | None = None) -> Pixels:
    return np.asarray(decoded(path, decoder)[-1].reformat(format="rgba").to_ndarray(), np.uint8)


def last_of_animation(path: Path) -> Pixels:
    with Image.open(max(path.iterdir()) if path.is_dir() else path) as image:
        image.seek(getattr(image, "n_frames", 1) - 1)
        return np.asarray(image.convert("RGBA"))


READERS: dict[str, Callable[[Path], Pixels]] = {
    "webm": partial(last_of_video, decoder="libvpx-vp9"),
    "mov": last_of_video,
    "png-sequence": last_of_animation,
    "webp": last_of_animation,
    "apng": last_of_animation,
}
FARTHEST = {"webm": 40, "mov": 8}
"""How far a lossy codec may be off at nearly all edges, of 255; others are off by rounding."""


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same clip in every format that can be transparent, and opaque."""
    folder = tmp_path_factory.mktemp("clips")
    job = PartsJob((ManimPart(lambda renderer: Curve(renderer=renderer)),))
    clear = [Output(folder / form, form) for form in READERS]
    render(job, Picture(WIDTH, HEIGHT, 10, True), clear)
    render(job, Picture(WIDTH, HEIGHT, 10), [Output(folder / "opaque.png", "png")])
    return folder


@pytest.mark.parametrize("form", READERS)
def test_it_is_clear_in_a_corner_whole_on_a_curve_and_has_no_fringe(form: str, clips: Path) -> None:
    pixels = READERS[form](clips / form)
    assert pixels.shape == (HEIGHT, WIDTH, 4)
    assert pixels[0, 0, 3] == 0
    alpha = pixels[..., 3].astype(int)
    assert np.median(alpha[:, WIDTH // 2 + 20 :: 16].max(axis=0)) == 255
    assert alpha[HEIGHT // 2 + 20, WIDTH // 2] == pytest.approx(128, abs=3)
    opaque = np.asarray(Image.open(clips / "opaque.png").convert("RGB")).astype(float)
    share = pixels[..., 3:] / 255
    off = pixels[..., :3] * share + GROUND * (1 - share) - opaque  # laid on white, as it was drawn
    edges = (alpha > 8) & (alpha < 247)
    assert edges.sum() > 500
    assert np.percentile(np.abs(off[edges]), 99) <= FARTHEST.get(form, 2)
    assert off[edges].mean() > -2
    if form != "png-sequence":
        assert ClipFile.of(clips / form).transparent  # as the file says of itself


def test_browsers_are_told_that_a_webm_has_alpha(clips: Path) -> None:
    assert bytes.fromhex("53c08101") in (clips / "webm").read_bytes()[:4096]
