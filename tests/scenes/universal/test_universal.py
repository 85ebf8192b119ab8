"""What `universal` says of a network that grows, and of those that start anew, is true."""

from functools import cache

import numpy as np
import pytest
from matplotlib.lines import Line2D
from matplotlib.text import Text

from gradreel.engine.errors import RequestError
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.scenes.ask.catalog import entry, run_options
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.depth import Depth
from gradreel.scenes.stage.story.figure import CHECKED
from gradreel.scenes.universal import (
    Anew,
    CurvePlot,
    Grown,
    OutputSum,
    Universal,
    error,
    growth_on,
    sum_of,
)


@cache
def recorded(**flags: object) -> Recording:
    """What is recorded for some flags of the command line."""
    return record("universal", run_options(entry("universal"), flags))


@cache
def story() -> Universal:
    return Universal(recorded())


def said(told: Universal, key: str) -> str:
    return next(beat.sentence for beat in told.beats if beat.key == key)


def shown(told: Universal, key: str) -> list[str]:
    """The words on screen at the end of a beat."""
    beat = next(beat for beat in told.beats if beat.key == key)
    artists = told.sheet(CHECKED).artists(told.timeline.state_at(beat.end))
    return [each.get_text() for each in artists if isinstance(each, Text)]


def test_new_units_change_nothing_at_first() -> None:
    made = recorded(steps=40)
    pairs = (None, 2), (Grown("sine", 2), 4), (Grown("step", 8), 16)
    for narrow, units in pairs:
        before = made.main if narrow is None else made[narrow]
        curve = "sine" if narrow is None else narrow.curve
        after = made[Grown(curve, units)]
        assert isinstance(after.objective, ModelObjective)
        assert after.objective.model.n_parameters == 3 * units + 1
        assert after.loss[0] == pytest.approx(before.loss[-1], rel=1e-12)


@pytest.mark.parametrize("curve", ["sine", "absolute", "step"])
def test_a_network_that_grows_fits_better_at_each_width(curve: str) -> None:
    errors = growth_on(recorded(), curve).errors
    assert (np.diff(errors) < 0).all()
    assert errors[-1] < 0.007


def test_the_errors_on_the_sine_are_those_that_are_said() -> None:
    expected = [0.599, 0.533, 0.190, 0.0139, 0.0048, 0.0014]
    assert story().growths[0].errors == pytest.approx(expected, rel=0.06)
    assert said(story(), "falls") == "Each width ends with less error: from 0.6 down to 0.0014"
    assert "at 32: 0.0014" in shown(story(), "falls")


def test_the_parts_of_a_sum_make_the_network_s_output() -> None:
    run = story().growths[0].runs[3]
    assert isinstance(run.objective, ModelObjective)
    data = run.objective.dataset
    output = run.objective.model.logits(run.parameters[-1], data.inputs)
    for parts in (sum_of(run, 1.0), sum_of(run, 1.0).nearest_first()):
        assert parts.partial(1.0) == pytest.approx(output, abs=1e-12)
        assert parts.partial(0.0) == pytest.approx(np.full(data.n, parts.bias))
    assert error(run, 1.0) == pytest.approx(float(np.sqrt(np.mean((output - data.target) ** 2))))


def test_a_sum_takes_what_leaves_the_least_first() -> None:
    parts = OutputSum(0.5, np.array([[0.1, 0.0], [3.0, 3.0], [0.0, 1.0]])).nearest_first()
    assert parts.terms.tolist() == [[3.0, 3.0], [0.0, 1.0], [0.1, 0.0]]
    assert parts.partial(0.5) == pytest.approx([3.5, 4.0])


def test_the_start_decides_where_training_from_scratch_ends() -> None:
    ends = [error(recorded()[Anew(8, seed)], 1.0) for seed in range(4)]
    assert max(ends) > 15 * min(ends)
    assert "8 units" in said(story(), "anew")
    assert f"{min(ends):.2g} to {max(ends):.2g}" in said(story(), "anew")


def test_more_units_from_scratch_can_do_worse() -> None:
    """A network of 8 units holds all of 4 units, and yet training leaves it farther off."""
    four, eight = (error(recorded()[Anew(units, 1)], 1.0) for units in (4, 8))
    assert eight > four


def test_starts_that_end_alike_are_said_to() -> None:
    told = Universal(recorded(target="absolute", steps=2, units=(1, 2, 3)))
    assert [beat.key for beat in told.beats][-2:] == ["anew_alike", "moral"]
    assert "more" not in [beat.key for beat in told.beats]


def test_an_error_that_does_not_fall_at_each_width_is_not_said_to() -> None:
    told = Universal(recorded(learning_rate=3.0, steps=20))
    assert "falls_not" in [beat.key for beat in told.beats]
    assert told.findings() == []


def test_an_error_that_rises_at_first_is_said_to() -> None:
    later = story().growths[0].runs[3:]
    assert max(float(run.loss.max() / run.loss[0]) for run in later) > 100
    assert "raise the error" in said(story(), "more_leaps")
    gentle = Universal(recorded(learning_rate=1e-4, steps=20))
    assert max(float(run.loss.max() / run.loss[0]) for run in gentle.growths[0].runs) == 1.0
    assert "more" in [beat.key for beat in gentle.beats]


def rings(told: Universal, key: str) -> list[int]:
    """How many rings are shown at the end of a beat, by group."""
    beat = next(beat for beat in told.beats if beat.key == key)
    artists = told.sheet(CHECKED).artists(told.timeline.state_at(beat.end))
    found = [each for each in artists if isinstance(each, Line2D) and each.get_marker() == "o"]
    return [np.size(each.get_xdata()) for each in found if each.get_markerfacecolor() == "none"]


def test_rings_are_of_the_width_that_is_spoken_of_and_of_all_in_the_end() -> None:
    assert rings(story(), "others") == []
    assert rings(story(), "anew") == [4]
    assert rings(story(), "moral") == [16, 4]


@pytest.mark.parametrize("target", ["absolute", "step"])
def test_other_curves_come_after_the_one_that_is_asked_for(target: str) -> None:
    told = Universal(recorded(target=target, steps=30))
    assert told.recording.main.dataset is not None
    assert told.recording.main.dataset.source == target
    names = {"sine": "a wave", "absolute": "a corner", "step": "a jump"}
    assert names.pop(target) not in said(told, "others")
    assert all(name in said(told, "others") for name in names.values())
    assert told.findings() == []


def test_the_widths_are_those_that_are_asked_for() -> None:
    told = Universal(recorded(units=(3, 5, 50), steps=20))
    assert told.growths[0].widths == (3, 5, 50)
    assert [run.parameters.shape[1] for run in told.growths[1].runs] == [10, 16, 151]
    assert "network, hidden units: 50" in shown(told, "falls" if _falls(told) else "falls_not")
    assert told.findings() == []


def _falls(told: Universal) -> bool:
    return bool((np.diff(told.growths[0].errors) < 0).all())


def test_the_curve_that_is_to_be_matched_is_named() -> None:
    for key, name in (("falls", "a wave"), ("others", "a jump")):
        assert f"to match: {name}" in shown(story(), key)


@pytest.mark.parametrize("curve", ["sine", "absolute", "step"])
def test_a_fit_is_whole_at_every_recorded_step(curve: str) -> None:
    growth = growth_on(recorded(), curve)
    sheet = story().sheet(CHECKED)
    plot = CurvePlot(sheet, growth.inputs, [(growth.target, growth.outputs)])
    line = plot.line(sheet.theme.model, 5.0)
    for width in range(len(growth.widths)):
        for share in np.linspace(0.0, 1.0, 60):
            plot.fit(line, growth.sum(width + share).partial(1.0), 0, 1.0, 1.0)
            assert np.isfinite(line.get_xydata()).all()


@pytest.mark.parametrize("units", [(4, 2, 1), (0, 1, 2), (1, 2), (1, 2, 65), (2, 2, 4)])
def test_widths_that_cannot_be_are_refused(units: tuple[int, ...]) -> None:
    with pytest.raises(RequestError, match="--units takes"):
        Universal.runs(run_options(entry("universal"), {"units": units}))


def test_a_run_that_is_too_wide_to_grow_is_refused() -> None:
    wide = run_options(entry("universal"), {"units": (40, 50, 60), "steps": 3})
    run = record("universal", wide).main
    assert Universal.can_draw(run.spec)
    with pytest.raises(RequestError, match="--units takes 3 to 7 widths"):
        record("universal", run=run)


def test_there_is_no_other_curve() -> None:
    with pytest.raises(RequestError, match="no curve 'moons'"):
        Universal.runs(run_options(entry("universal"), {"target": "moons"}))
    deep = Depth.runs(entry("depth").defaults)["main"]
    assert isinstance(deep, RunSpec)
    assert not Universal.can_draw(deep)
