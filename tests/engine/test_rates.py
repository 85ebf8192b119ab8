"""The search for a learning rate, against real runs at all half decades."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import load
from gradreel.engine.errors import RequestError
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective, Objective, SurfaceObjective
from gradreel.engine.rates import best_rate, count_trials
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train

HALF_DECADES = [10.0 ** (half / 2) for half in range(-34, 13)]
DOUBLE_WELL, VALLEY = "(x**2-1)**2+y**2", "(x**2-1)**2+10*(y-x**2)**2"
HEART = ModelObjective(LogisticRegression(1), load("heart").standardized())


def spec(objective: Objective, optimizer: str = "adam", **changes: Any) -> RunSpec:
    start = objective.surface.start if isinstance(objective, SurfaceObjective) else (0.0, 0.0)
    values = {"learning_rate": 1.0, "steps": 40, "batch_size": None, "seed": 0, **changes}
    return RunSpec(objective, optimizers.build(optimizer), start=np.array(start), **values)


def on(formula: str, optimizer: str = "adam", **changes: Any) -> RunSpec:
    return spec(SurfaceObjective(surface(formula)), optimizer, **changes)


def ends(asked: RunSpec) -> list[float]:
    runs = [train(replace(asked, learning_rate=rate)) for rate in HALF_DECADES]
    return [float(run.loss[-1]) for run in runs if run.n_steps == asked.steps]


@pytest.mark.parametrize(
    ("asked", "floor"),
    [
        (on(DOUBLE_WELL), 0.0),
        (on(DOUBLE_WELL, "gradient-descent"), 0.0),
        (on(VALLEY), 0.0),
        (on(VALLEY, "momentum"), 0.0),
        (on("1e6*(x**2+5*y**2)", "nesterov"), 0.0),
        (on("10**(x**2+y**2)", "gradient-descent"), 1.0),
        (spec(HEART, "rmsprop", steps=60), 0.5955480),
        (spec(HEART, "gradient-descent", batch_size=50, steps=60), 0.5955480),
    ],
)
def test_no_half_decade_comes_three_times_as_near_to_the_floor(
    asked: RunSpec, floor: float
) -> None:
    chosen = train(replace(asked, learning_rate=best_rate(asked)))
    least = 1e-9 * (chosen.loss[0] - floor)
    assert chosen.loss[-1] - floor <= 3 * (min(ends(asked)) - floor) + least


def test_a_rate_between_half_decades_is_found() -> None:
    assert best_rate(on("x**2+y**2", "gradient-descent")) == 0.5  # one step to the minimum


def test_a_longer_run_is_tried_with_all_its_steps_and_says_how_far_it_is() -> None:
    told: list[int] = []
    asked = spec(HEART, steps=300)
    best_rate(asked, told.append)
    assert len(told) == 4  # 25, 100 and 300 steps, and the rates between
    assert sum(told) == count_trials(asked)


@pytest.mark.parametrize("name", ["gradient-descent", "momentum", "adam"])
@pytest.mark.parametrize("formula", ["x**2-y**2", "2*x-y", "x**3-3*x+y**2"])
def test_where_there_is_no_floor_the_run_is_seen_for_half_of_its_steps(
    formula: str, name: str
) -> None:
    asked = on(formula, name)
    run = train(replace(asked, learning_rate=best_rate(asked)))
    assert np.abs(run.parameters[:21]).max() <= 5
    assert np.abs(run.parameters[-1] - run.parameters[0]).max() > 1


@dataclass(frozen=True)
class Broken:
    """An optimizer whose steps are no numbers."""

    def init(self, parameters: FloatArray) -> None:
        """Return no state."""

    def update(
        self, gradient: FloatArray, state: None, parameters: FloatArray
    ) -> tuple[FloatArray, None]:
        """Return a step that is none."""
        return np.full_like(parameters, np.nan), state


def test_a_run_that_always_diverges_is_refused() -> None:
    with pytest.raises(RequestError, match="diverges at every learning rate"):
        best_rate(replace(on("x**2"), optimizer=Broken()))
