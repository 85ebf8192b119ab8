"""Small pictures of shapes, as a person might have them, for tests."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

SHAPES = ("circle", "square", "triangle")


def shape(kind: str, size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """Draw one in white on black, somewhere near the middle, with noise."""
    image = Image.new("L", size, 20)
    draw, least = ImageDraw.Draw(image), min(size)
    radius = least * rng.uniform(0.22, 0.34)
    x, y = (side / 2 + rng.uniform(-0.1, 0.1) * least for side in size)
    box = (x - radius, y - radius, x + radius, y + radius)
    if kind == "circle":
        draw.ellipse(box, fill=230)
    elif kind == "square":
        draw.rectangle(box, fill=230)
    else:
        draw.polygon(
            [(x, y - radius), (x - radius, y + radius), (x + radius, y + radius)], fill=230
        )
    noisy = np.asarray(image) + rng.normal(0.0, 25.0, (size[1], size[0]))
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def write_shapes(
    folder: Path,
    kinds: Sequence[str] = SHAPES,
    count: int = 40,
    size: tuple[int, int] = (12, 12),
    ending: str = "png",
) -> Path:
    """Write a folder of so many pictures for each class; return the folder of all."""
    rng = np.random.default_rng(0)
    for kind in kinds:
        (folder / kind).mkdir(parents=True)
        for number in range(count):
            shape(kind, size, rng).save(folder / kind / f"{number:03}.{ending}")
    return folder
