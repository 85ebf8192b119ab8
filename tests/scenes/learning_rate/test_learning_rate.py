"""What the scene learning-rate says, held to the engine."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradreel.engine.data import load
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.learning_rate import BEYOND, LEAPS, Course, LearningRate
from gradreel.scenes.stage.runs.endings import arrival, line_ending
from gradreel.scenes.stage.runs.line import minimum_beside, window_about
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.quantity import product


def made(**changes: Any) -> Recording:
    return record("learning-rate", entry("learning-rate").defaults.changed(**changes))


@pytest.fixture(scope="module")
def recording() -> Recording:
    return made()


def told(recording: Recording) -> LearningRate:
    story = LearningRate(recording, Appearance("dark", "en"))
    story.prepare()
    return story


def path(run: Trajectory) -> Any:
    return run.parameters[:, 0]


def minimum(run: Trajectory) -> float:
    found = minimum_beside(run.objective, float(run.spec.start[0]), 1.0)
    assert found is not None
    return found


def test_too_small_is_still_on_its_way(recording: Recording) -> None:
    run = recording["smallest"]
    assert run.spec.learning_rate == 0.1
    assert minimum(run) == pytest.approx(-1.2521, abs=1e-4)
    assert path(run)[-1] == pytest.approx(-0.211, abs=1e-3)
    assert line_ending(run, minimum(run)) == "moving"


def test_the_middle_one_arrives(recording: Recording) -> None:
    run = recording.run
    np.testing.assert_allclose(path(run)[:4], [0.640, -0.878, -1.104, -1.186], atol=1e-3)
    assert line_ending(run, minimum(run)) == "arrived"
    assert arrival(run, minimum(run)) == 6


def test_too_large_leaps_to_and_fro_for_ever(recording: Recording) -> None:
    run = recording["largest"]
    assert run.spec.learning_rate == 20.0
    np.testing.assert_allclose(path(run)[:4], [0.640, -6.951, -3.353, -0.594], atol=2e-3)
    assert line_ending(run, minimum(run)) == "leaps"
    longer = made(steps=3000)["largest"]
    off = path(longer)[-40:] - minimum(longer)
    assert np.ptp(np.sign(off)) == 2
    assert 0.3 < np.abs(off).max() < 6


def test_it_opens_on_the_valley_of_the_slope(recording: Recording) -> None:
    slope = record("slope", entry("slope").defaults).run
    assert path(slope)[0] == path(recording.run)[0]
    assert minimum(slope) == minimum(recording.run)
    story = told(recording)
    assert story.hills.scales(story.main.window)[0] == story.hills.x
    assert story.main.window == pytest.approx(window_about(path(slope), minimum(slope)))


def test_balls_are_called_by_how_they_end(recording: Recording) -> None:
    story = told(recording)
    assert story.main.words == ["timid", "steady", "bold"]
    assert story.squared.kinds == ["away"]
    assert [each.label.content for each in story.squared.balls] == ["η = 1.05"]
    quick = told(made(rates=(2.0, 4.0, 6.0)))
    assert quick.main.kinds == ["arrived"] * 3
    assert [each.label.content for each in quick.main.balls] == ["η = 2", "η = 4", "η = 6"]
    assert quick.main.who(quick.main.balls[0]) == "η = 2"


def test_one_view_holds_all_runs_but_the_last_leaps_of_the_one_that_flies_out(
    recording: Recording,
) -> None:
    story = told(recording)
    low, high = story.far
    for each in story.main.balls:
        assert ((each.path > low) & (each.path < high)).all()
    places = story.squared.middle.path[: LEAPS + 1]
    seen = (places >= low) & (places <= high)
    assert seen[:-BEYOND].all()
    assert not seen[-BEYOND:].any()


def test_the_slope_of_cross_entropy_is_bounded_far_out(recording: Recording) -> None:
    slopes = [recording.run.objective.gradient(np.array([each]))[0] for each in (-1e3, 1e3)]
    farther = [recording.run.objective.gradient(np.array([each]))[0] for each in (-2e3, 2e3)]
    np.testing.assert_allclose(slopes, farther, rtol=1e-9)


def test_squared_error_runs_away(recording: Recording) -> None:
    run = recording["squared"]
    data = load("heart", ["Sex", "MaxHR", "ExAng", "Oldpeak"], "AHD").standardized()
    start, rates = np.random.default_rng(0).normal(0, 1, 5), data.inputs[:, 1]
    others = start[0] + data.inputs @ (start[1:] * [1, 0, 1, 1])
    best = rates @ (data.target - others) / (rates @ rates)
    expected = best + (start[2] - best) * (-1.1) ** np.arange(31)
    np.testing.assert_allclose(path(run), expected, rtol=1e-9)
    assert line_ending(run, minimum(run)) == "away"


def test_all_start_at_one_place(recording: Recording) -> None:
    runs = [recording.run, recording["smallest"], recording["largest"]]
    assert {float(path(each)[0]) for each in runs} == {0.6404226504432821}
    assert {float(each.gradients[0, 0]) for each in runs} == {float(runs[0].gradients[0, 0])}
    assert all(LearningRate.can_draw(each.spec) for each in runs)


@pytest.mark.parametrize("standardize", [True, False])
def test_rates_suit_other_data_on_any_scale(tmp_path: Path, standardize: bool) -> None:
    (tmp_path / "own.csv").write_text("dose,ill\n1,no\n2,yes\n3,no\n4.5,yes\n5,no\n6,yes\n")
    own = {"data": str(tmp_path / "own.csv"), "x": ("dose",), "y": "ill", "start": None}
    story = told(made(**own, rates=None, standardize=standardize))
    assert story.main.kinds == ["slow", "arrived", "leaps"]
    assert story.squared.kinds == ["away"]


def test_where_the_loss_falls_for_ever_no_rate_arrives(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("dose,ill\n1,no\n2,no\n3,no\n4.5,yes\n5,yes\n6,yes\n")
    own = made(data=str(tmp_path / "own.csv"), x=("dose",), y="ill", start=None, rates=None)
    assert {*told(own).main.kinds} == {"moving"}


def test_what_diverged_is_said_to_have(recording: Recording) -> None:
    gone = replace(recording["largest"], outcome="diverged at step 31")
    course = Course(told(recording), (recording["smallest"], recording.run, gone), "")
    assert course.kind(course.balls[-1]) == "diverged"
    assert course.words[-1] == "bold"


def test_a_calculator_gets_how_long_the_first_steps_are(recording: Recording) -> None:
    slope = abs(float(recording.run.gradients[0, 0]))
    shown = [product(slope, rate) for rate in (0.1, 4.0, 20.0)]
    assert shown == ["0.38 × 0.1 = 0.038", "0.38 × 4 = 1.52", "0.38 × 20 = 7.6"]
    assert product(0.3751, 20.0) == "0.38 × 20 ≈ 7.5"
