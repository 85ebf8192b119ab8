"""From a name or a formula to its surface."""

import re
from collections.abc import Mapping

import numpy as np

from gradreel.engine.errors import RequestError, unknown
from gradreel.engine.surfaces.formula import parse_formula
from gradreel.engine.surfaces.named import SURFACES
from gradreel.engine.surfaces.names import SURFACE_NAMES
from gradreel.engine.surfaces.surface import Function, Surface

# Words of three letters or more, with nothing to compute: meant as a name, right or wrong.
_NAME_LIKE = re.compile(r"[A-Za-z]{3,}([-_ ][A-Za-z]+)*")
_FORMULA_RANGE = (-5.0, 5.0)
_PLANE = (-np.inf, np.inf)
_USUAL_START = -3.0, 2.0
_FLAT = 0.01
_DECADES, _RINGS_OF_DECADE, _DIRECTIONS = 8, 16, 72


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
    formula = parse_formula(text)
    return surface_of(formula, formula.text, formula.text)


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


def surface_of(formula: Function, name: str, title: str) -> Surface:
    """Make a surface of a function: what a named one was given by hand is measured on a grid.

    Args:
        formula: the function.
        name: its name, which no other surface has.
        title: its name as a person writes it.

    Raises:
        RequestError: it isn't finite anywhere in the window.
    """
    return Surface(
        name=name,
        title=title,
        formula=formula,
        source="",
        minima_at=(),
        lowest=-np.inf if _falls_for_ever(formula) else None,
        x_range=_FORMULA_RANGE,
        y_range=_FORMULA_RANGE,
        x_domain=_PLANE,
        y_domain=_PLANE,
        start=_start_on(formula),
    )


def _start_on(formula: Function) -> tuple[float, float]:
    """Find a start next to a usual one, from which there is a way to go.

    It isn't flat there: the window across, its slope makes up for a share of its height above the
    lowest place.

    Raises:
        RequestError: it isn't finite anywhere in the window.
    """
    x, y = (axis.ravel() for axis in np.meshgrid(*2 * [np.linspace(-4.5, 4.5, 19)]))
    value, slope = formula.value(x, y), np.hypot(*formula.gradient(x, y))
    finite = np.isfinite(value) & np.isfinite(slope)
    if not finite.any():
        raise RequestError("the surface isn't finite anywhere for x and y between -4.5 and 4.5")
    with np.errstate(all="ignore"):
        gain = slope * (_FORMULA_RANGE[1] - _FORMULA_RANGE[0])
        sloping = gain > _FLAT * (value - value[finite].min())
    far = np.hypot(x - _USUAL_START[0], y - _USUAL_START[1])
    place = int(np.argmin(far + np.where(sloping, 0, 100) + np.where(finite, 0, 1000)))
    return float(x[place]), float(y[place])


def _falls_for_ever(formula: Function) -> bool:
    """Whether a function comes lower without end, as far as rings tell that are ever larger.

    Then the lowest value of each decade of them is below that of the decade before, and by no less
    than half of what that was below the one before it.
    """
    angles = np.linspace(0.0, 2.0 * np.pi, _DIRECTIONS, endpoint=False)
    radii = np.logspace(0, _DECADES, _DECADES * _RINGS_OF_DECADE, endpoint=False)[:, None]
    values = formula.value(radii * np.cos(angles), radii * np.sin(angles))
    decades = np.where(np.isnan(values), np.inf, values).reshape(_DECADES, -1)
    lowest = decades.min(axis=1)
    with np.errstate(invalid="ignore"):
        falls = -np.diff(lowest)
        go_on = (falls[1:] > 0) & (falls[1:] >= falls[:-1] / 2)
    return bool(lowest[-1] == -np.inf or (go_on.all() and lowest[-1] < min(lowest[0], 0.0)))
