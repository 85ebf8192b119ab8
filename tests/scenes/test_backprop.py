from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.engine.mlp import MLP
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes import backprop
from gradreel.scenes.app import runs
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, record
from gradreel.scenes.backprop import Backprop, BackpropRole
from gradreel.scenes.pieces.backprop.maths import weight_gradient
from gradreel.scenes.render.frame import Frame, Pixels
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.owned import Only
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.manim.formula import Formula
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.manim.motion import share_of
from gradreel.scenes.stage.manim.network import Edge
from gradreel.scenes.stage.manim.place import stroke
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.runs.edges import EdgeIndex
from gradreel.scenes.stage.runs.sample_pass import SamplePass
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.typesetting import number_text
from tests import ROOT

DEFAULTS = entry("backprop").defaults
SMALL = Picture(64, 36, 5)


@dataclass
class Seen:
    """What stood on the stage at the end of each beat."""

    numbers: dict[str, set[str]] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)
    edges: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    beats: dict[str, Beat] = field(default_factory=dict)


@cache
def recording(**changes: object) -> Recording:
    return record("backprop", DEFAULTS.changed(**changes))


def walk(made: Recording, theme: str = "dark", language: str = "en") -> Seen:
    """Play the scene without drawing it, and look at the end of every beat."""
    seen = Seen()

    def look(story: ManimStory, beat: Beat) -> None:
        family = story.get_mobject_family_members()
        shown = [each for each in family if isinstance(each, Number) and share_of(each) > 0]
        seen.numbers[beat.key] = {each.content for each in shown}
        written = [each.maths for each in family if isinstance(each, Formula)]
        seen.formulas[beat.key] = "\n".join(written)
        seen.edges[beat.key] = [
            (str(each.get_color().to_hex()), float(each.get_stroke_width()))
            for each in family
            if isinstance(each, Edge)
        ]
        seen.faults += beat.faults(findings(story))
        seen.beats[beat.key] = beat

    with manim_settings(SMALL):
        story = Backprop(made, theme, language, renderer=SeekingRenderer(None))
        story.at_beat_end = look
        story.render()
    return seen


@pytest.fixture(scope="module")
def seen() -> Seen:
    return walk(recording())


# --- an oracle of its own: the same network, written out


@dataclass
class Worked:
    """One pass through the network of the default run, computed here."""

    inputs: FloatArray
    values: list[FloatArray]
    loss: float
    errors: list[FloatArray]
    gradients: list[tuple[FloatArray, FloatArray]]


def unpack(parameters: FloatArray, sizes: tuple[int, ...]) -> list[tuple[FloatArray, FloatArray]]:
    layers, used = [], 0
    for inputs, out in pairwise(sizes):
        weights = parameters[used : used + inputs * out].reshape(out, inputs)
        layers.append((weights, parameters[used + inputs * out : used + inputs * out + out]))
        used += inputs * out + out
    return layers


def work_out(parameters: FloatArray, sizes: tuple[int, ...], x: FloatArray, y: float) -> Worked:
    """Forward and backward for one sample, unit by unit, with tanh and a sigmoid at the end."""
    layers = unpack(parameters, sizes)
    values = [x]
    for weights, biases in layers[:-1]:
        values.append(np.tanh(weights @ values[-1] + biases))
    z = float((layers[-1][0] @ values[-1] + layers[-1][1])[0])
    p = 1 / (1 + np.exp(-z))
    values.append(np.array([p]))
    errors = [np.array([p - y])]
    for (weights, _), value in zip(layers[:0:-1], values[-2:0:-1], strict=True):
        errors.insert(0, (weights.T @ errors[0]) * (1 - value**2))
    gradients = [(np.outer(error, a), error) for error, a in zip(errors, values[:-1], strict=True)]
    return Worked(x, values, float(-np.log(p if y else 1 - p)), errors, gradients)


def heart() -> tuple[FloatArray, FloatArray]:
    """The four columns and the outcome, read and scaled without the engine."""
    text = (ROOT / "assets/data/heart.csv").read_text().splitlines()
    rows = [dict(zip(text[0].split(","), line.split(","), strict=True)) for line in text[1:]]
    columns = [
        [float(row["Sex"] == "male") for row in rows],
        *([float(row[name]) for row in rows] for name in ("MaxHR", "ExAng", "Oldpeak")),
    ]
    features = np.array(columns).T
    return (features - features.mean(0)) / features.std(0), np.array(
        [float(row["AHD"] == "Yes") for row in rows]
    )


SIZES = (4, 3, 2, 1)
START = np.round(np.random.default_rng(177).normal(0, 0.8, 26), 1)


def mean_loss(parameters: FloatArray) -> float:
    x, y = heart()
    return float(
        np.mean([work_out(parameters, SIZES, *row).loss for row in zip(x, y, strict=True)])
    )


def after_steps_alone(count: int) -> FloatArray:
    x, y = heart()
    parameters = START.copy()
    for _ in range(count):
        worked = work_out(parameters, SIZES, x[151], y[151])
        gradient = [part.ravel() for layer in worked.gradients for part in layer]
        parameters = parameters - 0.5 * np.concatenate(gradient)
    return parameters


def test_the_default_run_is_the_one_that_the_story_is_of() -> None:
    x, y = heart()
    made = recording()
    assert np.array_equal(made.main.parameters[0], START)
    assert np.array_equal(made[BackpropRole.ONE_ROW].parameters[0], START)
    sample = made[BackpropRole.ONE_ROW].dataset
    assert sample is not None
    assert sample.inputs[0] == pytest.approx(x[151])
    assert (y[151], sample.n) == (0, 1)
    assert x[151] == pytest.approx([-1.457, -1.209, -0.697, -0.379], abs=5e-4)


def test_the_numbers_of_the_worked_example_are_right() -> None:
    x, y = heart()
    first = work_out(START, SIZES, x[151], y[151])
    assert first.values[1] == pytest.approx([0.702, -0.480, 0.522], abs=5e-4)
    assert first.values[2] == pytest.approx([0.704, -0.819], abs=5e-4)
    assert first.values[3][0] == pytest.approx(0.878, abs=5e-4)
    assert first.loss == pytest.approx(2.101, abs=5e-4)
    assert first.gradients[2][0][0] == pytest.approx([0.618, -0.718], abs=5e-4)
    sizes = np.abs(np.concatenate([part.ravel() for each in first.gradients for part in each]))
    assert (sizes.min(), sizes.max()) == pytest.approx((0.097, 0.878), abs=5e-4)
    second = work_out(after_steps_alone(1), SIZES, x[151], y[151])
    assert (second.loss, second.values[3][0]) == pytest.approx((0.406, 0.334), abs=5e-4)


def test_stepping_on_one_patient_harms_the_rest_and_averaging_does_not() -> None:
    made = recording()
    alone = made.main.objective.losses(made[BackpropRole.ONE_ROW].parameters)
    assert alone[[0, 1, 21]] == pytest.approx([0.925, 0.713, 1.363], abs=5e-4)
    assert alone[21] == pytest.approx(mean_loss(after_steps_alone(21)))
    assert made[BackpropRole.ONE_ROW].loss[21] < made[BackpropRole.ONE_ROW].loss[0]
    assert made.main.n_steps == made[BackpropRole.ONE_ROW].n_steps == 300
    assert made.main.loss[300] == pytest.approx(0.457, abs=5e-4)


# --- what is on the stage is what the engine computed


def test_the_story_takes_a_minute(seen: Seen) -> None:
    beats = list(seen.beats.values())
    assert 25 < beats[-1].end < 70
    assert [beat.key for beat in beats] == [
        "enter",
        "unit",
        "forward",
        "wrong",
        "blame",
        "edge",
        "paths",
        "gradient",
        "gradients",
        "step",
        "again_falls",
        "two",
        "alone_harms",
        "average_falls",
    ]


def test_nodes_show_the_forward_pass(seen: Seen) -> None:
    x, y = heart()
    values = np.concatenate(work_out(START, SIZES, x[151], y[151]).values)
    assert {number_text(each, 2) for each in values} == seen.numbers["forward"]
    after = work_out(after_steps_alone(1), SIZES, x[151], y[151])
    shown = {number_text(each, 2) for each in np.concatenate(after.values)}
    assert shown | {number_text(after.loss, 3)} == seen.numbers["again_falls"]


def test_every_gradient_and_error_is_shown(seen: Seen) -> None:
    x, y = heart()
    worked = work_out(START, SIZES, x[151], y[151])
    parts = [part.ravel() for each in worked.gradients for part in each]
    shown = {number_text(each, 3) for each in np.concatenate(parts)}
    assert shown <= seen.numbers["gradients"]
    assert number_text(worked.loss, 3) in seen.numbers["gradients"]


def test_formulas_hold_the_numbers_of_the_run(seen: Seen) -> None:
    x, y = heart()
    first = work_out(START, SIZES, x[151], y[151])
    weights = unpack(START, SIZES)
    (e1, e2), out = first.errors[1], first.errors[2][0]
    gathered = e1 * weights[1][0][0, 0] + e2 * weights[1][0][1, 0]
    z = weights[0][0][0] @ x[151] + weights[0][1][0]
    old, new = START[-3], after_steps_alone(1)[-3]
    expected = {
        "unit": [z, np.tanh(z), *x[151]],
        "forward": [-np.log(1 / first.values[3][0] - 1), first.values[3][0]],
        "wrong": [first.values[3][0], first.loss],
        "blame": [out],
        "edge": [out, out * old, first.values[2][0], e1],
        "paths": [e1, e2, gathered, first.errors[0][0]],
        "gradient": [out, first.values[2][0], out * first.values[2][0]],
        "step": [out * first.values[2][0], new],
        "two": [new, after_steps_alone(2)[-3]],
    }
    for key, numbers in expected.items():
        for number in numbers:
            shown = number_text(abs(float(number)), 3)
            assert shown in seen.formulas[key], (key, shown)
    assert "(1.7)" in seen.formulas["edge"]
    assert "0.5 times" in seen.formulas["step"]


def test_edges_take_colour_and_width_from_the_recorded_weights(seen: Seen) -> None:
    parameters = recording()[BackpropRole.ONE_ROW].parameters
    for key, row in (("forward", 0), ("again_falls", 1)):
        layers = unpack(parameters[row], SIZES)
        weights = np.concatenate([layer.ravel() for layer, _ in layers])
        theme = Backprop(recording(), renderer=SeekingRenderer(None)).theme
        colours = [colour for colour, _ in seen.edges[key]]
        assert colours == [theme.of_sign(each) for each in weights]
        widths = np.array([width for _, width in seen.edges[key]])
        assert np.all(np.diff(widths[np.argsort(np.abs(weights), kind="stable")]) >= -1e-9)
        assert stroke(1) < widths.min() < widths.max() < stroke(9)


def test_the_charts_end_on_recorded_losses(seen: Seen) -> None:
    made = recording()
    alone = made.main.objective.losses(made[BackpropRole.ONE_ROW].parameters)
    first, last = seen.numbers["alone_harms"], seen.numbers["average_falls"]
    assert first == {
        "21",
        number_text(made[BackpropRole.ONE_ROW].loss[21], 3),
        number_text(alone[21], 3),
    }
    assert last == {"300", number_text(alone[300], 3), number_text(made.main.loss[300], 3)}


# --- sentences keep to the facts


def test_a_patient_who_is_judged_rightly_is_not_called_wrong() -> None:
    beats = walk(recording(row=1, hidden=(2,), seed=2, steps=30)).beats
    made = recording(row=1, hidden=(2,), seed=2, steps=30)
    sample = made[BackpropRole.ONE_ROW].dataset
    assert sample is not None
    assert sample.target[0] == 1
    right = made[BackpropRole.ONE_ROW].loss[0] < np.log(2)
    assert ("right" in beats) == right
    assert ("wrong" in beats) != right


def test_harm_and_a_falling_loss_are_claimed_only_when_they_happen() -> None:
    made = recording(hidden=(5,), seed=3)
    alone = made.main.objective.losses(made[BackpropRole.ONE_ROW].parameters)
    beats = walk(made).beats
    assert alone[21] < alone[0]
    assert "alone" in beats
    assert "paths" not in beats, "with one hidden layer no paths meet"
    steep = recording(learning_rate=60.0, row=2, hidden=(2,), seed=1, steps=5)
    loss = steep[BackpropRole.ONE_ROW].loss
    key = "again_rises" if round(loss[1], 2) > round(loss[0], 2) else "again_falls"
    assert key in walk(steep).beats


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("activation", "rate", "outcome"),
    [
        ("tanh", 1e6, "out of steps"),
        ("tanh", 1e308, "diverged at step 1"),
        ("relu", 1e200, "diverged at step 1"),
    ],
)
def test_a_run_whose_steps_are_far_too_long_is_drawn(
    activation: str, rate: float, outcome: str, language: str
) -> None:
    chosen = DEFAULTS.changed(activation=activation, learning_rate=rate, steps=20, seed=1)
    main = train(runs.mlp_spec(chosen))
    assert main.outcome == outcome
    made = record("backprop", DEFAULTS.changed(row=None), main)
    assert np.isfinite(made[BackpropRole.ONE_ROW].parameters).all()
    seen = walk(made, "light", language)
    assert seen.faults == []
    shown = "".join(seen.formulas.values())
    assert "times 10^(" in shown
    assert "×10" not in shown
    assert "inf" not in shown


def test_where_the_second_step_diverges_the_first_is_told_of_again() -> None:
    made = recording()
    single = train(replace(made[BackpropRole.ONE_ROW].spec, steps=1))
    seen = walk(replace(made, companions={BackpropRole.ONE_ROW: single}))
    assert seen.faults == []
    assert weight_gradient(_first_pass(single), EdgeIndex(3, 0, 0)) in seen.formulas["two"]


def _first_pass(single: Trajectory) -> SamplePass:
    objective = single.objective
    assert isinstance(objective, ModelObjective)
    assert isinstance(objective.model, MLP)
    return SamplePass(objective.model, single.parameters[0], objective.dataset)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"row": 303}, "no row 303"),
        ({"hidden": (6,)}, "hidden layers of up to 5 units"),
        ({"hidden": (2, 2, 2, 2)}, "up to 3 hidden layers"),
        ({"x": ("Age", "RestBP", "Chol", "MaxHR", "Oldpeak", "Sex")}, "up to 5 inputs"),
        ({"y": "Slope"}, "draws two classes"),
        ({"learning_rate": 1e120, "activation": "relu", "row": 66}, "too large to compute: lower"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(
    changes: dict[str, object], message: str
) -> None:
    with pytest.raises(RequestError, match=message) as caught:
        backprop.parts(record("backprop", DEFAULTS.changed(**changes)))
    assert len(str(caught.value)) <= 200
    assert "\n" not in str(caught.value)


def test_a_recorded_network_is_drawn_from_its_own_start() -> None:
    options = RunOptions(
        data="moons", hidden=(3,), optimizer="adam", learning_rate=0.05, batch_size=20, steps=40
    )
    run = train(runs.mlp_spec(options))
    made = record("backprop", DEFAULTS.changed(row=None), run)
    assert made.main is run
    assert np.array_equal(made[BackpropRole.ONE_ROW].parameters[0], run.parameters[0])
    losses = [run.objective.loss(run.parameters[0], np.array([row])) for row in range(200)]
    assert made[BackpropRole.ONE_ROW].loss[0] == pytest.approx(max(losses))
    beats = walk(made).beats
    assert beats["enter"].sentence == "One row of data enters an untrained network"
    assert beats["average_batches"].sentence == "So we average over batches of 20 rows"


def test_other_runs_are_refused() -> None:
    logistic = runs.logistic_spec(RunOptions(learning_rate=1.0))
    wide = runs.mlp_spec(RunOptions(hidden=(6,), learning_rate=1.0))
    small = runs.mlp_spec(RunOptions(hidden=(5, 5, 5), learning_rate=1.0))
    assert [backprop.can_draw(each) for each in (logistic, wide, small)] == [False, False, True]


# --- how it looks


def layouts() -> Iterator[tuple[str, str, dict[str, object]]]:
    for changes in ({}, {"hidden": (4, 4, 3), "seed": 5, "row": 2}):
        for theme in ("dark", "light"):
            for language in ("en", "zh"):
                yield theme, language, changes


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "language", "changes"), list(layouts()))
def test_every_beat_ends_in_a_clean_layout(
    theme: str, language: str, changes: dict[str, object]
) -> None:
    assert walk(recording(**changes), theme, language).faults == []


@dataclass
class Frames:
    """Frames as they were drawn."""

    pixels: list[Pixels] = field(default_factory=list)

    def take(self, frame: Frame) -> None:
        assert frame.repeats >= 1
        self.pixels.append(frame.pixels.copy())


def test_a_frame_does_not_depend_on_the_frames_before_it() -> None:
    wanted = {40, 200, 224}
    taken: list[Frames] = []
    with manim_settings(SMALL):
        for owned in (wanted, {224}):
            taken.append(frames := Frames())
            Backprop(recording(), renderer=SeekingRenderer(frames.take, Only(owned))).render()
    assert len(taken[0].pixels) == 3
    assert np.array_equal(taken[0].pixels[-1], taken[1].pixels[0])
