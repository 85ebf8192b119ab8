"""The map of all curves, and where on it the shown one is, was set by hand, and has run."""

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.likelihood.fitting import FARTHEST, LOSS, ShownFit, way_by_hand
from gradreel.scenes.pieces.likelihood.rooms import ColumnBeside, FigureRooms
from gradreel.scenes.stage.manim.marks import Follower, RingedPoint, disc, polyline
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.manim.place import at, pixels, stroke, wide
from gradreel.scenes.stage.manim.plots.contour_map import ContourMap
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.runs.landscape import Heights, Landscape
from gradreel.scenes.stage.runs.objective import is_fitted, objective_of
from gradreel.scenes.stage.runs.window import SIDE, over
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES
from gradreel.scenes.stage.type.quantity import Quantity
from gradreel.scenes.stage.type.theme import Theme

MARGIN = 0.3
"""Room about what is shown, in its extent."""
TRIED = 28
"""So many dots of the way by hand are left behind between two of its corners."""
PARAMETER = Quantity(3)
"""How b0 and b1 are written."""
BESIDE_NAME = 8.0
"""From an axis' name to its number, in pixels."""
STANDARDISED, ASIDE = 0.843, 0.08
"""In a tall frame, that remark's baseline, and from below the map's middle to the name of b0."""


class _Panel:
    """Where it is, as fractions of the frame."""

    top, left = Shaped(0.205, tall=0.697), Shaped(0.63, tall=ColumnBeside.left)
    right = Shaped(GRID.panel_right, tall=ColumnBeside.right)


def landscape_about(run: Trajectory) -> Landscape:
    """The loss over a window that holds the way by hand, zero, and the run to its best fit."""
    end = float(np.abs(run.parameters[-1]).max()) if is_fitted(run) else 0.0
    reached = run.parameters[(np.abs(run.parameters) <= max(FARTHEST, end)).all(axis=1)]
    points = np.concatenate([way_by_hand(objective_of(run).dataset), np.zeros((1, 2)), reached])
    low, high = points.min(axis=0), points.max(axis=0)
    room = MARGIN * (high - low)
    xs, ys = (np.linspace(*ends, SIDE) for ends in zip(low - room, high + room, strict=True))
    values = over(run.objective, xs, ys)
    return Landscape(xs, ys, values, Heights.of(values, fall=float(run.loss[0] - run.loss.min())))


class CurveMap:
    """The map and what lies on it.

    Attributes:
        map: the map.
        point: the curve that is shown.
        tried: the way by hand, each of its dots in the colour of its loss.
        path: the run.
        names: b0 and b1 beside the names of the axes, and that x is standardised.
    """

    def __init__(
        self, shown: ShownFit, landscape: Landscape, theme: Theme, texts: Captions
    ) -> None:
        self.shown, self.theme = shown, theme
        self.map = ContourMap(landscape, theme, box=FigureRooms.side, names=("β₀ =", "β₁ ="))
        if is_tall():  # a number beside the name in the middle would go beyond the frame
            self.map.names[0].shift(np.array([-wide(ASIDE), 0, 0]))
        self.point = RingedPoint(self._place, theme)
        self.tried = VGroup(*(self._tried(each) for each in self._stops()))
        self.path = VGroup(
            self._line(theme.background, 7.0), self._line(theme.point, 3.4), self._steps()
        )
        self.names = VGroup(*map(self._number, (0, 1)), self._standardised(texts))

    def _standardised(self, texts: Captions) -> Label:
        """That x is standardised, above the map, or below the panel if that is at its left."""
        made = Label(texts.label("standardised"), size=SIZES.label, colour=self.theme.muted)
        if is_tall():
            return made.place(at(ColumnBeside.left, STANDARDISED))
        corner = np.array([at(FigureRooms.side.right, 0)[0], self.map.baselines[1], 0])
        return made.place(corner, "right")

    def _place(self) -> FloatArray | None:
        parameters = self.shown.parameters()
        return self.map.plot.point(*parameters) if self.map.shows(parameters) else None

    def _stops(self) -> FloatArray:
        corners = len(self.shown.way) - 1
        return np.linspace(0, corners, corners * TRIED + 1)

    def _tried(self, walked: float) -> Follower:
        parameters = self.shown.on_way(walked)
        shape = disc(6.0) + self.map.plot.point(*parameters)

        def outline() -> FloatArray:
            return shape if self.shown.walked.get_value() >= walked else np.zeros((0, 3))

        colour = self.map.colour_of(self.shown.run.objective.loss(parameters))
        return Follower(outline, fill_color=colour, fill_opacity=1, stroke_width=0)

    def _on_map(self) -> FloatArray:
        """Where the run has been, (k, 3); what is off the map is left out."""
        path = self.shown.path()
        low, high = self.map.landscape.window
        seen = path[((path >= low) & (path <= high)).all(axis=1)]
        return self.map.plot.points_at(seen[:, 0], seen[:, 1])

    def _line(self, colour: str, width: float) -> Follower:
        return Follower(
            lambda: polyline(self._on_map()), stroke_color=colour, stroke_width=stroke(width)
        )

    def _steps(self) -> Follower:
        shape = disc(4.0)

        def outline() -> FloatArray:
            places = self._on_map()[:-1]
            return np.asarray((places[:, None, :] + shape[None]).reshape(-1, 3))

        return Follower(outline, fill_color=self.theme.point, fill_opacity=1, stroke_width=0)

    def _number(self, index: int) -> Number:
        name = self.map.names[index]
        made = Number(
            lambda: float(self.shown.told().parameters[index]),
            PARAMETER.text,
            size=SIZES.label,
            colour=(self.theme.beta0, self.theme.beta1)[index],
        )
        right, baseline = name.get_right()[0] + pixels(BESIDE_NAME), self.map.baselines[index]
        return made.place(np.array([right, baseline, 0]), "left")


class LossPanel(Panel):
    """The full loss, and below it that the curve is set by hand, or the step of its run.

    Attributes:
        heading, loss: the full loss, and its number.
        step, by_hand: the second row, and what stands there before the run.
    """

    def __init__(self, shown: ShownFit, theme: Theme, texts: Captions) -> None:
        super().__init__(theme, top=_Panel.top, left=_Panel.left, right=_Panel.right)
        name = texts.label("full_loss")
        self.loss = self.row(name, lambda: shown.told().loss, LOSS.text, colour=theme.full_loss)
        self.heading = self.rows[0].submobjects[0]
        before = self.cursor
        self.row(texts.label("step"), lambda: shown.told().step, 0)
        self.step, self.cursor = self.rows[1], before
        self.by_hand = self.note(texts.label("by_hand"))
