"""Outlines as manim keeps them: cubic Bezier curves of four points each."""

import numpy as np
from fontTools.pens.basePen import BasePen  # type: ignore[import-untyped]

from gradreel.engine.arrays import FloatArray

THIRDS = np.array([0, 1 / 3, 2 / 3, 1])[:, None]

Pair = tuple[float, float]


class CurvePen(BasePen):  # type: ignore[misc]
    """Collects what a font or an SVG path draws as cubic curves, straight lines too.

    Attributes:
        offset: (2,), added to all that is drawn.
    """

    def __init__(self) -> None:
        super().__init__()
        self.offset = np.zeros(2)
        self._curves: list[FloatArray] = []
        self._start = self._end = np.zeros(2)

    def points(self) -> FloatArray:
        """Return the curves' points (4 n, 3)."""
        flat = np.concatenate([np.zeros((0, 2)), *self._curves])
        return np.column_stack([flat, np.zeros(len(flat))])

    def _moveTo(self, pt: Pair) -> None:  # noqa: N802
        self._start = self._end = self.offset + pt

    def _lineTo(self, pt: Pair) -> None:  # noqa: N802
        self._straight_to(self.offset + pt)

    def _curveToOne(self, pt1: Pair, pt2: Pair, pt3: Pair) -> None:  # noqa: N802
        curve = np.array([self._end, self.offset + pt1, self.offset + pt2, self.offset + pt3])
        self._curves.append(curve)
        self._end = curve[-1]

    def _closePath(self) -> None:  # noqa: N802
        if not np.array_equal(self._end, self._start):
            self._straight_to(self._start)

    def _straight_to(self, end: FloatArray) -> None:
        self._curves.append(self._end + THIRDS * (end - self._end))
        self._end = end
