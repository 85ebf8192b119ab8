"""Sums of many inputs, of which few are written out: what the others add stands in brackets."""

import numpy as np
import pytest

from gradreel.engine.data.dataset import Dataset, unscaled
from gradreel.engine.mlp import MLP
from gradreel.scenes.stage.runs.pass_maths import (
    EdgeIndex,
    SamplePass,
    drawn_units,
    edges_between,
    edges_into,
    every_edge,
    unit_sum,
    worked_sum,
)
from gradreel.scenes.stage.runs.way_back import WayBack
from gradreel.scenes.stage.type.quantity import value_of
from tests.scenes.calculation import equations

INPUTS = 30


def passing(*hidden: int, seed: int = 1) -> SamplePass:
    """A row of many inputs on its way through a network with weights of any digits."""
    rng = np.random.default_rng(seed)
    model = MLP((INPUTS, *hidden, 1))
    return SamplePass(model, rng.normal(0, 0.5, model.n_parameters), row(rng))


def row(rng: np.random.Generator) -> Dataset:
    """One row of random numbers."""
    return unscaled(
        features=rng.normal(size=(1, INPUTS)),
        target=np.ones(1),
        feature_names=[f"x{each}" for each in range(INPUTS)],
        target_name="y",
        class_names=("0", "1"),
        source="random",
    )


def test_of_a_large_layer_the_first_few_and_the_last_are_drawn() -> None:
    assert drawn_units(5) == (0, 1, 2, 3, 4)
    assert drawn_units(6) == (0, 1, 2, 5)
    assert drawn_units(30, 4) == (0, 1, 29)
    assert edges_between([(0, 1, 9), (0, 2)]) == [
        EdgeIndex(1, unit, source) for unit in (0, 2) for source in (0, 1, 9)
    ]
    assert every_edge((3, 2, 1)) == [*edges_into((3, 2, 1), 1), *edges_into((3, 2, 1), 2)]


@pytest.mark.parametrize("seed", range(6))
def test_a_sum_with_a_rest_adds_up_on_a_calculator(seed: int) -> None:
    done = passing(seed=seed)
    sources = drawn_units(INPUTS)
    (equation,) = equations(" ".join(unit_sum(done, 1, 0, sources)))
    assert equation.holds
    weights, sent = done.layers[0].weights[0], done.sample.inputs[0]
    others = np.setdiff1d(np.arange(INPUTS), sources)
    rest = float(weights[others] @ sent[others])
    made = worked_sum(done, [EdgeIndex(1, 0, each) for each in sources], 3)
    shown = value_of(made.rest)
    places = len(made.rest.partition(".")[2])
    assert shown == pytest.approx(rest, abs=0.5000001 * 10.0**-places)


def test_a_sum_without_a_rest_has_no_brackets() -> None:
    halves = " ".join(unit_sum(passing(), 1, 0))
    assert "[" not in halves
    assert halves.count("times") == INPUTS


def test_the_way_back_goes_through_units_that_are_drawn() -> None:
    done = passing(12, 9)
    drawn = [drawn_units(each) for each in done.model.sizes]
    way = WayBack(done, drawn)
    assert all(unit in units for unit, units in zip(way.units, drawn, strict=True))
    edges = [EdgeIndex(1, unit, source) for unit in drawn[1] for source in drawn[0]]
    assert abs(done.weight_gradient(way.edge(1))) == max(
        abs(done.weight_gradient(each)) for each in edges
    )
    assert value_of(way.legs[-1].made.result) == pytest.approx(
        done.weight_gradient(way.edge(1)), rel=0.05
    )
