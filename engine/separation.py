"""The best fit of a logistic regression, and whether there is one at all.

There is none where a line (a plane, ...) parts the two classes: then the loss falls for ever as the
parameters grow, and no maximum-likelihood estimate exists (Albert and Anderson 1984, Biometrika 71,
1-10). That includes quasi-separation, where samples of both classes lie on the line itself.
"""

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.functions import binary_cross_entropy, binary_cross_entropy_derivative, sigmoid

ITERATIONS = 40
HALVINGS = 30
CHANGE = 1e-3


def separates(parameters: FloatArray, inputs: FloatArray, target: FloatArray) -> bool:
    """Whether b0 + b·x is above 0 for every sample of class 1 and below 0 for every other.

    Args:
        parameters: [b0, b1, ..., bd].
        inputs: (n, d).
        target: (n,), 0 or 1.
    """
    return _parts(parameters[0] + inputs @ parameters[1:], target)


def best_fit(inputs: FloatArray, target: FloatArray) -> FloatArray | None:
    """Return the parameters [b0, b1, ..., bd] of maximum likelihood; None where there are none.

    Newton's method finds them: where there is a fit its steps shrink quadratically, and where
    there is none each step goes on adding about 1 to the logits.

    Args:
        inputs: (n, d), on any scale.
        target: (n,), 0 or 1.
    """
    scaled = _minimum(np.column_stack([np.ones(len(target)), _scaled(inputs)]), target)
    if scaled is None:
        return None
    sd = inputs.std(axis=0)
    slopes = scaled[1:] / np.where(sd > 0.0, sd, 1.0)
    return np.append(scaled[0] - slopes @ inputs.mean(axis=0), slopes)


def separable_by(columns: FloatArray, target: FloatArray) -> bool:
    """Whether there is no fit where only these columns have a free parameter.

    What the others add to each logit doesn't matter: a direction in which the loss falls for ever
    is the same wherever it begins.

    Args:
        columns: (n, f) of the features, or of ones for a free intercept.
        target: (n,), 0 or 1.
    """
    size = np.abs(columns).max(axis=0)
    return _minimum(columns / np.where(size > 0.0, size, 1.0), target) is None


def _minimum(design: FloatArray, target: FloatArray) -> FloatArray | None:
    """Where the loss is least; a step that changes no logit by much is followed by two last ones.

    Of what is left each of these takes the square, which leaves nothing but rounding.
    """
    parameters = np.zeros(design.shape[1])
    with np.errstate(all="ignore"):
        for _ in range(ITERATIONS):
            step = _newton_step(design, design @ parameters, target)
            if np.abs(design @ step).max() < CHANGE:
                parameters = parameters + step
                return parameters + _newton_step(design, design @ parameters, target)
            parameters = _line_search(parameters, step, design, target)
            if _parts(design @ parameters, target):
                return None
    return None


def _parts(logits: FloatArray, target: FloatArray) -> bool:
    return bool(np.all(np.where(target == 1.0, logits, -logits) > 0.0))


def _scaled(inputs: FloatArray) -> FloatArray:
    sd = inputs.std(axis=0)
    return np.asarray((inputs - inputs.mean(axis=0)) / np.where(sd > 0.0, sd, 1.0))


def _newton_step(design: FloatArray, logits: FloatArray, target: FloatArray) -> FloatArray:
    """Solve for the Newton step as weighted least squares, of least norm if there are several."""
    root = np.sqrt(np.maximum(sigmoid(logits) * sigmoid(-logits), 1e-300))
    error = binary_cross_entropy_derivative(logits, target)
    step, *_ = np.linalg.lstsq(design * root[:, None], -error / root, rcond=None)
    return np.asarray(step)


def _line_search(
    parameters: FloatArray, step: FloatArray, design: FloatArray, target: FloatArray
) -> FloatArray:
    """Halve the step until the loss doesn't rise."""
    loss = binary_cross_entropy(design @ parameters, target).sum()
    for _ in range(HALVINGS):
        following = parameters + step
        if binary_cross_entropy(design @ following, target).sum() <= loss:
            return following
        step = step / 2.0
    return parameters
