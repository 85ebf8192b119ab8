"""A formula in x and y, made into a function with its gradient without running any of it.

The text is parsed to Python's syntax tree, and the tree is walked once: every node must be on the
list below, and becomes a closure over the operations of `gradreel.engine.autodiff`. Nothing is
compiled or evaluated by Python, numbers are float64 from the start, and length and depth are
capped, so the worst that a formula can do is to be infinite somewhere.
"""

import ast
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gradreel.engine import autodiff
from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError, shorten, unknown

MAX_LENGTH = 300
MAX_DEPTH = 100

Expression = Callable[[Any, Any], Any]

OPERATORS: Mapping[type[ast.operator], autodiff.Operation] = MappingProxyType(
    {
        ast.Add: autodiff.add,
        ast.Sub: autodiff.subtract,
        ast.Mult: autodiff.multiply,
        ast.Div: autodiff.divide,
        ast.Pow: autodiff.power,
    }
)
FUNCTIONS: Mapping[str, autodiff.Operation] = MappingProxyType(
    {
        each.name: each
        for each in (
            autodiff.absolute,
            autodiff.cos,
            autodiff.exp,
            autodiff.log,
            autodiff.relu,
            autodiff.sigmoid,
            autodiff.sin,
            autodiff.softplus,
            autodiff.sqrt,
            autodiff.tan,
            autodiff.tanh,
        )
    }
)
CONSTANTS: Mapping[str, float] = MappingProxyType({"pi": np.pi, "e": np.e})
ALLOWED = f"use x, y, numbers, pi, e, + - * / ** and {' '.join(FUNCTIONS)}"

_KINDS = {
    ast.Attribute: "an attribute",
    ast.BoolOp: "and, or",
    ast.Compare: "a comparison",
    ast.Dict: "a dict",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.IfExp: "if, else",
    ast.JoinedStr: "a string",
    ast.Lambda: "a lambda",
    ast.List: "a list",
    ast.ListComp: "a comprehension",
    ast.NamedExpr: "an assignment",
    ast.Set: "a set",
    ast.SetComp: "a comprehension",
    ast.Starred: "a star",
    ast.Subscript: "an index",
    ast.Tuple: "a comma",
}


@dataclass(frozen=True)
class Formula:
    """A function of x and y; made by `parse_formula`.

    Attributes:
        text: what it was made of.
    """

    text: str
    _expression: Expression = field(repr=False, compare=False)

    def __reduce__(self) -> tuple[Callable[[str], "Formula"], tuple[str]]:
        return parse_formula, (self.text,)  # closures can't be pickled, the text can

    def value(self, x: ArrayLike, y: ArrayLike) -> FloatArray:
        """Evaluate the formula.

        Args:
            x: scalar or array.
            y: scalar or array that broadcasts with `x`.

        Returns:
            The values, in the broadcast shape; infinite or not a number, without a warning, where
            the formula isn't defined.
        """
        x, y = _same_shape(x, y)
        with np.errstate(all="ignore"):
            return np.asarray(self._expression(x[()], y[()]))

    def gradient(self, x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Evaluate the two partial derivatives; arguments and shapes as in `value`."""
        return self.value_and_gradient(x, y)[1:]

    def value_and_gradient(
        self, x: ArrayLike, y: ArrayLike
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Evaluate the formula and its two partial derivatives in one pass."""
        x, y = _same_shape(x, y)
        result = self.followed(x, y)
        with np.errstate(all="ignore"):
            result.backward()
        dx, dy = (np.full(x.shape, each.adjoint) for each in result.tape.nodes[:2])
        return np.asarray(result.value), dx, dy

    def followed(self, x: ArrayLike, y: ArrayLike) -> autodiff.Variable:
        """Evaluate the formula at points of one shape; the tape's first nodes are x and y."""
        tape = autodiff.Tape()
        with np.errstate(all="ignore"):
            result: autodiff.Variable = self._expression(
                tape.variable(np.asarray(x)), tape.variable(np.asarray(y))
            )
        return result


def parse_formula(text: str) -> Formula:
    """Make a formula of a text such as "(x**2 + y - 11)**2 + (x + y**2 - 7)**2".

    Args:
        text: may hold x, y, numbers, the `CONSTANTS`, the `OPERATORS`, parentheses and the
            `FUNCTIONS`; at most `MAX_LENGTH` characters and `MAX_DEPTH` levels.

    Raises:
        RequestError: it doesn't parse, holds anything else, or names neither x nor y.
    """
    text = text.strip()
    tree = _syntax_tree(text)
    expression = _build(tree, depth=1)
    if not any(isinstance(node, ast.Name) and node.id in ("x", "y") for node in ast.walk(tree)):
        raise RequestError(f"the formula {_quoted(text)} names neither x nor y")
    return Formula(text, expression)


def _same_shape(x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    wide_x: FloatArray = np.asarray(x, dtype=np.float64)
    wide_y: FloatArray = np.asarray(y, dtype=np.float64)
    if wide_x.shape != wide_y.shape:
        wide_x, wide_y = np.broadcast_arrays(wide_x, wide_y)
    return wide_x, wide_y


def _syntax_tree(text: str) -> ast.expr:
    """Parse a text, once it's clear that Python's parser can take it."""
    if not text:
        raise RequestError("the formula is empty: write one in x and y, such as x**2 + 3*y**2")
    if len(text) > MAX_LENGTH:
        raise RequestError(f"the formula has {len(text)} characters; at most {MAX_LENGTH} will do")
    strange = next((each for each in text if not " " <= each <= "~" or each in "#\\"), None)
    if strange is not None:
        raise RequestError(
            f"the formula has the character {strange!r}: "
            "write powers as **, products as *, minus as -"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the parser, on things that are refused anyway
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise RequestError(
            f"the formula {_quoted(text)} doesn't parse near character {error.offset or 1}; "
            "write products with *, powers with **, as in 3*x**2"
        ) from None
    except (RecursionError, MemoryError):
        raise _too_deep() from None


def _build(node: ast.expr, depth: int) -> Expression:
    """Turn a node of the tree, and those below it, into a function of x and y."""
    if depth > MAX_DEPTH:
        raise _too_deep()
    match node:
        case ast.Constant(value=value):
            return _number(value)
        case ast.Name(id=name):
            return _name(name)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _build(operand, depth + 1)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _applied(autodiff.negative, _build(operand, depth + 1))
        case ast.BinOp(op=operator, left=left, right=right):
            operation = _operation(operator)
            return _applied(operation, _build(left, depth + 1), _build(right, depth + 1))
        case ast.Call():
            function, argument = _call(node)
            return _applied(function, _build(argument, depth + 1))
    raise RequestError(f"a formula can't hold {_KINDS.get(type(node), 'this')}: {ALLOWED}")


def _number(value: object) -> Expression:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise RequestError(f"a formula can't hold {_quoted(repr(value))}: {ALLOWED}")
    try:
        number = np.float64(value)
    except OverflowError:
        number = np.float64(np.inf)
    if not np.isfinite(number):
        raise RequestError("a number in the formula is too large: at most 1e308 will do")
    return lambda x, y: number  # noqa: ARG005


def _name(name: str) -> Expression:
    if name == "x":
        return lambda x, y: x  # noqa: ARG005
    if name == "y":
        return lambda x, y: y  # noqa: ARG005
    if name in CONSTANTS:
        return _number(CONSTANTS[name])
    if name in FUNCTIONS:
        raise RequestError(f"the function {name} in the formula needs its argument: {name}(x)")
    raise unknown("variable or function", name, ["x", "y", *CONSTANTS, *FUNCTIONS])


def _operation(operator: ast.operator) -> autodiff.Operation:
    if isinstance(operator, ast.BitXor):
        raise RequestError("the formula has a ^: write powers with **, as in x**2")
    if type(operator) not in OPERATORS:
        raise RequestError(f"the formula has another operator than + - * / **: {ALLOWED}")
    return OPERATORS[type(operator)]


def _call(node: ast.Call) -> tuple[autodiff.Operation, ast.expr]:
    """Find out which function is called, and on what."""
    if not isinstance(node.func, ast.Name):
        raise RequestError(f"only a function's name can stand before a parenthesis: {ALLOWED}")
    name = node.func.id
    if name in ("x", "y", *CONSTANTS):
        raise RequestError(f"{name} isn't a function: write a product with *, as in {name}*(x + 1)")
    if name not in FUNCTIONS:
        raise unknown("function", name, FUNCTIONS)
    if len(node.args) != 1 or node.keywords:
        raise RequestError(f"the function {name} in the formula takes one argument: {name}(x)")
    return FUNCTIONS[name], node.args[0]


def _applied(operation: autodiff.Operation, *operands: Expression) -> Expression:
    return lambda x, y: operation(*(operand(x, y) for operand in operands))


def _too_deep() -> RequestError:
    return RequestError(
        f"the formula is nested too deeply: at most {MAX_DEPTH} operations one in another will do"
    )


def _quoted(text: str) -> str:
    return repr(shorten(text, 60))
