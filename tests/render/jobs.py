"""Jobs for the tests of workers and cache, and a command that draws one; run as a process too."""

import os
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np

from gradreel.engine.errors import RequestError
from gradreel.scenes.cli.process import well_behaved
from gradreel.scenes.make.clip import going_on
from gradreel.scenes.make.stopping import Stopped
from gradreel.scenes.render.cache.folder import Cache
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.chunks.store import Place
from gradreel.scenes.render.frame import Frame, FrameSelection, FrameSink, OwnJob, Part, Pixels
from gradreel.scenes.render.picture import FORMATS, Output, Picture
from gradreel.scenes.render.pipeline import RenderSettings, render

PICTURE = Picture(64, 48, 10)
SPANS = (*[1] * 45, 33, *[1] * 12, 50, *[1] * 17)
"""How long each picture stands: moves and holds, some over the borders of chunks of 20 frames."""
LENGTH = sum(SPANS)
LENGTHS = (*[20] * (LENGTH // 20), LENGTH % 20)
"""How many frames each chunk has."""
KEY = "0" * 64


def shade(picture: int) -> Pixels:
    """A picture of few colours, so that a GIF can hold it."""
    pixels = np.full((PICTURE.height, PICTURE.width, 4), 255, np.uint8)
    pixels[..., :3] = (40, 60, 90)
    pixels[10:20, picture % 50 : picture % 50 + 8, :3] = (250, 200, 0)
    pixels[30:34, : 1 + picture // 8, :3] = (200, 30, 60)
    return pixels


@dataclass(frozen=True)
class PartsJob(OwnJob):
    """Parts that are at hand already."""

    drawn: tuple[Part, ...]

    def parts(self) -> Sequence[Part]:
        return self.drawn


@dataclass(frozen=True)
class Plan:
    """What a part does beside drawing.

    Attributes:
        log: a file to which each drawn picture adds a byte.
        seconds: how long each picture takes.
        dies_at: the picture at which the process kills itself.
        by: the signal that it sends itself there.
        deaths: how often it does.
        fails_at: the picture at which drawing raises an error.
        spans: how long each picture stands.
    """

    log: Path
    seconds: float = 0.0
    dies_at: int | None = None
    by: int = 9
    deaths: int = 1
    fails_at: int | None = None
    spans: tuple[int, ...] = SPANS

    @property
    def n_drawn(self) -> int:
        """How many pictures were drawn, in whatever process."""
        return self.log.stat().st_size if self.log.exists() else 0


@dataclass
class Slides:
    """A part of shades that follows a plan."""

    plan: Plan
    captions: Sequence[Caption] = field(default=(), kw_only=True)

    def count(self, picture: Picture) -> int:
        return sum(self.plan.spans)

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        start = 0
        for number, length in enumerate(self.plan.spans):
            pixels = None
            for run in selection.runs(range(start, start + length)):
                pixels = self.drawn(number) if pixels is None else pixels
                take(Frame(pixels, len(run), run.start, run.start > start))
            start += length
        if selection.takes_end():
            take(Frame(shade(number), 0, start))
        return start

    def drawn(self, number: int) -> Pixels:
        self.misbehave(number)
        time.sleep(self.plan.seconds)
        with self.plan.log.open("ab") as log:
            log.write(b".")
        return shade(number)

    def misbehave(self, number: int) -> None:
        if number == self.plan.fails_at:
            raise RequestError("the slides can't be drawn; choose others")
        if number == self.plan.dies_at and self.has_deaths_left():
            os.kill(os.getpid(), self.plan.by)

    def has_deaths_left(self) -> bool:
        for number in range(self.plan.deaths):
            try:
                self.plan.log.with_name(f"death-{number}").touch(exist_ok=False)
            except FileExistsError:
                continue
            return True
        return False


@dataclass(frozen=True)
class Talk:
    """A job of two parts."""

    is_foreign: ClassVar[bool] = False

    plan: Plan
    n_parts: int = 2
    is_captioned: bool = False
    needs: Mapping[str, str] = field(default_factory=dict)

    def parts(self) -> Sequence[Part]:
        captions = [Caption(0, 1, "part 1")] if self.is_captioned else []
        return [Slides(self.plan, captions=captions) for _ in range(self.n_parts)]

    def files(self) -> Mapping[str, str]:
        return self.needs

    def has_written(self) -> bool:
        return False

    has_started = has_written


def outputs(folder: Path, *forms: str) -> list[Output]:
    named = FORMATS[:5]
    return [Output(folder / (f"clip.{form}" if form in named else form), form) for form in forms]


def main() -> None:
    """Draw like the command does: folder, log, workers, seconds a picture, formats."""
    folder, log, workers, seconds, *forms = sys.argv[1:]
    job, files = Talk(Plan(Path(log), float(seconds))), outputs(Path(folder), *forms)
    print("drawing", flush=True)  # noqa: T201
    try:
        with well_behaved(), Cache.of_user().entry(KEY, "a talk") as entry, going_on(entry):
            render(job, PICTURE, files, RenderSettings(int(workers), entry=entry))
    except Stopped as stop:
        sys.stderr.write(f"{stop.advice}\n")
        sys.exit(128 + stop.number)


class GivenClaims:
    """Chunks that were handed out beforehand."""

    worker: int | None = None

    def __init__(self, places: Collection[Place]) -> None:
        self._places = frozenset(places)

    def claim(self, place: Place) -> bool:
        """Whether it was handed out."""
        return self.is_free(place)

    def is_free(self, place: Place) -> bool:
        """Whether it was handed out."""
        return place in self._places


if __name__ == "__main__":
    main()
