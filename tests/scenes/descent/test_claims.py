"""The scene of gradient descent: what it draws is in the record, what it claims is true."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Circle

from gradreel.assets import LANGUAGES
from gradreel.engine.surfaces.named import SURFACES
from gradreel.scenes.app.recording import record
from gradreel.scenes.descent import Descent, DescentRole
from gradreel.scenes.stage.type.typesetting import number_text
from tests.scenes.descent.stage import (
    FORMULA,
    Picture,
    default,
    drawn_at_end,
    in_parameters,
    keys,
    options,
    story,
    words,
)

GLOBAL = SURFACES["styblinski-tang"].lowest


def test_the_first_start_arrives_at_the_global_minimum() -> None:
    run = default().main
    assert run.loss[-1] == pytest.approx(GLOBAL, abs=1e-9)
    assert np.abs(run.objective.gradient(run.parameters[-1])).max() < 1e-5


def test_the_second_start_is_stuck_in_a_higher_minimum() -> None:
    run = default()[DescentRole.SECOND_START]
    assert run.loss[-1] == pytest.approx(-64.195612, abs=1e-6)
    around = run.parameters[-1] + 0.05 * np.array([[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1]])
    assert (run.objective.losses(around) > run.loss[-1]).all()
    assert np.hypot(*(run.parameters[0] - default().main.parameters[0])) < 1.1


def test_every_step_that_is_seen_lowers_the_loss() -> None:
    assert "falls" in [beat.key for beat in story().beats]
    seen = default().main.loss[: story().shown.verdicts[0].step + 1]
    assert len(seen) > 6
    assert (np.diff(seen) < 0).all()


def test_the_default_story_is_told_in_half_a_minute_to_one() -> None:
    for language in LANGUAGES:
        assert 25 <= Descent(default(), language=language).duration <= 70


@pytest.mark.parametrize(
    ("given", "ending", "step"),
    [
        ({"surface": "six-hump-camel"}, "local", None),
        ({"surface": "himmelblau", "start": (1.0, 1.0)}, "global", None),
        ({"surface": "booth"}, "only", None),
        ({"surface": "rosenbrock"}, "slow", 100),
        ({"surface": "rosenbrock", "learning_rate": 1e-5}, "moving", 100),
        ({"surface": "saddle"}, "left", None),
        ({"surface": "saddle", "start": (-1.5, 0.0)}, "saddle", None),
        ({"surface": "himmelblau", "learning_rate": 0.05}, "diverged", 10),
        ({"surface": FORMULA, "start": (0.0, 0.0), "learning_rate": 0.01}, "lowest", None),
        ({"surface": FORMULA + "+4*x+2*y", "start": (0.0, 0.0)}, "local", None),
        ({"surface": "x**2 - y**2", "start": (0.0, 0.0)}, "saddle", 0),
        ({"x": ("MaxHR",), "y": "AHD"}, "only", None),
    ],
)
def test_an_ending_is_judged_by_the_run(
    given: dict[str, object], ending: str, step: int | None
) -> None:
    told = Descent(record("descent", options(**given)))
    found = told.shown.verdicts[0]
    assert found.ending == ending
    assert step is None or found.step == step
    assert f"{ending}_floorless" in keys(told) or ending in keys(told)
    assert ("moral" in keys(told)) is False


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
    artists = drawn_at_end(story(), "moral")
    dots = list(in_parameters(artists, PathCollection))
    for run in (default().main, default()[DescentRole.SECOND_START]):
        assert any(np.array_equal(each, run.parameters) for each in dots)


def test_half_way_only_the_steps_so_far_are_drawn() -> None:
    told = story()
    values = {**told.timeline.segments[-1].after, "main": 3.0, "other_shown": 0.0}
    artists = told.sheet(Picture()).artists(values)
    (dots,) = in_parameters(artists, PathCollection)
    assert np.array_equal(dots, default().main.parameters[:4])
    (line,) = {tuple(each[-1]) for each in in_parameters(artists, Line2D)}
    assert line == tuple(default().main.parameters[3])


def test_the_point_stands_where_the_run_is() -> None:
    told = story()
    sheet = told.sheet(Picture())
    artists = drawn_at_end(told, "global")
    dots = next(each for each in artists if isinstance(each, PathCollection)
                and np.array_equal(each.get_offsets(), default().main.parameters))  # fmt: skip
    wanted = dots.get_offset_transform().transform(default().main.parameters[-1])
    centres = [each.center for each in artists if isinstance(each, Circle)]
    assert any(np.allclose(each, wanted) for each in centres)
    assert sheet.x(0.69) < wanted[0] < sheet.x(0.95)


@pytest.mark.parametrize("key", ["start", "falls", "moral"])
def test_the_numbers_of_the_table_are_those_of_the_record(key: str) -> None:
    shown = words(drawn_at_end(story(), key))
    run = default().main
    row = 0 if key == "start" else -1
    x, y = run.parameters[row]
    for wanted in (
        str(run.recorded_steps[row]),
        number_text(float(x), 3),
        number_text(float(y), 3),
        number_text(float(run.loss[row]), 2),
        "0.025",
    ):
        assert wanted in shown


def test_the_first_step_adds_up_with_the_recorded_gradient() -> None:
    shown = words(drawn_at_end(story(), "step"))
    run = default().main
    for axis in (0, 1):
        before, after = run.parameters[:2, axis]
        gradient = run.gradients[0, axis]
        assert after == pytest.approx(before - 0.025 * gradient)
        assert f"= {number_text(float(before), 3)}" in shown
        assert number_text(float(gradient), 3) in shown
        assert f"= {number_text(float(after), 3)}" in shown


def test_another_optimizers_step_is_its_own() -> None:
    recording = record("descent", options(optimizer="adam", learning_rate=0.1))
    run = recording.main
    told = Descent(recording)
    shown = words(drawn_at_end(told, "step_own"))
    step = (run.parameters[0] - run.parameters[1]) / 0.1
    assert step == pytest.approx([1, 1])
    assert shown.count("1.000") == 2
    assert "∂" not in "".join(shown)
