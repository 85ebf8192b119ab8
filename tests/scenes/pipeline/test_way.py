"""What runs through the pipeline, against the record and against other ways to compute it."""

import math
from functools import cache

import numpy as np
import pytest

from gradreel.scenes.ask.recording import record
from gradreel.scenes.pipeline import Pipeline
from gradreel.scenes.render.manim.seeking import SeekingRenderer
from tests.scenes.layout import asked


@cache
def told(**given: object) -> Pipeline:
    made = record("pipeline", asked("pipeline", **given))
    story = Pipeline(made, renderer=SeekingRenderer(None))
    story.read_run()
    return story


@pytest.mark.parametrize("given", [{}, {"row": 0}, {"data": "blobs", "x": ("x1",)}])
def test_each_row_takes_the_same_way(given: dict[str, object]) -> None:
    """Weight times x plus bias, the sigmoid, minus the logarithm: by plain arithmetic."""
    story = told(**given)
    bias, weight = story.run.parameters[-1]
    for row, done in zip(story.rows, story.passes, strict=True):
        values = [float(story.data.inputs[row, 0])]
        values.append(weight * values[0] + bias)
        values.append(1 / (1 + math.exp(-values[1])))
        values.append(-math.log(values[2] if story.data.target[row] else 1 - values[2]))
        shown = [done.pre_activation(1, 0), done.probability, done.loss]
        assert shown == pytest.approx(values[1:])
        drawn = [each(np.array([x]))[0] for each, x in zip(story.functions, values, strict=False)]
        assert drawn == pytest.approx(values[1:])


def test_the_numbers_are_those_of_the_fit() -> None:
    story = told()
    assert story.run.own_scale(story.run.parameters[-1]) == pytest.approx(
        [6.325, -0.0434], abs=5e-3
    )
    assert story.done.probability == pytest.approx(0.819, abs=5e-4)


def test_the_rows_are_of_one_class_and_spread_over_it() -> None:
    story = told()
    features, alike = story.data.features[:, 0], story.data.target == 1
    least, _, most = (features[row] for row in story.rows[1:])
    assert all(alike[row] for row in story.rows)
    assert (least, most) == (features[alike].min(), features[alike].max())
