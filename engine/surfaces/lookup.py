"""From a name or a formula to its surface."""

import re
from collections.abc import Mapping

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError, unknown
from gradreel.engine.surfaces.formula import SurfaceFormula, parse_formula
from gradreel.engine.surfaces.named import SURFACES
from gradreel.engine.surfaces.names import SURFACE_NAMES
from gradreel.engine.surfaces.surface import Derivative, Function, Surface

# Words of three letters or more, with nothing to compute: meant as a name, right or wrong.
_NAME_LIKE = re.compile(r"[A-Za-z]{3,}([-_ ][A-Za-z]+)*")
_FORMULA_RANGE = (-5.0, 5.0)
_PLANE = (-np.inf, np.inf)


def surface(name_or_formula: str) -> Surface:
    """Find a surface by its name, or make one of a formula in x and y.

    Raises:
        RequestError: there is no surface of that name, `parse_formula` refuses the formula, or it
            isn't finite anywhere in the window.
    """
    text = name_or_formula.strip()
    if text in SURFACES:
        return SURFACES[text]
    if _NAME_LIKE.fullmatch(text):
        raise unknown("surface", text, SURFACE_NAMES)
    return _of_formula(parse_formula(text))


def surface_from_description(description: object) -> Surface:
    """Rebuild the surface that `Surface.describe` described.

    Args:
        description: a mapping, if it is one; it may come from a file that anybody wrote.

    Raises:
        RequestError: the description isn't one of a surface.
    """
    known = description if isinstance(description, Mapping) else {}
    text = known.get("name", known.get("formula"))
    if known.get("kind") != "surface" or not isinstance(text, str):
        raise RequestError("the record doesn't say which surface it is of: record the run again")
    return surface(text)


def _of_formula(formula: SurfaceFormula) -> Surface:
    """Make a surface of a formula: what a named one was given by hand is measured on a grid."""
    x, y = _grid()
    value, slope = formula.value(x, y), np.hypot(*formula.gradient(x, y))
    finite = np.isfinite(value) & np.isfinite(slope)
    if not finite.any():
        raise RequestError("the formula isn't finite anywhere for x and y between -4.5 and 4.5")
    sloping = finite & (slope > 0)
    near = np.hypot(x + 3, y - 2) + np.where(sloping, 0, 100) + np.where(finite, 0, 1000)
    place = int(np.argmin(near))
    start = float(x[place]), float(y[place])
    return Surface(
        name=formula.text,
        title=formula.text,
        expression=formula.text,
        source="",
        function=formula.value,
        derivative=formula.gradient,
        minima=(),
        lowest=None,
        x_range=_FORMULA_RANGE,
        y_range=_FORMULA_RANGE,
        x_domain=_PLANE,
        y_domain=_PLANE,
        start=start,
        learning_rate=_rate_below(formula.value, formula.gradient, start),
    )


def steady_rate(chosen: Surface, start: tuple[float, float]) -> float:
    """Return a rate with which descent from a start goes down: a named surface's own one.

    For a formula it is found from how strongly the surface bends where it is lower than the start.
    """
    if chosen.name in SURFACE_NAMES:
        return chosen.learning_rate
    return _rate_below(chosen.function, chosen.derivative, start)


def _grid() -> tuple[FloatArray, FloatArray]:
    x, y = (axis.ravel() for axis in np.meshgrid(*2 * [np.linspace(-4.5, 4.5, 19)]))
    return x, y


def _rate_below(function: Function, derivative: Derivative, start: tuple[float, float]) -> float:
    x, y = (np.append(axis, at) for axis, at in zip(_grid(), start, strict=True))
    value = function(x, y)
    below = np.isfinite(value) & (value <= value[-1])
    return _rate_for(_curvature(derivative, x[below], y[below]))


def _curvature(derivative: Derivative, x: FloatArray, y: FloatArray) -> float:
    """Find the largest curvature, by size, around some points.

    It is that of differences over half a grid cell: about as far as a step goes, and so that a
    kink, as in abs(x), counts as a bend.
    """
    step = 0.25
    right, left = derivative(x + step, y), derivative(x - step, y)
    above, below = derivative(x, y + step), derivative(x, y - step)
    xx, yy = (right[0] - left[0]) / (2 * step), (above[1] - below[1]) / (2 * step)
    xy = (right[1] - left[1]) / (2 * step)
    with np.errstate(all="ignore"):
        sizes = np.abs(xx + yy) / 2 + np.hypot((xx - yy) / 2, xy)
    return float(np.max(sizes, where=np.isfinite(sizes), initial=0.0))


def _rate_for(curvature: float) -> float:
    """Choose 1, 2 or 5 times a power of ten, at most half of 1 / curvature.

    With a rate up to 1 / curvature, each step of gradient descent goes down (Nesterov,
    Introductory Lectures on Convex Optimization (2004), 1.2.3).
    """
    wanted = 0.5 / max(curvature, 0.5)
    power = 10.0 ** np.floor(np.log10(wanted))
    return float(max(factor * power for factor in (1, 2, 5) if factor * power <= wanted))
