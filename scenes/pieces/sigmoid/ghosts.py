"""Curves that were tried by hand and stay behind, each with its name."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from manim import DL, UR, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.sigmoid.figure import LogisticFigure
from gradreel.scenes.pieces.sigmoid.logistic import Pose, curve_of
from gradreel.scenes.stage.manim.layout import Rectangle
from gradreel.scenes.stage.manim.marks import disc
from gradreel.scenes.stage.manim.naming import name_on
from gradreel.scenes.stage.manim.plot import SAMPLES, Curve
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import SIZES

NAME_AT = 0.86, 0.15, 0.4
"""How far along its curve the name of each try is best."""
ACROSS, DOWN = 31, 7
"""How many points stand for the box of a name."""
GHOST = 0.28


class _Names:
    """How far above the plot they may be where marks leave no room, of the frame's height."""

    above = Shaped(0.0, tall=0.008)


def ghosts_of(
    figure: LogisticFigure,
    tries: Sequence[Pose],
    names: Sequence[str],
    passing: Sequence[FloatArray],
) -> list[VGroup]:
    """Faint curves that stay where they are, each with its name on it.

    Args:
        figure: where they stay.
        tries: what they are.
        names: what each is called.
        passing: (b0, b1) of curves that come to lie beside them.
    """
    curves = [_ghost(figure, each) for each in tries]
    lines = [lines_of(figure, each) for each in tries]
    avoid = [
        *figure.marks,
        *figure.class_labels,
        *lines,
        *(_taken_by(figure, each) for each in passing),
    ]
    made: list[VGroup] = []
    for curve, name, near in zip(curves, names, NAME_AT, strict=True):
        others = [*avoid, *(each for each in curves if each is not curve), *_words(made)]
        label = _name(figure, curve, name, others, near)
        made.append(VGroup(curve, label))
    return made


def _name(
    figure: LogisticFigure,
    curve: Curve,
    content: str,
    avoid: Sequence[FloatArray | VMobject],
    near: float,
) -> Label:
    """Write a name on the plot, or a little above it if it would lie on marks there."""
    box, above = figure.plot.box, _Names.above

    def within(top: float) -> Label:
        room, colour = replace(box, top=top), figure.theme.muted
        return name_on(
            curve, content, colour, box=room, avoid=avoid, near=near, size=SIZES.smallest
        )

    label = within(box.top)
    ink = Rectangle(*label.get_corner(DL)[:2], *label.get_corner(UR)[:2])
    covers = any(ink.holds_any(each.points) for each in figure.classes)
    return within(box.top - above) if covers and above else label


def lines_of(figure: LogisticFigure, pose: Pose) -> FloatArray:
    """Where the centre of a curve is, with its line down to the axis."""
    centre = figure.plot.point(pose.centre, 0.5)
    line = np.linspace(centre, figure.foot(pose.centre), 40)
    return np.concatenate([line, centre + disc(18), centre + disc(9)])


def _ghost(figure: LogisticFigure, pose: Pose) -> Curve:
    ghost = figure.plot.curve(curve_of(pose.parameters), figure.theme.model, width=3)
    ghost.clear_updaters()
    ghost.set_stroke(opacity=GHOST)
    return ghost


def _taken_by(figure: LogisticFigure, parameters: FloatArray) -> FloatArray:
    """Points (n, 3) on a curve, and where its centre's name comes to be."""
    xs = np.linspace(figure.plot.x.low, figure.plot.x.high, SAMPLES)
    along = figure.plot.points_at(xs, curve_of(parameters)(xs))
    intercept, slope = parameters
    centre = -intercept / slope if slope else float("nan")
    if not figure.plot.x.low <= centre <= figure.plot.x.high:
        return along
    name = figure.name_of_centre(Pose(float(centre), float(slope)))
    return np.concatenate([along, _filled(*name)])


def _words(ghosts: Sequence[VGroup]) -> list[FloatArray]:
    """Where their names are, as points."""
    return [_filled(each[1].get_corner(DL), each[1].get_corner(UR)) for each in ghosts]


def _filled(low: FloatArray, high: FloatArray) -> FloatArray:
    """Points (n, 3) all over a box, close to each other."""
    grid = np.meshgrid(np.linspace(0, 1, ACROSS), np.linspace(0, 1, DOWN))
    shares = np.stack([*grid, np.zeros((DOWN, ACROSS))], axis=-1).reshape(-1, 3)
    return np.asarray(low + shares * (high - low))
