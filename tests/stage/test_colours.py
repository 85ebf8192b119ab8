"""What the palette promises beyond contrast: for the colour-blind, and in a GIF."""

from itertools import combinations
from pathlib import Path

import av
import numpy as np
import pytest

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.render.frame import Frame, FrameSink, PartsJob
from gradreel.scenes.render.owned import Owned
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import render
from gradreel.scenes.stage.type.theme import theme

PAIRS = (
    ("class0", "class1"),
    ("negative", "positive"),
    ("full_loss", "batch_loss"),
    ("beta0", "beta1"),
)
DICHROMACY = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB."""


def srgb(colour: str) -> FloatArray:
    return np.array([int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)])


def linear(colour: FloatArray) -> FloatArray:
    return np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)


def lab(rgb: FloatArray) -> FloatArray:
    """CIE L*a*b* (D65) of linear RGB."""
    matrix = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    share = matrix @ rgb / np.array([0.95047, 1.0, 1.08883])
    root = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def ciede2000(one: FloatArray, other: FloatArray) -> float:
    """Sharma, Wu and Dalal (2005), The CIEDE2000 color-difference formula."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7)))
    c1, c2 = np.hypot((1 + g) * a1, b1), np.hypot((1 + g) * a2, b2)
    h1, h2 = (float(np.degrees(np.arctan2(b, (1 + g) * a)) % 360) for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    lightness, chroma, hue = (l1 + l2) / 2, (c1 + c2) / 2, h1 + turn / 2
    t = 1 - 0.17 * np.cos(np.radians(hue - 30)) + 0.24 * np.cos(np.radians(2 * hue))
    t += 0.32 * np.cos(np.radians(3 * hue + 6)) - 0.20 * np.cos(np.radians(4 * hue - 63))
    off = (lightness - 50) ** 2
    in_l = (l2 - l1) / (1 + 0.015 * off / np.sqrt(20 + off))
    in_c = (c2 - c1) / (1 + 0.045 * chroma)
    in_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    bend = 30 * np.exp(-((((hue % 360) - 275) / 25) ** 2))
    twist = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * np.sin(np.radians(2 * bend))
    return float(np.sqrt(in_l**2 + in_c**2 + in_h**2 + twist * in_c * in_h))


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ],
)
def test_the_difference_is_that_of_the_published_examples(
    one: tuple[float, ...], other: tuple[float, ...], difference: float
) -> None:
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(difference, abs=1e-4)


@pytest.mark.parametrize("kind", DICHROMACY)
@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("pair", PAIRS)
def test_opposites_stay_apart_for_the_colour_blind(
    name: str, kind: str, pair: tuple[str, str]
) -> None:
    tokens = theme(name).tokens()
    seen = [
        lab(np.clip(np.array(DICHROMACY[kind]) @ linear(srgb(tokens[token])), 0, 1))
        for token in pair
    ]
    assert ciede2000(*seen) >= 32


@pytest.mark.parametrize("kind", [None, *DICHROMACY])
@pytest.mark.parametrize("name", ["dark", "light"])
def test_runs_side_by_side_stay_apart(name: str, kind: str | None) -> None:
    """A disc and a ring may look alike in colour to the colour-blind, two of a kind may not."""
    sight = np.eye(3) if kind is None else np.array(DICHROMACY[kind])
    seen = [lab(np.clip(sight @ linear(srgb(each)), 0, 1)) for each in theme(name).runs]
    for one, other in combinations(range(len(seen)), 2):
        if kind is None or one % 2 == other % 2:
            assert ciede2000(seen[one], seen[other]) >= 20, (one, other)


class Swatches:
    """A part of one frame: the theme's colours side by side on its background."""

    def __init__(self, name: str) -> None:
        self.tokens = theme(name).tokens()

    def count(self, picture: Picture) -> int:
        return 1

    def draw(self, picture: Picture, take: FrameSink, owned: Owned) -> int:
        pixels = np.full((picture.height, picture.width, 4), 255, dtype=np.uint8)
        pixels[..., :3] = np.round(255 * srgb(self.tokens["background"]))
        for index, colour in enumerate(self.tokens.values()):
            pixels[4:12, 8 * index : 8 * index + 8, :3] = np.round(255 * srgb(colour))
        for run in owned.runs(range(5)):
            take(Frame(pixels, len(run), run.start))
        return 5


@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_colours_survive_in_a_gif(name: str, tmp_path: Path) -> None:
    part = Swatches(name)
    picture = Picture(8 * len(part.tokens), 16, 10, False)
    (path,) = render(PartsJob((part,)), picture, [Output(tmp_path / "swatches.gif", "gif")])
    with av.open(str(path)) as file:
        shown = next(file.decode(video=0)).to_ndarray(format="rgb24").astype(float)
    for index, colour in enumerate(part.tokens.values()):
        off = np.abs(shown[8, 8 * index + 4] - 255 * srgb(colour)).max()
        assert off <= 3, list(part.tokens)[index]
