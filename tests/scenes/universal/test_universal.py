"""What `universal` says of a network that grows is true."""

from functools import cache

import numpy as np
import pytest
from matplotlib.collections import LineCollection

from gradreel.engine.errors import RequestError
from gradreel.engine.spec import RunSpec
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.depth import Depth
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.type.style import theme
from gradreel.scenes.universal import (
    BEYOND,
    Grown,
    Pieces,
    Universal,
    error,
    error_text,
    sum_of,
)
from tests.scenes.layout import asked, drawn_at_end, words


@cache
def recorded(**flags: object) -> Recording:
    return record("universal", asked("universal", **flags))


@cache
def story(**flags: object) -> Universal:
    return Universal(recorded(**flags))


def said(told: Universal) -> dict[str, str]:
    return {beat.key: beat.sentence for beat in told.beats}


def test_new_units_change_nothing_at_first() -> None:
    made = recorded(steps=40)
    for curve, narrow, units in (("sine", 1, 2), ("sine", 2, 4), ("step", 8, 16)):
        before = made.run if narrow == 1 else made[Grown(curve, narrow)]
        after = made[Grown(curve, units)]
        assert objective_of(after).model.n_parameters == 3 * units + 1
        assert after.loss[0] == pytest.approx(before.loss[-1], rel=1e-12)


@pytest.mark.parametrize("index", range(3))
def test_a_network_that_grows_fits_better_at_each_width_and_stays_in_its_box(index: int) -> None:
    growth = story().growths[index]
    assert (np.diff(growth.errors) < 0).all()
    assert growth.errors[-1] < 0.007
    for time in np.linspace(0, len(growth.widths), 100):
        shares = growth.shares(growth.sum(time).all, 0.0)
        assert np.abs(shares - 0.5).max() <= 0.5 + BEYOND


def test_the_errors_on_the_sine_are_those_that_are_said() -> None:
    expected = [0.492, 0.421, 0.119, 0.0123, 0.0038, 0.0012]
    assert story().growths[0].errors == pytest.approx(expected, rel=0.06)
    assert said(story())["falls"] == "More units, smaller mean miss: from 0.49 down to 0.0012"
    told = ["1 unit: 0.49", "2 units: 0.42", "4 units: 0.12", "8 units: 0.012"]
    assert {*told, "16 units: 0.0038", "32 units: 0.0012"} <= {
        *words(drawn_at_end(story(), "falls"))
    }
    jump = error_text(story().growths[2].errors[3])
    assert f"a jump, 8 units: {jump}" in words(drawn_at_end(story(), "proviso"))


def test_the_parts_of_a_sum_make_the_network_s_output() -> None:
    growth = story().growths[0]
    assert growth.widths[growth.taken] == 8
    run = growth.runs[growth.taken]
    data, model = objective_of(run).dataset, objective_of(run).model
    output = model.logits(run.parameters[-1], data.inputs)
    for parts in (sum_of(run, 1.0), growth.parts):
        assert parts.all == pytest.approx(output, abs=1e-12)
        assert parts.first(0) == pytest.approx(np.full(data.n, parts.bias))
    assert error(run, 1.0) == pytest.approx(float(np.abs(output - data.target).mean()))


def test_each_part_bends_the_line_once_further_right_than_the_one_before() -> None:
    growth = story().growths[0]
    terms = growth.parts.terms
    assert (terms[:, 0] == 0).all()
    steps = np.diff(terms, axis=1)
    assert all((row >= 0).all() or (row <= 0).all() for row in steps)
    weights, biases, _ = growth.runs[growth.taken].parameters[-1, :-1].reshape(3, -1)
    order = np.argsort(-biases / weights)
    assert (np.diff((-biases / weights)[order]) > 0).all()
    ends = sum_of(growth.runs[growth.taken], 1.0).terms[order]
    assert terms == pytest.approx(ends - ends[:, :1])
    for count in range(len(terms) + 1):
        shares = growth.shares(growth.parts.first(count), 1.0)
        assert np.abs(shares - 0.5).max() <= 0.5 + 1e-9


def test_each_bend_has_the_colour_of_the_unit_that_bends_there() -> None:
    growth = story().growths[0]
    pieces = Pieces(Sheet(640, 360, theme("dark")), growth)
    bends = np.abs(np.gradient(growth.parts.terms, axis=1))
    for count, latest in ((3.0, 2), (3.5, 3), (8.0, 7)):
        _, line = pieces.pieces(story().above, count, 1.0)
        owners = np.minimum(bends.argmax(axis=0), latest)
        assert isinstance(line, LineCollection)
        assert line.get_colors() == pytest.approx(pieces.colours[owners[:-1]])


def test_other_runs_are_told_as_they_are() -> None:
    told = story(target="absolute", steps=2, units=(1, 2, 3))
    assert all(name in said(told)["others"] for name in ("a wave", "a jump"))
    told = story(learning_rate=3.0, steps=20)
    assert "falls_not" in said(told)
    assert told.findings() == []
    told = story(target="step", units=(3, 5, 50), steps=20)
    assert told.growths[0].widths == [3, 5, 50]
    key = "falls" if "falls" in said(told) else "falls_not"
    assert any(each.startswith("50 units") for each in words(drawn_at_end(told, key)))
    assert told.findings() == []


def test_a_run_that_is_too_wide_to_grow_or_of_something_else_is_refused() -> None:
    run = recorded(units=(40, 50, 60), steps=3).run
    assert Universal.can_draw(run.spec)
    with pytest.raises(RequestError, match="--units takes 3 to 7 widths"):
        record("universal", run=run)
    other = Depth.runs(entry("depth").defaults)["main"]
    assert isinstance(other, RunSpec)
    assert not Universal.can_draw(other)
