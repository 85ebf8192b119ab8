"""The scene of minima: what it says of its runs is true of them, whatever was asked for."""

from functools import cache

import numpy as np
import pytest

from gradreel.engine.bands import band_of_two
from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.catalog import entry, run_options
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import record
from gradreel.scenes.minima import Minima
from gradreel.scenes.stage.figure.text import findings
from gradreel.scenes.stage.story.figure import CHECKED


def options(**values: object) -> RunOptions:
    return run_options(entry("minima"), values)


@cache
def story() -> Minima:
    return Minima(record("minima"))


def sentences(told: Minima) -> dict[str, str]:
    return {beat.key: beat.sentence for beat in told.beats}


def test_runs_of_the_age_alone_end_in_three_minima() -> None:
    facts = story().facts
    ends = [float(facts.in_units(facts.on_plane(run.parameters[-1]))[0, 0]) for run in facts.lines]
    assert ends == pytest.approx([47.67, 36.38, 60.42], abs=0.05)
    assert [float(run.loss[-1]) for run in facts.lines] == pytest.approx(
        [1.210, 1.222, 1.005], abs=5e-4
    )
    for run in facts.lines:
        assert abs(run.objective.gradient(run.parameters[-1])[0]) < 1e-4
    assert [facts.is_lowest(run) for run in facts.lines] == [False, False, True]


def test_the_curve_is_the_loss_with_the_heart_rate_held() -> None:
    facts, whole = story().facts, band_of_two()
    assert story().held == pytest.approx(160)
    for run in facts.lines:
        assert whole.loss(facts.on_plane(run.parameters[-1])[0]) == pytest.approx(run.loss[-1])


def test_the_starts_are_counted_and_coloured_by_where_their_runs_end() -> None:
    facts = story().facts
    lowest = min(facts.line.valleys, key=lambda each: each.loss)
    low, high = facts.line.window
    near = [abs(run.parameters[-1, 0] - lowest.at) < 0.01 * (high - low) for run in facts.swept]
    assert len(near) == 81
    assert sum(near) == facts.reached == 44
    assert "44 of 81" in sentences(story())["basins"]
    assert [basin.count for basin in facts.basins] == [15, 22, 44]
    for basin, after in zip(facts.basins, facts.basins[1:], strict=False):
        valleys = facts.line.valleys
        assert basin.valley is not None
        assert after.valley is not None
        barrier = facts.line.barrier(valleys[basin.valley], valleys[after.valley])
        assert abs(basin.right - barrier) < 0.01 * (high - low)


def test_with_two_parameters_one_run_gets_through_and_others_are_stuck() -> None:
    facts = story().facts
    assert [each.ending for each in facts.planes.verdicts] == ["local", "local", "lowest"]
    ends = np.array([run.parameters[-1] for run in facts.planes.runs])
    wanted = [[-0.828, -0.835], [-0.828, -0.835], [0.548, -0.348]]
    assert np.allclose(ends, wanted, atol=0.003)
    told = sentences(story())["mixed"]
    assert told == "Of 3 starts: 2 stuck at 1.136, 1 at the global minimum, 0.933"


def test_points_lie_on_the_curve_that_is_drawn() -> None:
    told = story()
    beat = next(each for each in told.beats if each.key == "others")
    state = told.timeline.state_at(beat.end)
    assert all(state[walk.shown] == 1 for walk in told.walks)
    assert state["elevation"] == 0


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"starts": (50.0, 56.0)}, "stuck"),
        ({"starts": (57.0, 62.0)}, "reached"),
        ({"learning_rate": 0.02, "steps": 20}, "moving"),
        ({"learning_rate": 40.0}, None),
        ({"held": 120.0}, None),
        ({"steps": 1}, "moving"),
        ({"optimizer": "momentum", "learning_rate": 0.1}, None),
    ],
    ids=str,
)
def test_other_runs_are_told_as_they_are(given: dict[str, object], key: str | None) -> None:
    told = Minima(record("minima", options(**given)))
    assert key is None or key in sentences(told)
    assert 25 <= told.duration <= 70
    sheet = told.sheet(CHECKED)
    for beat in told.beats:
        assert findings(sheet, sheet.artists(told.timeline.state_at(beat.end))) == []
    facts = told.facts
    if "basins" in sentences(told):
        assert None not in facts.ends
    if "mixed" in sentences(told):
        assert {"local"} < {each.ending for each in facts.planes.verdicts}


@pytest.mark.parametrize(
    "given",
    [{"starts": (50.0,)}, {"starts": (50.0, 90.0)}, {"held": 20.0}, {"starts": (40.0,) * 4}],
    ids=str,
)
def test_what_cannot_be_shown_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(RequestError):
        record("minima", options(**given))


def test_only_its_own_kind_of_run_is_drawn() -> None:
    facts = story().facts
    assert Minima.can_draw(facts.lines[0].spec)
    assert not Minima.can_draw(facts.planes.runs[0].spec)
