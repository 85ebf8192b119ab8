"""What runs through the pipeline, against the record and against other ways to compute it."""

import math
from functools import cache

import numpy as np
import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.defaults import run_options
from gradreel.scenes.app.recording import Recording, record
from gradreel.scenes.pipeline import Passing
from gradreel.scenes.stage.runs.objective import row_to_show


@cache
def recording(**given: object) -> Recording:
    return record("pipeline", run_options(entry("pipeline"), given))


def passing(made: Recording) -> Passing:
    return Passing(made.main, row_to_show(made.main.spec, made.options.row))


@pytest.mark.parametrize("given", [{}, {"row": 0}, {"data": "blobs", "x": ("x1",)}])
def test_each_row_takes_the_same_way(given: dict[str, object]) -> None:
    """Weight times x plus bias, the sigmoid, minus the logarithm: by plain arithmetic."""
    found = passing(recording(**given))
    bias, weight = found.run.parameters[-1]
    for row, done in zip(found.rows, found.passes, strict=True):
        x = float(found.data.inputs[row, 0])
        z = weight * x + bias
        p = 1 / (1 + math.exp(-z))
        loss = -math.log(p if found.data.target[row] else 1 - p)
        assert done.pre_activation(1, 0) == pytest.approx(z)
        assert done.probability == pytest.approx(p)
        assert done.loss == pytest.approx(loss)
        points = found.affine(np.array([x])), found.probability(np.array([z]))
        assert [float(each[0]) for each in points] == pytest.approx([z, p])
        assert float(found.loss(np.array([p]))[0]) == pytest.approx(loss)


def test_the_numbers_are_those_of_the_fit() -> None:
    found = passing(recording())
    assert found.run.own_scale(found.run.parameters[-1]) == pytest.approx(
        [6.325, -0.0434], abs=5e-3
    )
    assert found.passes[0].probability == pytest.approx(0.819, abs=5e-4)


def test_the_rows_are_of_one_class_and_spread_over_it() -> None:
    found = passing(recording())
    data = found.data
    assert {float(data.target[row]) for row in found.rows} == {1.0}
    alike = data.features[data.target == 1, 0]
    least, _, most = (float(data.features[row, 0]) for row in found.rows[1:])
    assert (least, most) == (alike.min(), alike.max())


@pytest.mark.parametrize(
    ("given", "said"), [({"x": ("MaxHR", "Age")}, "one feature"), ({"row": 303}, "no row 303")]
)
def test_what_can_not_be_drawn_is_refused_in_a_line(given: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        recording(**given)
