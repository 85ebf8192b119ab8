"""How many of a hundred shuffles arrive, as bars that grow, a bar for each batch size."""

from collections.abc import Mapping

import numpy as np
from manim import Animation, ValueTracker, VGroup, VMobject

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.pieces.minibatch.data_chart import strip_of
from gradreel.scenes.pieces.minibatch.luck import SEEDS
from gradreel.scenes.pieces.minibatch.rooms import BatchRooms
from gradreel.scenes.stage.manim.marks import Follower, disc, polyline
from gradreel.scenes.stage.manim.motion import steadily
from gradreel.scenes.stage.manim.place import at, pixels
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.sentence import TextLine
from gradreel.scenes.stage.manim.strip import cells
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import down
from gradreel.scenes.stage.type.grid import SIZES, Edge
from gradreel.scenes.stage.type.scale import Scale
from gradreel.scenes.stage.type.theme import Theme

HALF, WAVE, LANDING = 0.3, 1.5, 0.8
"""Half a bar's width, how much later than the first the last piece of one sets out, and the share
of its time in which a piece, a dot until then, comes to its place: there it gets its width."""

TITLE_RISE = 0.045
"""How far the title is above the bars' room, as a fraction of the frame's height."""

NAMES_BELOW = 0.105, 0.16
"""From below that room to what batch sizes are, and to what becomes of the smallest and largest,
in heights of a wide frame."""


class CountChart:
    """How many shuffles end in the lowest valley, a bar for each batch size.

    The bar of the run's own size is made of the ends of the runs' lines, one on top of the other.

    Attributes:
        plot: the axes.
        lit: a batch of the size whose bar grows, in the strip.
        grown: by batch size, how far the bar has grown.
        bars: by batch size, each with its count above it and the size below.
        words: what is counted, and by what.
    """

    def __init__(  # noqa: PLR0913  what is counted, and how it is drawn
        self,
        counts: Mapping[int, int],
        *,
        own: int,
        ends: FloatArray,
        batches: Mapping[int, IntArray],
        n: int,
        theme: Theme,
        texts: Captions,
        noisy: str,
    ) -> None:
        """Make the chart.

        Args:
            counts: by batch size.
            own: the size that the run itself has.
            ends: where the lines of its runs end that arrive (k, 3).
            batches: by size, the samples of a batch.
            n: how many samples the data have: a batch of so many has no noise.
            theme: gives the colours.
            texts: the scene's words.
            noisy: what is said of the smallest batches.
        """
        self.theme, self.texts, self._n, self._noisy = theme, texts, n, noisy
        self._own, self._ends, self._batches = own, ends, batches
        across, up = Scale(-0.6, len(counts) - 0.4, ()), Scale(0, SEEDS, (0, 50, 100))
        title = texts.label("counted", total=SEEDS)
        self.plot = Plot(
            theme, across, up, box=BatchRooms.counts, y_title=title, y_title_rise=TITLE_RISE
        )
        self.grown = {size: ValueTracker(0) for size in counts}
        self.bars = {
            size: self._bar(place, size, counts[size]) for place, size in enumerate(counts)
        }
        self.words = self._words()
        self.lit = cells(strip_of(n), self._lit, theme.batch_loss)

    @property
    def others(self) -> list[int]:
        """The sizes but the run's own, the smallest first."""
        return [size for size in self.grown if size != self._own]

    def grow(self, size: int, seconds: float) -> Animation:
        """The animation that lets a bar grow, and a batch of its size light up."""
        return steadily(self.grown[size], 1, seconds)

    def said_of(self, size: int) -> list[VMobject]:
        """What a bar means: of the smallest batches, and of all samples at each step."""
        named = zip((self.others[0], self._n), self.words[1:], strict=True)
        return [word for each, word in named if each == size]

    def _lit(self) -> IntArray:
        """The samples of a batch of the size whose bar grows, or grew last."""
        begun = [size for size in self.others if self.grown[size].get_value() > 0]
        size = begun[-1] if begun else self._own
        share = float(self.grown[size].get_value()) if begun else 1.0
        batch = self._batches.get(size, np.zeros(0, dtype=np.int64))
        return batch[: round(share * len(batch))]

    def _bar(self, place: int, size: int, count: int) -> VGroup:
        grown = self.grown[size]
        foot = self.plot.point(place, 0)

        def height() -> float:
            return count * smooth(min(float(grown.get_value()), 1.0))

        def outline() -> FloatArray:
            if size == self._own:
                return self._stacked(place)
            return _box(self.plot.point(place - HALF, 0), self.plot.point(place + HALF, height()))

        def above() -> FloatArray:
            return np.asarray(self.plot.point(place, height()) + np.array([0, pixels(12), 0]))

        colour = self.theme.full_loss if size == self._n else self.theme.batch_loss
        number = Number(lambda: round(height()), 0, colour=self.theme.text)
        name = Label(str(size), size=SIZES.tick, colour=self.theme.muted)
        return VGroup(
            Follower(outline, fill_color=colour, fill_opacity=1, stroke_width=0),
            number.place(above, "centre"),
            name.place(foot - np.array([0, pixels(34), 0]), "centre"),
        )

    def _stacked(self, place: int) -> FloatArray:
        """The own bar: the ends of the lines, on their way into it."""
        ends, share = self._ends, float(self.grown[self._own].get_value())
        if share <= 0:
            return np.zeros((0, 3))
        made = []
        for index, end in enumerate(ends):
            late = index / max(len(ends) - 1, 1) * WAVE
            way = smooth(min(max(share * (1 + WAVE) - late, 0.0), 1.0))
            piece = _box(
                self.plot.point(place - HALF, index), self.plot.point(place + HALF, index + 1)
            )
            middle = piece.mean(axis=0)
            come, wide = min(way / LANDING, 1.0), max(way - LANDING, 0.0) / (1 - LANDING)
            dot = disc(3.5)
            made.append(end + come * (middle - end) + dot + wide * (piece - middle - dot))
        return np.concatenate([np.zeros((0, 3)), *made])

    def _words(self) -> VGroup:
        label, box = self.texts.label, BatchRooms.counts
        above, below = (box.bottom + down(each) for each in NAMES_BELOW)
        return VGroup(
            self._text(label("batch_size"), (box.left + box.right) / 2, above, "centre"),
            self._text(self._noisy, box.left, below, "left"),
            self._text(label("quiet"), box.right, below, "right"),
        )

    def _text(self, content: str, x: float, y: float, edge: Edge) -> TextLine:
        line = TextLine(content, self.theme, size=SIZES.label, colour=self.theme.muted)
        return line.place(at(x, y), edge)


def _box(low: FloatArray, high: FloatArray) -> FloatArray:
    """The outline of a box between two corners, four curves; at least a line high."""
    top = max(float(high[1]), float(low[1]) + pixels(1))
    corners = [(low[0], low[1]), (low[0], top), (high[0], top), (high[0], low[1])]
    return polyline(np.array([(x, y, 0.0) for x, y in (*corners, corners[0])]))
