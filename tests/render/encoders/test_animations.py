"""Animated WebP and PNG: every pixel of every picture at its time, as other readers see it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from gradreel.scenes.render.clip_file import ClipFile
from gradreel.scenes.render.frame import Frame, Pixels
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import render
from tests.render.jobs import PartsJob
from tests.render.results import linux_only
from tests.render.test_encoders import HEIGHT, HELD, MOVING, WIDTH, Given, drawing, encoded, write

FORMS = ["webp", "apng"]


def shown(path: Path) -> Iterator[tuple[Pixels, float]]:
    """Give each picture with its milliseconds."""
    with Image.open(path) as image:
        for frame in ImageSequence.Iterator(image):
            pixels = np.asarray(frame.convert("RGBA"))
            yield pixels, float(frame.info["duration"])


def visible(pixels: Pixels) -> Pixels:
    """Leave out the colours of what is clear, which mean nothing."""
    return np.where(pixels[..., 3:] == 0, np.uint8(0), pixels)


def speckled(index: int, clear: bool = False) -> Pixels:
    """More colours than a palette has, some half clear, over a drawing."""
    rng = np.random.default_rng(index // 3)
    pixels = drawing(index, clear)
    pixels[5:45, 10:90] = rng.integers(0, 256, (40, 80, 4), np.uint8)
    if not clear:
        pixels[..., 3] = 255
    return pixels


@pytest.mark.parametrize("clear", [False, True])
@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_lost(form: str, many: bool, clear: bool, tmp_path: Path) -> None:
    draw = speckled if many else drawing
    pictures = [draw(index, clear) for index in range(12)]
    path = tmp_path / f"clip.{form}"
    write(path, form, Picture(WIDTH, HEIGHT, 4, clear), map(Frame, pictures))  # several chunks
    found = [visible(pixels) for pixels, _ in shown(path)]
    expected = [visible(each) for each in pictures]
    if many:  # what stands isn't written again
        expected = [a for a, b in zip(expected, [*expected[1:], None], strict=True) if a is not b]
    at = 0
    for each in expected:
        if at + 1 < len(found) and not np.array_equal(found[at], each):
            at += 1
        assert np.array_equal(found[at], each)
    assert at == len(found) - 1


@pytest.mark.parametrize("clear", [False, True])
def test_a_smaller_one_shows_every_second_frame(clear: bool, tmp_path: Path) -> None:
    path, picture = tmp_path / "clip.apng", Picture(WIDTH, HEIGHT, 4, clear)
    held = [Frame(drawing(9 * index, clear), 1 + index % 3) for index in range(12)]
    render(PartsJob((Given(held),)), picture, [Output(path, "apng", share=(2, 2))])
    drawn = [frame.pixels.astype(float) for frame in held for _ in range(frame.repeats)]
    found = [pixels for pixels, time in shown(path) for _ in range(round(time * 4 / 1000))]
    assert len(found) == len(drawn)
    for number, each in enumerate(found):
        squares = drawn[number // 2 * 2].reshape(HEIGHT // 2, 2, WIDTH // 2, 2, 4)
        alpha = squares[..., 3:]
        colours = (squares[..., :3] * alpha).sum((1, 3)) / alpha.sum((1, 3)).clip(1)
        expected = np.concatenate([colours, alpha.mean((1, 3))], axis=-1)
        assert np.abs(visible(each) - expected).max() <= (2 if clear else 0.5)


@pytest.mark.parametrize("fps", [15, 24, 60, Fraction(30000, 1001)])
@pytest.mark.parametrize("form", FORMS)
def test_it_lasts_as_long_as_the_clip(form: str, fps: Fraction, tmp_path: Path) -> None:
    path = encoded(tmp_path, form, Fraction(fps))
    seconds = float((MOVING + HELD) / fps)
    assert sum(time for _, time in shown(path)) == pytest.approx(1000 * seconds, abs=1)
    found = ClipFile.of(path)
    assert (found.width, found.height, found.transparent) == (WIDTH, HEIGHT, False)
    assert float(found.seconds) == pytest.approx(seconds, abs=0.001)


@pytest.mark.parametrize("form", FORMS)
def test_a_long_hold_keeps_its_time(form: str, tmp_path: Path) -> None:
    path, holds = tmp_path / f"clip.{form}", [1, 197, 7, 230, 2]
    held = [Frame(drawing(index), hold) for index, hold in enumerate(holds)]
    write(path, form, Picture(WIDTH, HEIGHT, 3), held)  # of over a minute, in uneven thousandths
    expected = [1000 * hold / 3 for hold in holds]
    assert [time for _, time in shown(path)] == pytest.approx(expected, abs=1)


WRITE = """
from itertools import cycle, islice
from pathlib import Path
import numpy as np
from gradreel.scenes.render.frame import Frame
from gradreel.scenes.render.picture import Picture
from tests.render.test_encoders import drawing, write

pictures = [np.tile(drawing(index), (4, 4, 1)) for index in range(2)]
height, width, _ = pictures[0].shape
for form in "webp", "apng":
    given = map(Frame, islice(cycle(pictures), 300))
    write(Path(f"clip.{form}"), form, Picture(width, height, 25), given)
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


@linux_only
def test_a_long_animation_is_never_whole_in_memory(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", WRITE]
    kilobytes = int(subprocess.check_output(command, cwd=tmp_path, env=environment))
    assert kilobytes < 250_000  # all pictures would be 300 MB more


@pytest.mark.parametrize(("draw", "mode"), [(drawing, "P"), (speckled, "RGBA")])
def test_few_colours_of_an_apng_are_numbered(
    draw: Callable[[int], Pixels], mode: str, tmp_path: Path
) -> None:
    path = tmp_path / "clip.apng"
    write(path, "apng", Picture(WIDTH, HEIGHT, 10), (Frame(draw(index)) for index in range(5)))
    with Image.open(path) as image:
        assert image.mode == mode
