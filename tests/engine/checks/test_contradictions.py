"""Records are drawn as they are, so what one says must follow from what it says was run."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradreel.engine import optimizers
from gradreel.engine.data import load
from gradreel.engine.data.dataset import unscaled
from gradreel.engine.errors import RequestError
from gradreel.engine.held import Held
from gradreel.engine.mlp import MLP
from gradreel.engine.models import Band, LinearRegression, LogisticRegression
from gradreel.engine.objectives import ModelObjective, Objective, SurfaceObjective
from gradreel.engine.optimizers import optimizer_names
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.surfaces.names import SURFACE_NAMES
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from tests.engine.edits import Arrays, put, rewritten, with_spec

HEART = load("heart", ["Age", "MaxHR"]).standardized()
RATES = load("heart", ["Age"], "MaxHR", as_number=True).standardized()
MOONS = load("moons", rng=np.random.default_rng(0)).standardized()
THREE = load("heart", ["Age", "RestBP"], "RestECG")
APART = unscaled(
    features=np.array([[1.0], [2.0], [4.0], [5.0]]),
    target=np.array([0.0, 0.0, 1.0, 1.0]),
    feature_names=["dose"],
    target_name="ill",
    class_names=["no", "yes"],
    source="dose.csv",
)

FOREIGN = ModelObjective(LogisticRegression(1), replace(APART, source="heart"))
OTHER_CURVE = ModelObjective(LinearRegression(1), replace(load("step"), source="sine"))
LOGISTIC = ModelObjective(LogisticRegression(2), HEART)
NETWORK = ModelObjective(MLP((2, 5, 4, 1), "relu"), MOONS)
BOWL = SurfaceObjective(surface("x**2 + 3*y**2"))
OBJECTIVES: Mapping[str, Objective] = {
    "logistic": LOGISTIC,
    "logistic of classes apart": ModelObjective(LogisticRegression(1), APART),
    "band": ModelObjective(Band((0.5, 1.0), -1.5, 3.0), HEART),
    "held": ModelObjective(Held(LogisticRegression(2), (0.5, 0.0, -1.0), (1,)), HEART),
    "mlp": NETWORK,
    "linear": ModelObjective(LinearRegression(1), RATES),
    "mlp of a number": ModelObjective(MLP((1, 4, 1), loss_name="squared-error"), RATES),
    "mlp of digits": ModelObjective(MLP((64, 3, 10)), load("digits").rows(range(0, 1797, 9))),
    "mlp of a curve": ModelObjective(MLP((1, 4, 1), loss_name="squared-error"), load("sine")),
    "mlp of three classes": ModelObjective(MLP((2, 3, 3)), THREE),
    **{name: SurfaceObjective(surface(name)) for name in SURFACE_NAMES},
    "formula": SurfaceObjective(surface("log(x + 9) + exp(y**2) + abs(x - y)")),
}
SOME = ("logistic", "logistic of classes apart", "mlp", "himmelblau", "formula")
ENDS: Mapping[str, dict[str, Any]] = {
    "one step": {"steps": 1},
    "a stride": {"stride": 3, "steps": 25},
    "a stride beyond the run": {"stride": 40},
    "a stride that no step is retaken over": {"stride": 11, "steps": 44},
    "a high rate": {"learning_rate": 1e3, "steps": 600},
    "many steps": {"steps": 1100, "learning_rate": 0.01},
}


def made(objective: Objective, optimizer: str = "momentum", **changes: Any) -> Trajectory:
    start = np.linspace(0.3, -0.4, objective.n_parameters)
    if isinstance(objective, SurfaceObjective):
        start = np.array(objective.surface.start)
    values = {"learning_rate": 1e-3, "steps": 30, "batch_size": None, "start": start, "seed": 3}
    return train(RunSpec(objective, optimizers.build(optimizer), **{**values, **changes}))


def test_all_that_training_records_is_read_again(tmp_path: Path) -> None:
    """Every optimizer on every kind of objective, and every kind of end on some."""
    runs = [made(each, name) for each in OBJECTIVES.values() for name in optimizer_names()]
    ended = [made(OBJECTIVES[name], **end) for name in SOME for end in ENDS.values()]
    outcomes = {run.outcome.split(" at ")[0] for run in ended}
    assert outcomes == {"converged", "separated", "out of steps", "diverged"}
    batches = [
        made(LOGISTIC, batch_size=size, drop_last=drop, stride=stride)
        for size in (1, 100, 303)
        for drop in (False, True)
        for stride in (1, 4)
    ]
    wild = [made(each, batch_size=20, learning_rate=1.7e308) for each in (LOGISTIC, NETWORK)]
    assert all(run.outcome.startswith("diverged") for run in wild)
    drops = [made(LOGISTIC, rate_drops=((3, 0.1), (7, 0.5)), stride=stride) for stride in (1, 5)]
    for run in (*runs, *ended, *batches, *wild, *drops):
        run.save(tmp_path / "run.npz")
        assert Trajectory.load(tmp_path / "run.npz").outcome == run.outcome


def test_a_record_that_was_rounded_otherwise_is_read(tmp_path: Path) -> None:
    chance = np.random.default_rng(0)

    def stir(arrays: Arrays) -> None:
        for name in ("parameters", "loss", "batch_loss", "gradients"):
            arrays[name] *= 1 + 4e-16 * chance.integers(-2, 3, arrays[name].shape)

    for objective in OBJECTIVES.values():
        for optimizer in optimizer_names():
            changed(made(objective, optimizer), stir, tmp_path)
            Trajectory.load(tmp_path / "run.npz")


def changed(run: Trajectory, change: Callable[[Arrays], object], folder: Path) -> Path:
    run.save(folder / "run.npz")
    return rewritten(folder / "run.npz", change)


def outcome(words: str) -> Callable[[Arrays], object]:
    return lambda arrays: arrays.update(outcome=np.array(words))


def twice(arrays: Arrays) -> None:
    arrays["batch_indices"][1, 0] = arrays["batch_indices"][0, 0]


def cut(arrays: Arrays) -> None:
    cut_after(8, 8, arrays)


def cut_after(row: int, step: int, arrays: Arrays) -> None:
    for name in ("parameters", "loss", "recorded_steps"):
        arrays[name] = arrays[name][: row + 1]
    arrays["gradients"] = arrays["gradients"][:row]
    for name in ("batch_loss", "batch_indices"):
        arrays[name] = arrays[name][:step]
    arrays["outcome"] = np.array(f"diverged at step {step + 1}")


def move_late(arrays: Arrays) -> None:
    """Let the path jump once, with all that follows from where it is then."""
    arrays["parameters"][900:] += 0.01
    arrays["loss"] = LOGISTIC.losses(arrays["parameters"])
    for step in range(900, len(arrays["gradients"])):
        batch, place = arrays["batch_indices"][step], arrays["parameters"][step]
        loss, gradient = LOGISTIC.loss_and_gradient(place, batch[batch >= 0])
        arrays["batch_loss"][step], arrays["gradients"][step] = loss, gradient


def surface_run(**changes: Any) -> Trajectory:
    return made(OBJECTIVES["himmelblau"], **changes)


def batch_run(**changes: Any) -> Trajectory:
    return made(LOGISTIC, batch_size=100, **changes)


def long_run() -> Trajectory:
    return surface_run(steps=5000, learning_rate=1e-5)


LIES: Mapping[str, tuple[Callable[[], Trajectory], Callable[[Arrays], object], str]] = {
    "another surface": (surface_run, with_spec("himmelblau", "rosenbrock"), "loss"),
    "another formula": (lambda: made(BOWL), with_spec("3*y", "4*y"), "loss"),
    "data of another name": (lambda: made(FOREIGN), lambda _: None, "its data are called heart"),
    "a curve of another name": (lambda: made(OTHER_CURVE), lambda _: None, "data are called sine"),
    "another activation": (lambda: made(NETWORK), with_spec("relu", "tanh"), "loss"),
    "another mean": (batch_run, with_spec('"mean": [54', '"mean": [55'), "loss"),
    "another rate": (surface_run, with_spec("0.001", "0.002"), "step 1 leads to .* at rate 0.002"),
    "another schedule": (surface_run, with_spec("constant", "cosine"), "step 2 leads to"),
    "another rate later": (surface_run, with_spec("[]", "[[20, 0.5]]"), "step 21 leads to"),
    "another rate of few records": (
        lambda: surface_run(stride=30),
        with_spec("0.001", "0.0011"),
        "at step 1 the batch loss",
    ),
    "another optimizer": (surface_run, with_spec("0.9", "0.8"), "step 2 leads to"),
    "another kind of optimizer": (
        surface_run,
        with_spec('"momentum": 0.9, "name": "momentum"', '"name": "gradient-descent"'),
        "step 2 leads to .* of gradient-descent",
    ),
    "a loss": (surface_run, put("loss", 17, 3.0), "at step 17 the loss is 3"),
    "the last loss": (surface_run, put("loss", -1, 0.0), "at step 30 the loss is 0"),
    "a loss of many": (long_run, put("loss", 3333, 0.0), "at step 3333 the loss is 0"),
    "a batch loss": (batch_run, put("batch_loss", 5, 0.1), "at step 5 the batch loss is 0.1"),
    "a batch loss of all": (long_run, put("batch_loss", 4000, 0.1), "at step 4000 the batch loss"),
    "a gradient": (batch_run, put("gradients", (7, 1), 0.5), "at step 7 the gradient is 0.5"),
    "the last gradient of many": (
        lambda: batch_run(steps=900),
        put("gradients", -1, 0.5),
        "at step 899 the gradient is 0.5",
    ),
    "a batch loss of many": (
        lambda: batch_run(steps=900),
        put("batch_loss", 451, 0.1),
        "at step 451 the batch loss",
    ),
    "a jump late on the path": (lambda: batch_run(steps=999), move_late, "step 900 leads to"),
    "the path": (batch_run, put("parameters", (12, 1), 9.0), "at step 12"),
    "the end": (batch_run, put("parameters", -1, 0.0), "at step 30"),
    "a parameter out of bounds": (batch_run, put("parameters", (9, 0), 1e308), "at step 9"),
    "a parameter of many": (long_run, put("parameters", (4321, 0), 1e308), "step 4321"),
    "steps in another order": (
        surface_run,
        lambda arrays: arrays.update(parameters=arrays["parameters"][::-1].copy()),
        "at step 0",
    ),
    "separated": (batch_run, outcome("separated"), "the outcome is 'separated'"),
    "separated on a surface": (surface_run, outcome("separated"), "the outcome is 'separated'"),
    "converged": (batch_run, outcome("converged"), "the outcome is 'converged'"),
    "not separated": (
        lambda: made(OBJECTIVES["logistic of classes apart"]),
        outcome("out of steps"),
        "that of the parameters 'separated'",
    ),
    "not converged": (
        lambda: made(BOWL, learning_rate=0.1, steps=900),
        outcome("out of steps"),
        "that of the parameters 'converged'",
    ),
    "diverged": (surface_run, cut, "step 9 is finite"),
    "diverged in batches": (batch_run, cut, "step 9 is finite"),
    "diverged after a stride": (
        lambda: made(NETWORK, stride=3, steps=60),
        lambda arrays: cut_after(8, 24, arrays),
        "step 25 is finite",
    ),
    "another rate much later": (
        lambda: batch_run(steps=900),
        with_spec("[]", "[[800, 0.5]]"),
        "step 801 leads to",
    ),
    "no batches": (batch_run, put("batch_indices", slice(None), -1), "batch of step 1 has another"),
    "a short batch": (batch_run, put("batch_indices", (4, 99), -1), "batch of step 5 has another"),
    "a batch filled up in front": (
        batch_run,
        lambda arrays: arrays["batch_indices"][3].sort(),
        "batch of step 4 has another length",
    ),
    "a sample twice in a batch": (
        batch_run,
        lambda arrays: put("batch_indices", (2, 5), arrays["batch_indices"][2, 6])(arrays),
        "batch of step 3 holds a sample twice",
    ),
    "a sample twice in an epoch": (batch_run, twice, "the batch loss|twice"),
    "another batch": (
        batch_run,
        lambda arrays: arrays.update(batch_indices=arrays["batch_indices"][[1, 0, *range(2, 30)]]),
        "at step 0 the batch loss",
    ),
    "short batches left out": (
        batch_run,
        with_spec("false", "true"),
        "batch of step 4 has another",
    ),
}


@pytest.mark.parametrize("case", LIES)
def test_a_record_that_says_what_cannot_be_is_refused(case: str, tmp_path: Path) -> None:
    make, change, problem = LIES[case]
    path = changed(make(), change, tmp_path)
    with pytest.raises(RequestError, match=problem) as caught:
        Trajectory.load(path)
    assert str(caught.value).startswith("'run.npz': it contradicts itself: ")
    assert len(str(caught.value)) <= 200
