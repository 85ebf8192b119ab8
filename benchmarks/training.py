"""Training speed against scikit-learn: the same network, data and settings, in one process.

    python benchmarks/training.py [--tiny] [--rounds N]

trains 64-32-10 on the 8x8 digits with both, in turn, and prints the ratio of the median times. Ours
also records the batch loss at every step, and parameters, gradient and full loss once an epoch.
"""

import warnings

import numpy as np
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from benchmarks.measure import asked_size, in_turn, table
from gradreel.engine import optimizers
from gradreel.engine.data.dataset import Dataset, unscaled
from gradreel.engine.mlp import MLP
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.training import train

HIDDEN, BATCH, EPOCHS, RATE, MOMENTUM = 32, 32, 20, 0.1, 0.9


def digits() -> Dataset:
    """Return scikit-learn's 1,797 digits with pixels from 0 to 1."""
    bunch = load_digits()
    pixels = bunch.data / 16.0
    return unscaled(
        features=pixels,
        target=bunch.target.astype(np.float64),
        feature_names=[f"pixel{index}" for index in range(pixels.shape[1])],
        target_name="digit",
        class_names=[str(digit) for digit in range(10)],
        source="digits",
    )


def run_spec(data: Dataset) -> RunSpec:
    """Return the run that is measured, recorded in full once an epoch."""
    model = MLP((data.n_features, HIDDEN, data.n_classes), "tanh")
    steps_an_epoch = -(-data.n // BATCH)
    return RunSpec(
        objective=ModelObjective(model, data),
        optimizer=optimizers.build("momentum", momentum=MOMENTUM),
        learning_rate=RATE,
        steps=EPOCHS * steps_an_epoch,
        batch_size=BATCH,
        start=model.initial(np.random.default_rng(0)),
        seed=0,
        stride=steps_an_epoch,
    )


def reference() -> MLPClassifier:
    """Return scikit-learn's classifier with the same settings, and nothing that stops it early."""
    return MLPClassifier(
        hidden_layer_sizes=(HIDDEN,),
        activation="tanh",
        solver="sgd",
        alpha=0.0,
        batch_size=BATCH,
        learning_rate_init=RATE,
        momentum=MOMENTUM,
        nesterovs_momentum=False,
        max_iter=EPOCHS,
        tol=0.0,
        n_iter_no_change=EPOCHS + 1,
        random_state=0,
    )


def main() -> None:
    """Measure both, check that they did the same work, and print a table.

    Raises:
        RuntimeError: they didn't.
    """
    size = asked_size(__doc__)
    warnings.simplefilter("ignore", ConvergenceWarning)
    data = digits()
    spec = run_spec(data)
    theirs, classes = reference(), data.target.astype(np.int64)
    times = in_turn(
        {
            "gradreel": lambda _: train(spec),
            "scikit-learn": lambda _: theirs.fit(data.features, classes),
        },
        size.rounds,
    )
    run = train(spec)
    steps = theirs.n_iter_ * -(-data.n // BATCH)
    if not run.n_steps == steps == spec.steps:
        raise RuntimeError(f"not the same work: {run.n_steps} steps here, {steps} there")
    losses = {"gradreel": float(run.loss[-1]), "scikit-learn": float(theirs.loss_)}
    base = times["gradreel"].elapsed
    rows = [
        [name, f"{each.elapsed:.3f}", f"{base / each.elapsed:.2f}", f"{losses[name]:.4f}"]
        for name, each in times.items()
    ]
    print(f"{steps} steps.\n")
    print(table(["trained by", "seconds", "gradreel's ratio", "last loss"], rows))


if __name__ == "__main__":
    main()
