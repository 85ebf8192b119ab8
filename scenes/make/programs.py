"""Surfaces and optimizers of the engine as programs that a page runs: lists of operations.

JSON can hold what `dataclasses.asdict` makes of them.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from gradreel.engine.autodiff import Variable
from gradreel.engine.optimizers import Optimizer
from gradreel.engine.surfaces.formula import Formula

Instruction = float | str | tuple[str | int, ...]
OPERATIONS: Final = {
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "divide": "/",
    "power": "**",
    "absolute": "abs",
    **{name: name for name in ("negative", "exp", "log", "sqrt", "sin", "cos", "tan", "tanh")},
    **{name: name for name in ("maximum", "minimum", "sign")},
}
"""What NumPy's functions are called in a program."""
FILLED: Final = {np.zeros_like: 0.0, np.ones_like: 1.0}
"""Functions of an array's shape alone, and what they fill it with."""


@dataclass
class Program:
    """Operations on numbers, each on what came before it: inputs, constants, and other results.

    Attributes:
        inputs: how many there are; they are numbered from 0, and the instructions go on from there.
        code: constants, and operations by their name and the numbers of their operands.
        results: the numbers of what comes out.
    """

    inputs: int
    code: list[Instruction] = field(default_factory=list)
    results: tuple[int, ...] = ()

    def add(self, instruction: Instruction) -> int:
        """Put an instruction at the end; return its number."""
        self.code.append(instruction)
        return self.inputs + len(self.code) - 1

    def constant(self, value: float) -> int:
        """Put a number at the end, as JSON can hold it; return its number."""
        finite = math.isfinite(value)
        return self.add(float(value) if finite else str(float(value)).replace("inf", "Infinity"))


def program_of(formula: Formula) -> Program:
    """Return a formula as a program of x and y, operation for operation as the engine does it."""
    result = formula.followed(0.0, 0.0)
    program, numbers = Program(2), dict[int, int]()

    def number_of(operand: Any) -> int:
        if isinstance(operand, Variable):
            return numbers[id(operand)]
        return program.constant(float(operand))

    for index, node in enumerate(result.tape.nodes):
        if node.operation is None:
            numbers[id(node)] = index
            continue
        operands = [number_of(each) for each in node.operands]
        is_sign = node.operation.name == "-" and len(operands) == 1
        name = "negative" if is_sign else node.operation.name
        numbers[id(node)] = program.add((name, *operands))
    program.results = (numbers[id(result)],)
    return program


@dataclass(frozen=True)
class Rule:
    """An optimizer for one parameter, all of which it treats alike.

    Attributes:
        initial: from the parameter to the state, some numbers.
        update: from the gradient, the parameter and the state to the step and the next state.
    """

    initial: Program
    update: Program


def rule_of(optimizer: Optimizer) -> Rule | None:
    """Follow what an optimizer does to one parameter; None where that can't be told.

    It can't if the rule decides by values, joins parameters, or calls what no program has.
    """
    try:
        initial = Program(1)
        state = optimizer.init(_Followed(initial, 0))  # type: ignore[arg-type]
        parts = _parts(state)
        initial.results = tuple(_number(initial, each) for each in parts)
        update = Program(2 + len(parts))
        gradient, parameter, *before = (_Followed(update, index) for index in range(update.inputs))
        given = _rebuilt(state, before)
        step, after = optimizer.update(gradient, given, parameter)  # type: ignore[arg-type]
        update.results = tuple(_number(update, each) for each in (step, *_parts(after)))
    except (TypeError, ValueError, AttributeError, LookupError):
        return None
    return Rule(initial, update) if len(update.results) == 1 + len(parts) else None


class _Followed(NDArrayOperatorsMixin):
    """What stands for a parameter: whatever NumPy does to it becomes an instruction."""

    def __init__(self, program: Program, number: int) -> None:
        self.program, self.number = program, number

    def __array_ufunc__(self, function: np.ufunc, method: str, *operands: Any, **more: Any) -> Any:
        if method != "__call__" or more or function.__name__ not in OPERATIONS:
            return NotImplemented
        numbers = (_number(self.program, each) for each in operands)
        made = self.program.add((OPERATIONS[function.__name__], *numbers))
        return _Followed(self.program, made)

    def __array_function__(
        self, function: Callable[..., Any], types: Any, arguments: Sequence[Any], more: Any
    ) -> Any:
        del types, arguments
        if function not in FILLED or more:
            return NotImplemented
        return _Followed(self.program, self.program.constant(FILLED[function]))


def _number(program: Program, value: Any) -> int:
    if isinstance(value, _Followed):
        return value.number
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("no number of a program")
    return program.constant(float(value))


def _parts(state: Any) -> tuple[Any, ...]:
    """Return the numbers of a state: none, one, or those of a tuple."""
    return () if state is None else state if isinstance(state, tuple) else (state,)


def _rebuilt(state: Any, parts: Sequence[Any]) -> Any:
    """Return a state of the same form with other numbers."""
    if not isinstance(state, tuple):
        return next(iter(parts), None)
    return getattr(type(state), "_make", tuple)(parts)
