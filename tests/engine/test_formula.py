"""Formulas are what mathematics says, and nothing but a formula gets through."""

import time
from pathlib import Path

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd.scipy.special import expit
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gradreel.engine.errors import RequestError
from gradreel.engine.surfaces.formula import CONSTANTS, FUNCTIONS, MAX_LENGTH, parse_formula

ORACLE = {
    "abs": anp.abs,
    "cos": anp.cos,
    "exp": anp.exp,
    "log": anp.log,
    "relu": lambda a: anp.maximum(a, 0.0),
    "sigmoid": expit,
    "sin": anp.sin,
    "softplus": lambda a: anp.logaddexp(0.0, a),
    "sqrt": anp.sqrt,
    "tan": anp.tan,
    "tanh": anp.tanh,
    "pi": np.pi,
    "e": np.e,
}


def oracle(text: str, x: float, y: float) -> tuple[float, list[float]]:
    """Value and gradient of a formula that the test wrote itself, by autograd."""

    def value(point: np.ndarray) -> float:
        names = {**ORACLE, "x": point[0], "y": point[1]}
        result: float = eval(text, names)  # noqa: S307
        return result

    point = np.array([x, y])
    return value(point), list(autograd.grad(value)(point))


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "-y",
        "x - -y",
        "x + 2*y - 3/4",
        "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
        "0.04*x**2 - 0.5*cos(1.6*x) + 0.06*x + y**2",
        "x**2 / (1 + y**2)",
        "2**x + x**3 - y**-2",
        "-x**2",
        "2**3**0.5*x",
        "sin(x)*cos(y) + tan(x/3)",
        "exp(-(x**2 + y**2)/2) * pi",
        "log(x**2 + e) + sqrt(y**2 + 1)",
        "abs(x - y) + relu(x + y) + relu(-x)",
        "sigmoid(3*x) - tanh(y) + softplus(x*y)",
        "1e-3*x + 1_000*y + .5 + 0x10",
        "  x * y ",
    ],
)
@pytest.mark.parametrize(("x", "y"), [(0.7, -1.3), (-2.1, 0.4)])
def test_value_and_gradient_agree_with_autograd(text: str, x: float, y: float) -> None:
    formula = parse_formula(text)
    value, gradient = oracle(text.strip(), x, y)
    assert formula.value(x, y) == pytest.approx(value, rel=1e-14)
    assert formula.gradient(x, y) == pytest.approx(gradient, rel=1e-13)


def test_a_plus_sign_changes_nothing() -> None:
    assert [each.item() for each in parse_formula("+x - +y").gradient(1, 1)] == [1, -1]


def test_every_function_and_constant_that_is_allowed_is_tested_above() -> None:
    assert set(ORACLE) == {*FUNCTIONS, *CONSTANTS}


def test_a_whole_power_is_right_left_of_zero_and_another_is_undefined_there() -> None:
    dx, dy = parse_formula("x**2 + x**3 + x**-1").gradient([-2.0, -1.0], 0.0)
    np.testing.assert_allclose(dx, [-4 + 12 - 1 / 4, -2 + 3 - 1])
    np.testing.assert_array_equal(dy, [0, 0])
    assert np.isnan(parse_formula("x**y").value(-2.0, 0.5))
    assert np.isnan(parse_formula("x**0.5").gradient(-2.0, 0.0)[0])


@pytest.mark.parametrize(
    "text", ["log(x)", "sqrt(x)", "1/x", "x**y", "exp(exp(x*x))", "tan(x)/x", "0**x", "log(0*x)"]
)
def test_where_a_formula_is_undefined_there_is_no_warning(
    text: str, recwarn: pytest.WarningsRecorder
) -> None:
    formula = parse_formula(text)
    points = np.array([-1e300, -2.0, 0.0, 2.0, 1e300, np.inf, np.nan])
    formula.value(points, points[:, None])
    formula.gradient(points, points[:, None])
    assert not recwarn.list


def test_a_long_sum_is_no_deep_formula() -> None:
    text = "+".join(["x*y"] * 75)
    assert len(text) <= MAX_LENGTH
    assert parse_formula(text).value(2, 3) == 6 * 75


def test_a_tower_of_powers_is_infinite_at_once() -> None:
    begun = time.perf_counter()
    assert parse_formula("9**9**9**9*x").value(1, 1) == np.inf
    assert parse_formula("-9**9**9 + y").value(1, 1) == -np.inf
    assert time.perf_counter() - begun < 1


# What is refused, and a word of the reason.
ATTACKS = {
    "": "is empty",
    "   ": "is empty",
    "x +": "doesn't parse near character",
    "x + * y": "doesn't parse near character 5",
    "2x": "write products with *",
    "x y": "write products with *",
    "((x)": "doesn't parse",
    "x)": "doesn't parse",
    "x = 3": "doesn't parse",
    "import os": "doesn't parse",
    "*x": "doesn't parse",
    "x if": "doesn't parse",
    "'": "doesn't parse",
    "1__0*x": "doesn't parse",
    "x^2": r"write powers with \*\*",
    "x % 2": "another operator",
    "x // y": "another operator",
    "x << 99999999": "another operator",
    "~x": "can't hold this",
    "not x": "can't hold this",
    "await x": "can't hold this",
    "x < y": "a comparison",
    "x and y": "and, or",
    "1if x else y": "if, else",
    "lambda: x": "a lambda",
    "(x := 3)": "an assignment",
    "x, y": "a comma",
    "[x]": "a list",
    "{x}": "a set",
    "{x: y}": "a dict",
    "x[0]": "an index",
    "[x for x in y]": "a comprehension",
    "sin(x for x in y)": "a comprehension",
    "'x'": "can't hold",
    "f'{x}'": "a string",
    "1j*x": "can't hold '1j'",
    "True + x": "can't hold 'True'",
    "None": "can't hold 'None'",
    "...": "can't hold",
    "x.__class__.__mro__": "an attribute",
    "(1).__class__.__base__.__subclasses__()": "only a function's name",
    "x.tofile('/tmp/pwned')": "only a function's name",
    "sin(x)(y)": "only a function's name",
    "(lambda: x)()": "only a function's name",
    "sin.__globals__['os']": "an index",
    "__import__('os')": "there is no function '__import__'",
    "exec('x')": "there is no function 'exec'; did you mean 'exp'",
    "open('pwned', 'w')": "there is no function 'open'",
    "ln(x)": "there is no function 'ln'; choose from abs, cos",
    "sine(x)": "did you mean 'sin'",
    "z": "there is no variable or function 'z'; choose from",
    "X + y": "did you mean 'x'",
    "_expression": "there is no variable or function",
    "sin": "needs its argument",
    "x(2)": "x isn't a function",
    "sin()": "takes one argument",
    "sin(x, y)": "takes one argument",
    "sin(x, out=y)": "takes one argument",
    "sin(**x)": "takes one argument",
    "sin(*x)": "a star",
    "3": "neither x nor y",
    "1e999*x": "too large",
    "0x" + "f" * 290 + "*x": "too large",
    "9" * 301: "has 301 characters; at most 300",
    "x + " * 100_000 + "x": "has 400001 characters",
    "(" * 150 + "x" + ")" * 149: "doesn't parse",
    "-" * 299 + "x": "nested too deeply",
    "+".join("x" * 150): "nested too deeply",
    "sin(" * 59 + "x" + ")" * 59: "",
    "x**" * 99 + "x": "",
    "[" * 299: "doesn't parse|too deeply",
    "x\0": r"character '\\x00'",
    "x # y": "character '#'",
    "x \\ y": "character",
    "ｘ + y": "character 'ｘ'",
    "х + y": "character 'х'",
    "x − y": "character '−': write powers as",
    "x² + y²": "character '²': write powers as",
    "ｅｘｅｃ('x')": "character",
    "x\u202e + y": "character",
    "\ud800": "character",
}
HARMLESS = [text for text, reason in ATTACKS.items() if not reason]


@pytest.mark.parametrize("text", [text for text, reason in ATTACKS.items() if reason])
def test_an_attack_is_refused_in_one_line(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestError, match=ATTACKS[text]) as error:
        parse_formula(text)
    assert len(str(error.value)) <= 200
    assert str(error.value).isprintable()
    assert error.value.__cause__ is None
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_deep_but_within_the_cap_is_computed(text: str) -> None:
    assert np.isfinite(parse_formula(text).value(0.5, 0.5))


@pytest.mark.parametrize("failure", [RecursionError, MemoryError])
def test_a_text_that_is_too_much_for_the_parser_is_refused(
    failure: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def overwhelmed(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr("ast.parse", overwhelmed)
    with pytest.raises(RequestError, match="nested too deeply"):
        parse_formula("x")


PIECES = ["x", "y", "1", "2.5", "pi", "+", "-", "*", "/", "**", "(", ")", " ", ",", ".", "^", "'"]
PIECES += [*FUNCTIONS, "sin(", "[", "]", "{", "}", ":", "for", "in", "if", "else", "lambda", "="]


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES)).map("".join)))
@example("x" * 301)
def test_any_text_is_a_formula_or_a_refusal(text: str) -> None:
    refusal, formula = "", None
    try:
        formula = parse_formula(text)
    except RequestError as error:
        refusal = str(error)
    assert len(refusal) <= 200
    assert refusal.isprintable()
    if formula:
        assert formula.value(0.3, [0.1, 0.2]).shape == (2,)
        assert [each.shape for each in formula.gradient(0.3, [0.1, 0.2])] == [(2,), (2,)]
