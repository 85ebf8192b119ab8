"""Runs on batches that go wild: told truly, in both languages, and kept in the frame."""

from dataclasses import replace
from functools import cache
from itertools import cycle

import numpy as np
import pytest

from gradreel.assets import LANGUAGES
from gradreel.engine.training import train
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.minibatch import MinibatchSurface, run_spec
from gradreel.scenes.pieces.minibatch.line_run import LineRun
from gradreel.scenes.pieces.minibatch.runs import MinibatchRole, line_of
from gradreel.scenes.stage.manim.layout import findings
from tests.scenes.minibatch.stage import DEFAULTS, tell

WILD: dict[str, tuple[dict[str, object], str, str]] = {
    "tiny rate in the valley": (
        {"learning_rate": 1e-6, "start": (59.0,)},
        "under_way",
        "ended",
    ),
    "huge rate": ({"learning_rate": 1e6}, "twin_off", "off"),
    "one step": ({"steps": 1}, "under_way", "ended"),
    "one row": ({"batch_size": 1}, "stuck", "elsewhere"),
    "many epochs": ({"batch_size": 302, "steps": 12000}, "stuck", "neither"),
    "in the valley": ({"start": (60.0,)}, "arrives", "both"),
}


@cache
def wild(name: str) -> Recording:
    main = train(run_spec(DEFAULTS.changed(**WILD[name][0])))
    twin = train(replace(main.spec, batch_size=None))
    return Recording(main, {MinibatchRole.TWIN: twin}, DEFAULTS)


@pytest.mark.parametrize("name", WILD)
def test_what_is_said_of_both_runs_follows_from_their_records(name: str) -> None:
    _, twin, ending = WILD[name]
    line = line_of(wild(name))
    assert (line.twin_told, line.ending) == (twin, ending)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "language"), list(zip(WILD, cycle(LANGUAGES), strict=False)))
def test_a_wild_run_is_laid_out_well(name: str, language: str) -> None:
    faults: list[str] = []
    told = tell(wild(name), lambda story, _: faults.extend(findings(story)), language=language)
    assert faults == []
    assert {WILD[name][1]} <= {beat.key for beat in told.beats}


def test_a_run_that_is_in_the_valley_at_its_last_step_only_has_not_settled() -> None:
    run = wild("in the valley")
    places = np.full_like(run.main.parameters, 48.0)
    places[-1] = 60.0
    stuck = replace(run[MinibatchRole.TWIN], parameters=np.full_like(places, 48.04))
    line = LineRun(replace(run.main, parameters=places), stuck, (42.0, 72.0))
    assert line.ending == "crossed"


def test_a_tiny_rate_is_written_as_it_is() -> None:
    assert line_of(wild("tiny rate in the valley")).rate_text(0) == "1.0×10⁻⁶"
    assert line_of(wild("one step")).rate_text(0) == "70"


def test_of_very_many_steps_those_apart_are_marked() -> None:
    from gradreel.scenes.pieces.minibatch.chart import MOST_MARKS, BatchChart
    from gradreel.scenes.stage.manim.marks import disc
    from gradreel.scenes.stage.type.captions import captions
    from gradreel.scenes.stage.type.theme import theme

    spec = run_spec(DEFAULTS.changed(steps=3000))
    run = Recording(
        train(spec), {MinibatchRole.TWIN: train(replace(spec, batch_size=None))}, DEFAULTS
    )
    chart = BatchChart(line_of(run), theme("dark"), captions("minibatch", "en"))
    chart.twin_clock.set_value(3000)
    chart.clock.set_value(3000)
    each, dots = len(disc(5)), chart._twin_steps()
    assert 0 < len(dots) <= each * (MOST_MARKS + 1)
    places = dots.reshape(-1, each, 3).mean(axis=1)[:, 0]
    assert len(np.unique(places.round(3))) == len(places)


def test_counters_of_many_digits_stay_clear_of_their_names() -> None:
    chosen = {"x": ("MaxHR",), "start": None, "learning_rate": 0.5}
    asked = DEFAULTS.changed(**chosen, batch_size=302, steps=12000)
    main = train(run_spec(asked))
    twin = train(replace(main.spec, batch_size=None))
    told = MinibatchSurface(Recording(main, {MinibatchRole.TWIN: twin}, asked))
    assert told.findings() == []
