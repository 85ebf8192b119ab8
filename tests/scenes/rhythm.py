"""The rhythm of a scene: how long it rests, where it goes blank, where it jumps.

`python -m tests.scenes.rhythm SCENE... [--theme light] [--lang zh]` prints what breaks the limits.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gradreel.assets import LANGUAGES, THEMES
from gradreel.scenes.render.frame import Pixels

AFAR = 320
"""Pixels: how wide a picture is looked at, as a viewer far away would see it."""


@dataclass(frozen=True)
class Limits:
    """What the rhythm of every scene has to keep.

    Attributes:
        rest_share: share of the clip's time in which nothing moves, at most; seen six times a
            second, slow movements are no rests.
        longest_rest: seconds in which nothing moves, at most; the last picture's too.
        closing_rest: seconds that the last picture stands, at least.
    """

    rest_share: float = 0.3
    longest_rest: float = 2.5
    closing_rest: float = 2.0


LIMITS = Limits()

SLACK = 0.05
"""Seconds by which a rest may be measured too long or too short."""
CLOSE, SELDOM = Fraction(1, 6), Fraction(1, 2)
"""Seconds from one glance to the next, where somebody watches closely and where nobody does."""
KEPT = 10
"""Seconds of which one picture is kept, to be drawn again."""
SHORTEST_REST = 0.3
"""Seconds; what rests for less is part of a movement."""
SEEN, FEW = 14, 12
"""Steps of grey that outlast a video's encoder, and how many such pixels are no movement yet."""
INK, LITTLE_INK = 24, 200
"""Steps of grey between what is drawn and the background; pixels that count as nothing."""
BLANK = 0.4
"""Share of the ink a second before and a second after; what has less is a blank."""
JUMP, CALM = 0.04, 3
"""Share of the picture that changes in a jump, and how many times more than around it."""
SENTENCE = 0.19
"""Share of the height that the sentence takes, which changes at every beat."""

Greys = NDArray[np.int16]


@dataclass(frozen=True)
class Span:
    """A stretch of a clip.

    Attributes:
        start, end: seconds.
    """

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start

    def __str__(self) -> str:
        return f"{self.start:.2f} to {self.end:.2f} s"


@dataclass
class Watch:
    """Looks at a clip's pictures, one after the other, and remembers two counts of each frame.

    Attributes:
        fps: frames a second.
        is_close: whether it looks for jumps, which takes frames between glances where much changes;
            the starts of plays and a glance now and then are enough for rests and blanks.
        moved: by each frame after the first, how many pixels changed with it; where frames were
            passed over, the mean.
        rested: by each frame after the first, whether nothing moved with it, nor with those that
            were passed over before or after it.
        ink: by each frame, how many pixels differ from the background.
        area: pixels that were looked at.
        background: its grey.
        kept: now and then a picture, by the number of its frame.
    """

    fps: float
    is_close: bool = True
    moved: list[float] = field(default_factory=list)
    rested: list[bool] = field(default_factory=list)
    ink: list[int] = field(default_factory=list)
    area: int = 0
    background: int = 0
    kept: dict[int, Greys] = field(default_factory=dict)
    _last: Greys | None = None

    @property
    def glances(self) -> Fraction:
        """How many frames there are from one glance to the next."""
        return (CLOSE if self.is_close else SELDOM) * Fraction(self.fps)

    @property
    def frames(self) -> int:
        """How many frames have passed."""
        return len(self.ink)

    def look(self, pixels: Pixels, repeats: int = 1) -> None:
        """Look at a picture that stands for some frames."""
        self.see(greys(pixels), self.frames)
        self.stay(self.frames + repeats - 1)

    def glance(self, grey: Greys, frame: int, draw: Callable[[int], Greys]) -> None:
        """Look at a frame after others were passed over: at some of them too, where much changes.

        Args:
            grey: the frame.
            frame: its number, from 0 on.
            draw: draws the frames between, by their numbers.
        """
        most = max([self._change(grey), *self.moved[-1:]])
        if self.is_close and self.frames < frame and most > JUMP * self.area:
            middle = (self.frames + frame) // 2
            self.glance(draw(middle), middle, draw)
            self.glance(grey, frame, draw)
        else:
            self.see(grey, frame)

    def see(self, grey: Greys, frame: int) -> None:
        """Look at a frame; those that were passed over are taken to have moved evenly."""
        passed = frame - self.frames
        below = _below_sentence(grey)
        if self._last is None:
            self.background = int(np.bincount(grey.ravel()).argmax())
            self.area = below.size
        else:
            moved = self._change(grey)
            self.moved += [moved / (passed + 1)] * (passed + 1)
            self.rested += [moved < FEW] * (passed + 1)
        self._last = below
        if frame >= max(self.kept, default=0) + KEPT * self.fps:
            self.kept[frame] = grey
        self.ink += self.ink[-1:] * passed
        self.ink.append(int((np.abs(below - self.background) > INK).sum()))

    def stay(self, frames: int) -> None:
        """Let so many frames have passed, as the last picture stood."""
        still = frames - self.frames
        self.moved += [0] * still
        self.rested += [True] * still
        self.ink += self.ink[-1:] * still

    def _change(self, grey: Greys) -> int:
        """How many pixels differ from the last picture; none where there is none yet."""
        if self._last is None:
            return 0
        return int((np.abs(_below_sentence(grey) - self._last) > SEEN).sum())

    @property
    def seconds(self) -> float:
        """How long the clip is."""
        return len(self.ink) / self.fps

    @property
    def rests(self) -> list[Span]:
        """Where nothing moves."""
        rests = self._spans(self.rested)
        return [rest for rest in rests if rest.seconds >= SHORTEST_REST]

    @property
    def rest_share(self) -> float:
        """Share of the time in which nothing moves."""
        return sum(rest.seconds for rest in self.rests) / self.seconds

    @property
    def blanks(self) -> list[Span]:
        """Where most of the picture has gone, and other things come after it."""
        second = round(self.fps)
        ink = np.array(self.ink, dtype=float)
        padded = np.pad(ink, second, mode="edge")
        around = np.minimum(padded[: len(ink)], padded[2 * second :])
        gone = ink < BLANK * np.maximum(around, LITTLE_INK)
        blanks = self._spans(gone.tolist())
        return [each for each in blanks if each.start > 1 and each.end < self.seconds - 1]

    @property
    def jumps(self) -> list[float]:
        """Seconds at which much changes from one frame to the next, between calmer frames."""
        found = []
        for at in range(3, len(self.moved) - 3):
            around = [*self.moved[at - 2 : at], *self.moved[at + 1 : at + 3]]
            most = max(JUMP * self.area, CALM * sum(around) / len(around))
            if self.moved[at] > most:
                found.append((at + 1) / self.fps)
        return found

    def findings(self, limits: Limits = LIMITS) -> list[str]:
        """Say in a line each what breaks the limits; nothing when the rhythm is right."""
        jumps = self.jumps if self.is_close else []
        return [*self._findings(limits), *(f"a jump at {jump:.2f} s" for jump in jumps)]

    def _findings(self, limits: Limits) -> Iterator[str]:
        if self.rest_share > limits.rest_share:
            most = f"at most {limits.rest_share:.0%}"
            yield f"nothing moves for {self.rest_share:.0%} of the time, not {most}"
        for rest in self.rests:
            if rest.seconds > limits.longest_rest + SLACK:
                yield f"nothing moves for {rest.seconds:.1f} s: {rest}"
        closing = self._closing_rest()
        if closing < limits.closing_rest - float(CLOSE if self.is_close else SELDOM):
            yield f"the last picture stands for {closing:.1f} s only"
        yield from (f"all goes and other things come: {blank}" for blank in self.blanks)

    def _closing_rest(self) -> float:
        last = Span(0, 0) if not self.rests else self.rests[-1]
        return last.seconds if last.end >= self.seconds - 2 / self.fps else 0.0

    def _spans(self, flags: Iterable[bool]) -> list[Span]:
        """Find the stretches in which a flag is up."""
        spans, start = [], 0
        for is_up, alike in groupby(flags):
            end = start + len(list(alike))
            if is_up:
                spans.append(Span(start / self.fps, end / self.fps))
            start = end
        return spans


def greys(pixels: Pixels) -> Greys:
    """Turn a picture into greys, as it is seen from afar."""
    seen = Image.fromarray(pixels).convert("L").reduce(max(1, pixels.shape[1] // AFAR))
    return np.asarray(seen).astype(np.int16)


def _below_sentence(grey: Greys) -> Greys:
    return grey[round(SENTENCE * len(grey)) :]


def main(arguments: list[str]) -> int:
    """Print the rhythm of some scenes; 1 if one breaks the limits."""
    from tests.scenes.tellings import watched_closely

    parser = argparse.ArgumentParser(prog="python -m tests.scenes.rhythm")
    parser.add_argument("scenes", nargs="+", metavar="SCENE")
    parser.add_argument("--theme", choices=THEMES, default="dark")
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    asked = parser.parse_args(arguments)
    broken = False
    for scene in asked.scenes:
        watch = watched_closely(scene, asked.theme, asked.lang).watch
        found = watch.findings()
        broken = broken or bool(found)
        lines = [_summary(scene, watch), *(f"  {line}" for line in found)]
        sys.stdout.write("\n".join(lines) + "\n")
    return int(broken)


def _summary(scene: str, watch: Watch) -> str:
    longest = sorted(watch.rests, key=lambda rest: -rest.seconds)[:5]
    rests = ", ".join(f"{rest.seconds:.1f} at {rest.start:.1f}" for rest in longest)
    share = f"{watch.rest_share:.0%} at rest"
    return f"{scene}: {watch.seconds:.1f} s, {share}, longest {rests or 'none'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
