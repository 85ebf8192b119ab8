"""What a scene's file may say of the runs beside its main one, and of data held out."""

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gradreel.engine.data import Dataset, load
from gradreel.engine.errors import RequestError
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Continuation, Recording, Role, record
from gradreel.scenes.app.runs import mlp_spec

MAIN = RunOptions(data="moons", hidden=(3,), steps=5, learning_rate=0.5)


class Order(Role, Enum):
    SECOND = "second"
    THIRD = "third"


def on(run: Trajectory) -> RunSpec:
    return replace(run.spec, start=run.parameters[-1])


def run_spec(options: RunOptions) -> RunSpec:
    return mlp_spec(options)


def one_after_the_other(main: RunSpec, options: RunOptions) -> Mapping[Role, Any]:
    del main, options
    return {Order.SECOND: Continuation(None, on), Order.THIRD: Continuation(Order.SECOND, on)}


def recorded(options: RunOptions = MAIN, **functions: Any) -> Recording:
    module = ModuleType("scene")
    vars(module).update({"run_spec": run_spec, **functions})
    return record("backprop", options, module=module)


def test_runs_that_go_on_from_another_are_one_long_run() -> None:
    parts = recorded(companions=one_after_the_other)
    whole = recorded(MAIN.changed(steps=15)).main
    found = [parts.main, parts[Order.SECOND], parts[Order.THIRD]]
    for index, part in enumerate(found):
        np.testing.assert_array_equal(part.parameters, whole.parameters[5 * index : 5 * index + 6])


def test_a_scene_may_hold_data_out() -> None:
    def held_out(main: RunSpec, options: RunOptions) -> Dataset:
        del main, options
        return load("moons", rng=np.random.default_rng(7))

    assert recorded().held_out is None
    assert recorded(held_out=lambda main, options: None).held_out is None
    found = recorded(held_out=held_out).held_out
    assert found is not None
    assert found.sha256 == load("moons", rng=np.random.default_rng(7)).sha256


def test_data_held_out_must_be_of_the_runs_kind() -> None:
    with pytest.raises(RequestError, match="takes 2 features, the data have 64"):
        recorded(held_out=lambda main, options: load("digits"))
