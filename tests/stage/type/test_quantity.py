"""Numbers on plates and in sentences: one notation for each quantity, whatever its size."""

import pytest

from gradreel.scenes.stage.type.quantity import Quantity, resolved, sized


@pytest.mark.parametrize(
    ("size", "value", "text"),
    [
        (0.04, -0.0434, "−0.0434"),
        (20.0, -19.96, "−20.0"),
        (3.4e8, -3.43e8, "−3.43×10⁸"),
        (3.4e8, 1e6, "0.01×10⁸"),
        (3.4e8, 7.1e15, "7.1×10¹⁵"),
        (2.4e-4, 6.3e-5, "0.63×10⁻⁴"),
        (1e-300, 1e-300, "1.00×10⁻³⁰⁰"),
        (1e-4, float("nan"), "–"),
        (1e-4, float("-inf"), "−∞"),
    ],
)
def test_numbers_of_a_size_share_a_power_of_ten(size: float, value: float, text: str) -> None:
    assert sized(size, 3).text(value) == text


@pytest.mark.parametrize(
    ("low", "high", "deviation", "value", "text"),
    [
        (71.0, 202.0, 23.0, 145.6988, "145.7"),
        (1199201.0, 1201200.0, 400.0, 1200012.0, "1200012"),
        (1e-9, 5e-9, 1e-9, 2.883e-9, "2.88×10⁻⁹"),
        (999.99998, 1000.00002, 1e-5, 999.9999988, "999.9999988"),
        (5.0, 40000.0, 5000.0, 1030.0, "1030"),
    ],
)
def test_numbers_are_told_apart_by_what_tells_the_values_apart(
    low: float, high: float, deviation: float, value: float, text: str
) -> None:
    assert resolved((low, high), deviation, 3).text(value) == text


def test_a_quantity_in_full_goes_over_to_a_power_where_it_would_grow_too_long() -> None:
    assert Quantity(2).text(999_999.0) == "999999.00"
    assert Quantity(2).text(2_000_000.0) == "2.0×10⁶"
