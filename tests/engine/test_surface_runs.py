"""Where runs on the surfaces end, and the search for a learning rate."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import load
from gradreel.engine.data.dataset import unscaled
from gradreel.engine.errors import RequestError
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective, Objective, SurfaceObjective
from gradreel.engine.optimizers import build
from gradreel.engine.rates import best_rate, count_trials
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.surfaces.named import SURFACES
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory

HALF_DECADES = [10.0 ** (half / 2) for half in range(-34, 13)]
DOUBLE_WELL, VALLEY = "(x**2-1)**2+y**2", "(x**2-1)**2+10*(y-x**2)**2"
HEART = ModelObjective(LogisticRegression(1), load("heart").standardized())


def many_rows(outlier: float) -> ModelObjective:
    """Classes of 30,000 rows by a normal feature, of which one row is multiplied by this."""
    rng = np.random.default_rng(0)
    score = rng.normal(size=(30_000, 1))
    score[0] *= outlier
    data = unscaled(
        features=score,
        target=(score[:, 0] + rng.logistic(size=30_000) > 0.0).astype(np.float64),
        feature_names=["x"],
        target_name="y",
        class_names=["0", "1"],
        source="test",
    )
    return ModelObjective(LogisticRegression(1), data.standardized())


@pytest.mark.parametrize(
    ("name", "rate", "start", "end", "is_global"),
    [
        ("tilted-himmelblau", 0.01, (-1.0, -1.0), (-3.822, -3.319), True),
        ("tilted-himmelblau", 0.01, (0.0, 0.0), (2.954, 1.967), False),
        ("six-hump-camel", 0.05, (1.7, 0.2), (1.704, -0.796), False),
        ("six-hump-camel", 0.05, (1.2, 0.2), (-0.090, 0.713), True),
    ],
)
def test_the_start_decides_the_minimum(
    name: str,
    rate: float,
    start: tuple[float, float],
    end: tuple[float, float],
    is_global: bool,
) -> None:
    run = train(on(name, "gradient-descent", start=start, learning_rate=rate, steps=80))
    np.testing.assert_allclose(run.parameters[-1], end, atol=1e-3)
    near = min(SURFACES[name].minima, key=lambda each: np.hypot(end[0] - each.x, end[1] - each.y))
    np.testing.assert_allclose(run.parameters[-1], (near.x, near.y), atol=1e-3)
    assert near.is_global == is_global


def spec(objective: Objective, optimizer: str = "adam", **changes: Any) -> RunSpec:
    start = objective.surface.start if isinstance(objective, SurfaceObjective) else (0.0, 0.0)
    usual = {"learning_rate": 1.0, "steps": 40, "batch_size": None, "seed": 0, "start": start}
    values = {**usual, **changes}
    values["start"] = np.array(values["start"])
    return RunSpec(objective, build(optimizer), **values)


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


@pytest.mark.parametrize(
    ("asked", "rows", "most"),
    [
        (spec(many_rows(1.0), steps=30), 4096, 2 * 10**7),
        (spec(many_rows(1e4), steps=30), 30_000, 2 * 10**7),
        (spec(many_rows(1.0), batch_size=5000, steps=30), 4096, 2 * 10**7),
        (spec(HEART, steps=1000), 303, 2 * 10**6),
    ],
)
def test_many_rows_and_steps_are_tried_in_short(
    asked: RunSpec, rows: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[RunSpec] = []

    def counted(trial: RunSpec) -> Trajectory:
        tried.append(trial)
        return train(trial)

    monkeypatch.setattr("gradreel.engine.rates.MOST_WORK", most)
    monkeypatch.setattr("gradreel.engine.rates.train", counted)
    rate = best_rate(asked)
    assert {each.objective.n_samples for each in tried} == {rows}
    assert sum(each.work for each in tried) <= 2 * max(most, asked.work)  # with rates beyond
    own, *others = (
        train(replace(asked, learning_rate=rate * factor)).loss[-1] for factor in (1.0, 0.1, 10.0)
    )
    assert own <= min(others) + 1e-3


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
