"""The reader of numbers that stand apart: what it finds wrong, and what it leaves alone."""

from collections.abc import Sequence

import pytest

from tests.scenes.apart import as_recorded, in_symbols, numbers_in
from tests.scenes.shown import Item, Moment, joined
from tests.scenes.tellings import recording


def plate(*rows: tuple[str, str]) -> list[Item]:
    """Names at the left, and their numbers beside them."""
    return [
        Item(text, left, left + 3, -2.0 * line, 1.0)
        for line, row in enumerate(rows)
        for text, left in zip(row, (0, 10), strict=True)
    ]


def wrong(items: Sequence[Item]) -> list[str]:
    return [str(each) for each in in_symbols(items, joined(items)) if not each.holds]


CENTRE = "c = -beta0(beta_0) slash beta1(beta_1)"
CURVE = ("beta0(beta_0)", "6.325"), ("β₁", "−0.04341")


@pytest.mark.parametrize("name", [CENTRE, "centre"])
def test_a_row_is_computed_from_the_rows_about_it(name: str) -> None:
    assert wrong(plate(*CURVE, (name, "145.7"))) == []
    (found,) = wrong(plate(*CURVE, (name, "145.8")))
    assert "145.70" in found
    assert wrong(plate(*CURVE, (name, "≈ 145.8"))) == []


def test_a_formula_in_symbols_is_computed_from_labels_elsewhere() -> None:
    labels = [Item("p = 0.77", 0, 3, 5, 1), Item("1 − p = 0.23", 40, 43, 0, 1)]
    assert wrong(labels) == []
    assert wrong([labels[0], Item("1 − p = 0.24", 40, 43, 0, 1)])
    assert wrong([*labels, Item("model(p) = 0.5", 0, 3, -5, 1)]) == []  # of which p?


def test_what_has_its_own_numbers_and_what_nobody_can_compute_is_left_alone() -> None:
    assert wrong(plate(("z", "0.5"), ("p = sigma(z) = sigma(1) = 0.731", "1"))) == []
    assert wrong(plate(("c = -a slash b", "3"), ("a", "2"))) == []


def moment(*texts: str) -> Moment:
    return Moment(0.0, tuple(Item(text, 0, 1, 3 * place, 1) for place, text in enumerate(texts)))


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("0.8777", "L = fullloss(2.101)"), ""),
        (("0.8777", "2.102"), "loss of 0.8777 is 2.10128 and not 2.102"),
        (("0.122", "2.101"), "loss of 0.122 is 2.10373 and not 2.101"),
        (("0.8777", "−0.7", "−0.82", "−0.203"), "error of -0.7, 0.8777, -0.82 is -0.201274"),
        (("0.8777", "−0.7", "−0.8190", "−0.202"), ""),
        (("−0.203",), ""),
        (("1.7", "0.5", "gradient(0.618)", "1.391"), ""),
        (("1.7", "0.5", "gradient(0.618)", "1.392"), "updated weight of 1.7, 0.5, 0.618 is 1.391"),
    ],
)
def test_numbers_on_a_network_are_known_by_what_was_recorded(
    texts: tuple[str, ...], found: str
) -> None:
    told = as_recorded(recording("backprop"), [moment(*texts)])
    assert len(told) == bool(found)
    assert "".join(told).startswith(found)


def test_finer_digits_that_were_seen_before_count() -> None:
    made = recording("backprop")
    assert as_recorded(made, [moment("0.878", "2.101")])
    assert as_recorded(made, [moment("0.8777"), moment("0.878", "2.101")]) == []


def test_numbers_are_found_in_formulas_and_in_texts() -> None:
    found = numbers_in("z = slot0(-1.0) times 2.50 - 3 (x − 149.6) / 22.8, 1,200 of 10^(-4)")
    values = [each.value for each in found]
    assert values[:5] == [-1.0, 2.5, 3.0, 149.6, 22.8]
    assert [each.step for each in numbers_in("−1.2340×10⁻⁴")] == [pytest.approx(1e-8)]
