"""The maps of the last batches: each lies large over the full one, then small beside others."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox, BboxTransform

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.minibatch.plane.course import Card, Course
from gradreel.scenes.pieces.minibatch.plane.ground import Ground
from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.pieces.minibatch.plane.rooms import MapRooms
from gradreel.scenes.pieces.minibatch.plane.tally import bar_of
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.becoming import box_between, stretch
from gradreel.scenes.stage.figure.layout import SCENERY
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.type.columns import column_of, row_of
from gradreel.scenes.stage.type.frame import is_tall
from gradreel.scenes.stage.type.grid import Box

SLOTS, BETWEEN = 3, 0.018
"""How many maps the column has, or the row of a tall frame, and what is between two."""

OPACITIES = (1.0, 0.9, 0.8, 0.0)
"""Of a map in each place of the column, and of one that leaves it."""

FRAME = 2.5
"""How thick a card's frame is, in pixels of a 1280x720 frame."""

DOT = 9.0
"""How wide the point is at the end of the step on a card, in the same pixels."""

KEPT_MAPS = 8
"""Maps that are kept after they have been drawn."""


class Reel:
    """Cards with the maps of batches, as functions of the course's seconds.

    Args:
        sheet: where they will be drawn.
        plane: the runs.
        ground: the map of all the data, over which a card lies large.
        course: when each is laid to the others.
    """

    def __init__(self, sheet: Sheet, plane: PlaneRun, ground: Ground, course: Course) -> None:
        self.sheet, self.plane, self.ground, self.course = sheet, plane, ground, course
        self._pixels = lru_cache(maxsize=KEPT_MAPS)(ground.map_of)
        self._large = ground.large
        divide = row_of if is_tall() else column_of
        places = [self._fitted(box) for box in divide(SLOTS, MapRooms.batches, BETWEEN)]
        self._first, self._pitch = places[0], places[1].p0 - places[0].p0
        frame = sheet.stroke(FRAME)
        self._column = Bbox.union([places[0], places[-1]]).padded(frame)
        self._bar = bar_of(sheet, plane.rows_read / max(plane.rows_read, plane.rows_read_by_twin))
        self._cards = [CardArtists(sheet, ground.large) for _ in range(SLOTS + 2)]

    def shown(self, seconds: float, alpha: float, gathered: float) -> Sequence[Artist]:
        """All cards at a time: the column from its end up, then the large one.

        Args:
            seconds: of the course.
            alpha: of all cards.
            gathered: how much the column has become the bar of what the batches have read.
        """
        if not alpha or gathered == 1:
            return ()
        drawn: list[Artist] = []
        cards, gone = self.course.cards, 0.0
        for index in reversed(range(len(cards))):
            came = _share(cards[index], seconds)
            if gone < SLOTS and (came > 0):
                drawn = [*self._laid(index, came, gone, alpha, gathered), *drawn]
            gone += came
        return [*drawn, *self._over(seconds, alpha)]

    def _over(self, seconds: float, alpha: float) -> Sequence[Artist]:
        """The card that is drawn over the full map, from the left, and lies large there."""
        now = self.course.at(seconds)
        if not now.on_batch or now.file > 0:
            return ()
        left, low, right, high = self._large.extents
        room = Bbox([[left, low], [left + now.reform * (right - left), high]])
        look = self._pixels(now.step), self._large, alpha, self._mark(now.step, now.move)
        return self._cards[-1].at(*look, room, cut=True)

    def _laid(
        self, index: int, came: float, gone: float, alpha: float, gathered: float
    ) -> Sequence[Artist]:
        """A card in the column or on its way there.

        Args:
            index: which of the course's cards.
            came: how far it has come: from where it lay large, else from above the column.
            gone: how many have come since, and so how far down it is.
            alpha: of all cards.
            gathered: how much the column has become a bar.
        """
        card, artists = self.course.cards[index], self._cards[index % (SLOTS + 1)]
        opacity = float(np.interp(gone, range(len(OPACITIES)), OPACITIES)) * alpha
        if card.shown_large:
            box = box_between(self._large, self._place(gone), came)
            room = self._column if came == 1 else None
        else:
            box, room = self._place(gone + came - 1), self._column
        if gathered:
            box, room = box_between(box, self._bar, gathered), None
            opacity *= min(2.5 * (1 - gathered), 1)
        mark = self._mark(card.step, 1)
        return artists.at(self._pixels(card.step), box, opacity, mark, room)

    def _place(self, after: float) -> Bbox:
        """Where a card is that is so many places after the first."""
        return Bbox(self._first.get_points() + after * self._pitch)

    def _mark(self, step: int, share: float) -> FloatArray:
        """The step that was taken on a batch's map, up to a share of it: (2, 2) pixels."""
        before, after = self.plane.step_seen(step)
        return self.ground.places(before + np.array([[0], [share]]) * (after - before))

    def _fitted(self, box: Box) -> Bbox:
        """The largest box at the right of another that has the map's shape."""
        sheet, large = self.sheet, self._large
        right, width = sheet.x(box.right), (box.right - box.left) * sheet.width
        low, high = sheet.y(box.bottom), sheet.y(box.top)
        scale = min(width / large.width, (high - low) / large.height)
        below = (low + high - scale * large.height) / 2
        return Bbox.from_bounds(
            right - scale * large.width, below, scale * large.width, scale * large.height
        )


class CardArtists:
    """What one card is drawn with: a map, its frame, and the step that was taken on it."""

    def __init__(self, sheet: Sheet, large: Bbox) -> None:
        self._own, self._put = large, stretch(sheet)
        colour, theme = sheet.theme.batch_loss, sheet.theme
        self._frame = Rectangle(
            (0, 0), 1, 1, fill=False, edgecolor=colour, linewidth=sheet.stroke(FRAME)
        )
        self._lines = [
            Line2D([], [], color=ink, linewidth=sheet.stroke(width), solid_capstyle="round")
            for ink, width in ((theme.background, 7.0), (theme.point, 4.0))
        ]
        for line, size in zip(self._lines, (DOT + 3.5, DOT), strict=True):
            line.set(marker="o", markevery=[1], markersize=sheet.stroke(size), markeredgewidth=0)
        for each in (self._frame, *self._lines):
            each.set(figure=sheet.figure, gid=SCENERY)

    def at(  # noqa: PLR0913  what a card is drawn with
        self,
        pixels: Pixels,
        box: Bbox,
        opacity: float,
        mark: FloatArray,
        room: Bbox | None = None,
        *,
        cut: bool = False,
    ) -> Sequence[Artist]:
        """The card in a box in pixels.

        Args:
            pixels: its map.
            box: where it is.
            opacity: 0 to 1.
            mark: (2, 2), a step on the map as it is when it lies large.
            room: where it is cut off; nowhere when None.
            cut: whether the frame runs along the cut.
        """
        seen = box if room is None else Bbox.intersection(box, room)
        if opacity <= 0 or seen is None:
            return ()
        image = self._put(pixels, box)
        self._frame.set_bounds(*(seen if cut else box).bounds)
        for line in self._lines:
            line.set_data(*BboxTransform(self._own, box).transform(mark).T)
            line.set_clip_box(seen)
        self._frame.set_clip_box(None if cut else room)
        image.set_clip_box(room)
        artists: list[Artist] = [image, self._frame, *self._lines]
        for each in artists:
            each.set_alpha(opacity)
        return artists


def _share(card: Card, seconds: float) -> float:
    """How far a card has come to the column."""
    return smooth(min(max((seconds - card.start) / card.seconds, 0.0), 1.0))
