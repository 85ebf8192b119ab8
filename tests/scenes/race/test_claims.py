"""What the race says is true of its runs, whatever is asked for."""

from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Text

from gradreel.engine import optimizers
from gradreel.engine.optimizers.momentum import Momentum
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask import records
from gradreel.scenes.ask.recording import record
from gradreel.scenes.ask.runs import logistic_spec
from gradreel.scenes.descent import Descent
from gradreel.scenes.race import COURSES, FAMILY_OF, NEVER, OPTIONS, Heat, Race, spec_on
from gradreel.scenes.stage.story.figure import CHECKED
from tests.scenes.layout import asked, drawn_at_end

NEAR, STEPS = 1e-2, 120
RATES = [*(digit * 10.0**power for power in (-3, -2, -1) for digit in (1, 2, 5)), 1.0]
TWO = ("adam", "momentum")


options = partial(asked, "race")


@cache
def story(**values: object) -> Race:
    return Race(record("race", options(**values)))


def table(key: str) -> dict[str, list[str]]:
    """What stands in the rows of the table at the end of a beat, by the name they begin with."""
    lines = dict[int, list[tuple[float, str]]]()
    for each in drawn_at_end(story(), key):
        if isinstance(each, Text) and each.get_alpha() != 0:
            x, y = each.get_position()
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


def run_on(course: str, name: str, rate: float) -> Trajectory:
    return train(replace(spec_on(course, name, STEPS), learning_rate=rate))


def arrival(run: Trajectory) -> float:
    """The step from which on the loss stays near zero, the least."""
    away = np.flatnonzero(~(run.loss < NEAR))
    first = away[-1] + 1 if away.size else 0
    return float(first) if first < len(run.loss) and run.n_steps == STEPS else np.inf


@pytest.mark.slow
@pytest.mark.parametrize("course", COURSES)
def test_each_has_the_best_rate_of_one_two_and_five_times_powers_of_ten(course: str) -> None:
    for name, own in COURSES[course].items():
        found = {rate: arrival(run_on(course, name, rate)) for rate in RATES}
        assert found[own] == min(found.values()) < np.inf, name


def arrivals(heat: Heat) -> dict[str, float]:
    return dict(zip((run.spec.optimizer_name for run in heat.racers), heat.arrivals, strict=True))


def test_who_arrives_first_comes_last_where_the_valley_is_turned() -> None:
    heat, again = story().heat, story().rematch
    assert again is not None
    assert arrivals(heat) == {"gradient-descent": 68, "momentum": 30, "adagrad": 24}
    assert arrivals(again) == arrivals(heat) | {"adagrad": 100}
    for each in story().heats:
        assert each.near == NEAR
        assert list(map(arrival, each.racers)) == each.arrivals
    assert (heat.until, heat.last_step, again.until, again.last_step) == (24, 68, 30, 100)
    assert OPTIONS["rates"] == tuple(run.spec.learning_rate for run in heat.racers)


def test_the_second_valley_is_the_first_one_turned() -> None:
    first, second = map(surface, COURSES)
    turn = np.array([[1, -1], [1, 1]]) / np.sqrt(2)
    places = np.random.default_rng(1).uniform(-3, 3, (20, 2))
    assert np.allclose(first.value(*places.T), second.value(*(turn @ places.T)))
    assert np.allclose(turn @ first.start, second.start, atol=0.005)


def test_on_the_turned_valley_both_weights_are_steep() -> None:
    plain, turned = (run_on(each, "gradient-descent", 0.05) for each in COURSES)
    (flat, steep), both = (
        np.abs(np.diff(run.parameters[:2], axis=0))[0] for run in (plain, turned)
    )
    assert flat < steep / 4
    assert both.min() > both.max() / 2


def test_the_story_says_who_wins() -> None:
    said = {beat.key: beat.sentence for beat in story().beats}
    for key, word in (
        ("rates_best", "3 optimizers"),
        ("first", "AdaGrad"),
        ("first", "24"),
        ("other_last", "momentum is first"),
        ("other_last", "AdaGrad last"),
    ):
        assert word in said[key]


def test_at_the_end_of_each_lane_stand_both_arrivals() -> None:
    arrivals = {"AdaGrad": "24", "momentum": "30", "gradient descent": "68"}
    first, both = table("first"), table("why")
    assert {name: first[name] for name in arrivals} == {
        name: [step] for name, step in arrivals.items()
    }
    elsewhere = arrivals | {"AdaGrad": "100"}
    assert {name: both[name] for name in arrivals} == {
        name: [step, elsewhere[name]] for name, step in arrivals.items()
    }


def test_the_arrows_of_memory_add_up_to_the_recorded_step() -> None:
    run = story().examples["memory"].run
    rule = run.spec.optimizer
    assert isinstance(rule, Momentum)
    before, here, there = run.parameters[:3]
    _, tip, end = story().step_of("memory")
    slope, kept = tip - here, end - tip
    assert np.allclose(slope, -run.spec.learning_rate * run.gradients[1])
    assert np.allclose(kept, rule.momentum * (here - before))
    assert np.allclose(slope + kept, there - here)
    assert slope[1] * kept[1] < 0 < slope[0] * kept[0]  # they cancel across, and add up along
    plain = story().examples["plain"].run.parameters
    assert np.abs(run.parameters[2:, 1]).mean() < np.abs(plain[2:, 1]).mean()
    assert (run.parameters[2:, 0] > plain[2:, 0]).all()  # as is seen: less across, farther along


def test_a_step_that_adapts_is_longer_where_it_is_flat_and_shorter_where_it_is_steep() -> None:
    run = story().examples["adaptive"].run
    here, plain, there = story().step_of("adaptive")
    (flat, steep), own = np.abs(plain - here), np.abs(there - here)
    assert flat < own[0]
    assert own[1] < steep
    assert np.array_equal([here, there], run.parameters[1:3])
    told = {
        f"{now:.1f} ÷ √({before:.1f}² + {now:.1f}²) = {step / run.spec.learning_rate:.2f}"
        for before, now, step in zip(*np.abs(run.gradients[:2]), own, strict=True)
    }
    assert told <= drawn_texts("stretch")


def test_a_sign_reaches_the_end_of_its_lane_as_its_run_arrives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for heat in story().heats:
        for index, came in enumerate(heat.arrivals):
            places = list[float]()
            for step in (0.0, came - 1, came):
                monkeypatch.setattr(heat, "done", lambda step=step: step)
                places.append(heat.along(index))
            assert places[0] == 0.0 < places[1] < places[2] == 1.0


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
        (("adam", "adamw"), ("plain", "memory", "adaptive")),
        (("adagrad", "rmsprop"), ("plain", "adaptive")),
        (("gradient-descent", "momentum"), ("plain", "memory")),
    ],
    ids=str,
)
def test_only_families_that_race_are_shown(racing: tuple[str, ...], told: tuple[str, ...]) -> None:
    race = story(optimizers=racing)
    assert race.examples.keys() == {*told}
    assert race.findings() == []


def test_a_run_that_diverges_drops_out() -> None:
    heat = story(optimizers=TWO, rates=(0.2, 5.0)).heat
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
