"""The named surfaces: test functions of optimization, each above its gradient, with its minima."""

from collections.abc import Mapping
from itertools import product
from types import MappingProxyType

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.surfaces.surface import Function, Interval, Minimum, Surface


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


def _bump(x: FloatArray, y: FloatArray, width: float) -> FloatArray:
    bump: FloatArray = np.exp(-(x**2 + y**2) / width)
    return bump


def _two_basins(x: FloatArray, y: FloatArray) -> FloatArray:
    bowl = 2.8 + 0.05 * (x**2 + (y + 1) ** 2)
    deep, shallow = 2.9 * _bump(x + 1.5, y + 0.3, 1.5), 2.1 * _bump(x - 1.6, y, 1.2)
    return bowl - deep - shallow + 1.2 * _bump(x, y - 1.4, 0.8)


def _two_basins_gradient(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    deep = 5.8 / 1.5 * _bump(x + 1.5, y + 0.3, 1.5)
    shallow, hill = 4.2 / 1.2 * _bump(x - 1.6, y, 1.2), 2.4 / 0.8 * _bump(x, y - 1.4, 0.8)
    dx = 0.1 * x + deep * (x + 1.5) + shallow * (x - 1.6) - hill * x
    return dx, 0.1 * (y + 1) + deep * (y + 0.3) + shallow * y - hill * (y - 1.4)


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
    ),
    Surface(
        name="two-basins",
        title="Two basins",
        expression=(
            "2.8 + 0.05*(x**2 + (y + 1)**2) - 2.9*exp(-((x + 1.5)**2 + (y + 0.3)**2)/1.5)"
            " - 2.1*exp(-((x - 1.6)**2 + y**2)/1.2) + 1.2*exp(-(x**2 + (y - 1.4)**2)/0.8)"
        ),
        source="gradreel's own: a wide bowl with a deep and a shallow dip, and a hill behind them",
        function=_two_basins,
        derivative=_two_basins_gradient,
        minima=_minima(
            _two_basins,
            (-1.4630338187531016, -0.31978646467530963),
            (1.5540631215312386, -0.032888568474256676),
        ),
        lowest=0.03482816761885024,
        x_range=(-4.0, 4.0),
        y_range=(-2.2, 2.2),
        **_square(4.5),
        start=(-0.1, 1.0),
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
    ),
)

SURFACES: Mapping[str, Surface] = MappingProxyType({each.name: each for each in _NAMED})
