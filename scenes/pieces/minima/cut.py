"""The loss of one parameter as a cut through the landscape of two, and what moves along it."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.minima.facts import Basin, MinimaFacts
from gradreel.scenes.stage.figure.marks import RingedPoint, arrive
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.relief import LIFT
from gradreel.scenes.stage.figure.turning.view import TurningView
from gradreel.scenes.stage.runs.at_step import between_steps
from gradreel.scenes.stage.type.frame import is_tall
from gradreel.scenes.stage.type.grid import SIZES, Edge
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import number_text

WIDTH, DOT = 4.5, 7.0
"""Of the curve, and the radius of one of many points, in pixels of a 1280x720 frame."""

GROUND, BEHIND = 0.5, 0.3
"""Opacity of a basin below the curve, and of the curve where the landscape hides it."""

TANGENT, ABOVE, BESIDE_TANGENT, ABOVE_TANGENT = 0.055, 0.036, 0.012, 0.054
"""Half of a tangent in the curve's widths; from a point to its number, from a tangent's right end
to its name, and from its upper end to one above it, in the stage's heights."""

PROBED, TOLD = (0.04, 0.9), 20
"""Between which shares of the curve's width the probe goes, and how often its number changes."""

BELOW = 0.07
"""How far below the curve's lowest point its ground is, in shares of the landscape's height."""


def colour_of(theme: Theme, valley: int | None) -> str:
    """The colour of a valley by its number, of runs and starts that end in it."""
    return theme.muted if valley is None else theme.runs[1 + valley % (len(theme.runs) - 1)]


class Cut:
    """The curve on its landscape; `add_...` put on the sheet what is a function of the camera."""

    def __init__(self, view: TurningView, facts: MinimaFacts) -> None:
        """Prepare it."""
        self.view, self.facts, self.sheet = view, facts, view.sheet
        self._places = self._on_curve(facts.line.xs)

    def add_basins(self) -> None:
        """Put the basins below the curve, with the value `basins`, their opacity."""
        for basin in self.facts.basins:
            self.view.draw(self._basin(basin), "basins")

    def add_curve(self) -> None:
        """Put the curve, with the value `curve`: how far it has grown from the left."""
        theme, stroke = self.sheet.theme, self.sheet.stroke
        looks = (WIDTH + 3, theme.background), (WIDTH, theme.full_loss), (WIDTH, theme.full_loss)
        lines = [Line2D([], [], color=ink, linewidth=stroke(width)) for width, ink in looks]
        for line in lines:
            line.set_figure(self.sheet.figure)
            line.set_solid_joinstyle("round")
        *seen, behind = lines

        def shown(camera: Camera, share: float, surface: float) -> Sequence[Artist]:
            count = round(share * len(self._places))
            if count < 2:
                return ()
            drawn = self.view.seen_from(camera)(self._places[:count])
            hidden = np.zeros(count, dtype=bool)
            if surface:
                hidden = self.view.relief.hidden(self._places[:count], camera.towards)
            for line, apart in ((seen[0], hidden), (seen[1], hidden), (behind, ~hidden)):
                line.set_data(*np.where(apart[:, None], np.nan, drawn).T)
            behind.set_alpha(max(BEHIND, 1 - surface))
            return lines

        self.view.draw(shown, "curve", "surface")

    def add_walk(self, index: int) -> None:
        """Put a followed run's point, with its values: `walk0`, `walk0_shown` and `walk0_ring`."""
        run, ring = self.facts.walks[index], arrive(self.sheet)
        point, key = RingedPoint(self.sheet), f"walk{index}"

        def shown(camera: Camera, step: float, alpha: float, share: float) -> Sequence[Artist]:
            if not alpha:
                return ()
            at = self.view.seen_from(camera)(self._at(run, step))[0]
            drawn = [*point.at(at)]
            for each in drawn:
                each.set_alpha(alpha)
            return [*drawn, *ring(share, at)]

        self.view.draw(shown, key, f"{key}_shown", f"{key}_ring")

    def add_tangent(self, index: int, name: str) -> None:
        """Put the slope where a followed run is, with its value `tangent`, an opacity.

        Args:
            index: of the run.
            name: of the slope, written at its right end, or above it in a tall frame, where a
                valley is narrow.
        """
        ink, sheet = self.sheet.theme.gradient, self.sheet
        edge: Edge = "centre" if is_tall() else "left"
        word = Label(
            sheet,
            name,
            (0, 0),
            colour=ink,
            size=SIZES.smallest,
            edge=edge,
            bold=True,
            cased=True,
        )
        run, line = self.facts.walks[index], self._line(self.sheet.theme.gradient)
        half = TANGENT * float(np.ptp(self.facts.line.window))

        def shown(camera: Camera, step: float, alpha: float) -> Sequence[Artist]:
            if not alpha:
                return ()
            age = float(between_steps(run, run.parameters, step)[0])
            ages = age + np.array([-half, half])
            slope = self.facts.line.line.slope(age)
            losses = self.facts.line.line.loss(age) + slope * (ages - age)
            ends = self.view.relief.on(self.facts.on_plane(ages), losses, lift=LIFT)
            drawn = self.view.seen_from(camera)(ends)
            line.set_data(*drawn.T)
            line.set_alpha(alpha)
            word.set_position(self._beside_tangent(drawn))
            word.set_alpha(alpha)
            return line, word

        self.view.draw(shown, f"walk{index}", "tangent")

    def _beside_tangent(self, ends: FloatArray) -> tuple[float, float]:
        """Where the name of a tangent stands, in pixels."""
        if is_tall():
            middle, upper = float(ends[:, 0].mean()), float(ends[:, 1].max())
            return middle, upper + self.sheet.tall(ABOVE_TANGENT)
        gap = self.sheet.tall(BESIDE_TANGENT)
        return float(ends[1, 0]) + gap, float(ends[1, 1]) - gap

    def add_probe(self, name: str) -> None:
        """Put a point that goes along the curve, with the values `probe`, 0 to 1, `probe_shown`.

        Args:
            name: of the loss, written beside the point.
        """
        sheet, theme = self.sheet, self.sheet.theme
        point, line = RingedPoint(sheet), self._line(theme.muted, width=2.0)
        number = Label(sheet, name, (0, 0), colour=theme.text, bold=True, edge="centre", cased=True)
        low, high = self.facts.line.window

        def shown(camera: Camera, share: float, alpha: float) -> Sequence[Artist]:
            if not alpha:
                return ()
            age = np.array([low + (PROBED[0] + share * (PROBED[1] - PROBED[0])) * (high - low)])
            place, told = self._on_curve(age), np.round(share * TOLD) / TOLD
            foot = place * [1, 1, 0] + [0, 0, self.ground]
            ends = self.view.seen_from(camera)(np.concatenate([place, foot]))
            line.set_data(*ends.T)
            age = np.array([low + (PROBED[0] + told * (PROBED[1] - PROBED[0])) * (high - low)])
            number.set_text(f"{name} {number_text(float(self.facts.line.line.losses(age)[0]), 3)}")
            number.set_position((float(ends[0, 0]), float(ends[0, 1]) + sheet.tall(ABOVE)))
            drawn = [line, *point.at(ends[0]), number]
            for each in drawn:
                each.set_alpha(alpha)
            return drawn

        self.view.draw(shown, "probe", "probe_shown")

    def _line(self, ink: str, width: float = WIDTH) -> Line2D:
        made = Line2D([], [], color=ink, linewidth=self.sheet.stroke(width))
        made.set_figure(self.sheet.figure)
        return made

    def add_swept(self) -> None:
        """Put many points, with the values `swept`, their step, `swept_shown`, and `coloured`."""
        theme, stroke = self.sheet.theme, self.sheet.stroke
        dots = PathCollection(
            [Path.unit_circle()],
            sizes=[stroke(DOT) ** 2],
            offset_transform=IdentityTransform(),
            edgecolors=theme.background,
            linewidths=stroke(1),
        )
        dots.set_transform(IdentityTransform())
        dots.set_figure(self.sheet.figure)
        ends = np.array([to_rgba(colour_of(theme, end)) for end in self.facts.ends])
        own = np.array(to_rgba(theme.point))

        def shown(camera: Camera, step: float, alpha: float, share: float) -> Sequence[Artist]:
            if not alpha:
                return ()
            places = np.concatenate([self._at(run, step) for run in self.facts.swept])
            dots.set_offsets(self.view.seen_from(camera)(places))
            dots.set_facecolor([tuple(each) for each in own + share * (ends - own)])
            dots.set_alpha(alpha)
            return (dots,)

        self.view.draw(shown, "swept", "swept_shown", "coloured")

    @property
    def ground(self) -> float:
        """The upright coordinate of the line below the curve on which its ages stand."""
        return float(self._places[:, 2].min() - BELOW * self.view.relief.sides[2])

    def place_of(self, age: float, camera: Camera) -> FloatArray:
        """Where an age is on the curve, (2,) in pixels."""
        return np.asarray(self.view.seen_from(camera)(self._on_curve(np.array([age])))[0])

    def pixels(self, camera: Camera) -> FloatArray:
        """Where the curve is, (n, 2), for words to stay clear of."""
        return self.view.seen_from(camera)(self._places)

    def _basin(self, basin: Basin) -> Callable[[Camera, float], Sequence[Artist]]:
        ink = colour_of(self.sheet.theme, basin.valley)
        made = Polygon(np.zeros((1, 2)), closed=True, facecolor=ink, edgecolor="none")
        made.set_figure(self.sheet.figure)
        top = self._on_curve(np.linspace(basin.left, basin.right, 60))
        foot = top * [1, 1, 0] + [0, 0, self.ground]

        def shown(camera: Camera, alpha: float) -> Sequence[Artist]:
            if not alpha:
                return ()
            made.set_xy(self.view.seen_from(camera)(np.concatenate([top, foot[::-1]])))
            made.set_alpha(GROUND * alpha)
            return (made,)

        return shown

    def _at(self, run: Trajectory, step: float) -> FloatArray:
        """Where a run of the age alone is at a step, (1, 3) of the room; it never leaves that."""
        age = between_steps(run, run.parameters, step)
        return self._on_curve(np.clip(age, *self.facts.line.window))

    def _on_curve(self, ages: FloatArray) -> FloatArray:
        """Places (n, 3) on the curve at ages (n,)."""
        points = self.facts.on_plane(ages)
        return self.view.relief.on(points, self.facts.line.line.losses(ages), lift=LIFT)
