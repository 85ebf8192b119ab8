"""How the scene of backpropagation is told and looked at in its tests."""

from functools import cache

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.backprop import Backprop
from gradreel.scenes.render.manim.seeking import SeekingRenderer
from gradreel.scenes.stage.runs.objective import network_of, objective_of
from gradreel.scenes.stage.runs.pass_maths import SamplePass
from gradreel.scenes.stage.runs.way_back import WayBack

DEFAULTS = entry("backprop").defaults


@cache
def recording(**changes: object) -> Recording:
    return record("backprop", DEFAULTS.changed(**changes))


def way(**changes: object) -> WayBack:
    """The way back of the row at the start."""
    single = recording(**changes)["one row"]
    row = objective_of(single).dataset
    return WayBack(SamplePass(network_of(single), single.parameters[0], row))


def prepared(**changes: object) -> Backprop:
    """The scene before its first beat."""
    story = Backprop(recording(**changes), renderer=SeekingRenderer(None))
    story.prepare()
    return story
