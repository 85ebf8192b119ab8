"""Ticks: told apart, exact, and as Matplotlib's ScalarFormatter shortens them."""

from decimal import Decimal

import numpy as np
import pytest
from matplotlib.ticker import ScalarFormatter

from gradreel.scenes.stage.type.scale import exactly, log_scale, notation, round_values

RANGES = (
    (20240101, 20240331),
    (1199201, 1201200),
    (1e-9, 5e-9),
    (999.99998, 1000.00002),
    (1e12, 1e13),
    (-1201200, -1199201),
    (-1e150, 1e150),
    (9.9e5, 1.01e6),
)
SHORT = ((80, 200), (0, 4e4), (1990, 2020), (-0.5, 0.5), (0.12, 0.19), (123450, 123460), (0, 1))


def read(name: str, power: int, offset: Decimal) -> Decimal:
    return Decimal(name.replace("−", "-")).scaleb(power) + offset


@pytest.mark.parametrize(("low", "high"), RANGES)
def test_it_shortens_as_matplotlib_does(low: float, high: float) -> None:
    ticks = round_values(low, high)
    formatter = ScalarFormatter(useOffset=True)
    formatter.create_dummy_axis()
    assert formatter.axis is not None
    formatter.axis.set_view_interval(low, high)
    formatter.set_locs(ticks)  # type: ignore[arg-type]
    ours = notation(ticks)
    assert float(ours.offset) == pytest.approx(formatter.offset, rel=1e-12)
    theirs = [float(formatter(tick).replace("−", "-")) for tick in ticks]
    assert [float(ours.name(tick).replace("−", "-")) for tick in ticks] == pytest.approx(theirs)


@pytest.mark.parametrize(("low", "high"), SHORT)
def test_short_values_are_written_in_full(low: float, high: float) -> None:
    ticks = round_values(low, high)
    ours = notation(ticks)
    assert ours.remark == ""
    assert [Decimal(ours.name(each).replace("−", "-")) for each in ticks] == list(
        map(exactly, ticks)
    )


def test_every_range_has_ticks_that_differ_are_exact_and_short() -> None:
    rng = np.random.default_rng(1)
    for _ in range(400):
        middle = rng.choice([-1, 0, 1]) * 10.0 ** rng.uniform(-12, 14)
        width = 10.0 ** rng.uniform(-12, 14)
        if width < 1e-9 * abs(middle):
            continue
        ticks = round_values(middle - width, middle + width)
        ours = notation(ticks)
        names = [ours.name(each) for each in ticks]
        assert len(set(names)) == len(names) > 1, (middle, width, names)
        assert max(map(len, names)) <= 8, (middle, width, names)
        values = [read(name, ours.power, ours.offset) for name in names]
        assert [float(each) for each in values] == pytest.approx(list(ticks), rel=1e-14, abs=0)


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ((20240100.0, 20240200.0, 20240300.0), "day (+20240000)"),
        ((-20240300.0, -20240200.0, -20240100.0), "day (−20240000)"),
        ((999.99999, 1000.0, 1000.00001), "day (×10⁻⁵ + 1000)"),
        ((1e15, 1e15 + 20), "day (+1×10¹⁵)"),
        ((), "day"),
        ((5e-324,), "day (×10⁻³²⁴)"),
    ],
)
def test_what_values_share_is_said_in_the_title(values: tuple[float, ...], title: str) -> None:
    assert notation(values).titled("day") == title


def test_a_title_in_maths_says_it_in_maths() -> None:
    assert notation((1e-9, 2e-9)).titled_maths("beta_0") == "beta_0 thick (times 10^(-9))"
    shared = notation((1e15, 1e15 + 20)).titled_maths("x")
    assert shared == "x thick (+1 times 10^(15))"
    assert notation((1.0, 2.0)).titled_maths("x") == "x"


@pytest.mark.parametrize(
    ("low", "high", "room", "names"),
    [
        (0.7, 1500.0, 3.6, ["1", "10", "100", "1000"]),
        (0.7, 1500.0, 1.9, ["10⁰", "10¹", "10²", "10³"]),
        (0.7, 2e5, 3.6, ["10⁰", "10¹", "10²", "10³", "10⁴", "10⁵"]),
    ],
)
def test_powers_on_a_logarithmic_axis_are_all_in_full_or_all_raised(
    low: float, high: float, room: float, names: list[str]
) -> None:
    axis = log_scale(low, high)
    written = axis.notation(room)
    assert [written.name(tick) for tick in axis.ticks] == names
    assert written.remark == ""
