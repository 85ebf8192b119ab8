"""What runs on the surfaces are said to show, run again."""

import numpy as np
import pytest

from gradreel.engine.arrays import FloatArray
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.optimizers import build
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.named import SURFACES
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory


def run(
    surface: str, start: tuple[float, float], optimizer: str, learning_rate: float, steps: int
) -> Trajectory:
    return train(
        RunSpec(
            objective=SurfaceObjective(SURFACES[surface]),
            optimizer=build(optimizer),
            learning_rate=learning_rate,
            steps=steps,
            batch_size=None,
            start=np.array(start),
            seed=0,
        )
    )


def arrival(trajectory: Trajectory, lowest: float) -> int:
    """The step after which the height stays within 1e-3 of the lowest; -1 if it never does."""
    above = np.flatnonzero(trajectory.loss - lowest >= 1e-3)
    return int(above[-1]) + 1 if above[-1] + 1 < len(trajectory.loss) else -1


@pytest.mark.parametrize(
    ("start", "end", "height", "is_global"),
    [
        ((-1.0, -1.0), (-3.822, -3.319), -21.81, True),
        ((0.0, 0.0), (2.954, 1.967), 15.88, False),
        ((1.0, -1.0), (3.549, -1.906), 10.51, False),
    ],
)
def test_the_start_decides_the_minimum_of_himmelblau_tilted(
    start: tuple[float, float], end: tuple[float, float], height: float, is_global: bool
) -> None:
    trajectory = run("tilted-himmelblau", start, "gradient-descent", 0.01, 80)
    assert_ends_in_a_minimum(trajectory, "tilted-himmelblau", end, height, is_global)


@pytest.mark.parametrize(
    ("start", "end", "height", "is_global"),
    [
        ((1.7, 0.2), (1.704, -0.796), -0.2155, False),
        ((1.2, 0.2), (-0.090, 0.713), -1.0316, True),
    ],
)
def test_the_start_decides_the_minimum_of_the_camel(
    start: tuple[float, float], end: tuple[float, float], height: float, is_global: bool
) -> None:
    trajectory = run("six-hump-camel", start, "gradient-descent", 0.05, 80)
    assert_ends_in_a_minimum(trajectory, "six-hump-camel", end, height, is_global)


def assert_ends_in_a_minimum(
    trajectory: Trajectory,
    surface: str,
    end: tuple[float, float],
    height: float,
    is_global: bool,
) -> None:
    last: FloatArray = trajectory.parameters[-1]
    np.testing.assert_allclose(last, end, atol=1e-3)
    assert trajectory.loss[-1] == pytest.approx(height, abs=5e-3)
    near = min(SURFACES[surface].minima, key=lambda each: np.hypot(*(last - (each.x, each.y))))
    assert np.hypot(*(last - (near.x, near.y))) < 1e-3
    assert near.is_global == is_global


@pytest.mark.parametrize(
    ("optimizer", "learning_rate", "step"),
    [
        ("adagrad", 1.0, 49),
        ("nesterov", 0.005, 54),
        ("adam", 0.2, 86),
        ("momentum", 0.01, 93),
        ("rmsprop", 0.02, 237),
        ("gradient-descent", 0.02, 274),
    ],
)
def test_the_race_on_beale(optimizer: str, learning_rate: float, step: int) -> None:
    trajectory = run("beale", (1.0, 1.0), optimizer, learning_rate, 400)
    assert arrival(trajectory, 0.0) == step
    beale = SURFACES["beale"]
    x, y = trajectory.parameters.T
    assert beale.x_range[0] <= x.min() <= x.max() <= beale.x_range[1]
    assert beale.y_range[0] <= y.min() <= y.max() <= beale.y_range[1]


RATES = [digit * 10.0**power for power in range(-4, 1) for digit in (1, 2, 5)]


def best_arrival(surface: str, start: tuple[float, float], optimizer: str, steps: int) -> int:
    """The arrival at the rate that is best in hindsight."""
    lowest = SURFACES[surface].lowest
    assert lowest is not None
    with np.errstate(all="ignore"):
        runs = [run(surface, start, optimizer, rate, steps) for rate in RATES]
    arrivals = [arrival(each, lowest) for each in runs if each.n_steps == steps]
    return min((each for each in arrivals if each >= 0), default=-1)


@pytest.mark.parametrize(("optimizer", "step"), [("adagrad", 7), ("adam", 78)])
def test_on_the_camel_some_get_through(optimizer: str, step: int) -> None:
    assert best_arrival("six-hump-camel", (1.8, 1.0), optimizer, 200) == step


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
def test_on_the_camel_some_are_trapped_at_their_best_rate(optimizer: str) -> None:
    assert best_arrival("six-hump-camel", (1.8, 1.0), optimizer, 200) == -1


@pytest.mark.parametrize(
    ("optimizer", "step"),
    [("gradient-descent", 119), ("momentum", 165), ("adam", 360), ("nesterov", 557)],
)
def test_another_surface_has_another_order(optimizer: str, step: int) -> None:
    assert best_arrival("rosenbrock", (-1.5, 2.0), optimizer, 800) == step


def test_a_run_on_the_saddle_passes_the_flat_point_and_never_ends() -> None:
    saddle = SURFACES["saddle"]
    trajectory = run("saddle", saddle.start, "gradient-descent", 0.05, 100)
    slopes = np.hypot(*saddle.gradient(*trajectory.parameters.T))
    slowest = int(np.argmin(slopes))
    assert 10 < slowest < 40
    assert np.hypot(*trajectory.parameters[slowest]) < 0.25
    assert trajectory.loss[-1] < -1000
