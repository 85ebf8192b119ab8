"""What the scene says of the data, computed anew without the engine."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression as Reference

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.likelihood import Likelihood
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.base import Beat
from tests.scenes.likelihood.stage import on_axes, tell


@dataclass
class Seen:
    """What stood on the stage at the end of each beat."""

    keys: list[str] = field(default_factory=list)
    bars: dict[str, list[FloatArray]] = field(default_factory=dict)
    parameters: dict[str, FloatArray] = field(default_factory=dict)
    points: dict[str, FloatArray] = field(default_factory=dict)


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record("likelihood")


@pytest.fixture(scope="module")
def told(recording: Recording) -> tuple[Likelihood, Seen]:
    seen = Seen()

    def look(story: Likelihood, beat: Beat) -> None:
        seen.keys.append(beat.key)
        seen.bars[beat.key] = [each.points.copy() for each in story.bars.bars]
        seen.parameters[beat.key] = story.shown.parameters()
        if hasattr(story, "curve_map"):
            seen.points[beat.key] = story.curve_map.point.get_center()

    return tell(recording, look), seen


def penalties(recording: Recording, parameters: FloatArray) -> FloatArray:
    """-log of what a curve gives to what happened, (n,)."""
    data = objective_of(recording.main).dataset
    x = data.features[:, 0]
    p = expit(parameters[0] + parameters[1] * (x - x.mean()) / x.std())
    return np.asarray(-np.log(np.where(data.target == 1, p, 1 - p)))


def test_the_run_ends_at_the_fit_of_another_library(recording: Recording) -> None:
    run, data = recording.main, objective_of(recording.main).dataset
    fit = Reference(C=np.inf, solver="newton-cholesky", tol=1e-10)
    fit.fit(data.features, data.target)
    ended = run.own_scale(run.parameters[-1])
    assert ended == pytest.approx([6.3249497, -0.0434111], rel=1e-5)
    assert ended == pytest.approx([fit.intercept_[0], fit.coef_[0, 0]], rel=1e-5)
    assert run.loss[-1] == pytest.approx(0.5955480, abs=5e-8)
    assert penalties(recording, run.parameters[-1]).sum() == pytest.approx(180.4511, abs=5e-5)


def test_every_step_of_the_run_lowers_the_loss(recording: Recording) -> None:
    assert (np.diff(recording.main.loss) < 1e-15).all()


@pytest.mark.parametrize("key", ["all", "mean", "move", "fit"])
def test_a_bar_is_as_high_as_its_penalty(
    told: tuple[Likelihood, Seen], recording: Recording, key: str
) -> None:
    story, seen = told
    target = story.shown.data.target
    expected = penalties(recording, seen.parameters[key])
    for label, points in enumerate(seen.bars[key]):
        x, height = on_axes(story.bars.plot, points.reshape(-1, 16, 3))
        assert height.min(axis=1) == pytest.approx(0, abs=1e-9)
        assert height.max(axis=1) == pytest.approx(expected[target == label], rel=1e-9)
        ranks = np.argsort(np.argsort(story.shown.data.features[:, 0], kind="stable"))
        slots = ranks[target == label] / len(target)
        assert x.min(axis=1) == pytest.approx(slots, abs=1e-9)


def test_the_dearest_of_the_three_costs_most_of_all(
    told: tuple[Likelihood, Seen], recording: Recording
) -> None:
    first, second, worst = told[0].examples
    all_of_them = penalties(recording, told[1].parameters["worst"])
    assert (first.label, second.label) == (1, 0)
    assert worst.penalty == pytest.approx(all_of_them.max())
    assert worst.chance < 0.01
    for each in told[0].examples:
        assert each.worked.exact
        assert float(each.worked.result) == pytest.approx(all_of_them[each.index], abs=0.005)


def test_the_mean_of_the_bars_is_the_loss_on_the_plate(
    told: tuple[Likelihood, Seen], recording: Recording
) -> None:
    costs = penalties(recording, told[1].parameters["mean"])
    written = told[0].mean_formula.maths
    assert f"{costs.sum():.2f} slash 303 = " in written
    assert f"{costs.mean():.4f}" in written


@pytest.mark.parametrize("key", ["point", "move", "fit"])
def test_the_point_is_where_its_parameters_say(told: tuple[Likelihood, Seen], key: str) -> None:
    story, seen = told
    x, y = on_axes(story.curve_map.map.plot, seen.points[key])
    assert np.array([x, y]) == pytest.approx(seen.parameters[key])


def test_the_map_is_lowest_where_the_run_ends(
    told: tuple[Likelihood, Seen], recording: Recording
) -> None:
    land, end = told[0].landscape, recording.main.parameters[-1]
    row, column = np.unravel_index(np.argmin(land.values), land.values.shape)
    cell = np.array([land.xs[1] - land.xs[0], land.ys[1] - land.ys[0]])
    assert (np.abs(np.array([land.xs[column], land.ys[row]]) - end) <= cell).all()
    assert land.values.min() >= recording.main.loss[-1]


def test_what_was_tried_has_the_colour_of_its_loss(told: tuple[Likelihood, Seen]) -> None:
    story = told[0]
    losses = [story.recording.main.objective.loss(each) for each in story.shown.way]
    found = [story.curve_map.map.colour_of(each) for each in losses]
    dots = (story.curve_map.tried[index] for index in (0, 28, 56))
    drawn = [dot.get_fill_color().to_hex().lower() for dot in dots]
    assert found == drawn
    assert len(set(found)) == len(found)
