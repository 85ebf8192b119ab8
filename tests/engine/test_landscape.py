"""Losses over lines and planes against the loss at each point by itself."""

import numpy as np
import pytest

from gradreel.engine.arrays import IntArray
from gradreel.engine.data import load
from gradreel.engine.landscape import along_line, over_plane
from gradreel.engine.mlp import MLP
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective, Objective, SurfaceObjective
from gradreel.engine.surfaces.lookup import surface

HEART = load("heart", ["Age", "MaxHR"]).standardized()
OBJECTIVES: tuple[Objective, ...] = (
    ModelObjective(LogisticRegression(2), HEART),
    ModelObjective(MLP((2, 3, 1)), HEART),
    ModelObjective(
        MLP((2, 4, 4), "relu"), load("heart", ["Age", "MaxHR"], "ChestPain").standardized()
    ),
    SurfaceObjective(surface("himmelblau")),
)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("batch", [None, np.array([3, 1, 4, 15])])
def test_lines_and_planes_are_the_loss_point_by_point(
    objective: Objective, batch: IntArray | None
) -> None:
    rng = np.random.default_rng(0)
    origin, u, v = rng.normal(size=(3, objective.n_parameters))
    distances, heights = np.linspace(-2.0, 1.0, 301), np.linspace(0.0, 1.0, 2)
    line = along_line(objective, origin, u, distances, batch)
    expected = [objective.loss(origin + distance * u, batch) for distance in distances]
    np.testing.assert_allclose(line, expected, rtol=1e-13)
    plane = over_plane(objective, origin, u, v, distances, heights, batch)
    assert plane.shape == (2, 301)
    for row, height in enumerate(heights):
        expected = [objective.loss(origin + x * u + height * v, batch) for x in distances]
        np.testing.assert_allclose(plane[row], expected, rtol=1e-13)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("batch", [[0], [7, 7, 302, 7], list(range(303))])
def test_the_loss_of_a_batch_is_the_mean_of_its_samples(
    objective: Objective, batch: list[int]
) -> None:
    parameters = np.random.default_rng(1).normal(size=objective.n_parameters)
    samples = [objective.loss(parameters, np.array([each])) for each in batch]
    assert objective.loss(parameters, np.array(batch)) == pytest.approx(np.mean(samples), rel=1e-12)


def test_where_the_loss_overflows_there_is_no_warning() -> None:
    objective = SurfaceObjective(surface("exp(x) + y"))
    line = along_line(objective, np.zeros(2), np.array([1.0, 0.0]), np.array([0.0, 1000.0]))
    assert line.tolist() == [1.0, np.inf]
