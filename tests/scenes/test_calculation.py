"""The reader of formulas: what it computes, what it finds wrong, what it leaves alone."""

import pytest

from tests.scenes.calculation import equations, goes_on, is_open

RIGHT = [
    "L = -ln (1 - p) = -ln (1 - model(0.8777)) = fullloss(2.101)",
    "p = 1 / (1 + e^(-z)) = 1 / (1 + e^(slot0(-1.9704))) = slot1(model(0.8777))",
    "z = 1.1 times (model(-1.457)) + (slot2(negative(-1.0))) times (model(-1.209)) = -0.394",
    "gradient((partial L)/(partial z)) = gradient(1.492) times (1 - model(0.7044)^2) = 0.752",
    "x = (slot0(model(122)) - 149.61) / (22.84) = slot1(model(-1.209))",
    "x arrow.l x - eta gradient(partial L slash partial x) = −0.400 − 0.025 × 8.772 = −0.619",
    "45.00 − 70 × (−0.0270) = 46.89",
    "a = max(0, -3.2) = 0.0",
    "a = ln(1 + e^(0.5)) = 0.974",
    "p = model(0.878) quad L = fullloss(2.101)",
    "0.878 - 0 = 0.878",
    "2.0×10⁻⁷ × 3 = 6.0×10⁻⁷",
    "2.0 times 10^(-7) times 3 = 6.0 times 10^(-7)",
    "3.1 × 2.2 ≈ 6.8",
    "88 % = 0.88",
    "a = sigma(2) = 0.881",
    "1,200 × 2 = 2,400",
    "w <- w - eta 3 = 4",
    "c = 145.7",
    "2 3 = 6",
    "1 / 3 = 0.33",
    "−150.4 + 122 = −28.4",
]
WRONG = [
    "L = -ln (1 - p) = -ln (1 - model(0.878)) = fullloss(2.101)",
    "1.7 - 0.5 times gradient(0.618) = 1.392",
    "1 / 3 = 0.34",
    "= −0.400 − 0.025 × 8.772 = −0.618",
    "2.0×10⁻⁷ × 3 = 6.1×10⁻⁷",
    "3.1 × 2.2 ≈ 8.8",
    "p = model(0.5) quad L = 2 × 3 = 5",
    "0.1 + 0.2 = 0.4",
    "z = 1.1 times (-1.457) = 1.603",
    "3 = 4",
]
PASSED_BY = [
    "w <- w - eta gradient((partial L)/(partial w))",
    "p = a + b x",
    "Forward again: the loss falls from 2.10 to 0.41",
    "c = -beta0(beta_0) slash beta1(beta_1)",
    "beta1(beta_1) > 0",
    "(1 + 2 = 3",
    "1 / 0 = 3",
    "ln(-1) = 3",
    "",
]


@pytest.mark.parametrize("source", RIGHT)
def test_a_right_calculation_holds(source: str) -> None:
    assert [str(each) for each in equations(source) if not each.holds] == []


@pytest.mark.parametrize("source", WRONG)
def test_a_wrong_one_does_not(source: str) -> None:
    assert [each for each in equations(source) if not each.holds]


@pytest.mark.parametrize("source", PASSED_BY)
def test_what_is_no_calculation_is_passed_by(source: str) -> None:
    assert equations(source) == []


def test_each_step_of_a_chain_is_an_equation() -> None:
    found = equations("1 + 1 = 4 / 2 = 2.0 quad 3 times 3 = 9")
    assert [(each.left.value, each.right.value) for each in found] == [(2, 2), (2, 2), (9, 9)]
    assert [each.right.step for each in found] == [None, 0.1, 1.0]


def test_pieces_of_a_line_are_told_from_whole_ones() -> None:
    assert all(map(goes_on, ("= 3", "− 0.025 ×", "+ 0.3 times 2", "approx 3", "× 2")))
    assert not any(map(goes_on, ("−0.4", "3", "-3", "x = 3", "")))
    assert all(map(is_open, ("− 0.025 ×", "x =", "2 times", "3 −")))
    assert not any(map(is_open, ("3", "−0.4", "x = 3", "")))
