"""The outlines of a nerve cell in a box of the frame: dendrites, cell body, axon, synapses.

A drawing, not a measurement: its shape stands for no number.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import disc, polyline, smooth_path
from gradreel.scenes.stage.manim.place import at, pixels
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import Box

ALONG = np.linspace(0.0, 1.0, 33)
BODY, HILLOCK, AXON_END = 0.46, 0.53, 0.85
"""Across the box: the cell body's middle, where the axon begins, and where it branches."""
REACH, GAP = 0.17, 0.012
"""Across the box: where dendrites begin, and what a synapse leaves between two cells."""
ENDS = (0.14, 0.5, 0.86)
"""Down the box: where the axon's branches end."""
SHEATHS = ((0.585, 0.635), (0.65, 0.70), (0.715, 0.765), (0.78, 0.825))
"""Across the box: where the axon is wrapped."""
THIN, THICK = 2.0, 7.0
"""Half a dendrite's width at its tip and at the body, in pixels of a 1280x720 frame."""


class CellPlaces:
    """Where the cell is beside or above the trace of its potential, and above the model.

    Attributes:
        large, small: the boxes.
        size, smaller: of all widths in them; see Anatomy.
    """

    large = Shaped(Box(0.05, 0.63, 0.27, 0.91), tall=Box(0.05, 0.95, 0.27, 0.545))
    small = Shaped(Box(0.05, 0.95, 0.245, 0.545), tall=Box(0.05, 0.95, 0.235, 0.335))
    size, smaller = Shaped(1.0, tall=0.68), Shaped(0.62, tall=0.4)


@dataclass(frozen=True)
class Anatomy:
    """A cell with so many synapses.

    Attributes:
        count: how many other cells it listens to.
        box: where it is, their axons included.
        size: of all widths, as a share of those of a cell as tall as the figure.
    """

    count: int
    box: Box
    size: float = 1.0

    def place(self, x: float, y: float) -> FloatArray:
        """A place (3,) of the frame, from shares of the box, y from its top."""
        box = self.box
        across = box.left + x * (box.right - box.left)
        return at(across, box.top + y * (box.bottom - box.top))

    def synapse(self, index: int) -> FloatArray:
        """Where a signal crosses to this cell."""
        return self.place(*self._tip(index))

    def arriving(self, index: int) -> FloatArray:
        """The way (n, 3) of a signal from the left edge to its synapse."""
        tip = self._tip(index)
        start = self.place(0.0, tip[1] + 0.25 * (tip[1] - 0.5) * 0.4)
        end = self.place(tip[0] - GAP, tip[1])
        bend = np.array([0.0, 1.0, 0.0]) * (start - end)[1]
        return _bezier(start, start + (end - start) / 3, end + bend / 3 - (end - start) / 4, end)

    def entering(self, index: int) -> FloatArray:
        """The way (n, 3) from a synapse to the middle of the cell body."""
        return self._path_of(index)

    def leaving(self, end: int) -> FloatArray:
        """The way (2 n, 3) along the axon and one of its branches."""
        return np.concatenate([self._axon, self._branch(ENDS[end])[1:]])

    def dendrite(self, index: int) -> FloatArray:
        """The outline of a dendrite and its twigs."""
        main = self._path_of(index)
        side = 1.0 if index % 2 else -1.0
        twigs = [
            self._twig(main[9], main[12] - main[9], side, 46.0),
            self._twig(main[17], main[20] - main[17], -side, 38.0),
        ]
        return np.concatenate([self._tapered(main, THIN, THICK), *twigs])

    def body(self, scale: float = 1.0) -> FloatArray:
        """The outline of the cell body."""
        angles = np.linspace(0.0, 2 * np.pi, 49)
        radius = self._radius * scale * (1 + 0.07 * np.cos(3 * angles + 0.6))
        round_it = np.stack([1.12 * np.cos(angles), np.sin(angles), 0 * angles], axis=1)
        return smooth_path(self.place(BODY, 0.5) + radius[:, None] * round_it)

    def nucleus(self) -> FloatArray:
        """The outline of its nucleus."""
        return np.asarray(disc(26 * self.size) + self.place(BODY, 0.5))

    def axon(self) -> FloatArray:
        """The outline of the axon, wide where it leaves the body."""
        widths = 4.0 + 13.0 * (1 - ALONG) ** 8
        return self._outline(self._axon, widths)

    def sheaths(self) -> FloatArray:
        """The outlines of what the axon is wrapped in."""
        middle = self._axon
        shares = (middle[:, 0] - middle[0, 0]) / (middle[-1, 0] - middle[0, 0])
        pieces = []
        for start, end in SHEATHS:
            low, high = ((each - HILLOCK) / (AXON_END - HILLOCK) for each in (start, end))
            inside = np.linspace(low, high, 9)
            line = np.stack([np.interp(inside, shares, column) for column in middle.T], axis=1)
            widths = 11.0 * (1 - np.linspace(-1, 1, 9) ** 6 * 0.5)
            pieces.append(self._outline(line, widths))
        return np.concatenate(pieces)

    def branches(self) -> FloatArray:
        """The outlines of the axon's branches and their ends."""
        lines = [self._branch(end) for end in ENDS]
        knobs = [disc(9 * self.size) + line[-1] for line in lines]
        return np.concatenate([*(self._tapered(line, 3.6, 2.4) for line in lines), *knobs])

    def other_axon(self, index: int) -> FloatArray:
        """The outline of another cell's axon as far as the synapse."""
        return self._tapered(self.arriving(index), 1.6, 1.6)

    def knob(self, index: int, radius: float) -> FloatArray:
        """The outline of the end of another cell's axon, its radius in pixels."""
        return np.asarray(disc(radius * self.size) + self.arriving(index)[-1])

    @property
    def _radius(self) -> float:
        return pixels(62 * self.size)

    def _tip(self, index: int) -> tuple[float, float]:
        """Where a dendrite begins, as shares of the box: those in the middle reach out farther."""
        height = 0.5 if self.count == 1 else 0.06 + 0.88 * index / (self.count - 1)
        return REACH + 0.05 * abs(2 * height - 1), height

    def _path_of(self, index: int) -> FloatArray:
        tip, body = self.place(*self._tip(index)), self.place(BODY, 0.5)
        across = np.array([body[0] - tip[0], 0.0, 0.0])
        return _bezier(tip, tip + 0.42 * across, body - 0.42 * across, body)

    @cached_property
    def _axon(self) -> FloatArray:
        start, end = self.place(BODY, 0.5), self.place(AXON_END, 0.5)
        start = start + np.array([self._radius, 0.0, 0.0])
        lift = np.array([0.0, pixels(16 * self.size), 0.0])
        third = (end - start) / 3
        return _bezier(start, start + third + lift, end - third - lift, end)

    def _branch(self, height: float) -> FloatArray:
        start, end = self.place(AXON_END, 0.5), self.place(0.985, height)
        across = np.array([end[0] - start[0], 0.0, 0.0])
        return _bezier(start, start + 0.5 * across, end - 0.6 * across, end)

    def _twig(self, foot: FloatArray, along: FloatArray, side: float, length: float) -> FloatArray:
        """A small branch that leaves a dendrite towards its tip, on one side."""
        back = -along / np.linalg.norm(along)
        across = side * np.array([-back[1], back[0], 0.0])
        reach = pixels(length * self.size)
        middle, end = foot + reach * (0.5 * back + 0.35 * across), foot + reach * (back + across)
        return self._tapered(_bezier(foot, foot + 0.3 * reach * back, middle, end), 3.4, 1.2)

    def _tapered(self, line: FloatArray, first: float, last: float) -> FloatArray:
        shares = np.linspace(0.0, 1.0, len(line)) ** 1.5
        return self._outline(line, first + (last - first) * shares)

    def _outline(self, line: FloatArray, half_widths: FloatArray) -> FloatArray:
        """A closed band about a line (n, 3), half its width (n,) given in pixels."""
        along = np.gradient(line, axis=0)
        along /= np.linalg.norm(along, axis=1, keepdims=True)
        across = np.stack([-along[:, 1], along[:, 0], 0 * along[:, 0]], axis=1)
        aside = across * (pixels(1) * self.size * half_widths)[:, None]
        return polyline(np.concatenate([line + aside, (line - aside)[::-1], (line + aside)[:1]]))


def _bezier(*corners: FloatArray) -> FloatArray:
    """Points (n, 3) along a cubic Bezier curve."""
    t = ALONG[:, None]
    first, second, third, last = corners
    return np.asarray(
        (1 - t) ** 3 * first
        + 3 * t * (1 - t) ** 2 * second
        + 3 * t**2 * (1 - t) * third
        + t**3 * last
    )
