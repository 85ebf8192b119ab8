"""What `sigmoid` says of a run follows from its record, whatever the data and the rate."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import record
from gradreel.scenes.sigmoid import CurveRun, line_key
from gradreel.scenes.stage.runs.objective import lowest_loss

Rows = Sequence[tuple[float, int]]


def overlapping() -> Rows:
    rng = np.random.default_rng(2)
    xs = np.linspace(0, 10, 40)
    return [(x, int(x + 2 * rng.normal() > 5)) for x in xs.tolist()]


LIKE: Rows = [(1, 0), (2, 0), (1, 1), (2, 1)] * 3
CODED = [("no", 0), ("no", 0), ("no", 1), ("yes", 0), ("yes", 1), ("yes", 1)] * 4
APART: Rows = [(x, int(x > 4)) for x in range(10)]
TOUCHING: Rows = [(5, 0), (5, 1)] * 10 + [(6, 1)]


def options(rows: Rows, folder: Path, **changes: object) -> RunOptions:
    path = folder / "data.csv"
    path.write_text("x,y\n" + "\n".join(f"{x!r},{y}" for x, y in rows) + "\n")
    chosen = {"data": str(path), "x": ("x",), "y": "y", "steps": None, **changes}
    return entry("sigmoid").defaults.changed(**chosen)


def shown(rows: Rows, folder: Path, **changes: object) -> CurveRun:
    return CurveRun(record("sigmoid", options(rows, folder, **changes)).run)


@pytest.mark.parametrize(
    ("rows", "changes", "keys"),
    [
        (overlapping(), {}, ("moves_from_zero", "positive")),
        ([(-x, y) for x, y in overlapping()], {}, ("moves_from_zero", "negative")),
        (overlapping(), {"learning_rate": 200.0}, ("moves_from_zero", "not_yet")),
        (overlapping(), {"learning_rate": 1e-9}, ("moves_from_zero", "not_yet")),
        (overlapping(), {"learning_rate": 1e308}, ("moves_from_zero", "diverged")),
        (overlapping(), {"start": (1e6, -1e6)}, ("moves", "not_yet")),
        ([(1e3 * x, y) for x, y in overlapping()], {"standardize": False, "learning_rate": 1e308},
         ("no_step", "diverged")),
        (CODED, {}, ("moves_from_zero", "positive")),
        (LIKE, {}, ("moves_from_zero", "flat")),
        (APART, {}, ("moves_from_zero", "separated")),
        (TOUCHING, {}, ("moves_from_zero", "touching")),
    ],
)  # fmt: skip
def test_the_sentences_follow_the_record(
    tmp_path: Path, rows: Rows, changes: dict[str, object], keys: tuple[str, ...]
) -> None:
    found = shown(rows, tmp_path, **changes)
    assert (found.start_key, found.end_key) == keys


def test_p_is_read_at_a_value_that_the_data_have(tmp_path: Path) -> None:
    for rows in (overlapping(), TOUCHING):
        found = shown(rows, tmp_path, steps=1)
        assert found.new in found.values


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
@pytest.mark.parametrize("outlier", [0, 1])
def test_a_run_comes_to_the_best_fit_or_says_where_that_is(
    tmp_path: Path, scale: float, outlier: int
) -> None:
    rows = [(scale * x, y) for x, y in [*overlapping(), (1e3, outlier)]]
    found = shown(rows, tmp_path)
    xs, ys = np.array(rows).T
    fit = sm.Logit(ys, sm.add_constant(xs / xs.std())).fit(disp=0, maxiter=200)
    if outlier == 0:
        assert found.end_key in ("positive", "negative")
        np.testing.assert_allclose(found.fitted * [1.0, xs.std()], fit.params, rtol=1e-3)
    else:
        assert found.end_key == "not_yet"
        assert lowest_loss(found.run) == pytest.approx(-fit.llf / len(ys), abs=1e-4)


@pytest.mark.parametrize(
    ("at_ends", "over_data", "key"),
    [
        ((-0.2, 1.3), (-0.1, 1.2), "line"),
        ((0.1, 0.9), (0.2, 0.8), "line_within"),
        ((-0.001, 0.9), (0.0, 0.84), "line_within"),
        ((0.5, 0.5), (0.5, 0.5), "line_flat"),
    ],
)
def test_the_straight_line_is_said_to_leave_where_it_is_seen_to(
    at_ends: tuple[float, float], over_data: tuple[float, float], key: str
) -> None:
    assert line_key(np.array(at_ends), np.array(over_data)) == key


@pytest.mark.parametrize(("scale", "shift"), [(1.0, 0.0), (1e-9, 0.0), (3e4, 1.7e9), (1e-5, 1e3)])
def test_the_straight_line_is_the_same_however_far_from_zero_the_data_are(
    tmp_path: Path, scale: float, shift: float
) -> None:
    rows = [(scale * x + shift, y) for x, y in overlapping()]
    ends = shown(rows, tmp_path, steps=1).on_line(scale * np.array([0.0, 10.0]) + shift)
    x, y = np.array(overlapping()).T
    first, last = np.polyval(np.polyfit(x, y, 1), np.array([0.0, 10.0]))
    assert ends == pytest.approx((first, last), abs=1e-4)


@pytest.mark.parametrize(
    ("rows", "standardize", "message"),
    [
        ([(5, 0), (5, 1)], False, "column 'x' are all equal, or too close together"),
        ([(1e16 + 2 * x, y) for x, y in APART], True, "subtract what they share"),
        ([(1e300 * x, y) for x, y in APART], False, "column 'x' are all equal, or too close"),
        ([(x, x % 3) for x, _ in APART], True, "takes two classes, .y. has 3: --positive 0 takes"),
    ],
)
def test_what_cant_be_drawn_is_refused_in_one_line(
    tmp_path: Path, rows: Rows, standardize: bool, message: str
) -> None:
    with pytest.raises(RequestError, match=message) as caught:
        record("sigmoid", options(rows, tmp_path, standardize=standardize))
    assert "\n" not in str(caught.value)
