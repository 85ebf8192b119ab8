"""The ridge between two minima: from its sides, slopes lead to one and to the other."""

import numpy as np
import pytest

from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.surfaces.lookup import surface
from gradreel.scenes.stage.runs.resting import crossings, ridge_between

MINIMA = {
    "two-basins": ((-1.463, -0.32), (1.554, -0.033)),
    "styblinski-tang": ((-2.9035, -2.9035), (2.7468, -2.9035)),
    "himmelblau": ((3.0, 2.0), (3.5844, -1.8481)),
}


@pytest.mark.parametrize("name", MINIMA)
def test_slopes_beside_a_ridge_lead_to_different_minima(name: str) -> None:
    objective = SurfaceObjective(surface(name))
    window = np.column_stack([objective.surface.x_range, objective.surface.y_range])
    one, other = map(np.array, MINIMA[name])
    ridge = ridge_between(objective, one, other, window)
    assert ridge is not None
    assert ((window[0] <= ridge) & (ridge <= window[1])).all()
    assert crossings(ridge, one, other) == 1
    at = len(ridge) // 2
    along = ridge[at + 1] - ridge[at - 1]
    aside = np.array([-along[1], along[0]]) / np.hypot(*along) * 0.02
    ends = []
    for start in (ridge[at] + aside, ridge[at] - aside):
        for _ in range(20000):
            start = start - 0.002 * objective.gradient(start)  # noqa: PLW2901
        ends.append(start)
    assert any(np.allclose(end, one, atol=1e-2) for end in ends)
    assert any(np.allclose(end, other, atol=1e-2) for end in ends)


def test_there_is_no_ridge_without_a_saddle() -> None:
    objective = SurfaceObjective(surface("x**2 + y**2"))
    window = np.array([[-2.0, -2.0], [2.0, 2.0]])
    assert ridge_between(objective, np.array([-1.0, 0.0]), np.array([1.0, 0.0]), window) is None


def test_crossings_of_a_line_are_counted() -> None:
    line = np.array([[0.0, -1.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]])
    assert crossings(line, np.array([-1.0, 0.0]), np.array([0.5, 0.0])) == 1
    assert crossings(line, np.array([-1.0, 0.0]), np.array([2.0, 0.1])) == 2
    assert crossings(line, np.array([-1.0, 0.0]), np.array([-0.5, 0.0])) == 0
