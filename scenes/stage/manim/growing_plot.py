"""Axes that get room for more steps as a run goes on."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.type.scale import Scale, scale

GOING, COME = 0.4, (0.25, 0.5)
"""Of the axis' way in powers of ten, so much is taken by the first names to go, and between these
shares of it those at its end come, as soon as the axis reaches them."""
COMING = 0.04
"""How far beyond the axis' end a name begins to come, as a share of the axis."""


class GrowingPlot(Plot):
    """A plot whose lower axis starts at zero and ends where a run is, between two lengths.

    Names of steps slide to the left with their places; those that no longer have room shrink
    away, and others come in from the right.
    """

    def __init__(
        self, *args: object, first: float, now: Callable[[], float], **kwargs: object
    ) -> None:
        """Draw it.

        Args:
            args: those of `Plot`, whose lower scale is the one at the end.
            first: where the axis ends at first.
            now: where the run is.
            kwargs: likewise.
        """
        self._first, self._now = first, now
        self._growing = False
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._growing = True
        self._slide()

    @property
    def x(self) -> Scale:
        """The lower scale of the moment; the one at the end while the axes are being made."""
        if not self._growing:
            return self._whole
        return Scale(0, self._end(), self._whole.ticks)

    @x.setter
    def x(self, whole: Scale) -> None:
        self._whole = whole

    def _end(self) -> float:
        """Where the axis ends."""
        return float(np.clip(self._now(), self._first, self._whole.high))

    def _grown(self) -> float:
        """How far the axis has come, 0 to 1, in powers of ten."""
        way = np.log(self._whole.high / self._first)
        return float(np.log(self._end() / self._first) / way)

    def _x_ticks(self) -> VGroup:
        last, self._whole = self._whole, scale(0, self._first)
        early = self._held(super()._x_ticks(), late=False)
        self._whole = last
        return VGroup(*early, *self._held(VGroup(*super()._x_ticks()[1:]), late=True))

    def _held(self, ticks: VGroup, *, late: bool) -> VGroup:
        """Let ticks that are in their places now follow these."""
        left, right = self.points_at_shares(np.array([0.0, 1.0]), np.zeros(2))[:, 0]
        for tick in ticks:
            foot = tick[0].get_start()
            value = float((foot[0] - left) / (right - left)) * self._whole.high
            for part in tick:
                part.add_updater(partial(self._put, part.points - foot, value, late))
        return ticks

    def _put(self, outline: FloatArray, value: float, late: bool, part: Any) -> None:
        """Put a part of the tick of a value where it is now, as large as it is now."""
        seen = self._seen(value, late=late)
        part.points = outline * seen + self.point(value, self.y.low) if seen else np.zeros((0, 3))

    def _seen(self, value: float, *, late: bool) -> float:
        """The size of a tick, as a share of its own."""
        grown, end = self._grown(), self._end()
        if not late:
            return 1 - smooth(grown / GOING) if value > 0 else 1.0
        room = np.clip(1 + (end - value) / (COMING * end), 0, 1)
        return smooth((grown - COME[0]) / (COME[1] - COME[0])) * float(room)

    def _slide(self) -> None:
        for part in self.x_axis.get_family():
            part.update(0)
