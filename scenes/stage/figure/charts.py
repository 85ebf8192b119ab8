"""Curves of what was recorded step by step, on axes whose box moves."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine.arrays import FloatArray
from gradreel.engine.history import History
from gradreel.scenes.stage.figure.marks import Stroke
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.quantity import sized
from gradreel.scenes.stage.type.scale import LogScale, Scale, log_scale, scale
from gradreel.scenes.stage.type.style import SIZES, Box, down

MOST_DRAWN = 1500
"""Of a curve's recorded points; of a longer one every n-th is drawn."""
WIDE_RANGE = 60.0
"""A loss that falls to less than one part of so many is drawn on a logarithmic axis."""
BELOW, BESIDE = 0.05, 0.012
"""From an axis down to its numbers, and to the left to its other ones, in heights of a wide
stage."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A series as it is drawn.

    Attributes:
        name: of `SERIES`.
        steps, values: (m,), the recorded ones that are drawn.
        colour: of its line.
    """

    name: str
    steps: FloatArray
    values: FloatArray
    colour: str

    def at(self, step: float) -> float:
        """What was recorded last up to a step."""
        return float(self.values[max(int(np.searchsorted(self.steps, step, side="right")) - 1, 0)])

    @classmethod
    def of(cls, history: History, name: str, colour: str) -> "Curve | None":
        """A series without what is lacking of it; nothing where it wasn't recorded twice."""
        if not history.known(name):
            return None
        found = np.flatnonzero(np.isfinite(history.series[name]))
        kept = found[np.unique(np.linspace(0, len(found) - 1, MOST_DRAWN).astype(int))]
        return cls(name, history.steps[kept].astype(float), history.series[name][kept], colour)


def in_digits(value: float, beside: FloatArray, digits: int = 2) -> str:
    """Write a number in few digits: as the least beside it, if that needs no power of ten."""
    sizes = np.abs(beside[beside != 0])
    shared = sized(float(sizes.min()) if sizes.size else 1.0, digits)
    return (sized(abs(value) or 1.0, digits) if shared.power else shared).text(value)


def upward(curves: Sequence[Curve], count: int = 5) -> Scale:
    """An axis for some curves: from 0, or on a logarithmic scale where they span too much."""
    every = np.concatenate([each.values for each in curves])
    low, high = float(every.min()), float(every.max())
    if low > 0 and high > WIDE_RANGE * low:
        return log_scale(low / 1.2, high * 1.2, count=count)
    margin = 0.06 * ((high - min(low, 0.0)) or 1.0)
    return scale(low - margin if low < 0 else 0.0, high + margin, count=count)


class ChartAxes:
    """Axes whose box moves, and curves on them.

    Args:
        sheet: where they are drawn.
        along, up: their scales.
        room: where they are now.
    """

    def __init__(self, sheet: Sheet, along: Scale, up: Scale, room: Callable[[], Box]) -> None:
        self.sheet, self.along, self.up, self.room = sheet, along, up, room
        small = partial(Label, sheet, colour=sheet.theme.muted, size=SIZES.tick)
        self.small = small
        written, across = up.notation(), along.notation()
        self.numbers = [small(written.name(tick), edge="right") for tick in up.ticks]
        self.steps = [small(across.name(tick), edge="centre") for tick in along.ticks]
        self.lines = [Stroke(sheet, sheet.theme.grid, 1.5) for _ in up.ticks]

    def place(self, steps: FloatArray, values: FloatArray) -> FloatArray:
        """Places (m, 2) in pixels of points of a curve."""
        box = self.room()
        shares = np.clip(self.up.share(values), 0.0, 1.0)
        x, y = box.left + box.width * self.along.share(steps), box.bottom - box.height * shares
        return self.sheet.at(x, y).T

    def grid(self, alpha: float, *, steps: bool = True) -> Iterator[Artist]:
        """The lines across with their numbers, and the numbers of steps below."""
        box, sheet = self.room(), self.sheet
        for tick, line, number in zip(self.up.ticks, self.lines, self.numbers, strict=True):
            y = box.bottom - box.height * float(self.up.share(tick))
            yield from line.between(sheet.at(box.left, y), sheet.at(box.right, y), alpha)
            yield from number.put(sheet.at(box.left - down(BESIDE), y + down(BESIDE)), alpha)
        for tick, number in zip(self.along.ticks, self.steps, strict=True) if steps else ():
            x = box.left + box.width * float(self.along.share(tick))
            yield from number.put(sheet.at(x, box.bottom + down(BELOW)), alpha)

    def titled(self, name: str, log_scale: str) -> str:
        """The name of the axis upwards, with how its numbers are to be read if they need it."""
        if isinstance(self.up, LogScale):
            return f"{name} ({log_scale})"
        return self.up.notation().titled(name)

    def until(self, curve: Curve, step: float) -> FloatArray:
        """Places of a curve's points up to a step, which may lie between two."""
        count = int(np.searchsorted(curve.steps, step, side="right"))
        head = float(np.interp(step, curve.steps, curve.values))
        steps = np.append(curve.steps[:count], step)
        return self.place(steps, np.append(curve.values[:count], head))
