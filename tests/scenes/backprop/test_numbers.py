"""The scene of backpropagation: what is on the stage is what was computed, here anew."""

from decimal import Decimal
from itertools import pairwise
from operator import add, mul

import numpy as np
import pytest

from gradreel.scenes.backprop import Crowd
from gradreel.scenes.stage.manim.judging import Blame
from gradreel.scenes.stage.manim.player import RunPlayer
from gradreel.scenes.stage.runs.way_back import places_of
from gradreel.scenes.stage.type.quantity import value_of
from tests.scenes.backprop.oracle import (
    SIZES,
    START,
    after_steps_alone,
    heart,
    unpack,
    work_out,
)
from tests.scenes.backprop.stage import prepared, recording, way
from tests.scenes.calculation import equations

OTHERS = (
    {"hidden": (5, 5, 5)},
    {"hidden": (2,), "activation": "sigmoid", "row": 40},
    {"hidden": (5, 4), "seed": 3, "activation": "softplus"},
    {"activation": "relu", "seed": 4, "row": 301},
)


def test_the_error_comes_back_to_the_weight_of_the_first_layer_with_the_largest_gradient() -> None:
    x, y = heart()
    worked = work_out(START, SIZES, x[151], y[151])
    (first, second, _), back = unpack(START, SIZES), way()
    gradients = worked.gradients[0][0]
    assert back.units == (0, 1, 0, 0)
    assert np.abs(gradients).max() == abs(gradients[1, 0])
    assert first[0][1, 0] == 0.7
    error = worked.errors[2][0]
    brought = worked.errors[1][0] * second[0][0, 1]
    whole = worked.errors[1] @ second[0][:, 1]
    expected = [error * 1.7, worked.errors[1][0], brought, whole, worked.errors[0][1]]
    assert [leg.kind for leg in back.legs] == [
        "weight",
        "slope",
        "weight",
        "others",
        "slope",
        "value",
    ]
    for leg, number in zip(back.legs, [*expected, gradients[1, 0]], strict=True):
        assert value_of(leg.made.result) == pytest.approx(number, abs=0.005)


@pytest.mark.parametrize("changes", [{}, *OTHERS])
def test_each_number_follows_from_what_is_shown_before_it(changes: dict[str, object]) -> None:
    legs = way(**changes).legs
    for leg, after in pairwise(legs):
        assert leg.made.result == after.made.terms[0]
    for leg in legs:
        assert leg.made.exact
        terms = (Decimal(each.replace("−", "-")) for each in leg.made.terms)
        computed = (add if leg.kind == "others" else mul)(*terms)
        step = Decimal(1).scaleb(-places_of(leg.made.result))
        assert abs(computed - Decimal(leg.made.result.replace("−", "-"))) <= step / 2


def test_what_the_other_path_brings_is_the_product_that_is_shown() -> None:
    back, detour = way(), way().detour
    assert detour is not None
    assert detour.edges == ((3, 0, 1), (2, 1, 1))
    (checked,) = equations(detour.formula)
    assert checked.holds
    (met,) = (leg for leg in back.legs if leg.kind == "others")
    assert detour.formula.endswith(f"= slot4(gradient({met.made.terms[1]}))")
    assert way(hidden=(5, 5, 5)).detour is None


def test_where_steps_are_far_too_long_numbers_have_powers_of_ten() -> None:
    made = way(activation="identity", seed=5)
    large = type(made)(
        type(made.done)(made.done.model, made.done.parameters * 1e5, made.done.sample)
    )
    assert any("times 10^(" in leg.formula for leg in large.legs)
    assert not any("inf" in leg.formula or "×" in leg.formula for leg in large.legs)


def test_pink_lines_are_as_wide_as_the_gradients_and_go_as_the_step_is_made() -> None:
    story, (x, y) = prepared(), heart()
    parts = [
        part.ravel() for layer in work_out(START, SIZES, x[151], y[151]).gradients for part in layer
    ]
    sizes = np.abs(np.concatenate(parts))
    np.testing.assert_allclose(np.abs(story.pending()), sizes)
    blame = Blame(story.network, story.model, story.pending, float(sizes.max()))
    widths = sorted(line.get_stroke_width() for line in blame)
    np.testing.assert_allclose(widths, np.sort(sizes) / sizes.max() * widths[-1])
    story.player.stand(0.75)
    np.testing.assert_allclose(np.abs(story.pending()), sizes / 4)
    story.player.stand(story.single.n_steps)
    assert not story.pending().any()


def test_edges_take_the_recorded_steps_on_the_row_alone() -> None:
    single = recording()["one row"]
    for steps in (1, 20):
        np.testing.assert_allclose(single.parameters[steps], after_steps_alone(steps))


def test_after_steps_on_one_healthy_woman_no_ill_patient_is_found() -> None:
    made = recording()
    crowd = Crowd(made.run, RunPlayer(made["one row"]), 151, way().edge(1), prepared().theme)
    assert [crowd.right_of(1, step) for step in (0, 20)] == [113, 0]
    assert [crowd.right_of(0, step) for step in (0, 20)] == [13, 164]
    assert crowd.all_say(0)
    assert int(crowd.whole.target.sum()) == 139


def test_each_dot_flies_to_the_gradient_of_its_row_and_their_mean_to_that_of_all() -> None:
    made, edge, (x, y) = recording(), way().edge(1), heart()
    crowd = Crowd(made.run, RunPlayer(made["one row"]), 151, edge, prepared().theme)
    order = [151, *np.delete(np.arange(303), 151)]
    pulls = [
        work_out(START, SIZES, x[row], y[row]).gradients[0][0][edge.unit, edge.source]
        for row in order
    ]
    np.testing.assert_allclose(crowd.pulls, pulls)
    assert crowd.mean() == pytest.approx(pulls[0])
    crowd.asked.set_value(1)
    assert crowd.mean() == pytest.approx(np.mean(pulls))
    heights = crowd.places()[:, 1]
    bottom, top = heights[np.argmin(pulls)], heights[np.argmax(pulls)]
    assert bottom < top
    expected = np.interp(pulls, [min(pulls), max(pulls)], [bottom, top])
    np.testing.assert_allclose(heights, expected, atol=1e-9)
