"""Views of runs: at any step, along any line of parameters, and the index of a network's edges."""

from functools import cache

import numpy as np
import pytest

from gradreel.engine import optimizers
from gradreel.engine.data import load
from gradreel.engine.mlp import MLP
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective, SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.line import LineLandscape, LossSlice
from gradreel.scenes.stage.runs.objective import at_step, between_steps
from gradreel.scenes.stage.runs.pass_maths import EdgeIndex, SamplePass, edges_into, every_edge

HEART = load("heart", ["MaxHR"], "AHD").standardized()
PLACES = np.linspace(-2.0, 2.0, 9)


@cache
def run(stride: int = 3) -> Trajectory:
    """A run of 10 steps whose rate drops at step 5; recorded at 0, 3, 6, 9 and 10."""
    return train(
        RunSpec(
            objective=ModelObjective(LogisticRegression(1), HEART),
            optimizer=optimizers.build("gradient-descent"),
            learning_rate=1.0,
            steps=10,
            batch_size=None,
            start=np.zeros(2),
            seed=0,
            stride=stride,
            rate_drops=((5, 0.5),),
        )
    )


@pytest.mark.parametrize(
    ("step", "index", "recorded", "rate"),
    [(2.9, 0, 0, 1.0), (3, 1, 3, 1.0), (8, 2, 6, 0.5)],
)
def test_at_a_step_a_run_is_what_was_recorded_last(
    step: float, index: int, recorded: int, rate: float
) -> None:
    now = at_step(run(), step)
    assert (now.step, now.learning_rate) == (recorded, rate)
    assert np.array_equal(now.parameters, run().parameters[index])
    assert now.loss == run().loss[index]
    assert np.array_equal(now.parameters, run(1).parameters[recorded])


def test_between_two_recorded_steps_a_run_is_on_the_straight_way() -> None:
    first, second = run().parameters[1:3]
    assert between_steps(run(), run().parameters, 4.0) == pytest.approx(
        first + (second - first) / 3
    )
    assert np.array_equal(between_steps(run(), run().parameters, 6.0), second)
    assert np.array_equal(between_steps(run(), run().parameters, 99.0), run().parameters[-1])


def test_one_parameter_of_a_logistic_regression_changes_and_the_other_is_held() -> None:
    objective = ModelObjective(LogisticRegression(1), HEART)
    line = LossSlice.of_parameter(objective, 1, np.array([-0.3, 99.0]))
    for rows in (None, np.array([3, 14, 159])):
        wanted = [objective.loss(np.array([-0.3, slope]), rows) for slope in PLACES]
        assert line.losses(PLACES, rows) == pytest.approx(wanted)


def test_a_landscape_over_a_line_knows_its_valleys_and_the_barrier() -> None:
    himmelblau = SurfaceObjective(surface("himmelblau"))
    line = LossSlice(himmelblau, np.zeros(2), np.array([3.0, 2.0]))
    landscape = LineLandscape(line, (-1.4, 1.4))
    assert landscape.lowest is not None
    assert landscape.lowest.at == pytest.approx(1.0, abs=1e-3)
    left, right = landscape.valleys
    fine = np.linspace(left.at, right.at, 20001)
    top = fine[np.argmax(line.losses(fine))]
    assert landscape.barrier(left, right) == pytest.approx(top, abs=1e-3)
    assert landscape.losses == pytest.approx(line.losses(landscape.xs))


def test_every_edge_is_named_once_and_finds_its_weight() -> None:
    network = MLP((2, 3, 1))
    parameters = np.arange(network.n_parameters, dtype=np.float64)
    sample = load("heart", ["Age", "MaxHR"]).rows([0])
    done = SamplePass(network, parameters, sample)
    edges = every_edge(network.sizes)
    assert len(edges) == len(set(edges)) == 2 * 3 + 3 * 1
    assert [done.weight(edge) for edge in edges] == [0, 1, 2, 3, 4, 5, 9, 10, 11]
    assert edges_into(network.sizes, 1, [2]) == [EdgeIndex(1, 2, 0), EdgeIndex(1, 2, 1)]
    assert edges_into(network.sizes, 2) == [EdgeIndex(2, 0, source) for source in range(3)]
