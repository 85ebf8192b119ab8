"""What a talk's files are compared by, for the tests of workers and of whole commands."""

import hashlib
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from PIL import Image

from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.pipeline import RenderSettings, render
from tests.render.jobs import PICTURE, SPANS, Plan, Talk, outputs, shade

DRAWN_ONCE = 2 * len(SPANS)
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="children are listed in /proc")


def digest(path: Path) -> str:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    names = [each.name for each in files] if path.is_dir() else []
    return hashlib.sha256(repr([names, [each.read_bytes() for each in files]]).encode()).hexdigest()


def rendered(
    folder: Path, workers: int, *forms: str, plan: Plan | None = None, picture: Picture = PICTURE
) -> list[str]:
    folder.mkdir(exist_ok=True)
    job = Talk(plan or Plan(folder.with_suffix(".log")))
    return [
        digest(path)
        for path in render(job, picture, outputs(folder, *forms), RenderSettings(workers=workers))
    ]


@cache
def alone(*forms: str) -> list[str]:
    """What one worker draws, and keeps nowhere."""
    with TemporaryDirectory() as folder:
        return rendered(Path(folder) / "clips", 1, *forms)


def shown(folder: Path) -> list[bytes]:
    return [np.asarray(Image.open(path)).tobytes() for path in sorted(folder.iterdir())]


def expected() -> list[bytes]:
    once = [shade(number).tobytes() for number, length in enumerate(SPANS) for _ in range(length)]
    return once * 2
