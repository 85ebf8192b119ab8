"""Programs of formulas and optimizers, run by a few lines of Python, against the engine."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pytest

from gradreel.engine import functions
from gradreel.engine.arrays import FloatArray
from gradreel.engine.optimizers import build, optimizer_names
from gradreel.engine.own import own_optimizer
from gradreel.engine.surfaces.formula import parse_formula
from gradreel.engine.surfaces.named import SURFACES
from gradreel.scenes.make.programs import Program, program_of, rule_of

DONE: Final[dict[str, Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    **{name: getattr(functions, name) for name in ("relu", "sigmoid", "softplus")},
}


def run(program: Program, inputs: Sequence[Any]) -> list[Any]:
    values = [*inputs]
    for each in program.code:
        if isinstance(each, tuple):
            name, *operands = each
            done = DONE.get(str(name)) or getattr(np, str(name))
            values.append(done(*(values[int(place)] for place in operands)))
        else:
            values.append(np.float64(each))
    return [values[place] for place in program.results]


@pytest.mark.parametrize("name", optimizer_names())
def test_a_rule_is_its_optimizer_to_the_last_bit(name: str) -> None:
    optimizer, rule = build(name), rule_of(build(name))
    assert rule is not None, f"no page can run {name}: see engine/optimizers and make/programs.py"
    rng = np.random.default_rng(0)
    parameters = rng.normal(size=3)
    state, own = optimizer.init(parameters), run(rule.initial, [parameters])
    for _ in range(30):
        gradient = rng.normal(size=3)
        move, state = optimizer.update(gradient, state, parameters)
        step, *own = run(rule.update, [gradient, parameters, *own])
        np.testing.assert_array_equal(step, move)
        parameters = parameters - 0.1 * move


@dataclass(frozen=True)
class Clipped:
    """A rule that joins parameters."""

    def init(self, parameters: FloatArray) -> None:
        """Return no state."""

    def update(
        self, gradient: FloatArray, state: None, parameters: FloatArray
    ) -> tuple[FloatArray, None]:
        """Return the gradient, no longer than 1."""
        return gradient / max(1.0, float(np.linalg.norm(gradient))), state


@dataclass(frozen=True)
class Careful:
    """A rule that decides by a value."""

    def init(self, parameters: FloatArray) -> None:
        """Return no state."""

    def update(
        self, gradient: FloatArray, state: None, parameters: FloatArray
    ) -> tuple[FloatArray, None]:
        """Return the gradient, or its half."""
        return (gradient if (gradient > 0).all() else gradient / 2), state


@pytest.mark.parametrize("rule", [Clipped(), Careful(), own_optimizer(Clipped())])
def test_a_rule_that_no_program_can_follow_is_none(rule: Any) -> None:
    assert rule_of(rule) is None


@pytest.mark.parametrize(
    "text", [*(each.name for each in SURFACES.values()), "x", "-y", "+x - -2**-y", "x/exp(1000)"]
)
def test_a_formula_has_the_values_of_its_program(text: str) -> None:
    formula = SURFACES[text].formula if text in SURFACES else parse_formula(text)
    x, y = np.random.default_rng(0).normal(size=(2, 50))
    (found,) = run(program_of(formula), [x, y])  # type: ignore[arg-type]
    np.testing.assert_array_equal(found, formula.value(x, y))


def test_a_constant_that_is_no_number_can_be_written_as_json() -> None:
    assert program_of(parse_formula("x/exp(1000)")).code == ["Infinity", ("/", 0, 2)]
