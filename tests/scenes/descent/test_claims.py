"""The scene of gradient descent: what it draws is in the record, what it claims is true."""

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D

from gradreel.engine.surfaces.named import SURFACES
from gradreel.scenes.ask.recording import record
from gradreel.scenes.descent import Descent, across
from gradreel.scenes.stage.figure.table import slope_quantity
from gradreel.scenes.stage.runs.resting import crossings
from gradreel.scenes.stage.story.figure import CHECKED
from gradreel.scenes.stage.type.quantity import value_of
from tests.scenes.descent.stage import (
    default,
    in_panel,
    in_parameters,
    keys,
    options,
    state,
    story,
    written_sums,
)

BOWL = "x**2+3*y**2"
SUM = re.compile(r"= (\S+) − (\S+) × (\S+) ([=≈]) (\S+)")


def test_one_start_arrives_at_the_global_minimum_and_its_neighbour_in_a_higher_one() -> None:
    first, second = default().run, default()["second start"]
    assert first.loss[-1] == pytest.approx(SURFACES["two-basins"].lowest, abs=1e-6)
    assert second.loss[-1] == pytest.approx(0.872091, abs=1e-6)
    around = second.parameters[-1] + 0.05 * np.array([[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1]])
    assert (second.objective.losses(around) > second.loss[-1]).all()
    assert np.hypot(*(first.parameters[0] - second.parameters[0])) < 0.5


def test_separated_classes_are_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("size,big\n1,no\n2,no\n3,yes\n4,yes\n")
    given = options(data=str(path), x=("size",), y="big", steps=30, learning_rate=1.0)
    told = Descent(record("descent", given))
    assert told.shown.verdicts[0].ending == "separated"
    assert "separated" in keys(told)


def test_the_points_on_the_map_are_those_of_the_record_so_far() -> None:
    told, camera = story(), story().cameras.map
    walk, other = told.walks
    values = state(told, "global")
    values |= {walk.seconds: walk.pace.when(3), other.shown: 0.0, told.marks: 0.0}
    values |= camera.values
    artists = told.sheet(CHECKED).artists(values)
    (dots,) = in_parameters(told, artists, PathCollection, camera)
    assert np.allclose(dots, default().run.parameters[:4], atol=1e-9)
    ends = [each[-1] for each in in_parameters(told, artists, Line2D, camera)]
    assert any(np.allclose(end, default().run.parameters[3], atol=1e-9) for end in ends)


def test_the_slope_of_the_panel_is_the_gradients_length_at_the_step_that_is_shown() -> None:
    told, run = story(), default().run
    walk, other = told.walks
    values = {**state(told, "global"), **told.cameras.map.values, told.table: 1.0, other.shown: 0.0}
    for step in (0, 5, 20):
        seconds = {walk.seconds: walk.pace.when(step)}
        drawn = in_panel(told, told.sheet(CHECKED).artists(values | seconds))
        slope = float(np.hypot(*run.objective.gradient(run.parameters[step])))
        assert {str(step), slope_quantity(told.shown).text(slope)} <= set(drawn)


def test_the_ridge_separates_the_paths_and_ends_at_the_saddle() -> None:
    told = story()
    ridge, objective = told.ridge, told.run.objective
    assert ridge is not None
    saddle = ridge[objective.losses(ridge).argmin()]
    assert (saddle == ridge[[0, -1]]).all(axis=1).any()
    assert np.abs(objective.gradient(saddle)).max() < 1e-6
    first, other = (run.parameters for run in told.shown.runs)
    assert crossings(ridge, first[0], other[0]) == 1
    assert not any(crossings(ridge, *way) for path in (first, other) for way in pairwise(path))


def test_each_step_leaves_the_line_of_its_loss_at_a_right_angle() -> None:
    told, run = story(), default().run
    assert "falls_across" in keys(told)
    moves = np.diff(run.parameters, axis=0)
    for at, move in zip(run.parameters[:8], moves[:8], strict=True):
        along = np.array([-move[1], move[0]]) / np.hypot(*move) * 1e-5
        beside = run.objective.losses(np.array([at - along, at + along]))
        assert abs(beside[1] - beside[0]) < 1e-8


def test_steps_are_as_long_as_eta_times_the_slope_and_so_become_shorter() -> None:
    run = default().run
    lengths = np.hypot(*np.diff(run.parameters, axis=0).T)
    slopes = np.hypot(*run.gradients.T)
    assert np.allclose(lengths, run.spec.learning_rate * slopes)
    assert "shrinks" in keys(story())
    assert slopes[-1] < 0.5 * slopes[0]
    assert "shrinks" not in keys(Descent(record("descent", options(steps=8))))


@pytest.mark.parametrize(
    ("asked", "names"),
    [({}, ("w1", "w2")), ({"surface": BOWL}, ("x", "y"))],
    ids=str,
)
def test_a_named_surface_has_weights_and_a_formula_its_own_names(
    asked: dict[str, object], names: tuple[str, ...]
) -> None:
    assert Descent(record("descent", options(**asked))).shown.parameter_names == names


def test_it_opens_on_the_wave_whose_loss_the_scene_before_is_about() -> None:
    seen = story().before
    (left, _), (right, _) = seen.landscape.window
    assert (left, right) == (7.0, 14.0)
    line = across(seen)
    assert np.allclose(line[:, 1], seen.runs[0].parameters[0, 1])
    assert seen.objective.losses(line).min() < seen.landscape.values.max() / 2


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"surface": "styblinski-tang", "learning_rate": 0.025},
        {"surface": "10**(x**2+y**2)"},
        {"surface": "log(exp(x)+exp(-x))+y**2/900", "start": (3.0, 1.0), "learning_rate": 300.0},
        {"surface": f"0.001*({BOWL})", "start": (4.0, 1.0), "learning_rate": 437.0},
        {"surface": f"1e9*({BOWL})", "start": (4.0, 1.0), "learning_rate": 1.23e-10},
        {"surface": f"1e-9*({BOWL})", "start": (4.0, 1.0), "learning_rate": 1.23e8},
        {"surface": BOWL, "start": (4.0, 1.0), "optimizer": "adam", "learning_rate": 20.0},
        {"x": ("MaxHR",), "y": "AHD", "learning_rate": 500.0},
    ],
    ids=str,
)
def test_the_sums_of_the_first_step_come_out_and_are_the_records(asked: dict[str, object]) -> None:
    told = Descent(record("descent", options(**asked, steps=3)))
    sums = written_sums(told, "step_own" if "optimizer" in asked else "step")
    for line, ends in zip(sums, told.run.parameters[:2].T.tolist(), strict=True):
        found = SUM.search(line)
        assert found, line
        before, rate, slope, sign, after = found.groups()
        numbers = [value_of(each.strip("()")) for each in (before, rate, slope, after)]
        tolerance = (0.5 if sign == "=" else 1.6) * last_place(after)
        assert numbers[0] - numbers[1] * numbers[2] == pytest.approx(numbers[3], abs=tolerance)
        assert (numbers[0], numbers[3]) == pytest.approx(ends, abs=0.51 * last_place(after))
        assert numbers[1] == told.run.spec.learning_rate


def last_place(written: str) -> float:
    """The least difference that a number shows."""
    found = re.search(r"\.(\d+)", written)
    power = re.search("×10(.+)$", written)
    raised = value_of(f"1{power[0]}") if power else 1.0
    return float(10.0 ** -len(found[1]) * raised) if found else raised
