"""What the race says is true of its runs, whatever is asked for."""

from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Text

from gradreel.engine import optimizers
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.optimizers.momentum import Momentum
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask import records
from gradreel.scenes.ask.recording import record
from gradreel.scenes.ask.runs import logistic_spec
from gradreel.scenes.descent import Descent
from gradreel.scenes.race import COURSES, FAMILY_OF, NEVER, OPTIONS, RATE, KnownRace, Race
from gradreel.scenes.stage.story.figure import CHECKED
from tests.scenes.layout import asked, drawn_at_end

NEAR, SAME = 1e-3, 1.02
RATES = [digit * 10.0**power for power in (-3, -2, -1, 0) for digit in (1, 2, 5)]
TWO = ("adam", "momentum")


options = partial(asked, "race")


@cache
def story(**values: object) -> Race:
    return Race(record("race", options(**values)))


def table(key: str) -> dict[str, list[str]]:
    """What stands in the rows of the table at the end of a beat, by the name they begin with."""
    sheet, lines = story().sheet(CHECKED), dict[int, list[tuple[float, str]]]()
    for each in drawn_at_end(story(), key):
        if isinstance(each, Text) and each.get_alpha() != 0:
            x, y = each.get_position()
            if x >= sheet.x(Race.table.left):
                lines.setdefault(round(y), []).append((x, each.get_text()))
    ordered = [[text for _, text in sorted(line)] for _, line in sorted(lines.items())]
    return {first: others for first, *others in reversed(ordered)}


def drawn_texts(key: str) -> set[str]:
    """What is written on the sheet in the course of a beat."""
    beat, told = next(each for each in story().beats if each.key == key), set[str]()
    for time in np.arange(beat.start, beat.end, 0.25):
        drawn = story().sheet(CHECKED).artists(story().timeline.state_at(float(time)))
        told |= {each.get_text() for each in drawn if isinstance(each, Text)}
    return told


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
        ("adam", 86),
        ("momentum", 93),
        ("gradient-descent", 274),
    ]
    assert heat.near == NEAR
    assert list(map(arrival, heat.racers)) == heat.arrivals
    assert (heat.until, heat.last_step) == (49, 274)
    assert len({(run.spec.steps, tuple(run.spec.start)) for run in heat.racers}) == 1
    assert OPTIONS["rates"] == tuple(run.spec.learning_rate for run in heat.racers)
    early = np.flatnonzero(heat.gaps[names.index("adam")] < NEAR)[0]
    assert early < 86  # it loses its lead again, and so hasn't arrived


def test_the_camera_goes_with_whoever_is_lowest() -> None:
    heat = story().heat
    for step in (1, 12, 30):
        lowest = min(heat.racers, key=lambda run: float(run.loss[step]))
        assert heat.racers[heat.lowest_at(step)] is lowest
    low, high = heat.shown.landscape.window
    assert ((low <= heat.lead) & (heat.lead <= high)).all()


def test_on_the_camel_only_adam_arrives_and_momentum_is_trapped() -> None:
    rematch = story().rematch
    assert rematch is not None
    ends = {run.spec.optimizer_name: run.parameters[-1] for run in rematch.racers}
    found = {run.spec.optimizer_name: arrival(run) for run in rematch.racers}
    assert {name: step for name, step in found.items() if step < 1000} == {"adam": 85}
    assert np.allclose(ends["momentum"], [1.7036, -0.7961], atol=2e-3)
    for name in ends.keys() - {"adam"}:
        assert abs(ends[name][0] - 1.7) < 0.1
        assert ends[name][1] < -0.5
    assert rematch.last_step == rematch.steps == 120


def test_the_story_says_who_wins() -> None:
    said = {beat.key: beat.sentence for beat in story().beats}
    for key, word in (
        ("rates_best", "4 optimizers"),
        ("first", "AdaGrad"),
        ("first", "49"),
        ("other", "120 steps"),
        ("other_one_trapped", "Adam"),
    ):
        assert word in said[key]


def test_the_table_lists_the_arrivals_in_their_order_then_those_elsewhere() -> None:
    arrivals = {
        "AdaGrad": "49",
        "Adam": "86",
        "momentum": "93",
        "gradient descent": "274",
    }
    first, both = table("first"), table("moral")
    assert [(name, row) for name, row in first.items() if row] == [
        (name, [step]) for name, step in arrivals.items()
    ]
    elsewhere = dict.fromkeys(arrivals, "stuck") | {"Adam": "85"}
    assert {name: both[name] for name in arrivals} == {
        name: [step, elsewhere[name]] for name, step in arrivals.items()
    }


def test_the_arrows_of_memory_add_up_to_the_recorded_step() -> None:
    run = story().examples["memory"].run
    rule = run.spec.optimizer
    assert isinstance(rule, Momentum)
    before, here, there = run.parameters[:3]
    slope = -run.spec.learning_rate * run.gradients[1]
    kept = rule.momentum * (here - before)
    assert np.allclose(slope + kept, there - here)
    assert slope[1] * kept[1] < 0 < slope[0] * kept[0]  # they cancel across, and add up along


def test_a_step_that_adapts_is_longer_where_it_is_flat_and_shorter_where_it_is_steep() -> None:
    plain, adaptive = (story().examples[each].run for each in ("plain", "adaptive"))
    flat, steep = np.abs(np.diff(plain.parameters[:2], axis=0))[0]
    own = np.abs(np.diff(adaptive.parameters[:2], axis=0))[0]
    assert flat < own[0]
    assert own[1] < steep
    np.testing.assert_allclose(own[0], own[1], rtol=1e-9)  # each divided by its own slope
    assert {"flat", "steep"} <= drawn_texts("stretch")


def test_the_arrows_of_both_ideas_are_what_the_rule_adds_up_and_divides() -> None:
    run = story().examples["both"].run
    state, rule = run.spec.optimizer.init(run.parameters[0]), run.spec.optimizer
    for gradient, parameters in zip(run.gradients[:2], run.parameters, strict=False):
        step, state = rule.update(gradient, state, parameters)
    here, _, total, there = story().step_of("both")
    assert np.allclose(there - here, -run.spec.learning_rate * step)
    mean = (0.9 * 0.1 * run.gradients[0] + 0.1 * run.gradients[1]) / (1 - 0.9**2)
    assert np.allclose(total - here, -RATE * mean)
    assert np.allclose(state.first / (1 - 0.9**2), mean)


def test_it_opens_as_descent_ends() -> None:
    told = Descent(record("descent", asked("descent")))
    last = told.timeline.state_at(told.beats[-1].end)
    opening = story().opening.values
    assert {name: last[name] for name in opening} == pytest.approx(opening)


def test_a_family_has_one_colour() -> None:
    colours = {family: set[str]() for family in story().kin}
    for family, look in zip(story().kin, story().looks, strict=True):
        colours[family].add(look.colour)
    assert len(set.union(*colours.values())) == len(colours)


def test_those_that_remember_or_adapt_come_farther_in_as_many_steps() -> None:
    ends = {name: example.run.loss[-1] for name, example in story().examples.items()}
    assert len({example.run.n_steps for example in story().examples.values()}) == 1
    assert max(ends, key=lambda name: float(ends[name])) == "plain"


def test_every_optimizer_has_its_family() -> None:
    assert FAMILY_OF.keys() == set(optimizers.optimizer_names())


@pytest.mark.parametrize(
    ("racing", "told"),
    [
        (("adam", "adamw"), ("plain", "memory", "adaptive", "both")),
        (("adagrad", "rmsprop"), ("plain", "adaptive")),
        (("gradient-descent", "momentum"), ("plain", "memory")),
    ],
    ids=str,
)
def test_only_families_that_race_are_shown(racing: tuple[str, ...], told: tuple[str, ...]) -> None:
    race = story(optimizers=racing)
    assert race.examples.keys() == {*told}
    assert set(race.present) <= {*told}
    assert race.findings() == []


def test_a_run_that_diverges_drops_out() -> None:
    heat = story(optimizers=TWO, rates=(0.2, 0.5)).heat
    assert (heat.lost, heat.order, heat.arrivals[1]) == ([False, True], (0, 1), NEVER)


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
