"""What the scene says of its runs, against the engine and the table."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from manim.utils.color import color_to_rgb

from gradreel.engine.data.dataset import unscaled
from gradreel.engine.mlp import MLP
from gradreel.engine.spec import RunSpec
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.combine import (
    FEWEST,
    NETWORK,
    ONE_CURVE,
    Combine,
    TwoUnits,
    groups_of,
    turned,
)
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.runs.windows import Windows
from tests.scenes.layout import NO_PICTURE, heart, own_table, told

DEFAULTS = entry("combine").defaults


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record("combine")


@pytest.fixture(scope="module")
def end(recording: Recording) -> TwoUnits:
    return TwoUnits(objective_of(recording.run).dataset, recording.run.parameters[-1])


def test_the_bars_are_the_shares_of_the_table(end: TwoUnits) -> None:
    rows = [(float(row["Age"]), row["AHD"] == "Yes") for row in heart()]
    groups = groups_of(end.data)
    assert groups[-1].count == 10
    assert sum(each.count for each in groups) == len(rows) == 303
    for group in groups:
        is_last = group is groups[-1]
        ill = [y for x, y in rows if group.low <= x < group.high or (is_last and x == group.high)]
        assert group.count == len(ill) >= FEWEST
        assert group.share == pytest.approx(np.mean(ill))


def test_one_value_far_from_all_others_leaves_several_groups_and_windows() -> None:
    values = np.append(np.linspace(2, 4, 99), 900)
    data = unscaled(
        features=values[:, None],
        target=(values > 3).astype(float),
        feature_names=["x"],
        target_name="y",
        class_names=["a", "b"],
        source="own.csv",
    )
    groups = groups_of(data)
    assert len(groups) > 5
    assert min(each.count for each in groups) >= FEWEST
    assert sum(each.count for each in groups) == 100
    assert [each.count for each in Windows(data).stops] == [99, 1]


def test_two_units_do_a_little_better_than_the_best_single_curve(recording: Recording) -> None:
    alone, drawn = recording[ONE_CURVE], np.random.default_rng(1).normal(0, 1, 7)
    assert recording.run.parameters[0].tolist() == drawn.tolist()  # a random start, as it says
    assert round(float(alone.loss[-1]), 3) == 0.664
    assert round(float(recording.run.loss[-1]), 3) == 0.641
    best = np.abs(alone.spec.objective.gradient(alone.parameters[-1])).max()
    assert best < 1e-3  # no other single curve has less


def test_one_curve_cannot_turn_and_two_do_at_about_sixty(end: TwoUnits) -> None:
    xs = np.linspace(29, 77, 4801)
    ps = end.probability(xs)
    assert end.shape(29, 77) == "peak"
    assert ps.max() == pytest.approx(0.70, abs=0.005)
    assert xs[ps.argmax()] == pytest.approx(60, abs=0.5)
    assert (np.sign(end.weights) == [1, -1]).all()


def test_the_weight_that_is_watched_is_the_one_that_turns_negative(recording: Recording) -> None:
    unit, step = turned(recording.run)
    weights = recording.run.parameters[:, 4:6]
    assert unit == 1
    assert (weights[:, 0] > 0).all()
    since = np.searchsorted(recording.run.recorded_steps, step)
    assert (weights[since:, unit] < 0).all()
    assert weights[since - 1, unit] >= 0
    assert turned(record("combine", DEFAULTS.changed(steps=100)).run) == ()


def test_numbers_stand_still_until_a_step_is_done(recording: Recording) -> None:
    with manim_settings(NO_PICTURE):
        story = Combine(recording, renderer=SeekingRenderer(None))
        story.prepare()
    told, bias = story.terms[-1][0], recording.run.parameters[:, -1]
    assert round(bias[1], 2) != round(bias[0], 2)
    for added, step, expected in ((0.5, 0.0, bias[0]), (1.0, 0.7, bias[0]), (1.0, 1.0, bias[1])):
        story.biased.set_value(added)
        story.learning.stand(step)
        told.update()
        assert told.content == f"− {-expected:.2f}"


def test_a_unit_has_the_colour_of_its_weight_now(recording: Recording) -> None:
    with manim_settings(NO_PICTURE):
        story = Combine(recording, renderer=SeekingRenderer(None))
        story.prepare()
    assert (np.sign(story.now().weights) == [1, 1]).all()  # at the random start
    last = story.learning.pace.seconds
    told = [(0, 0, "text", "text"), (1, 0, "positive", "positive")]
    for weighted, clock, *names in [*told, (1, last, "positive", "negative")]:
        story.weighted.set_value(weighted)
        story.learning.walk_to(clock)
        for number, name in enumerate(names):
            colour = color_to_rgb(story.theme.tokens()[name])
            drawn = story.units[number], story.areas[number], story.ends_named[number]
            for part in (*drawn, *story.terms[1 + number]):
                part.update()
                assert part.fill_rgbas[0, :3] == pytest.approx(colour)


def test_the_axis_of_z_holds_every_curve_from_before_they_learn(recording: Recording) -> None:
    with manim_settings(NO_PICTURE):
        story = Combine(recording, renderer=SeekingRenderer(None))
        story.prepare()
    story.weighted.set_value(1)
    story.biased.set_value(1)
    xs = np.linspace(story.low, story.high, 101)
    for clock in np.linspace(0, story.learning.pace.seconds, 9):
        story.learning.walk_to(clock)
        for curve in (story.scaled(0, xs), story.scaled(1, xs), story.score(xs)):
            shares = story.shares(curve)
            assert shares.min() > 0
            assert shares.max() < 1
        assert story.score(xs) == pytest.approx(story.now().score(xs))


def test_what_is_drawn_is_the_network_that_was_trained(end: TwoUnits) -> None:
    model, xs = MLP(NETWORK, "sigmoid"), end.data.features[:, 0]
    passed = model.forward(end.parameters, end.data.inputs)
    for unit in range(2):
        assert end.unit(unit, xs) == pytest.approx(passed.activations[1][:, unit])
    assert end.score(xs) == pytest.approx(passed.pre_activations[-1][:, 0])
    assert end.probability(xs) == pytest.approx(passed.activations[-1][:, 0])


@pytest.mark.parametrize(
    ("weights", "shape"),
    [
        ((9.0, -9.0), "peak"),
        ((-9.0, 9.0), "valley"),
        ((3.0, 3.0), "one way"),
        ((-5.0, 14.0), "wave"),
    ],
)
def test_shapes_are_told_apart(end: TwoUnits, weights: tuple[float, float], shape: str) -> None:
    parameters = end.parameters.copy()
    parameters[4:6] = weights
    assert TwoUnits(end.data, parameters).shape(29, 77) == shape


def test_the_one_curve_is_fitted_to_the_data_of_the_run_that_is_drawn() -> None:
    asked = DEFAULTS.changed(x=("MaxHR",), positive="No", learning_rate=1.0)
    main = Combine.runs(asked)["main"]
    assert isinstance(main, RunSpec)
    alone = Combine.runs(replace(DEFAULTS, recorded=main))[ONE_CURVE]
    assert isinstance(alone, RunSpec)
    assert objective_of(alone).dataset.sha256 == objective_of(main).dataset.sha256


def test_a_last_bar_of_as_many_rows_as_others_is_not_called_small(tmp_path: Path) -> None:
    values = np.concatenate([np.linspace(4.0, 6.8, 50), [7.5] * 10, np.linspace(8.0, 10.0, 40)])
    grows = np.where(np.abs(values - 7.0) < 1.0, "yes", "no")
    options = own_table("combine", tmp_path, {"acidity": values.round(2)}, grows, steps=600)
    said = told("combine", record("combine", options)).sentences
    assert "remember_turned" in said
