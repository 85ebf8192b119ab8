"""The runs of the scene of mini-batches: what may be asked, and what is said of them is true."""

from dataclasses import replace
from functools import cache
from itertools import cycle

import numpy as np
import pytest

from gradreel.assets import LANGUAGES
from gradreel.engine.errors import RequestError
from gradreel.engine.training import train
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.minibatch import Minibatch, own_spec
from gradreel.scenes.minibatch_maps import LineRun, Shuffle
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.layout import played, told
from tests.scenes.minibatch.stage import DEFAULTS, band_loss

WILD: dict[str, tuple[dict[str, object], str, str]] = {
    "tiny rate in the valley": ({"learning_rate": 1e-6, "start": (59.0,)}, "under_way", "ended"),
    "small rate": ({"learning_rate": 5.0}, "stuck", "neither"),
    "huge rate": ({"learning_rate": 1e6}, "twin_off", "off"),
    "one step": ({"steps": 1}, "under_way", "ended"),
    "one row": ({"batch_size": 1}, "stuck", "elsewhere"),
    "many epochs": ({"batch_size": 302, "steps": 12000}, "stuck", "neither"),
    "in the valley": ({"start": (60.0,)}, "arrives", "both"),
}


def test_the_loss_has_the_dip_the_barrier_and_the_lowest_valley(line: LineRun) -> None:
    assert line.trap
    assert line.goal
    assert line.barrier
    for place, loss, expected, height in (
        (line.trap.at, line.trap.loss, 48.04, 0.8995),
        (line.barrier, line.loss(line.barrier), 51.16, 0.9207),
        (line.goal.at, line.goal.loss, 60.04, 0.6999),
    ):
        assert place == pytest.approx(expected, abs=0.01)
        assert loss == pytest.approx(height, abs=1e-4)
        assert loss == pytest.approx(band_loss(place), abs=1e-6)


def test_the_step_and_the_counts_on_screen_are_those_of_the_runs(
    recording: Recording, line: LineRun
) -> None:
    sentences, shown = dict[str, str](), set[str]()

    def look(story: ManimStory, beat: Beat) -> None:
        sentences[beat.key], family = beat.sentence, story.get_mobject_family_members()
        shown.clear()
        shown.update(each.content for each in family if isinstance(each, Number | Label))

    played("minibatch", recording, look)
    assert (line.centres[13:] > 51.16).all()
    assert line.centres[12] < 51.16
    assert (line.ending, line.centres[-1]) == ("settle", pytest.approx(60.04, abs=0.6))
    assert sentences["over"] == "Next, step 13: this slope leads over the barrier"
    assert sentences["count"] == "The risky age is about 60: do other shuffles find it?"
    counts = dict.fromkeys((10, 30, 50, 100, 303), 0)
    for run in recording.all_of(Shuffle).values():
        counts[len(run.batch_indices[0])] += bool(run.parameters[-1, 0] > 51.16)
    assert counts == line.counts
    assert counts[30] == 88
    assert {*map(str, counts), *map(str, counts.values())} <= shown


@pytest.mark.parametrize(("name", "again"), [("small rate", True), ("in the valley", False)])
def test_descent_is_only_stuck_again_where_it_was_stuck_before(
    recording: Recording, name: str, again: bool
) -> None:
    others = {role: recording[role] for role in ("surface", "surface twin")}
    kept = replace(wild(name), companions={**wild(name).companions, **others})
    beats = [beat.key for beat in Minibatch.parts(kept)[1](kept).beats]
    assert ("twin_stuck_again" in beats) == again
    assert ("twin_local" in beats) == (not again)


def test_what_cannot_be_drawn_is_refused(recording: Recording) -> None:
    spec = recording.main.spec
    assert Minibatch.can_draw(spec)
    for changes in ({"batch_size": None}, {"batch_size": 303}, {"stride": 2}):
        assert not Minibatch.can_draw(replace(spec, **changes))
    with pytest.raises(RequestError, match="one or two parameters on mini-batches"):
        record("minibatch", None, train(replace(spec, batch_size=None)))


def test_other_data_make_a_logistic_regression_with_a_tenth_in_a_batch() -> None:
    asked = RunOptions(data="heart", x=("MaxHR",), y="AHD", steps=20, learning_rate=0.5)
    spec = own_spec(asked)
    assert (spec.objective.parameter_names, spec.batch_size) == (("b0", "b1"), 30)


@cache
def wild(name: str) -> Recording:
    main = train(own_spec(DEFAULTS.changed(**WILD[name][0])))
    return Recording(main, {"twin": train(replace(main.spec, batch_size=None))}, DEFAULTS)


@pytest.mark.parametrize("name", WILD)
def test_what_is_said_of_both_runs_follows_from_their_records(name: str) -> None:
    _, twin, ending = WILD[name]
    line = LineRun(wild(name))
    assert (line.twin_told, line.ending) == (twin, ending)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "language"), list(zip(WILD, cycle(LANGUAGES), strict=False)))
def test_a_wild_run_is_laid_out_well(name: str, language: str) -> None:
    found = told("minibatch", wild(name), Appearance(language=language))
    assert found.faults == []
    assert WILD[name][1] in found.sentences


def test_a_run_that_is_in_the_valley_at_its_last_step_only_has_not_settled() -> None:
    run = wild("in the valley")
    places = np.full_like(run.main.parameters, 48.0)
    places[-1] = 60.0
    stuck = replace(run["twin"], parameters=np.full_like(places, 48.04))
    late = replace(run, main=replace(run.main, parameters=places), companions={"twin": stuck})
    assert LineRun(late).ending == "crossed"
