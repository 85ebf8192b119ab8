"""The runs that the tests of mini-batches share."""

from collections.abc import Iterator

import pytest

from gradreel.engine.training import train
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.minibatch import Minibatch, own_spec
from gradreel.scenes.minibatch_maps import LineRun
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.manim import ManimStory
from tests.scenes import tellings
from tests.scenes.minibatch.stage import SMALL, tell, visible


@pytest.fixture(scope="session")
def recording() -> Recording:
    return tellings.recording("minibatch")


@pytest.fixture(scope="session")
def logistic() -> Recording:
    """The run of the README's example, with two parameters."""
    options = RunOptions(
        data="heart",
        x=("MaxHR",),
        y="AHD",
        optimizer="adam",
        learning_rate=0.05,
        steps=400,
        batch_size=30,
        seed=1,
    )
    return record("minibatch", None, train(own_spec(options)))


@pytest.fixture(scope="session")
def line(recording: Recording) -> LineRun:
    return LineRun.of(recording)


@pytest.fixture
def story(recording: Recording) -> Iterator[Minibatch]:
    """The first part before its first beat, with the chart as batches are drawn on it."""
    with manim_settings(SMALL):
        made = Minibatch(recording, renderer=SeekingRenderer(None))
        made.chart.views.seen.set_value(2)
        made.chart.traced.set_value(1)
        made.player.lit.set_value(1)
        yield made


@pytest.fixture(scope="session")
def told(recording: Recording) -> dict[str, dict[str, object]]:
    """The first part told once: what was to be read at the end of each beat."""
    seen: dict[str, dict[str, object]] = {}

    def look(story: ManimStory, beat: Beat) -> None:
        family = story.get_mobject_family_members()
        shown = [each for each in family if isinstance(each, Number | Label) and visible(each)]
        seen[beat.key] = {
            "sentence": beat.sentence,
            "numbers": [each.content for each in shown if isinstance(each, Number)],
            "labels": [each.content for each in shown if isinstance(each, Label)],
            "length": beat.end,
        }

    tell(recording, look)
    return seen
