"""Digits of a calculation are chosen so that a pocket calculator gets what is shown."""

import numpy as np
import pytest

from gradreel.scenes.stage.type.quantity import roundings, value_of, worked
from gradreel.scenes.stage.type.typesetting import as_given, number_text


def test_a_term_gets_the_digits_that_its_result_needs() -> None:
    p = 0.8777147
    made = worked(lambda shown: -np.log(1 - shown), [roundings(p, 3)], -np.log(1 - p), 3)
    assert made.terms == ("0.8777",)
    assert (made.result, made.exact, made.sign) == ("2.101", True, "=")


def test_a_result_halfway_between_two_last_digits_is_left_to_no_calculator() -> None:
    halfway = worked(lambda a, b: a + b, [("0.2715", "0.27149"), ["0.6"]], 0.87149, 3)
    assert halfway.terms == ("0.27149", "0.6")
    assert (halfway.result, halfway.exact) == ("0.871", True)


def test_where_no_digits_do_the_sign_says_so() -> None:
    made = worked(lambda a: a, [roundings(0.12345, 3)], 0.5, 3)
    assert made.terms == ("0.123",)
    assert (made.exact, made.sign) == (False, "approx")


def test_what_cannot_be_computed_is_approximate_and_no_error() -> None:
    made = worked(lambda a: -np.log(1 - a), [roundings(1.0, 3)], 800.0, 1)
    assert not made.exact
    assert worked(lambda a: 1 / a, [roundings(0.0, 3)], np.inf, 1).exact
    assert not worked(lambda a: a - a, [["∞"]], 3.0, 1).exact


def test_any_sum_of_products_comes_out() -> None:
    numbers = np.random.default_rng(0).normal(0, 2, (200, 6))
    for a, b, c, d, e, f in numbers.tolist():
        made = worked(
            lambda *t: t[0] * t[1] + t[2] * t[3] + t[4] * t[5],
            [roundings(each, 3) for each in (a, b, c, d, e, f)],
            a * b + c * d + e * f,
            3,
        )
        shown = list(map(value_of, made.terms))
        computed = shown[0] * shown[1] + shown[2] * shown[3] + shown[4] * shown[5]
        assert made.exact
        assert abs(computed - value_of(made.result)) <= 0.0005 + 1e-12


@pytest.mark.parametrize("value", [0.0, -1.25, 123.456, 2.2e9, -3e-7, np.inf, -np.inf])
def test_a_number_is_read_as_it_was_written(value: float) -> None:
    assert value_of(number_text(value, 2)) == pytest.approx(value, abs=0.005, rel=0.05)
    if np.isfinite(value):
        assert value_of(as_given(value)) == value
