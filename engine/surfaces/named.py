"""The named surfaces: test functions of optimization."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from gradreel.engine.surfaces.formula import parse_formula
from gradreel.engine.surfaces.surface import Interval, Surface


def _square(half: float) -> dict[str, Interval]:
    return {"x_domain": (-half, half), "y_domain": (-half, half)}


# Minima of one coordinate of Rastrigin's function right of zero, and both of Styblinski and
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
        formula=parse_formula("(x**2 + 10*y**2) / 2"),
        source="Boyd and Vandenberghe, Convex Optimization (2004), section 9.3.2, gamma = 10",
        minima_at=((0.0, 0.0),),
        lowest=0.0,
        x_range=(-5.0, 5.0),
        y_range=(-2.5, 2.5),
        **_square(10.0),
        start=(-4.0, 1.5),
    ),
    Surface(
        name="long-valley",
        title="Long valley",
        formula=parse_formula("(x**2 + 36*y**2) / 2"),
        source="Boyd and Vandenberghe, Convex Optimization (2004), section 9.3.2, gamma = 36",
        minima_at=((0.0, 0.0),),
        lowest=0.0,
        x_range=(-5.1, 0.9),
        y_range=(-1.35, 1.35),
        **_square(10.0),
        start=(-4.5, 0.7),
    ),
    Surface(
        name="slanted-valley",
        title="Slanted valley",
        formula=parse_formula("((x + y)**2 + 36*(x - y)**2) / 4"),
        source="The long valley, turned by 45 degrees",
        minima_at=((0.0, 0.0),),
        lowest=0.0,
        x_range=(-5.8, 2.2),
        y_range=(-4.0, 0.8),
        **_square(10.0),
        start=(-3.68, -2.69),
    ),
    Surface(
        name="rosenbrock",
        title="Rosenbrock",
        formula=parse_formula("(1 - x)**2 + 100*(y - x**2)**2"),
        source="Rosenbrock, The Computer Journal 3 (1960), 175-184",
        minima_at=((1.0, 1.0),),
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
        formula=parse_formula("(x**2 + y - 11)**2 + (x + y**2 - 7)**2"),
        source="Himmelblau, Applied Nonlinear Programming (1972)",
        minima_at=(
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
        formula=parse_formula("(x**2 + y - 11)**2 + (x + y**2 - 7)**2 + 4*x + 2*y"),
        source="Himmelblau's function plus 4x + 2y, so that only one of its minima is global",
        minima_at=(
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
        formula=parse_formula(
            "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2"
        ),
        source="Beale, Technical Report 25, Statistical Techniques Research Group (1958)",
        minima_at=((3.0, 0.5),),
        lowest=0.0,
        x_range=(0.5, 4.0),
        y_range=(-1.3, 1.6),
        **_square(4.5),
        start=(1.0, 1.0),
    ),
    Surface(
        name="booth",
        title="Booth",
        formula=parse_formula("(x + 2*y - 7)**2 + (2*x + y - 5)**2"),
        source="Jamil and Yang, Int. J. Mathematical Modelling and Numerical Optimisation 4 (2013)",
        minima_at=((1.0, 3.0),),
        lowest=0.0,
        x_range=(-10.0, 10.0),
        y_range=(-10.0, 10.0),
        **_square(10.0),
        start=(-7.0, -6.0),
    ),
    Surface(
        name="rastrigin",
        title="Rastrigin",
        formula=parse_formula("20 + x**2 + y**2 - 10*(cos(2*pi*x) + cos(2*pi*y))"),
        source="Rastrigin, Systems of Extremal Control (1974), in two dimensions",
        minima_at=tuple((x, y) for x in _RASTRIGIN_MINIMA for y in _RASTRIGIN_MINIMA),
        lowest=0.0,
        x_range=(-2.5, 2.5),
        y_range=(-2.5, 2.5),
        **_square(5.12),
        start=(-1.6, 1.4),
    ),
    Surface(
        name="six-hump-camel",
        title="Six-hump camel",
        formula=parse_formula("(4 - 2.1*x**2 + x**4/3)*x**2 + x*y + (4*y**2 - 4)*y**2"),
        source="Dixon and Szego, Towards Global Optimisation 2 (1978), 1-15",
        minima_at=(
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
        formula=parse_formula("(x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y) / 2"),
        source="Styblinski and Tang, Neural Networks 3 (1990), 467-483, in two dimensions",
        minima_at=tuple((x, y) for x in _STYBLINSKI_TANG_MINIMA for y in _STYBLINSKI_TANG_MINIMA),
        lowest=-78.33233140754284,
        x_range=(-3.5, 3.5),
        y_range=(-3.5, 3.5),
        **_square(5.0),
        start=(0.3, -0.3),
    ),
    Surface(
        name="two-basins",
        title="Two basins",
        formula=parse_formula(
            "2.8 + 0.05*(x**2 + (y + 1)**2) - 2.9*exp(-((x + 1.5)**2 + (y + 0.3)**2)/1.5)"
            " - 2.1*exp(-((x - 1.6)**2 + y**2)/1.2) + 1.2*exp(-(x**2 + (y - 1.4)**2)/0.8)"
        ),
        source="gradreel's own: a wide bowl with a deep and a shallow dip, and a hill behind them",
        minima_at=(
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
        formula=parse_formula("x**2 - y**2"),
        source="the hyperbolic paraboloid: no minimum, and no floor along y",
        minima_at=(),
        lowest=-np.inf,
        x_range=(-2.0, 2.0),
        y_range=(-2.0, 2.0),
        **_square(10.0),
        start=(-1.5, 0.01),
    ),
)

SURFACES: Mapping[str, Surface] = MappingProxyType({each.name: each for each in _NAMED})
