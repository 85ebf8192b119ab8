"""The scene of backpropagation: what is on the stage is what was computed, here anew."""

import re

import numpy as np
import pytest

from gradreel.scenes.backprop import Backprop, in_node
from gradreel.scenes.render.manim.seeking import SeekingRenderer
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.runs import pass_maths as maths
from gradreel.scenes.stage.runs.objective import network_of, objective_of
from gradreel.scenes.stage.runs.pass_maths import SamplePass
from gradreel.scenes.stage.type.typesetting import number_text
from tests.scenes.backprop.oracle import (
    SIZES,
    START,
    after_steps_alone,
    heart,
    unpack,
    work_out,
)
from tests.scenes.backprop.stage import Seen, recording, walk
from tests.scenes.calculation import equations


@pytest.fixture(scope="module")
def seen() -> Seen:
    return walk(recording())


def test_nodes_show_the_forward_pass(seen: Seen) -> None:
    x, y = heart()
    first = work_out(START, SIZES, x[151], y[151])
    after = work_out(after_steps_alone(1), SIZES, x[151], y[151])
    for key, worked in (("gradients", first), ("again_falls", after)):
        every = np.concatenate(worked.values).tolist()
        values = {number_text(each, 3 if 0 <= each < 0.9995 else 2) for each in every}
        assert values | {number_text(worked.loss, 3)} <= seen.numbers[key]


def test_a_gradient_of_each_layer_is_printed_and_all_are_as_wide_as_large(seen: Seen) -> None:
    x, y = heart()
    worked = work_out(START, SIZES, x[151], y[151])
    weights = [gradients for gradients, _ in worked.gradients]
    largest = [each.ravel()[np.abs(each).argmax()] for each in weights[:-1]]
    printed = {number_text(float(each), 3) for each in (*largest, weights[-1][0, 0])}
    assert printed <= seen.numbers["gradients"]
    sizes = np.abs(np.concatenate([part.ravel() for part in weights]))
    widths = np.array(seen.swept[: len(sizes)])
    assert np.all(np.diff(widths[np.argsort(sizes, kind="stable")]) >= -1e-9)


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
        "edge": [out, out * old, first.values[2][0], e1],
        "paths": [e1, e2, gathered, first.errors[0][0]],
        "step": [out * first.values[2][0], new],
    }
    for key, numbers in expected.items():
        for number in numbers:
            written = {number_text(abs(float(number)), places) for places in (3, 4, 5)}
            assert any(each in seen.formulas[key] for each in written), (key, written)


def test_edges_take_their_colour_from_the_recorded_weights(seen: Seen) -> None:
    theme = Backprop(recording(), renderer=SeekingRenderer(None)).theme
    for key, row in (("enter", 0), ("again_falls", 1)):
        layers = unpack(recording()["one row"].parameters[row], SIZES)
        weights = np.concatenate([layer.ravel() for layer, _ in layers])
        assert seen.edges[key] == [theme.of_sign(each) for each in weights]


def test_the_charts_end_on_recorded_losses(seen: Seen) -> None:
    made = recording()
    alone = made.main.objective.losses(made["one row"].parameters)[300]
    ends = {number_text(each, 3) for each in (made["one row"].loss[300], alone)}
    assert seen.numbers["alone_harms_soon"] == {"300", *ends}
    assert seen.numbers["average_learns"] >= {"300", number_text(made.main.loss[300], 3)}


def test_patients_judged_rightly_are_counted_from_the_record(seen: Seen) -> None:
    x, y = heart()
    for parameters, share in ((START, 126 / 303), (recording().main.parameters[300], 244 / 303)):
        said = [
            work_out(parameters, SIZES, *row).values[-1][0] > 0.5 for row in zip(x, y, strict=True)
        ]
        assert np.mean(said == (y == 1)) == pytest.approx(share)
    assert {"42%", "81%"} <= seen.numbers["average_learns"]


@pytest.mark.parametrize(
    ("value", "mean", "deviation"),
    [
        (1.002e-9, 3.023e-9, 1.07e-9),
        (999.99998, 1000.0000001, 1.06e-5),
        (1.00437e12, 5.04e12, 2.13e12),
    ],
)
def test_the_scaling_of_an_input_can_be_computed_from_its_numbers(
    value: float, mean: float, deviation: float
) -> None:
    result = (value - mean) / deviation
    formula = maths.standardised(value, mean, deviation, result)
    assert "e-" not in formula
    (found,) = equations(formula)
    assert found.holds
    assert found.left.value == pytest.approx(result, abs=0.02)


@pytest.mark.parametrize("rate", [0.5, 437.5, 5e5])
@pytest.mark.parametrize("gradient", [0.61817863, -0.0301234567])
def test_a_weight_after_its_step_can_be_computed_from_what_is_written(
    rate: float, gradient: float
) -> None:
    (found,) = equations(maths.update(1.7, rate, gradient, 1.7 - rate * gradient))
    assert found.is_exact
    assert found.holds


@pytest.mark.parametrize("changes", [{"hidden": (5, 4), "seed": 3}, {"activation": "sigmoid"}])
def test_a_number_has_the_same_digits_in_each_formula_that_hands_it_on(
    changes: dict[str, object],
) -> None:
    single = recording(**changes)["one row"]
    done = SamplePass(network_of(single), single.parameters[0], objective_of(single).dataset)
    for unit in range(done.model.sizes[1]):
        activated = maths.activation(done, 1, unit)
        z, a = _in_slot(activated, 0), _in_slot(activated, 1)
        assert z == _in_slot(maths.unit_sum(done, 1, unit)[1], 2 * done.model.sizes[0] + 1)
        assert a == _in_slot(maths.through_activation(done, 1, unit), 1)


def _in_slot(formula: str, number: int) -> str:
    found = re.search(rf"slot{number}\((?:[a-z0-9]+\()?([-−.0-9]+)\)", formula)
    assert found is not None, formula
    return found[1]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-0.8195, "−0.82"),
        (1.457, "1.46"),
        (-2.6e6, "−3×10⁶"),
        (9.6e12, "1×10¹³"),
        (-7e120, "−10¹²¹"),
    ],
)
def test_a_value_fits_into_its_node(value: float, shown: str) -> None:
    number = Number(value, in_node, colour="#FFFFFF", size=0.034)
    number.write()
    assert number.content == shown
    assert number.width < 0.125 * 8 * 84 / 90
