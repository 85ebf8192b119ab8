"""What the scene says and draws of its data, computed anew without the engine, and of others."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from scipy.special import expit

from gradreel.engine.arrays import FloatArray
from gradreel.engine.spec import RunSpec
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.likelihood import (
    FARTHEST,
    GAP,
    SMALL,
    SMALL_POINTS,
    Likelihood,
    landscape_about,
    product_of,
    slots_of,
)
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.base import Beat
from tests.scenes import layout
from tests.scenes.layout import on_axes, own_table, played

DEFAULTS = entry("likelihood").defaults


class Seen(NamedTuple):
    """What stood on the stage at the end of a beat; the bars as values of their axes."""

    parameters: FloatArray
    bars: list[FloatArray]
    point: Any
    numbers: list[str]


Told = tuple[Likelihood, dict[str, Seen]]


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record("likelihood")


@pytest.fixture(scope="module")
def told(recording: Recording) -> Told:
    seen: dict[str, Seen] = {}

    def look(story: Likelihood, beat: Beat) -> None:
        corners = [on_axes(story.bar_plot, each.points).reshape(-1, 16, 2) for each in story.bars]
        point = story.point.get_center() if hasattr(story, "point") else None
        family = story.get_mobject_family_members()
        numbers = [each.content for each in family if isinstance(each, Number)]
        seen[beat.key] = Seen(story.player.parameters(), corners, point, numbers)

    return played("likelihood", recording, look), seen


def penalties(recording: Recording, parameters: FloatArray) -> FloatArray:
    """-log of what a curve gives to what happened, (n,)."""
    data = objective_of(recording.run).dataset
    x = data.features[:, 0]
    p = expit(parameters[0] + parameters[1] * (x - x.mean()) / x.std())
    return np.asarray(-np.log(np.where(data.target == 1, p, 1 - p)))


def test_the_run_ends_at_the_fit_of_another_library(recording: Recording) -> None:
    run = recording.run  # scikit-learn finds these numbers in the tests of sigmoid
    ended = run.own_scale(run.parameters[-1])
    assert ended == pytest.approx([6.3249497, -0.0434111], rel=1e-5)
    assert run.loss[-1] == pytest.approx(0.5955480, abs=5e-8)
    assert penalties(recording, run.parameters[-1]).sum() == pytest.approx(180.4511, abs=5e-5)
    assert (np.diff(run.loss) < 1e-15).all()  # the mean falls, as it says


def test_a_bar_is_as_high_as_its_penalty_and_stands_about_where_its_stick_was(
    told: Told, recording: Recording
) -> None:
    story, seen = told
    expected, data = penalties(recording, seen["move"].parameters), story.data
    rates, moved = data.features[:, 0], []
    for label, bars in enumerate(seen["move"].bars):
        assert bars[:, :, 1].max(axis=1) == pytest.approx(expected[data.target == label], rel=1e-9)
        assert bars[:, :, 1].min(axis=1) == pytest.approx(0, abs=1e-9)
        moved += (bars[:, :, 0].mean(axis=1) - rates[data.target == label]).tolist()
    assert np.abs(moved).max() < 0.02 * np.ptp(rates)


def test_bars_stand_at_the_probability_of_what_happened_first(
    told: Told, recording: Recording
) -> None:
    story, seen = told
    chances = np.exp(-penalties(recording, seen["add"].parameters))
    for label, bars in enumerate(seen["add"].bars):
        places = story.bar_plot.x.share(bars[:, :, 0].mean(axis=1))
        assert places == pytest.approx(chances[story.data.target == label])


def test_all_are_multiplied_and_their_penalties_added(told: Told, recording: Recording) -> None:
    costs = penalties(recording, told[1]["add"].parameters)
    assert np.prod(np.exp(-costs)) == pytest.approx(10**-94.58, rel=0.01)
    assert costs.sum() == pytest.approx(217.77, abs=0.005)
    assert {"2.65×10⁻⁹⁵", "217.77"} <= {*told[1]["add"].numbers}


def test_a_product_of_few_is_written_in_full() -> None:
    products = [product_of(-np.log(each)) for each in (1.0, 0.0123, 1.25e-9)]
    assert products == ["1.000", "0.012", "1.25×10⁻⁹"]


def test_bars_keep_their_order_and_move_no_more_than_they_must() -> None:
    alone = np.array([0.9, 0.1, 0.5])
    ranks, slots = slots_of(alone)
    assert (ranks.tolist(), slots.tolist()) == ([2 / 3, 0.0, 1 / 3], pytest.approx([0.9, 0.1, 0.5]))
    crowd = np.repeat([0.05, 0.95], 40)
    _, slots = slots_of(crowd)
    assert (np.diff(slots) >= GAP / 80 - 1e-9).all()
    assert 0 <= slots.min() <= slots.max() <= 1


def test_the_curve_was_sure_of_the_woman_and_wrong(told: Told, recording: Recording) -> None:
    first, woman = told[0].spots
    all_of_them = penalties(recording, told[1]["worst_woman"].parameters)
    assert (first.label, woman.label, woman.row) == (1, 0, 151)
    assert np.exp(-woman.penalty) == pytest.approx(0.0385, abs=5e-5)
    for each in told[0].spots:
        assert each.worked.exact
        assert float(each.worked.result) == pytest.approx(all_of_them[each.row], abs=0.005)


def test_the_full_loss_beside_the_bars_is_their_mean(told: Told, recording: Recording) -> None:
    costs = penalties(recording, told[1]["mean"].parameters)
    heights = [bars[:, :, 1].max(axis=1) for bars in told[1]["mean"].bars]
    assert np.concatenate(heights) == pytest.approx(costs.mean())
    assert costs.mean() == pytest.approx(0.7187, abs=5e-5)


def test_each_small_curve_is_that_of_the_point_where_it_is(told: Told) -> None:
    story, points = told[0], 4 * (SMALL_POINTS - 1)
    curves = on_axes(story.map.plot, story.small[0].points).reshape(-1, points, 2)
    columns, rows = story.cells
    assert len(curves) == columns * rows
    low, high = story.map.landscape.window
    z = story.data.inputs[:, 0]
    for index in range(0, len(curves), 7):
        row, column = divmod(index, columns)
        b0, b1 = low + (high - low) * np.array([(column + 0.5) / columns, (row + 0.5) / rows])
        first, last = expit(b0 + b1 * z.min()), expit(b0 + b1 * z.max())
        ends = curves[index][[0, -1]]
        assert ends[:, 0].mean() == pytest.approx(b0)
        assert np.diff(ends[:, 1])[0] == pytest.approx(
            (last - first) * SMALL[1] * (high - low)[1] / rows
        )


@pytest.mark.parametrize("key", ["point", "move", "run"])
def test_the_point_is_where_its_parameters_say(told: Told, key: str) -> None:
    story, seen = told
    place = on_axes(story.map.plot, seen[key].point)
    assert place == pytest.approx(seen[key].parameters)


def test_the_map_is_lowest_where_the_run_ends(told: Told, recording: Recording) -> None:
    land, end = told[0].map.landscape, recording.run.parameters[-1]
    row, column = np.unravel_index(np.argmin(land.values), land.values.shape)
    cell = np.array([land.xs[1] - land.xs[0], land.ys[1] - land.ys[0]])
    assert (np.abs(np.array([land.xs[column], land.ys[row]]) - end) <= cell).all()
    assert land.values.min() >= recording.run.loss[-1]


def ends_of(options: RunOptions) -> list[str]:
    """The last two beats of what is told without a fault."""
    found = layout.told("likelihood", record("likelihood", options))
    assert found.faults == []
    return [*found.sentences][-2:]


@pytest.mark.parametrize("size", [1.0, 1e7])
def test_data_that_rise_are_told_as_well(tmp_path: Path, size: float) -> None:
    rng = np.random.default_rng(3)
    xs = rng.normal(5.0, 2.0, 80).round(2)
    classes = np.where(xs + rng.normal(0, 2, 80) > 5, "yes", "no")
    xs *= size
    options = own_table("likelihood", tmp_path, {"dose": xs}, classes)
    assert ends_of(options) == ["fit", "closing"]


@pytest.mark.slow
def test_data_that_are_apart_have_no_lowest_point(tmp_path: Path) -> None:
    xs = np.arange(20.0)
    options = own_table("likelihood", tmp_path, {"dose": xs}, np.where(xs > 9, "yes", "no"))
    assert ends_of(options) == ["separated", "lower"]


def test_the_map_holds_the_best_fit_however_far_an_outlier_takes_it(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    xs = np.append(rng.normal(3, 1, 60), 300.0)
    classes = np.where(xs + rng.normal(0, 1, 61) > 3, "yes", "no")
    chosen = {"steps": None, "learning_rate": None, "start": None}
    run = record(
        "likelihood", own_table("likelihood", tmp_path, {"dose": xs}, classes, **chosen)
    ).run
    low, high = landscape_about(run).window
    assert run.parameters[-1].max() > FARTHEST
    assert (low < run.parameters[-1]).all()
    assert (run.parameters[-1] < high).all()


def test_a_record_whose_feature_is_not_standardised_is_refused() -> None:
    unscaled = DEFAULTS.changed(standardize=False, steps=1)
    for options, can_draw in ((DEFAULTS, True), (unscaled, False)):
        run = Likelihood.runs(options)["main"]
        assert isinstance(run, RunSpec)
        assert Likelihood.can_draw(run) == can_draw
