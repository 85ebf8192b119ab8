"""Surfaces over the plane to run an optimizer on: named test functions, or a user's formula."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError, unknown
from gradreel.engine.formula import Formula, parse
from gradreel.engine.surface_names import SURFACE_NAMES

Interval = tuple[float, float]
Function = Callable[[FloatArray, FloatArray], FloatArray]
Derivative = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]

# Words of three letters or more, with nothing to compute: meant as a name, right or wrong.
_NAME_LIKE = re.compile(r"[A-Za-z]{3,}([-_ ][A-Za-z]+)*")
_FORMULA_RANGE = (-5.0, 5.0)
_PLANE = (-np.inf, np.inf)


@dataclass(frozen=True)
class Minimum:
    """A local minimum of a surface.

    Attributes:
        x: where it is.
        y: where it is.
        value: the surface there.
        is_global: whether the surface is nowhere lower.
    """

    x: float
    y: float
    value: float
    is_global: bool


@dataclass(frozen=True)
class Surface:
    """A function of x and y with its gradient, and what is known about it.

    Attributes:
        name: its name, or the text of the formula.
        title: its name as a person writes it.
        expression: the function as a formula in x and y.
        source: where the function was published; empty for a user's formula.
        function: its value, from two float arrays of one shape.
        derivative: its two partial derivatives, from the same.
        minima: every local minimum in the domain; empty where there is none, and for a formula,
            whose minima aren't known.
        lowest: the least value: minus infinity for a surface without a floor, None if unknown.
        x_range: the window worth plotting.
        y_range: the window worth plotting.
        x_domain: the wider box in which a run may start; for a formula the whole plane.
        y_domain: the wider box in which a run may start.
        start: a start that makes plain gradient descent tell a story.
        learning_rate: a good learning rate for gradient descent from there.
    """

    name: str
    title: str
    expression: str
    source: str
    function: Function = field(repr=False, compare=False)
    derivative: Derivative = field(repr=False, compare=False)
    minima: tuple[Minimum, ...] = field(repr=False)
    lowest: float | None
    x_range: Interval
    y_range: Interval
    x_domain: Interval
    y_domain: Interval
    start: tuple[float, float]
    learning_rate: float

    def value(self, x: ArrayLike, y: ArrayLike) -> FloatArray:
        """Evaluate the surface.

        Args:
            x: scalar or array.
            y: scalar or array that broadcasts with `x`.

        Returns:
            The values, in the broadcast shape. Infinite or not a number where the surface
            overflows or isn't defined: a run that diverges gets there, and is no error.
        """
        with np.errstate(all="ignore"):
            return np.asarray(self.function(*_same_shape(x, y)))

    def gradient(self, x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Evaluate the two partial derivatives; arguments and shapes as in `value`."""
        with np.errstate(all="ignore"):
            dx, dy = self.derivative(*_same_shape(x, y))
        return np.asarray(dx), np.asarray(dy)

    def check_start(self, x: float, y: float) -> None:
        """Refuse a start from which no run can be recorded.

        Raises:
            RequestError: it is off the domain, or the surface or its slope isn't finite there.
        """
        if not np.isfinite([x, y]).all():
            raise RequestError(f"the start {x:g},{y:g} isn't a point: give two finite numbers")
        for axis, at, (low, high) in (("x", x, self.x_domain), ("y", y, self.y_domain)):
            if not low <= at <= high:
                raise RequestError(
                    f"the start {x:g},{y:g} is off the surface {self.title}: "
                    f"take {axis} between {low:g} and {high:g}"
                )
        if not np.isfinite([self.value(x, y), *self.gradient(x, y)]).all():
            raise RequestError(
                f"the surface or its slope isn't finite at the start {x:g},{y:g}: take another"
            )

    def window_with(self, x: float, y: float) -> tuple[Interval, Interval]:
        """Widen the window (x_range, y_range) until it shows a point, such as a start."""
        return _widened(self.x_range, x), _widened(self.y_range, y)

    def describe(self) -> dict[str, str]:
        """Say which surface this is in a way that `from_description` can rebuild it from."""
        key = "name" if self.name in SURFACES else "formula"
        return {"kind": "surface", key: self.name}


def _same_shape(x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    wide_x: FloatArray = np.asarray(x, dtype=np.float64)
    wide_y: FloatArray = np.asarray(y, dtype=np.float64)
    if wide_x.shape != wide_y.shape:
        wide_x, wide_y = np.broadcast_arrays(wide_x, wide_y)
    return wide_x, wide_y


def _widened(interval: Interval, at: float) -> Interval:
    low, high = interval
    margin = 0.05 * (max(high, at) - min(low, at))
    return (low if at >= low else at - margin), (high if at <= high else at + margin)


# Each function stands above its gradient.


def _bowl(x: FloatArray, y: FloatArray) -> FloatArray:
    return (x**2 + 10 * y**2) / 2


def _bowl_gradient(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    return x, 10 * y


def _rosenbrock(x: FloatArray, y: FloatArray) -> FloatArray:
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def _rosenbrock_gradient(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    above = y - x**2
    return -2 * (1 - x) - 400 * x * above, 200 * above


def _himmelblau(x: FloatArray, y: FloatArray) -> FloatArray:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def _himmelblau_gradient(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    first, second = x**2 + y - 11, x + y**2 - 7
    return 4 * x * first + 2 * second, 2 * first + 4 * y * second


def _tilted_himmelblau(x: FloatArray, y: FloatArray) -> FloatArray:
    return _himmelblau(x, y) + 4 * x + 2 * y


def _tilted_himmelblau_gradient(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    dx, dy = _himmelblau_gradient(x, y)
    return dx + 4, dy + 2


def _beale(x: FloatArray, y: FloatArray) -> FloatArray:
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def _beale_gradient(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    first, second, third = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    dx = 2 * (first * (y - 1) + second * (y**2 - 1) + third * (y**3 - 1))
    return dx, 2 * x * (first + 2 * y * second + 3 * y**2 * third)


def _booth(x: FloatArray, y: FloatArray) -> FloatArray:
    return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2


def _booth_gradient(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    first, second = x + 2 * y - 7, 2 * x + y - 5
    return 2 * first + 4 * second, 4 * first + 2 * second


def _rastrigin(x: FloatArray, y: FloatArray) -> FloatArray:
    waves: FloatArray = np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)
    return 20 + x**2 + y**2 - 10 * waves


def _rastrigin_gradient(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    wave_x, wave_y = np.sin(2 * np.pi * x), np.sin(2 * np.pi * y)
    return 2 * x + 20 * np.pi * wave_x, 2 * y + 20 * np.pi * wave_y


def _camel(x: FloatArray, y: FloatArray) -> FloatArray:
    return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2


def _camel_gradient(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    return 8 * x - 8.4 * x**3 + 2 * x**5 + y, x - 8 * y + 16 * y**3


def _styblinski_tang(x: FloatArray, y: FloatArray) -> FloatArray:
    return (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y) / 2


def _styblinski_tang_gradient(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    return 2 * x**3 - 16 * x + 2.5, 2 * y**3 - 16 * y + 2.5


def _saddle(x: FloatArray, y: FloatArray) -> FloatArray:
    return x**2 - y**2


def _saddle_gradient(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    return 2 * x, -2 * y


def _minima(function: Function, *points: tuple[float, ...]) -> tuple[Minimum, ...]:
    """Value the points at which a surface has its minima; the lowest are the global ones."""
    values = [float(function(np.asarray(x), np.asarray(y))) for x, y in points]
    highest_global = min(values) + 1e-9
    return tuple(
        Minimum(x, y, value, value <= highest_global)
        for (x, y), value in zip(points, values, strict=True)
    )


def _square(half: float) -> dict[str, Interval]:
    return {"x_domain": (-half, half), "y_domain": (-half, half)}


# The minima of one coordinate of Rastrigin's function right of zero, and both of Styblinski and
# Tang's: roots of the derivative, to the last digit.
_RASTRIGIN_RIGHT = (
    0.9949586376523348,
    1.9899122337085497,
    2.9848557010394816,
    3.979783860300754,
    4.974691390895051,
)
_RASTRIGIN_MINIMA = (0.0, *_RASTRIGIN_RIGHT, *(-root for root in _RASTRIGIN_RIGHT))
_STYBLINSKI_TANG_MINIMA = (-2.903534027771177, 2.746802770990837)

_NAMED = (
    Surface(
        name="quadratic-bowl",
        title="Quadratic bowl",
        expression="(x**2 + 10*y**2) / 2",
        source="Boyd and Vandenberghe, Convex Optimization (2004), section 9.3.2, gamma = 10",
        function=_bowl,
        derivative=_bowl_gradient,
        minima=_minima(_bowl, (0.0, 0.0)),
        lowest=0.0,
        x_range=(-5.0, 5.0),
        y_range=(-2.5, 2.5),
        **_square(10.0),
        start=(-4.0, 1.5),
        learning_rate=0.18,
    ),
    Surface(
        name="rosenbrock",
        title="Rosenbrock",
        expression="(1 - x)**2 + 100*(y - x**2)**2",
        source="Rosenbrock, The Computer Journal 3 (1960), 175-184",
        function=_rosenbrock,
        derivative=_rosenbrock_gradient,
        minima=_minima(_rosenbrock, (1.0, 1.0)),
        lowest=0.0,
        x_range=(-2.0, 2.0),
        y_range=(-1.0, 3.0),
        x_domain=(-5.0, 10.0),
        y_domain=(-5.0, 10.0),
        start=(-1.5, 2.0),
        learning_rate=0.002,
    ),
    Surface(
        name="himmelblau",
        title="Himmelblau",
        expression="(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
        source="Himmelblau, Applied Nonlinear Programming (1972)",
        function=_himmelblau,
        derivative=_himmelblau_gradient,
        minima=_minima(
            _himmelblau,
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.2831859912861696),
            (3.5844283403304917, -1.8481265269644036),
        ),
        lowest=0.0,
        x_range=(-5.0, 5.0),
        y_range=(-5.0, 5.0),
        **_square(6.0),
        start=(0.0, 0.0),
        learning_rate=0.01,
    ),
    Surface(
        name="tilted-himmelblau",
        title="Himmelblau, tilted",
        expression="(x**2 + y - 11)**2 + (x + y**2 - 7)**2 + 4*x + 2*y",
        source="Himmelblau's function plus 4x + 2y, so that only one of its minima is global",
        function=_tilted_himmelblau,
        derivative=_tilted_himmelblau_gradient,
        minima=_minima(
            _tilted_himmelblau,
            (-3.821781062378087, -3.318986175421116),
            (-2.86448333680857, 3.106977101603798),
            (3.549439578967806, -1.9058544640313952),
            (2.9535983704029314, 1.9674219429023148),
        ),
        lowest=-21.805121021345492,
        x_range=(-5.0, 5.0),
        y_range=(-5.0, 5.0),
        **_square(6.0),
        start=(0.0, 0.0),
        learning_rate=0.01,
    ),
    Surface(
        name="beale",
        title="Beale",
        expression="(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
        source="Beale, Technical Report 25, Statistical Techniques Research Group (1958)",
        function=_beale,
        derivative=_beale_gradient,
        minima=_minima(_beale, (3.0, 0.5)),
        lowest=0.0,
        x_range=(0.5, 4.0),
        y_range=(-1.3, 1.6),
        **_square(4.5),
        start=(1.0, 1.0),
        learning_rate=0.02,
    ),
    Surface(
        name="booth",
        title="Booth",
        expression="(x + 2*y - 7)**2 + (2*x + y - 5)**2",
        source="Jamil and Yang, Int. J. Mathematical Modelling and Numerical Optimisation 4 (2013)",
        function=_booth,
        derivative=_booth_gradient,
        minima=_minima(_booth, (1.0, 3.0)),
        lowest=0.0,
        x_range=(-10.0, 10.0),
        y_range=(-10.0, 10.0),
        **_square(10.0),
        start=(-7.0, -6.0),
        learning_rate=0.1,
    ),
    Surface(
        name="rastrigin",
        title="Rastrigin",
        expression="20 + x**2 + y**2 - 10*(cos(2*pi*x) + cos(2*pi*y))",
        source="Rastrigin, Systems of Extremal Control (1974), in two dimensions",
        function=_rastrigin,
        derivative=_rastrigin_gradient,
        minima=_minima(_rastrigin, *product(_RASTRIGIN_MINIMA, repeat=2)),
        lowest=0.0,
        x_range=(-2.5, 2.5),
        y_range=(-2.5, 2.5),
        **_square(5.12),
        start=(-1.6, 1.4),
        learning_rate=0.001,
    ),
    Surface(
        name="six-hump-camel",
        title="Six-hump camel",
        expression="(4 - 2.1*x**2 + x**4/3)*x**2 + x*y + (4*y**2 - 4)*y**2",
        source="Dixon and Szego, Towards Global Optimisation 2 (1978), 1-15",
        function=_camel,
        derivative=_camel_gradient,
        minima=_minima(
            _camel,
            (0.08984201310031806, -0.7126564030207396),
            (-0.08984201310031806, 0.7126564030207396),
            (1.7036067149699807, -0.7960835686726252),
            (-1.7036067149699807, 0.7960835686726252),
            (1.6071047529201974, 0.5686514548841314),
            (-1.6071047529201974, -0.5686514548841314),
        ),
        lowest=-1.0316284534898774,
        x_range=(-2.1, 2.1),
        y_range=(-1.2, 1.2),
        x_domain=(-3.0, 3.0),
        y_domain=(-2.0, 2.0),
        start=(1.7, 0.2),
        learning_rate=0.05,
    ),
    Surface(
        name="styblinski-tang",
        title="Styblinski-Tang",
        expression="(x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y) / 2",
        source="Styblinski and Tang, Neural Networks 3 (1990), 467-483, in two dimensions",
        function=_styblinski_tang,
        derivative=_styblinski_tang_gradient,
        minima=_minima(_styblinski_tang, *product(_STYBLINSKI_TANG_MINIMA, repeat=2)),
        lowest=-78.33233140754284,
        x_range=(-3.5, 3.5),
        y_range=(-3.5, 3.5),
        **_square(5.0),
        start=(0.3, -0.3),
        learning_rate=0.01,
    ),
    Surface(
        name="saddle",
        title="Saddle",
        expression="x**2 - y**2",
        source="the hyperbolic paraboloid: no minimum, and no floor along y",
        function=_saddle,
        derivative=_saddle_gradient,
        minima=(),
        lowest=-np.inf,
        x_range=(-2.0, 2.0),
        y_range=(-2.0, 2.0),
        **_square(10.0),
        start=(-1.5, 0.01),
        learning_rate=0.05,
    ),
)

SURFACES: Mapping[str, Surface] = MappingProxyType({each.name: each for each in _NAMED})


def surface(name_or_formula: str) -> Surface:
    """Find a surface by its name, or make one of a formula in x and y.

    Raises:
        RequestError: there is no surface of that name, `formula.parse` refuses the formula, or it
            isn't finite anywhere in the window.
    """
    text = name_or_formula.strip()
    if text in SURFACES:
        return SURFACES[text]
    if _NAME_LIKE.fullmatch(text):
        raise unknown("surface", text, SURFACE_NAMES)
    return _of_formula(parse(text))


def from_description(description: object) -> Surface:
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


def _of_formula(formula: Formula) -> Surface:
    """Make a surface of a formula: what a named one was given by hand is measured on a grid."""
    x, y = (axis.ravel() for axis in np.meshgrid(*2 * [np.linspace(-4.5, 4.5, 19)]))
    value, slope = formula.value(x, y), np.hypot(*formula.gradient(x, y))
    finite = np.isfinite(value) & np.isfinite(slope)
    if not finite.any():
        raise RequestError("the formula isn't finite anywhere for x and y between -4.5 and 4.5")
    sloping = finite & (slope > 0)
    near = np.hypot(x + 3, y - 2) + np.where(sloping, 0, 100) + np.where(finite, 0, 1000)
    start = int(np.argmin(near))
    below = finite & (value <= value[start])
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
        start=(float(x[start]), float(y[start])),
        learning_rate=_rate_for(_curvature(formula, x[below], y[below])),
    )


def _curvature(formula: Formula, x: FloatArray, y: FloatArray) -> float:
    """Find the largest curvature, by size, around some points.

    It is that of differences over half a grid cell: about as far as a step goes, and so that a
    kink, as in abs(x), counts as a bend.
    """
    step = 0.25
    right, left = formula.gradient(x + step, y), formula.gradient(x - step, y)
    above, below = formula.gradient(x, y + step), formula.gradient(x, y - step)
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
