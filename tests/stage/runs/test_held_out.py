"""What a run answers on data that it hasn't seen, against scikit-learn's measures."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss

from gradreel.engine.data import Dataset, load
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.runs import mlp_spec
from gradreel.scenes.stage.runs.objective import HeldOut


def run_on(name: str) -> Trajectory:
    return train(mlp_spec(RunOptions(data=name, steps=40, optimizer="adam", learning_rate=0.05)))


def others(name: str) -> Dataset:
    if name == "digits":
        return load("digits").rows(range(300))
    return load(name, rng=np.random.default_rng(99))


@pytest.mark.parametrize("name", ["digits", "moons"])
def test_losses_and_answers_are_scikit_learns(name: str) -> None:
    data = others(name)
    seen = HeldOut(run_on(name), data)
    labels = range(data.n_classes)
    assert seen.losses.shape == seen.accuracies.shape == (41,)
    assert seen.accuracies[-1] > seen.accuracies[0]
    for index in (0, 17, 40):
        assert seen.probabilities(index).sum(axis=1) == pytest.approx(np.ones(data.n))
        loss = log_loss(data.target, seen.probabilities(index), labels=[float(k) for k in labels])
        assert seen.losses[index] == pytest.approx(loss)
        assert seen.accuracies[index] == accuracy_score(data.target, seen.answers[index])


def test_a_number_has_losses() -> None:
    run, data = run_on("sine"), load("sine").rows(range(40, 80))
    assert run.dataset is not None
    seen = HeldOut(run, data)
    predicted = run.objective.model.logits(run.parameters[-1], data.inputs)  # type: ignore[attr-defined]
    assert seen.losses[-1] == pytest.approx(np.mean((predicted - data.target) ** 2))
