"""The runs that the tests of mini-batches share."""

from collections.abc import Iterator

import pytest

from gradreel.scenes.ask.recording import Recording
from gradreel.scenes.minibatch import Minibatch
from gradreel.scenes.minibatch_maps import LineRun
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from tests.scenes import tellings
from tests.scenes.minibatch.stage import SMALL


@pytest.fixture(scope="session")
def recording() -> Recording:
    return tellings.recording("minibatch")


@pytest.fixture(scope="session")
def line(recording: Recording) -> LineRun:
    return LineRun(recording)


@pytest.fixture
def story(recording: Recording) -> Iterator[Minibatch]:
    """The first part before its first beat, with the chart as batches are drawn on it."""
    with manim_settings(SMALL):
        made = Minibatch(recording, renderer=SeekingRenderer(None))
        made.setup()
        made.chart.views.seen.set_value(2)
        made.chart.traced.set_value(1)
        made.player.lit.set_value(1)
        yield made
