"""How many rows both runs have read, as two bars beside the map."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox

from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.pieces.minibatch.plane.rooms import MapRooms
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import Edge

COUNTS = 10
"""How often a number changes while its bar grows."""


class _Bars:
    """Of both bars.

    Attributes:
        tops, thick: their top edges, and how thick they are, as fractions of the frame.
        above: from a bar to the baseline of its name.
        number: from a bar's top to the baseline of its number.
        edge: by which the number is held, of the room of both.
    """

    tops = Shaped((0.42, 0.62), tall=(0.752, 0.818))
    thick = Shaped(0.05, tall=0.022)
    above = Shaped(0.018, tall=0.009)
    number = Shaped(0.092, tall=-0.009)
    edge: Shaped[Edge] = Shaped("left", tall="right")


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
        room, edge = MapRooms.batches, _Bars.edge
        held = room.left if edge == "left" else room.right
        for top, name, colour, ink in zip(_Bars.tops, names, colours, inks, strict=True):
            place = room.left, top - _Bars.above
            self._names.append(Label(sheet, name, place, colour=ink))
            place = held, top + _Bars.number
            self._numbers.append(Label(sheet, "0", place, colour=ink, bold=True, edge=edge))
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
    """The box in pixels of a bar: its length as a share of the longest, and which of them it is."""
    room, top = MapRooms.batches, _Bars.tops[place]
    right, low = room.left + (room.right - room.left) * length, top + _Bars.thick
    return Bbox([[sheet.x(room.left), sheet.y(low)], [sheet.x(right), sheet.y(top)]])
