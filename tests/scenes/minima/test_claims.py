"""The scene of minima: what it says of its runs is true of them, whatever was asked for."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from gradreel.engine.bands import band_of_two
from gradreel.scenes.ask.recording import record
from gradreel.scenes.minima import Minima
from tests.scenes.layout import asked


@cache
def story(**values: object) -> Minima:
    return Minima(record("minima", asked("minima", **values)))


def sentences(told: Minima) -> dict[str, str]:
    return {beat.key: beat.sentence for beat in told.beats}


def test_runs_of_the_age_alone_end_in_three_minima_of_the_curve() -> None:
    told, whole = story(), band_of_two()
    runs = [walk.run for walk in told.walks]
    points = [told.on_plane(run.parameters[-1])[0] for run in runs]
    ages = [told.in_units(each)[0] for each in points]
    assert ages == pytest.approx([47.67, 36.38, 60.42], abs=0.05)
    losses = [float(run.loss[-1]) for run in runs]
    assert losses == pytest.approx([1.210, 1.222, 1.005], abs=5e-4)
    assert told.held == pytest.approx(160)
    assert losses == pytest.approx([whole.loss(each) for each in points])
    for run in runs:
        assert abs(run.objective.gradient(run.parameters[-1])[0]) < 1e-4
    lowest = [told.valley_at_end(run) is told.line.lowest for run in runs]
    assert lowest == [False, False, True]


def test_the_starts_are_counted_and_coloured_by_where_their_runs_end() -> None:
    told, (low, high) = story(), story().line.window
    valleys, basins = told.line.valleys, told.found_basins
    lowest = min(valleys, key=lambda each: each.loss)
    near = [abs(run.parameters[-1, 0] - lowest.at) < 0.01 * (high - low) for run in told.many]
    assert len(near) == 81
    assert sum(near) == told.reached == 44
    assert "44 of 81" in sentences(told)["basins"]
    assert [basin.count for basin in basins] == [15, 22, 44]
    for basin, after in pairwise(basins):
        assert basin.valley is not None
        assert after.valley is not None
        barrier = told.line.barrier(valleys[basin.valley], valleys[after.valley])
        assert abs(basin.right - barrier) < 0.01 * (high - low)


def test_with_two_parameters_one_run_gets_through_and_others_are_stuck() -> None:
    planes = story().planes
    assert [each.ending for each in planes.verdicts] == ["local", "local", "lowest"]
    ends = np.array([run.parameters[-1] for run in planes.runs])
    wanted = [[-0.828, -0.835], [-0.828, -0.835], [0.548, -0.348]]
    assert np.allclose(ends, wanted, atol=0.003)
    told = sentences(story())["mixed"]
    assert told == "Of 3 starts: 2 stuck at 1.136, 1 at the global minimum, 0.933"


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
    told = story(**given)
    assert key is None or key in sentences(told)
    assert 25 <= told.duration <= 70
    assert told.findings() == []
    if "basins" in sentences(told):
        assert None not in told.ends_of_many
    if "mixed" in sentences(told):
        assert {"local"} < {each.ending for each in told.planes.verdicts}


def test_only_its_own_kind_of_run_is_drawn() -> None:
    assert Minima.can_draw(story().run.spec)
    assert not Minima.can_draw(story().planes.runs[0].spec)
