"""The surfaces against SciPy, autograd and the numbers in the literature."""

import pickle

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd import hessian
from scipy.optimize import minimize, rosen, rosen_der

from gradreel.engine.errors import RequestError
from gradreel.engine.surfaces.formula import Formula
from gradreel.engine.surfaces.lookup import surface, surface_from_description
from gradreel.engine.surfaces.named import SURFACES
from gradreel.engine.surfaces.names import SURFACE_NAMES
from gradreel.engine.surfaces.surface import Surface

EACH = pytest.mark.parametrize("each", SURFACES.values(), ids=SURFACES)
HIMMELBLAU = "(x**2+y-11)**2+(x+y**2-7)**2"


def oracle(point: np.ndarray, each: Surface) -> float:
    """The formula by Python and autograd's NumPy, which share nothing with `Formula`."""
    names = {"x": point[0], "y": point[1], "cos": anp.cos, "exp": anp.exp, "pi": np.pi}
    assert isinstance(each.formula, Formula)
    value: float = eval(each.formula.text, names)  # noqa: S307
    return value


def points_in_domain(each: Surface, n: int) -> np.ndarray:
    low, high = np.transpose([each.x_domain, each.y_domain])
    return np.random.default_rng(0).uniform(low, high, (n, 2))


def test_the_names_without_numpy_are_those_of_the_surfaces() -> None:
    assert tuple(SURFACES) == SURFACE_NAMES


@EACH
def test_value_and_gradient_agree_with_autograd(each: Surface) -> None:
    for point in points_in_domain(each, 50):
        expected = autograd.grad(oracle)(point, each)
        assert each.value(*point) == pytest.approx(oracle(point, each), rel=1e-12)
        error = np.linalg.norm(np.array(each.gradient(*point)) - expected)
        assert error <= 1e-12 * np.linalg.norm(expected)


@EACH
def test_each_minimum_is_one(each: Surface) -> None:
    for minimum in each.minima:
        at = np.array([minimum.x, minimum.y])
        curvatures = np.linalg.eigvalsh(hessian(oracle)(at, each))
        assert curvatures.min() > 0
        assert np.linalg.norm(each.gradient(*at)) < 1e-13 * curvatures.max() * (
            1 + np.linalg.norm(at)
        )
        assert each.value(*at) == minimum.value
        found = minimize(oracle, at + 1e-3, args=(each,), jac=autograd.grad(oracle)).x
        np.testing.assert_allclose(found, at, atol=1e-5)


@EACH
def test_descents_from_anywhere_find_no_minimum_that_is_not_listed(each: Surface) -> None:
    if each.name == "saddle":
        assert each.minima == ()
        return
    listed = np.array([(minimum.x, minimum.y) for minimum in each.minima])
    box = [each.x_domain, each.y_domain]
    for start in points_in_domain(each, 12):
        found = minimize(
            lambda p: (float(each.value(*p)), np.array(each.gradient(*p))),
            start,
            jac=True,
            bounds=box,
            options={"ftol": 1e-14, "gtol": 1e-8},
        )
        stationary = np.linalg.norm(each.gradient(*found.x)) < 1e-4
        if stationary:
            assert np.linalg.norm(listed - found.x, axis=1).min() < 1e-2
        assert found.fun > (each.lowest or 0.0) - 1e-9


@pytest.mark.parametrize(
    ("name", "global_minima", "all_minima", "lowest"),
    [
        ("quadratic-bowl", 1, 1, 0.0),
        ("long-valley", 1, 1, 0.0),
        ("slanted-valley", 1, 1, 0.0),
        ("rosenbrock", 1, 1, 0.0),
        ("himmelblau", 4, 4, 0.0),
        ("tilted-himmelblau", 1, 4, -21.8051),
        ("beale", 1, 1, 0.0),
        ("booth", 1, 1, 0.0),
        ("rastrigin", 1, 121, 0.0),
        ("six-hump-camel", 2, 6, -1.0316),
        ("styblinski-tang", 1, 4, -78.3323),
        ("two-basins", 1, 2, 0.0348),
        ("saddle", 0, 0, -np.inf),
    ],
)
def test_the_minima_are_those_of_the_literature(
    name: str, global_minima: int, all_minima: int, lowest: float
) -> None:
    each = SURFACES[name]
    least = [minimum for minimum in each.minima if minimum.is_global]
    assert (len(least), len(each.minima)) == (global_minima, all_minima)
    assert each.lowest == pytest.approx(lowest, abs=1e-4)
    assert all(minimum.value == pytest.approx(each.lowest, abs=1e-9) for minimum in least)
    assert len({(minimum.x, minimum.y) for minimum in each.minima}) == all_minima


def test_rosenbrock_is_that_of_scipy() -> None:
    for point in points_in_domain(SURFACES["rosenbrock"], 20):
        assert SURFACES["rosenbrock"].value(*point) == pytest.approx(rosen(point), rel=1e-12)
        np.testing.assert_allclose(
            SURFACES["rosenbrock"].gradient(*point), rosen_der(point), rtol=1e-12
        )


@EACH
def test_window_and_domain_nest_and_show_a_minimum(each: Surface) -> None:
    for window, domain in ((each.x_range, each.x_domain), (each.y_range, each.y_domain)):
        assert domain[0] <= window[0] < window[1] <= domain[1]
    inside = [
        each.x_range[0] < minimum.x < each.x_range[1]
        and each.y_range[0] < minimum.y < each.y_range[1]
        for minimum in each.minima
        if minimum.is_global
    ]
    assert all(inside)


@pytest.mark.parametrize("name", ["saddle", "quadratic-bowl", HIMMELBLAU, "x"])
def test_values_and_gradients_broadcast(name: str) -> None:
    each = surface(name)
    x, y = np.linspace(-1, 1, 4), np.linspace(-1, 1, 3)[:, None]
    dx, dy = each.gradient(x, y)
    assert each.value(x, y).shape == dx.shape == dy.shape == (3, 4)
    assert each.value(x, y)[2, 1] == each.value(x[1], y[2, 0])
    assert (dx[2, 1], dy[2, 1]) == each.gradient(x[1], y[2, 0])


@EACH
def test_a_run_that_diverges_gets_numbers_that_are_not_finite_and_no_warning(
    each: Surface, recwarn: pytest.WarningsRecorder
) -> None:
    far = np.array([1e300, -1e300, np.inf, np.nan])
    each.value(far, far)
    each.gradient(far, far)
    assert not recwarn.list


@EACH
def test_a_description_rebuilds_the_surface(each: Surface) -> None:
    assert surface_from_description(each.describe()) is each


def test_a_description_rebuilds_a_formula() -> None:
    each = surface(f" {HIMMELBLAU} ")
    assert each.describe() == {"kind": "surface", "formula": HIMMELBLAU}
    assert surface_from_description(each.describe()) == each
    copy = pickle.loads(pickle.dumps(each))  # noqa: S301
    assert copy == each
    assert copy.value(1, 2) == each.value(1, 2)


@pytest.mark.parametrize(
    "description",
    [
        None,
        {"kind": "surface"},
        {"kind": "mlp", "name": "beale"},
        {"kind": "surface", "name": 3},
    ],
)
def test_what_is_no_description_is_refused(description: object) -> None:
    with pytest.raises(RequestError, match="which surface"):
        surface_from_description(description)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("rosenbrok", "rosenbrock"),
        ("six_hump_camel", "six-hump-camel"),
    ],
)
def test_a_wrong_name_gets_the_nearest_right_one(wrong: str, right: str) -> None:
    with pytest.raises(RequestError, match=f"did you mean '{right}'"):
        surface(wrong)


def test_a_formula_that_looks_like_a_name_is_a_formula() -> None:
    assert surface("x-y").value(3, 1) == 2


def test_a_formula_starts_where_it_is_finite_and_slopes() -> None:
    assert surface(HIMMELBLAU).start == (-3.0, 2.0)
    logarithm = surface("log(x) + 1/x + y**2")
    logarithm.check_start(*logarithm.start)
    assert surface("relu(x) + 0*y").start[0] > 0
    assert surface("0*log(x)").start[0] > 0


def test_a_formula_does_not_start_on_a_plain() -> None:
    dip = surface("-exp(-(x**2+y**2))")
    assert np.hypot(*dip.gradient(*dip.start)) > 1e-3
    assert surface("10**(x**2+y**2)").start == (-3.0, 2.0)


@pytest.mark.parametrize(
    ("formula", "has_floor"),
    [
        ("x**2 - y**2", False),
        ("x + y", False),
        ("x*sin(x) + y**2", False),
        ("-log(x**2 + y**2 + 1)", False),
        (HIMMELBLAU, True),
        ("(x-500)**2 + y**2 - 7", True),
        ("-tanh(x)", True),
        ("sin(x) + cos(y)", True),
    ],
)
def test_a_formula_that_falls_for_ever_has_no_floor(formula: str, has_floor: bool) -> None:
    assert surface(formula).lowest == (None if has_floor else -np.inf)


def test_a_formula_that_is_nowhere_finite_is_refused() -> None:
    with pytest.raises(RequestError, match="isn't finite anywhere"):
        surface("log(x - 100)")


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [
        ("beale", 5.0, 0.0),
        ("saddle", np.nan, 0.0),
        ("log(x) + y", -1.0, 0.0),
        (HIMMELBLAU, 1e200, 0.0),
    ],
)
def test_a_start_off_the_surface_is_refused_in_one_line(name: str, x: float, y: float) -> None:
    with pytest.raises(RequestError) as error:
        surface(name).check_start(x, y)
    assert len(str(error.value)) <= 200
    assert "\n" not in str(error.value)


def test_the_window_widens_to_show_a_start() -> None:
    each = SURFACES["beale"]
    assert each.window_with(1.0, 1.0) == (each.x_range, each.y_range)
    (left, right), (bottom, top) = each.window_with(-4.0, 1.0)
    assert left < -4.0
    assert (right, bottom, top) == (each.x_range[1], *each.y_range)
