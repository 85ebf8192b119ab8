"""How many rows both runs have read, as two bars beside the map."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox

from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import Box

COLUMN = Box(left=0.71, right=0.95, top=0.255, bottom=0.80)
"""What is beside the map: the maps of batches, and in the end the bars."""

BARS, THICK = (0.42, 0.62), 0.05
"""Top edges of both bars, and how thick they are."""

ABOVE, BELOW = 0.018, 0.042
"""From a bar to the baseline of its name, and of its number."""

COUNTS = 10
"""How often a number changes while its bar grows."""


class Tally:
    """The bars as a function of the share of both runs that is counted.

    Args:
        sheet: where they will be drawn.
        plane: the runs.
        texts: the scene's texts.
    """

    def __init__(self, sheet: Sheet, plane: PlaneRun, texts: Captions) -> None:
        self.sheet, self.counts = sheet, (plane.rows_read, plane.rows_read_by_twin)
        names = texts.label("batches_read"), texts.label("all_rows", n=plane.data.n)
        colours = sheet.theme.batch_loss, sheet.theme.full_loss
        inks = sheet.theme.batch_loss_text, sheet.theme.full_loss
        self._bars, self._names, self._numbers = [], [], []
        for top, name, colour, ink in zip(BARS, names, colours, inks, strict=True):
            place = COLUMN.left, top - ABOVE
            self._names.append(Label(sheet, name, place, colour=ink))
            place = COLUMN.left, top + THICK + BELOW
            self._numbers.append(Label(sheet, "0", place, colour=ink, bold=True))
            self._bars.append(Rectangle((0, 0), 1, 1, facecolor=colour, edgecolor="none"))
            self._bars[-1].set_figure(sheet.figure)
        sheet.add(self._shown, "work")

    def _shown(self, share: float) -> Sequence[Artist]:
        """Names and bars, whose lengths are in proportion, up to a share of both runs."""
        if not share:
            return ()
        most, counted = max(self.counts), round(share * COUNTS) / COUNTS
        pairs = zip(self._bars, self._numbers, self.counts, strict=True)
        for place, (bar, number, count) in enumerate(pairs):
            number.set_text(f"{round(counted * count):,}")
            bar.set_bounds(*bar_of(self.sheet, share * count / most, place).bounds)
        artists = [*self._bars, *self._names, *self._numbers]
        for each in artists:
            each.set_alpha(min(share * 5, 1))
        return artists


def bar_of(sheet: Sheet, length: float, place: int = 0) -> Bbox:
    """The box in pixels of a bar: its length as a share of the column, and which of them it is."""
    left, top = COLUMN.left, BARS[place]
    right = left + (COLUMN.right - left) * length
    return Bbox([[sheet.x(left), sheet.y(top + THICK)], [sheet.x(right), sheet.y(top)]])
