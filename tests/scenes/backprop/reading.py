"""Formulas with numbers, read as a viewer with a pocket calculator would."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gradreel.scenes.stage.runs import pass_maths as maths
from gradreel.scenes.stage.runs.edges import every_edge
from gradreel.scenes.stage.runs.sample_pass import SamplePass

MARKS = re.compile(r"\b(slot[a-z0-9]+|gradient|positive|negative|model|muted|fullloss|class\d)\b")
MEANING = {
    "tanh": np.tanh,
    "ln": np.log,
    "e": np.e,
    "sigma": lambda z: 1 / (1 + np.exp(-z)),
    "max": max,
    "infinity": np.inf,
}


@dataclass(frozen=True)
class Reading:
    """What a formula's last two sides come to.

    Attributes:
        computed: the side with the numbers.
        shown: the result as it is written.
        places: after the result's point.
        exact: whether the sign between them says that they are equal.
    """

    computed: float
    shown: float
    places: int
    exact: bool


def read(formula: str) -> Reading:
    plain = MARKS.sub("", formula).replace(" times ", " * ").replace("^", "**")
    *_, left, result = re.split(" = | approx ", plain)
    digits = result.strip("()").partition(".")[2]
    computed, shown = (float(eval(each, dict(MEANING))) for each in (left, result))  # noqa: S307
    exact = formula.rfind(" approx ") < formula.rfind(" = ")
    return Reading(computed, shown, len(digits) if digits.isdigit() else 0, exact)


def formulas(done: SamplePass) -> Iterator[str]:
    """Every formula with numbers of a pass."""
    for layer in range(1, done.last):
        for unit in range(done.model.sizes[layer]):
            yield " ".join(maths.unit_sum(done, layer, unit))
            yield maths.activation(done, layer, unit)
            yield maths.gathered(done, layer, unit)
            yield maths.through_activation(done, layer, unit)
    yield maths.output(done)
    yield maths.loss(done)
    yield maths.output_error(done)
    yield from (maths.weight_gradient(done, edge) for edge in every_edge(done.model.sizes))
