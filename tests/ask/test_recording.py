"""What a scene's class may say of its runs, and of data held out."""

from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gradreel.engine.data import Dataset, load
from gradreel.engine.errors import RequestError
from gradreel.engine.spec import RunSpec
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Continuation, Declared, Recording, Runs, record
from gradreel.scenes.ask.runs import mlp_spec

MAIN = RunOptions(data="moons", hidden=(3,), steps=5, learning_rate=0.5)


def alone(options: RunOptions) -> Runs:
    return {"main": mlp_spec(options)}


def on(run: Trajectory) -> RunSpec:
    return replace(run.spec, start=run.parameters[-1])


def one_after_the_other(options: RunOptions) -> Runs:
    return {**alone(options), "second": Continuation(None, on), "third": Continuation("second", on)}


def twice_as_fast(options: RunOptions) -> Runs:
    main = options.recorded or mlp_spec(options)
    return {"main": main, "fast": replace(main, learning_rate=2 * main.learning_rate)}


def scene(**functions: Any) -> ModuleType:
    module = ModuleType("scene")
    methods = {name: staticmethod(each) for name, each in ({"runs": alone} | functions).items()}
    vars(module)["Scene"] = type("Scene", (), methods)
    return module


def recorded(
    options: RunOptions = MAIN, run: Trajectory | None = None, **functions: Any
) -> Recording:
    return record("backprop", options, run, module=scene(**functions))


def test_runs_that_go_on_from_another_are_one_long_run() -> None:
    parts = recorded(runs=one_after_the_other)
    whole = recorded(MAIN.changed(steps=15)).run
    found = [parts.run, parts["second"], parts["third"]]
    for index, part in enumerate(found):
        np.testing.assert_array_equal(part.parameters, whole.parameters[5 * index : 5 * index + 6])


def test_a_recorded_run_takes_the_main_ones_place_and_others_go_by_it() -> None:
    run = train(mlp_spec(MAIN.changed(steps=7, learning_rate=0.1)))
    found = recorded(run=run, runs=twice_as_fast, can_draw=lambda spec: True)
    assert found.run is run
    assert (found["fast"].n_steps, found["fast"].spec.learning_rate) == (7, 0.2)


def test_a_run_of_a_like_model_can_be_drawn_unless_the_scene_says_otherwise() -> None:
    like, unlike = (
        mlp_spec(MAIN.changed(**each)) for each in ({"hidden": (9,)}, {"data": "heart"})
    )
    usual = Declared(scene())
    assert (usual.can_draw(like, MAIN), usual.can_draw(unlike, MAIN)) == (True, False)
    assert not Declared(scene(can_draw=lambda spec: False)).can_draw(like, MAIN)


def test_the_stories_are_the_class_alone_unless_it_names_others() -> None:
    recording, module = recorded(), scene()
    assert Declared(module).parts(recording) == (module.Scene,)
    assert Declared(scene(parts=lambda recording: (int, str))).parts(recording) == (int, str)


def test_a_file_without_such_a_class_is_told_what_to_add() -> None:
    with pytest.raises(RequestError, match=r"has no class with a static method runs\(options\)"):
        Declared(ModuleType("scene"))


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
