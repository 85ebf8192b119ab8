"""The scene of minima: what it says of its runs is true of them, whatever was asked for."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from gradreel.engine.data import load
from gradreel.scenes.ask.recording import record
from gradreel.scenes.minima import Minima, moral_of, stretches
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.runs.line import Valley
from tests.scenes.layout import asked

TALL = Picture(360, 640, 5)


@cache
def story(**values: object) -> Minima:
    return Minima(record("minima", asked("minima", **values)))


def sentences(told: Minima) -> dict[str, str]:
    return {beat.key: beat.sentence for beat in told.beats}


def test_one_start_is_stuck_and_another_close_to_it_finds_the_sun_s_cycle() -> None:
    told = story()
    stuck, found = (walk.run for walk in told.walks)
    assert [float(run.parameters[0, 0]) for run in (stuck, found)] == [9.4, 9.7]
    assert [told.end_of(run) for run in (stuck, found)] == pytest.approx([8.937, 10.561], abs=1e-3)
    assert [run.loss[-1] for run in (stuck, found)] == pytest.approx([1.358, 0.199], abs=5e-4)
    assert told.kind_of(found) == "global"
    assert sentences(told)["to_local"].startswith("Start at 9.4 years")
    assert sentences(told)["to_global_too"] == "And from 9.7 years?"


def test_its_wave_is_in_step_at_both_ends_and_out_of_step_between() -> None:
    data, (fits, edges) = load("sunspots"), story().cycles(story().run)
    assert fits == [True, True, False, False, False, False, True, True]
    assert "in_step_at_ends" in sentences(story())
    years, spots = data.inputs[:, 0], data.target
    made = spots.mean() + 1.25 * spots.std() * np.cos(2 * np.pi * (years - 1937.5) / 8.937)
    for better, (left, right) in zip(fits, pairwise(edges), strict=True):
        some = (left <= years) & (years < right)
        error, alone = (np.mean((spots[some] - guess) ** 2) for guess in (made[some], spots.mean()))
        assert (error < alone) == better


def test_a_little_shorter_or_longer_is_shown_and_worse() -> None:
    told = story()
    assert told.run.loss[-1] > 1
    beat = next(each for each in told.beats if each.key == "why_worse")
    times = np.linspace(beat.start + 0.5, beat.end, 30)
    tried = [told.timeline.state_at(float(each))[told.period] for each in times]
    end = told.end_of(told.run)
    assert min(tried) < end - 0.25 < end + 0.25 < max(tried)
    assert tried[-1] == end
    losses = told.line.line.losses(np.array(tried))
    assert (losses >= told.line.line.loss(end) - 1e-9).all()


def test_the_wave_has_the_period_of_the_run_that_is_told() -> None:
    told = story()
    for key, walk in zip(("to_local", "to_global_too"), told.walks, strict=True):
        beat = next(each for each in told.beats if each.key == key)
        state = told.timeline.state_at(beat.end)
        assert state[told.period] == walk.run.parameters[-1, 0]
        assert state[walk.word] == 1


def test_the_starts_are_counted_by_where_their_runs_end() -> None:
    told = story()
    ends = [told.valley_of(run) for run in told.many]
    assert [end - first for first, end in stretches(ends)] == [22, 29, 46, 44]
    assert sentences(told)["basins"] == "46 of 141 find the global minimum"
    starts = [run.parameters[0, 0] for run in told.many]
    for (first, _), valley in zip(stretches(ends)[1:], told.line.valleys[1:], strict=True):
        assert starts[first - 1] < valley.left < starts[first]


def test_with_the_peak_set_free_the_start_still_decides() -> None:
    told = story()
    found = {told.valley_of(run) for run in told.all_freed}
    assert found == {*told.line.valleys}
    for run in told.all_freed:
        assert np.abs(run.objective.gradient(run.parameters[-1])).max() < 0.05
    lows = {round(float(run.loss[-1]), 2) for run in told.all_freed}
    assert min(lows) == 0.2
    assert len(lows) == 4


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"starts": (10.56, 10.7, 8.9)}, "to_global"),
        ({"starts": (7.1, 13.0, 7.0)}, "in_step"),
        ({"learning_rate": 0.001}, "to_moving"),
        ({"learning_rate": 5.0}, "to_gone"),
        ({"data": "sine"}, "question_own"),
    ],
    ids=str,
)
def test_other_runs_are_told_as_they_are(given: dict[str, object], key: str) -> None:
    told = story(**given)
    assert key in sentences(told)
    assert 25 <= told.duration <= 70
    assert told.findings() == told.findings(TALL) == []
    if "basins" in sentences(told):
        assert None not in [told.valley_of(run) for run in told.many]


def test_anyone_s_series_is_told_without_the_sun_s_units(tmp_path: Path) -> None:
    file, hours = tmp_path / "tide.csv", np.arange(120.0)
    depths = 3 + np.cos(2 * np.pi * (hours - 3) / 12.4)
    rows = (f"{hour},{depth:.3f}" for hour, depth in zip(hours, depths, strict=True))
    file.write_text("\n".join(["hour,depth", *rows]))
    told = story(data=str(file), y="depth")
    assert told.line.window == (8.2, 16.0)
    assert sentences(told)["question_own"] == "How long is the cycle of depth?"
    assert sentences(told)["to_global_too"] == "And from 11.7?"
    assert told.end_of(told.walks[1].run) == pytest.approx(12.4, abs=0.01)
    assert not any("year" in each or "sun" in each for each in sentences(told).values())
    assert told.findings() == told.findings(TALL) == []


def test_of_one_minimum_no_start_is_said_to_decide() -> None:
    one, other = Valley(1.0, 0.1, 0.0, 2.0), Valley(3.0, 0.2, 2.0, 4.0)
    keys = [moral_of(ends) for ends in ({one}, {one, None}, {one, other, None})]
    assert keys == ["moral_one", "moral_lone", "moral"]


def test_only_its_own_kind_of_run_is_drawn() -> None:
    assert Minima.can_draw(story().run.spec)
    assert not Minima.can_draw(story().all_freed[0].spec)
