"""What the race says is true of its runs, whatever is asked for."""

from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Text

from gradreel.engine import optimizers
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask import records
from gradreel.scenes.ask.recording import record
from gradreel.scenes.ask.runs import logistic_spec
from gradreel.scenes.race import COURSES, NEVER, OPTIONS, KnownRace, Race
from gradreel.scenes.stage.figure.text import Label, ink
from gradreel.scenes.stage.story.figure import CHECKED
from tests.scenes.layout import asked, drawn_at_end

NEAR, SAME = 1e-3, 1.02
RATES = [digit * 10.0**power for power in (-3, -2, -1, 0) for digit in (1, 2, 5)]
TWO = ("adam", "momentum")


options = partial(asked, "race")


@cache
def story(**values: object) -> Race:
    return Race(record("race", options(**values)))


def rows(key: str) -> list[str]:
    """What is written right of the map at the end of a beat, line by line from the top."""
    lines: dict[int, list[tuple[float, str]]] = {}
    for each in drawn_at_end(story(), key):
        if isinstance(each, Text) and each.get_alpha() != 0:
            x, y = each.get_position()
            if x >= Race.board_left * CHECKED.width:
                lines.setdefault(-round(y), []).append((x, each.get_text()))
    return [" ".join(text for _, text in sorted(line)) for _, line in sorted(lines.items())]


def run_on(course: KnownRace, name: str, rate: float) -> Trajectory:
    objective, start = SurfaceObjective(surface(course.surface)), np.array(course.start)
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
def test_each_has_the_best_rate_of_one_two_and_five_times_powers_of_ten(course: KnownRace) -> None:
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
    assert [(names[index], heat.arrivals[index]) for index in heat.order] == [
        ("adagrad", 49),
        ("nesterov", 54),
        ("adam", 86),
        ("momentum", 93),
        ("rmsprop", 237),
        ("gradient-descent", 274),
    ]
    assert heat.near == NEAR
    assert list(map(arrival, heat.racers)) == heat.arrivals
    assert heat.last_step == heat.pace.steps[-1] == 274
    assert len({(run.spec.steps, tuple(run.spec.start)) for run in heat.racers}) == 1
    assert OPTIONS["rates"] == tuple(run.spec.learning_rate for run in heat.racers)
    leader = min(heat.racers, key=lambda run: float(run.loss[12]))
    assert leader is heat.racers[heat.leader]
    early = np.flatnonzero(heat.gaps[names.index("adam")] < NEAR)[0]
    assert early < 86  # it loses its lead again, and so hasn't arrived


def test_on_the_camel_only_adam_arrives_and_momentum_is_trapped() -> None:
    rematch = story().rematch
    assert rematch is not None
    ends = {run.spec.optimizer_name: run.parameters[-1] for run in rematch.racers}
    found = {run.spec.optimizer_name: arrival(run) for run in rematch.racers}
    assert {name: step for name, step in found.items() if step < 1000} == {"adam": 85}
    for name in ("momentum", "nesterov"):
        assert np.allclose(ends[name], [1.7036, -0.7961], atol=2e-3)
    for name in ends.keys() - {"adam"}:
        assert abs(ends[name][0] - 1.7) < 0.1
        assert ends[name][1] < -0.5
    assert rematch.last_step == rematch.steps == 120


def test_the_story_says_who_wins() -> None:
    said = {beat.key: beat.sentence for beat in story().beats}
    for key, word in (
        ("parts", "12"),
        ("parts", "AdaGrad"),
        ("first", "AdaGrad"),
        ("first", "49"),
        ("all", "274"),
        ("other_chase", "120 steps"),
        ("other_one_trapped", "Adam"),
        ("other_valleys", "Another surface: 2 lowest minima, 4 other valleys"),
    ):
        assert word in said[key]


def test_the_board_shows_rates_then_the_order_then_both_races() -> None:
    for run in story().heat.racers:
        rate = f"η {run.spec.learning_rate:g}"
        assert any(line.endswith(rate) for line in rows("rates_best"))
    board = [line for line in rows("all") if " step " in line and line[0] in "ANmRg"]
    assert board == [
        "AdaGrad step 49",
        "Nesterov step 54",
        "Adam step 86",
        "momentum step 93",
        "RMSProp step 237",
        "gradient descent step 274",
    ]
    assert {
        "loss above the minimum",
        "arrived at Beale Six-hump camel",
        "AdaGrad 49 Adam 85",
        "Nesterov 54 –",
        "Adam 86 –",
        "momentum 93 –",
        "RMSProp 237 –",
        "gradient descent 274 –",
    } <= set(rows("moral"))


def test_a_run_that_diverges_drops_out() -> None:
    heat = story(optimizers=TWO, rates=(0.2, 0.5)).heat
    assert (heat.lost, heat.order, heat.arrivals[1]) == ([False, True], (0, 1), NEVER)


def test_results_of_the_rematch_stand_right_of_their_signs() -> None:
    race = story(surface="six-hump-camel")
    sheet, colours = race.sheet(CHECKED), {look.colour for look in race.looks}
    sign, end = sheet.x(Race.second), sheet.x(Race.board_right)
    found = [
        each
        for each in drawn_at_end(race, "moral")
        if isinstance(each, Label) and each.get_color() in colours and each.get_position()[0] == end
    ]
    assert {"Adam 86", "49", "237"} <= {each.get_text() for each in found}
    for each in found:
        assert ink(each).x0 > sign + sheet.stroke(8)


@pytest.mark.slow
def test_a_run_that_is_brought_races_against_the_others(tmp_path: Path) -> None:
    chosen = options(optimizers=TWO)
    logistic = logistic_spec(chosen.changed(data="heart", x=("Age",), y="AHD", steps=40))
    assert Race.can_draw(logistic)
    records.save(train(logistic), tmp_path / "run.npz")
    race = Race(record("race", chosen, records.load(tmp_path / "run.npz")))
    names = [run.spec.optimizer_name for run in race.heat.racers]
    assert names == ["gradient-descent", *TWO]
    assert race.rematch is None
    assert race.findings() == []
