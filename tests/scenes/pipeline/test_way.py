"""The line, and the curve that it bends into, against the record and against plain arithmetic."""

from functools import cache

import numpy as np
import pytest

from gradreel.scenes.ask.recording import record
from gradreel.scenes.pipeline import Pipeline
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.stage.type.style import Box
from tests.scenes.layout import NO_PICTURE, asked

GIVEN = [{}, {"data": "blobs", "x": ("x1",)}]
UNIT = Box(0, 1, 0, 1)


@cache
def told(**given: object) -> Pipeline:
    made = record("pipeline", asked("pipeline", **given))
    with manim_settings(NO_PICTURE):
        story = Pipeline(made, renderer=SeekingRenderer(None))
        story.read_run()
    return story


@pytest.mark.parametrize("given", GIVEN)
def test_its_heights_are_what_the_run_says_of_each_row(given: dict[str, object]) -> None:
    story = told(**given)
    bias, weight = story.run.parameters[-1]
    xs, zs = story.data.features[:, 0], weight * story.data.inputs[:, 0] + bias
    assert story.line(xs) == pytest.approx(zs)
    assert story.chance(xs) == pytest.approx(1 / (1 + np.exp(-zs)))


@pytest.mark.parametrize("given", GIVEN)
def test_the_line_bends_from_its_heights_to_the_probabilities(given: dict[str, object]) -> None:
    story = told(**given)
    zs = story.line(story.xs)
    straight, bent = (story.places(story.xs, zs, UNIT, share)[:, 1] for share in (0.0, 1.0))
    assert np.ptp(np.diff(straight)) < 1e-9  # a straight line
    height = story.places(story.xs[:1], np.array([story.reach]), UNIT, 0.0)[0, 1]
    assert straight / height == pytest.approx(zs / story.reach)
    assert 0.5 + bent / height / 2 == pytest.approx(1 / (1 + np.exp(-zs)))


def test_the_line_is_that_of_the_fit() -> None:
    story = told()
    assert [story.bias, story.weight] == pytest.approx([6.325, -0.0434], abs=5e-3)
