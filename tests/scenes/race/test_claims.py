"""What the race says is true of its runs, and of runs that it doesn't show."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.lines import Line2D
from matplotlib.text import Text

from gradreel.engine import optimizers
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.race import COURSES, OPTIONS, Board, RaceCourse
from gradreel.scenes.stage.story.figure import CHECKED
from tests.scenes.race.stage import default, drawn_at_end, keys, rows, story

NEAR = 1e-3
RATES = [digit * 10.0**power for power in (-3, -2, -1, 0) for digit in (1, 2, 5)]
SAME = 1.02


def run_on(course: RaceCourse, name: str, rate: float) -> Trajectory:
    objective = SurfaceObjective(surface(course.surface))
    start = np.array(course.start)
    return train(
        RunSpec(objective, optimizers.build(name), rate, course.steps, None, start, seed=0)
    )


def arrival(run: Trajectory) -> float:
    """The step from which on the loss stays near the least; or 1000 and its usual loss above it."""
    assert isinstance(run.objective, SurfaceObjective)
    assert run.objective.surface.lowest is not None
    if run.n_steps < run.spec.steps:
        return np.inf
    gaps = run.loss - run.objective.surface.lowest
    away = np.flatnonzero(gaps >= NEAR)
    first = away[-1] + 1 if away.size else 0
    return float(first) if first < len(gaps) else 1000 + float(np.median(gaps[-len(gaps) // 4 :]))


@pytest.mark.slow
@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.surface)
def test_each_has_the_best_rate_of_one_two_and_five_times_powers_of_ten(course: RaceCourse) -> None:
    for name, own in course.rates.items():
        found = {rate: arrival(run_on(course, name, rate)) for rate in RATES}
        best = min(found.values())
        if best < 1000:
            assert found[own] == best, name
        else:
            assert found[own] - 1000 <= SAME * (best - 1000), name


def test_who_arrives_on_beale_and_when() -> None:
    heat = story().heat
    names = [run.spec.optimizer_name for run in heat.racers]
    assert {names[index]: heat.arrivals[index] for index in heat.order} == {
        "adagrad": 49,
        "nesterov": 54,
        "adam": 86,
        "momentum": 93,
        "rmsprop": 237,
        "gradient-descent": 274,
    }
    assert heat.near == NEAR
    for run, step in zip(heat.racers, heat.arrivals, strict=True):
        assert arrival(run) == step


def test_on_the_camel_only_adam_arrives_and_momentum_is_trapped() -> None:
    rematch = story().rematch
    assert rematch is not None
    heat = rematch
    ends = {run.spec.optimizer_name: run.parameters[-1] for run in heat.racers}
    found = {run.spec.optimizer_name: arrival(run) for run in heat.racers}
    assert {name for name, step in found.items() if step < 1000} == {"adam"}
    assert found["adam"] == 85
    for name in ("momentum", "nesterov"):
        assert np.allclose(ends[name], [1.7036, -0.7961], atol=2e-3)
    for name in ends.keys() - {"adam"}:
        assert abs(ends[name][0] - 1.7) < 0.1
        assert ends[name][1] < -0.5


def test_the_story_says_who_wins() -> None:
    race = story()
    assert keys(race) == [
        "question",
        "goal",
        "rates_best",
        "finish",
        "parts",
        "chase",
        "first",
        "all",
        "other_valleys",
        "other_chase",
        "other_one_trapped",
        "moral",
    ]
    said = {beat.key: beat.sentence for beat in race.beats}
    assert "AdaGrad" in said["first"]
    assert "49" in said["first"]
    assert "274" in said["all"]
    assert said["other_valleys"] == "Another surface: 2 lowest minima, 4 other valleys"
    assert "120 steps" in said["other_chase"]
    assert "Adam" in said["other_one_trapped"]
    leader = min(race.heat.racers, key=lambda run: float(run.loss[12]))
    assert leader.spec.optimizer_name == "adagrad"
    assert "12" in said["parts"]
    assert "AdaGrad" in said["parts"]


def test_the_board_shows_the_order() -> None:
    lines = rows(drawn_at_end(story(), "all"))
    board = [line for line in lines if " step " in line and line[0] in "ANmRg"]
    assert [line.partition(" step ")[::2] for line in board] == [
        ("AdaGrad", "49"),
        ("Nesterov", "54"),
        ("Adam", "86"),
        ("momentum", "93"),
        ("RMSProp", "237"),
        ("gradient descent", "274"),
    ]
    last = rows(drawn_at_end(story(), "moral"))
    assert "arrived at Beale Six-hump camel" in last
    assert [line for line in last if line.endswith("–")] == [
        "Nesterov 54 –",
        "Adam 86 –",
        "momentum 93 –",
        "RMSProp 237 –",
        "gradient descent 274 –",
    ]
    assert "AdaGrad 49 Adam 85" in last


def test_the_leader_alone_is_named_on_the_map() -> None:
    left = Board.left * CHECKED.width
    texts = [each for each in drawn_at_end(story(), "parts") if isinstance(each, Text)]
    written = {each.get_text() for each in texts if each.get_position()[0] < left}
    assert {look.name for look in story().looks} & written == {"AdaGrad"}


def test_both_charts_call_losses_alike() -> None:
    for key in ("all", "moral"):
        assert "loss above the minimum" in rows(drawn_at_end(story(), key))


def test_the_rates_on_the_board_are_those_of_the_runs() -> None:
    lines = rows(drawn_at_end(story(), "rates_best"))
    for run in story().heat.racers:
        assert any(line.endswith(f"η {run.spec.learning_rate:g}") for line in lines)
    assert OPTIONS["rates"] == tuple(run.spec.learning_rate for run in story().heat.racers)


def test_all_start_at_the_same_place_with_the_same_budget() -> None:
    runs = [default().main, *story().heat.racers]
    assert len({(run.spec.steps, tuple(run.spec.start)) for run in runs}) == 1


def test_a_lost_lead_is_no_arrival() -> None:
    heat = story().heat
    index = [run.spec.optimizer_name for run in heat.racers].index("adam")
    gaps = heat.gaps(index)
    early = int(np.flatnonzero(gaps < NEAR)[0])
    assert early < (heat.arrivals[index] or 0)
    short = replace(heat.racers[index].spec, steps=early + 1)
    assert arrival(train(short)) >= 1000


def test_the_race_is_over_where_the_last_arrives_and_only_ranks_of_arrivals_are_linked() -> None:
    race = story()
    assert race.heat.last_step == 274
    assert race.heat.pace.steps[-1] == 274
    again = race.rematch
    assert again is not None
    assert again.last_step == again.steps == 120
    ends = drawn_at_end(race, "moral")
    lines = [each for each in ends if isinstance(each, Line2D) and each.get_alpha()]
    across = [race.sheet(CHECKED).x(each) for each in (Board.first, Board.second)]
    linked = {each.get_color() for each in lines if np.array_equal(each.get_xdata(), across)}
    assert linked == {race.looks[again.arrived[0]].colour}
