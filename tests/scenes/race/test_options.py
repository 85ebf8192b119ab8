"""What can be asked of the race, and what becomes of it."""

from itertools import cycle
from pathlib import Path

import pytest

from gradreel.engine.errors import RequestError
from gradreel.engine.training import train
from gradreel.scenes.ask import records
from gradreel.scenes.ask.recording import record
from gradreel.scenes.ask.runs import logistic_spec
from gradreel.scenes.race import Board, Race
from gradreel.scenes.stage.figure.text import Label, ink
from gradreel.scenes.stage.story.figure import CHECKED
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.race.stage import keys, options, story, told
from tests.scenes.tellings import LOOKS

TWO = ("adam", "momentum")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"optimizers": ("adam",)}, "name 2 to 6"),
        ({"optimizers": ("adam", "adam")}, "twice"),
        ({"optimizers": ("adam", "adem")}, "adam"),
        ({"optimizers": TWO, "rates": (0.1,)}, "--rates has 1 for 2 optimizers"),
        ({"optimizers": TWO, "rates": (0.1, -1.0)}, "above 0"),
        ({"surface": "saddle"}, "no floor"),
    ],
)
def test_what_is_no_race_is_refused_in_a_line(values: dict[str, object], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        Race.runs(options(**values))


OTHERS: list[tuple[dict[str, object], list[str]]] = [
    ({"optimizers": TWO}, ["rates_best", "first", "all", "other_one_trapped", "moral_order"]),
    ({"optimizers": ("momentum", "nesterov")}, ["all", "other_none", "moral_lost"]),
    (
        {"surface": "himmelblau", "optimizers": TWO, "steps": 60},
        ["goals", "rates_searched", "moral_here"],
    ),
    ({"optimizers": TWO, "rates": (0.2, 0.5)}, ["rates_given", "some_out"]),
    ({"optimizers": TWO, "steps": 8}, ["none"]),
    ({"surface": "x**2+3*y**2", "optimizers": TWO}, ["lower", "first"]),
    ({"surface": "six-hump-camel"}, ["rates_best", "one_trapped", "other_all"]),
]


@pytest.mark.slow
@pytest.mark.parametrize(("other", "look"), list(zip(OTHERS, cycle(LOOKS), strict=False)))
def test_other_races_are_told_as_they_are(
    other: tuple[dict[str, object], list[str]], look: tuple[str, str]
) -> None:
    values, told_keys = other
    race = Race(record("race", options(**values)), Appearance(*look))
    assert set(told_keys) <= set(keys(race))
    assert race.findings() == []
    assert 25 <= race.duration <= 70


def test_a_run_that_diverges_drops_out() -> None:
    race = told(optimizers=TWO, rates=(0.2, 0.5))
    heat = race.heat
    assert heat.is_lost(1)
    assert heat.order == (0, 1)
    assert heat.arrivals[1] is None


def test_only_a_known_course_has_a_rematch() -> None:
    assert story().rematch is not None
    assert told(optimizers=TWO, start=(1.0, 0.5), steps=20).rematch is None


def test_results_of_the_rematch_stand_right_of_their_signs() -> None:
    race = told(surface="six-hump-camel")
    beat = next(beat for beat in race.beats if beat.key == "moral")
    sheet = race.sheet(CHECKED)
    artists = sheet.artists(race.timeline.state_at(beat.end))
    colours = {look.colour for look in race.looks}
    sign, end = sheet.x(Board.second), sheet.x(Board.right)
    found = [
        each
        for each in artists
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
    brought = records.load(tmp_path / "run.npz")
    race = Race(record("race", chosen, brought))
    names = [run.spec.optimizer_name for run in race.heat.racers]
    assert names == ["gradient-descent", *TWO]
    assert race.findings() == []
