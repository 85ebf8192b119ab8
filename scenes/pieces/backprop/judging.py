"""Who is judged rightly by a network in training: a dot for each, bright where it is right."""

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
from manim import VGroup
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.data import Dataset
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.backprop.step import network_of
from gradreel.scenes.stage.manim.loss_chart import LossChart
from gradreel.scenes.stage.manim.marks import Follower, disc, triangle
from gradreel.scenes.stage.manim.place import at
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.runs.at_step import between_steps, index_at
from gradreel.scenes.stage.runs.drawn_rows import drawn_rows
from gradreel.scenes.stage.type.frame import down, laid_out
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.theme import Theme

BoolArray = NDArray[np.bool_]

MOST = 420
"""Of more rows than this, so many are shown, evenly chosen from both classes."""
FAINT = 0.28
"""The opacity of those who are judged wrongly."""
RADIUS = 4.9
"""Of a dot, in pixels of a 1280x720 frame, where there is room for it."""


LINE = 0.052
"""From the upper title down to the lower one, in heights of a wide frame."""


class Judged:
    """What the network of a run says of all rows, step by step.

    Attributes:
        target: (n,) the true classes.
    """

    def __init__(self, run: Trajectory, data: Dataset) -> None:
        self.run, self.network, self.data = run, network_of(run), data
        self.target = data.target
        self._share = lru_cache(maxsize=8)(self._share_at)

    def right(self, step: float, rows: IntArray) -> BoolArray:
        """Whether some rows are judged rightly after so many steps, or on the way of one."""
        return self._judge(between_steps(self.run, self.run.parameters, step), rows)

    def share(self, step: int) -> float:
        """What share of them is, 0 to 1."""
        return self._share(index_at(self.run.recorded_steps, step))

    def _share_at(self, index: int) -> float:
        every = np.arange(len(self.target))
        return float(self._judge(self.run.parameters[index], every).mean())

    def _judge(self, parameters: FloatArray, rows: IntArray) -> BoolArray:
        with np.errstate(over="ignore", invalid="ignore"):
            logits = self.network.logits(parameters, self.data.inputs[rows])
        return np.asarray((logits > 0) == (self.target[rows] == 1))


class JudgedDots(VGroup):
    """A dot for each row of the data, discs and triangles by its true class, under two titles.

    Attributes:
        title: the share that is judged rightly at first, and below it the one at the step told of.
        dots: of each class those who are judged rightly, and wrongly.
    """

    def __init__(  # noqa: PLR0913  what the dots say
        self,
        theme: Theme,
        judged: Judged,
        chart: LossChart,
        *,
        titles: tuple[str, str],
        share: Callable[[float], str],
        box: Box,
    ) -> None:
        self.judged, self.chart = judged, chart
        rows = drawn_rows(judged.data, MOST)
        self._rows = rows[np.argsort(judged.target[rows], kind="stable")]
        self._places, pitch = _grid(len(self._rows), box)
        self._radius = min(RADIUS, 0.4 * pitch)
        steps: tuple[Callable[[], int], ...] = (lambda: 0), (lambda: chart.told)
        self.title = VGroup()
        for line, (title, step) in enumerate(zip(titles, steps, strict=True)):
            name = Label(title, size=SIZES.smallest, colour=theme.muted)
            number = Number(
                partial(_share_at, judged, step), share, size=SIZES.label, colour=theme.text
            )
            top = box.top + line * down(LINE)
            self.title.add(name.place(at(box.left, top)), number.place(at(box.right, top), "right"))
        self.dots = VGroup(
            *(self._dots(theme, label, right=right) for label in (0, 1) for right in (True, False))
        )
        super().__init__(self.title, self.dots)

    def _dots(self, theme: Theme, label: int, *, right: bool) -> Follower:
        shape = triangle(self._radius) if label else disc(self._radius)

        def outline() -> FloatArray:
            judged = self.judged.right(self.chart.told, self._rows) == right
            chosen = judged & (self.judged.target[self._rows] == label)
            return np.asarray((self._places[chosen][:, None] + shape[None]).reshape(-1, 3))

        return Follower(
            outline,
            fill_color=theme.of_class(label),
            fill_opacity=1 if right else FAINT,
            stroke_width=0,
        )


def _share_at(judged: Judged, step: Callable[[], int]) -> float:
    return judged.share(step())


def _grid(count: int, box: Box) -> tuple[FloatArray, float]:
    """Places (n, 3) in rows that fill a box below its titles, and pixels from one to the next."""
    frame = laid_out()
    across, high = 720 * frame.width, 720 * frame.height
    top = box.top + down(LINE)
    width, height = (box.right - box.left) * across, (box.bottom - top) * high - 12
    columns = int(np.ceil(np.sqrt(count * width / height)))
    while -(-count // columns) * width / columns > height:
        columns += 1
    pitch = min(width / columns, 4 * RADIUS)
    index = np.arange(count)
    xs = box.left + (index % columns + 0.5) * pitch / across
    ys = top + (12 + (index // columns + 0.5) * pitch) / high
    return np.array([at(x, y) for x, y in zip(xs, ys, strict=True)]), pitch
