"""A history of a run of the engine, and what no history may hold."""

import numpy as np
import pytest

from gradreel.engine.history import History, Tensor, history_of
from gradreel.engine.objectives import ModelObjective
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.runs import logistic_spec, mlp_spec, run_of, surface_spec


def test_a_network_is_told_layer_by_layer_with_its_accuracy() -> None:
    run = run_of(mlp_spec(RunOptions(data="moons", hidden=(3,), steps=5, learning_rate=0.5)))
    told = history_of(run)
    assert [(each.name, each.values.shape) for each in told.tensors] == [
        ("w1", (6, 3, 2)),
        ("b1", (6, 3)),
        ("w2", (6, 1, 3)),
        ("b2", (6, 1)),
    ]
    np.testing.assert_array_equal(told.vectors, run.parameters)
    np.testing.assert_array_equal(told.series["loss"], run.loss)
    objective = run.objective
    assert isinstance(objective, ModelObjective)
    data = objective.dataset
    right = (objective.model.logits(run.parameters[-1], data.inputs) > 0) == data.target
    assert told.series["accuracy"][-1] == right.mean()
    norms = [float(np.linalg.norm(objective.gradient(each))) for each in run.parameters[:-1]]
    np.testing.assert_allclose(told.series["gradient_norm"][:-1], norms, rtol=1e-12)


def test_what_is_held_out_is_measured_too() -> None:
    run = run_of(mlp_spec(RunOptions(data="moons", hidden=(3,), steps=5, learning_rate=0.5)))
    data = run.dataset
    assert data is not None
    told = history_of(run, data.rows(range(0, data.n, 2)))
    objective = run.objective
    half = np.arange(0, data.n, 2)
    expected = [objective.loss(each, half) for each in run.parameters]
    np.testing.assert_allclose(told.series["held_out_loss"], expected, rtol=1e-12)


def test_a_regression_and_a_surface_have_parameters_as_well() -> None:
    regression = history_of(run_of(logistic_spec(RunOptions(steps=3, x=("MaxHR", "Age"), y="AHD"))))
    assert [each.values.shape for each in regression.tensors] == [(4, 1, 2), (4, 1)]
    surface = history_of(run_of(surface_spec(RunOptions(steps=3, learning_rate=0.01))))
    assert [each.name for each in surface.tensors] == ["x", "y"]
    assert not surface.known("accuracy")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"steps": np.array([0, 0])}, "rising"),
        ({"series": {"loss": np.array([1.0, np.inf])}}, "finite"),
        ({"series": {"mood": np.array([1.0, 2.0])}}, "no series"),
        ({"tensors": (Tensor("w", np.zeros((3, 2))),)}, "one a snapshot"),
        ({"tensors": (Tensor("w", np.full((2, 2), np.nan)),)}, "finite"),
    ],
)
def test_what_does_not_fit_is_refused(changed: dict[str, object], told: str) -> None:
    given: dict[str, object] = {
        "maker": "a test",
        "precision": "float32",
        "steps": np.array([0, 1]),
        "series": {"loss": np.array([1.0, 0.5])},
        "snapshots": np.array([0, 1]),
    }
    assert History(**given).n_steps == 1  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=told):
        History(**{**given, **changed})  # type: ignore[arg-type]
