"""The network of the default run, written out without the engine."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from gradreel.engine.arrays import FloatArray
from tests.scenes import layout


class Worked(NamedTuple):
    """One pass through the network of the default run, computed here."""

    values: list[FloatArray]
    loss: float
    errors: list[FloatArray]
    gradients: list[tuple[FloatArray, FloatArray]]


def unpack(parameters: FloatArray, sizes: tuple[int, ...]) -> list[tuple[FloatArray, FloatArray]]:
    layers, used = [], 0
    for inputs, out in pairwise(sizes):
        weights = parameters[used : used + inputs * out].reshape(out, inputs)
        layers.append((weights, parameters[used + inputs * out : used + inputs * out + out]))
        used += inputs * out + out
    return layers


def work_out(parameters: FloatArray, sizes: tuple[int, ...], x: FloatArray, y: float) -> Worked:
    """Forward and backward for one sample, unit by unit, with tanh and a sigmoid at the end."""
    layers = unpack(parameters, sizes)
    values = [x]
    for weights, biases in layers[:-1]:
        values.append(np.tanh(weights @ values[-1] + biases))
    z = float((layers[-1][0] @ values[-1] + layers[-1][1])[0])
    p = 1 / (1 + np.exp(-z))
    values.append(np.array([p]))
    errors = [np.array([p - y])]
    for (weights, _), value in zip(layers[:0:-1], values[-2:0:-1], strict=True):
        errors.insert(0, (weights.T @ errors[0]) * (1 - value**2))
    gradients = [(np.outer(error, a), error) for error, a in zip(errors, values[:-1], strict=True)]
    return Worked(values, float(-np.log(p if y else 1 - p)), errors, gradients)


def heart() -> tuple[FloatArray, FloatArray]:
    """The four columns and the outcome, read and scaled without the engine."""
    rows = layout.heart()
    columns = [
        [float(row["Sex"] == "male") for row in rows],
        *([float(row[name]) for row in rows] for name in ("MaxHR", "ExAng", "Oldpeak")),
    ]
    features = np.array(columns).T
    return (features - features.mean(0)) / features.std(0), np.array(
        [float(row["AHD"] == "Yes") for row in rows]
    )


SIZES = (4, 3, 2, 1)
START = np.round(np.random.default_rng(177).normal(0, 0.8, 26), 1)


def after_steps_alone(count: int) -> FloatArray:
    x, y = heart()
    parameters = START.copy()
    for _ in range(count):
        worked = work_out(parameters, SIZES, x[151], y[151])
        gradient = [part.ravel() for layer in worked.gradients for part in layer]
        parameters = parameters - 0.5 * np.concatenate(gradient)
    return parameters
