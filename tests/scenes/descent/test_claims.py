"""The scene of gradient descent: what it draws is in the record, what it claims is true."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D

from gradreel.engine.surfaces.named import SURFACES
from gradreel.scenes.ask.recording import record
from gradreel.scenes.descent import Descent
from gradreel.scenes.stage.figure.table import slope_quantity
from gradreel.scenes.stage.runs.resting import crossings, ridge_between
from gradreel.scenes.stage.story.figure import CHECKED
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

GLOBAL = SURFACES["two-basins"].lowest


def test_the_first_start_arrives_at_the_global_minimum() -> None:
    run = default().main
    assert run.loss[-1] == pytest.approx(GLOBAL, abs=1e-6)
    assert np.abs(run.objective.gradient(run.parameters[-1])).max() < 1e-3


def test_the_second_start_is_stuck_in_a_higher_minimum() -> None:
    run = default()["second start"]
    assert run.loss[-1] == pytest.approx(0.872091, abs=1e-6)
    around = run.parameters[-1] + 0.05 * np.array([[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1]])
    assert (run.objective.losses(around) > run.loss[-1]).all()
    assert np.hypot(*(run.parameters[0] - default().main.parameters[0])) < 0.5


@pytest.mark.parametrize(
    ("given", "ending"),
    [
        ({"surface": "six-hump-camel"}, "local"),
        ({"surface": "himmelblau", "start": (1.0, 1.0)}, "global"),
        ({"surface": "booth"}, "only"),
        ({"surface": "saddle"}, "left_floorless"),
        ({"surface": "saddle", "start": (-1.5, 0.0)}, "saddle"),
        ({"surface": "x**2 - y**2", "start": (0.0, 0.0)}, "saddle"),
        ({"x": ("MaxHR",), "y": "AHD"}, "only"),
    ],
)
def test_an_ending_is_judged_by_the_run(given: dict[str, object], ending: str) -> None:
    told = Descent(record("descent", options(**given)))
    assert ending in keys(told)
    assert "moral" not in keys(told)


def test_separated_classes_are_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("size,big\n1,no\n2,no\n3,yes\n4,yes\n")
    given = options(data=str(path), x=("size",), y="big", steps=30, learning_rate=1.0)
    told = Descent(record("descent", given))
    assert told.shown.verdicts[0].ending == "separated"
    assert "separated" in keys(told)


def test_a_run_that_stands_still_is_not_said_to_step() -> None:
    told = Descent(record("descent", options(surface="0*x + 1")))
    assert keys(told)[3:] == ["flat", "lowest"]


def test_the_points_on_the_map_are_those_of_the_record() -> None:
    told, camera = story(), story().cameras.map
    other = told.walks[1]
    ends = {other.seconds: other.lasting, other.shown: 1.0}
    artists = told.sheet(CHECKED).artists({**state(told, "global"), **ends})
    dots = list(in_parameters(told, artists, PathCollection, camera))
    for run in (default().main, default()["second start"]):
        assert any(
            each.shape == run.parameters.shape and np.allclose(each, run.parameters, atol=1e-9)
            for each in dots
        )


def test_half_way_only_the_steps_so_far_are_drawn() -> None:
    told, camera = story(), story().cameras.map
    walk, other = told.walks
    values = {**state(told, "global"), walk.seconds: walk.pace.when(3), other.shown: 0.0}
    artists = told.sheet(CHECKED).artists(values)
    (dots,) = in_parameters(told, artists, PathCollection, camera)
    assert np.allclose(dots, default().main.parameters[:4], atol=1e-9)
    ends = [each[-1] for each in in_parameters(told, artists, Line2D, camera)]
    assert any(np.allclose(end, default().main.parameters[3], atol=1e-9) for end in ends)


def test_the_slope_of_the_panel_is_the_gradients_length_at_the_step_that_is_shown() -> None:
    told, run = story(), default().main
    written = slope_quantity(told.shown)
    slopes = {
        str(step): written.text(float(np.hypot(*run.objective.gradient(at))))
        for step, at in zip(run.recorded_steps, run.parameters, strict=True)
    }
    walk, other = told.walks
    values = {**state(told, "global"), other.shown: 0.0}
    for seconds in np.linspace(0, walk.lasting, 20).tolist():
        drawn = in_panel(told, told.sheet(CHECKED).artists({**values, walk.seconds: seconds}))
        step = next(each for each in drawn if each in slopes)
        assert slopes[step] in drawn
    assert float(slopes["0"]) > 0.1


def test_the_watershed_is_cut_at_the_saddle() -> None:
    told = story()
    cut, runs = told.ridge, told.shown.runs
    ends, window = [run.parameters[-1] for run in runs], told.shown.landscape.window
    whole = ridge_between(told.run.objective, ends[0], ends[1], window)
    assert cut is not None
    assert whole is not None
    assert len(cut) < len(whole)
    losses = told.run.objective.losses(cut)
    saddle = cut[losses.argmin()]
    assert losses.argmin() in (0, len(cut) - 1)
    assert np.abs(told.run.objective.gradient(saddle)).max() < 1e-6
    assert (np.diff(losses) < 0).all() or (np.diff(losses) > 0).all()


def test_the_ridge_separates_the_paths_and_is_where_slopes_part() -> None:
    told = story()
    ridge = told.ridge
    assert ridge is not None
    first, other = (run.parameters for run in told.shown.runs)
    assert crossings(ridge, first[0], other[0]) == 1
    assert not any(crossings(ridge, *way) for path in (first, other) for way in pairwise(path))


def test_each_step_leaves_the_line_of_its_loss_at_a_right_angle() -> None:
    told, run = story(), default().main
    assert "falls_across" in keys(told)
    moves = np.diff(run.parameters, axis=0)
    for at, move in zip(run.parameters[:8], moves[:8], strict=True):
        along = np.array([-move[1], move[0]]) / np.hypot(*move) * 1e-5
        beside = run.objective.losses(np.array([at - along, at + along]))
        assert abs(beside[1] - beside[0]) < 1e-8


def test_another_optimizers_step_is_its_own() -> None:
    recording = record("descent", options(optimizer="adam", learning_rate=0.1))
    run = recording.main
    told = Descent(recording)
    first, second = written_sums(told, "step_own")
    step = (run.parameters[0] - run.parameters[1]) / 0.1
    assert step == pytest.approx([1, 1])
    assert "0.1 × 1.000" in first
    assert "0.1 × 1.000" in second
