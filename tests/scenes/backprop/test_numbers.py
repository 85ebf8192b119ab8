"""The scene of backpropagation: what is on the stage is what was computed, here anew."""

import re

import numpy as np
import pytest

from gradreel.scenes.backprop import Backprop, network_of
from gradreel.scenes.render.manim.seeking import SeekingRenderer
from gradreel.scenes.stage.manim.marks import stroke
from gradreel.scenes.stage.runs import pass_maths as maths
from gradreel.scenes.stage.runs.objective import objective_of
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


def test_the_default_run_is_the_one_that_the_story_is_of() -> None:
    x, y = heart()
    made = recording()
    assert np.array_equal(made.main.parameters[0], START)
    assert np.array_equal(made["one row"].parameters[0], START)
    sample = objective_of(made["one row"]).dataset
    assert sample.inputs[0] == pytest.approx(x[151])
    assert (y[151], sample.n) == (0, 1)


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
    widths = np.array(seen.swept["gradients"])
    assert len(widths) == len(sizes)
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
        "forward": [np.log(1 / first.values[3][0] - 1), first.values[3][0]],
        "wrong": [first.values[3][0], first.loss],
        "blame": [out],
        "edge": [out, out * old, first.values[2][0], e1],
        "paths": [e1, e2, gathered, first.errors[0][0]],
        "gradient": [out, first.values[2][0], out * first.values[2][0]],
        "step": [out * first.values[2][0], new],
    }
    for key, numbers in expected.items():
        for number in numbers:
            written = {number_text(abs(float(number)), places) for places in (3, 4, 5)}
            assert any(each in seen.formulas[key] for each in written), (key, written)
    assert "(1.7)" in seen.formulas["edge"]
    assert "0.5 times" in seen.formulas["step"]


def test_edges_take_colour_and_width_from_the_recorded_weights(seen: Seen) -> None:
    parameters = recording()["one row"].parameters
    for key, row in (("enter", 0), ("again_falls", 1)):
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
    assert {"42 %", "81 %"} <= seen.numbers["average_learns"]
    story = Backprop(recording(), renderer=SeekingRenderer(None))
    story.prepare()
    story.run = story.single
    assert np.array_equal(story.right_at(21), y == 0), "stepping on one healthy patient"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-149.6073, "−149.6"),
        (1706640065.0, "1706640065"),
        (1.0021e-9, "1.002×10⁻⁹"),
        (1.00436661e12, "1.004×10¹²"),
    ],
)
def test_a_value_of_the_data_is_written_as_a_person_would(value: float, text: str) -> None:
    assert maths.measured(value) == text


@pytest.mark.parametrize(
    ("value", "mean", "deviation"),
    [
        (150.0, 149.607, 22.875),
        (20240101.0, 20240195.3, 80.21),
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


def test_a_rate_is_written_as_everything_else_is() -> None:
    assert maths.update(1.0, 2e-7, 2e6, 0.6) == (
        "slotweight(positive(1.0)) - 2 times 10^(-7) times slotslope(gradient(2.0 times 10^(6)))"
        " = slotresult(positive(0.6))"
    )


@pytest.mark.parametrize("rate", [0.5, 20.0, 437.5, 5e5])
@pytest.mark.parametrize("gradient", [0.61817863, -0.0301234567, 12.3456789])
def test_a_weight_after_its_step_can_be_computed_from_what_is_written(
    rate: float, gradient: float
) -> None:
    (found,) = equations(maths.update(1.7, rate, gradient, 1.7 - rate * gradient))
    assert found.is_exact
    assert found.holds


WIDE = {"hidden": (5, 4), "seed": 3}


@pytest.mark.parametrize("changes", [{}, WIDE, {"activation": "sigmoid"}])
def test_a_number_has_the_same_digits_in_each_formula_that_hands_it_on(
    changes: dict[str, object],
) -> None:
    single = recording(**changes)["one row"]
    done = SamplePass(network_of(single.spec), single.parameters[0], objective_of(single).dataset)
    for unit in range(done.model.sizes[1]):
        activated = maths.activation(done, 1, unit)
        z, a = _in_slot(activated, 0), _in_slot(activated, 1)
        assert z == _in_slot(maths.unit_sum(done, 1, unit)[1], 2 * done.model.sizes[0] + 1)
        assert a == _in_slot(maths.through_activation(done, 1, unit), 1)


def _in_slot(formula: str, number: int) -> str:
    found = re.search(rf"slot{number}\((?:[a-z0-9]+\()?([-−.0-9]+)\)", formula)
    assert found is not None, formula
    return found[1]


def test_a_sum_that_no_digits_lead_to_is_called_approximate() -> None:
    assert " approx " in maths.standardised(1.0, 0.0, 3.0, 0.5)
