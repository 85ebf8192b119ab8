"""The runs of the scene by their roles, over the line and the plane that they are drawn on."""

from dataclasses import dataclass
from enum import Enum, auto

from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.minibatch.line_run import LineRun
from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.pieces.minibatch.request import AGES, WINDOW_OF_TWO, is_band_on_age


class MinibatchRole(Role, Enum):
    """A run beside the main one: its full-batch twin, and a pair on a surface."""

    TWIN = auto()
    SURFACE = auto()
    SURFACE_TWIN = auto()


@dataclass(frozen=True)
class Shuffle(Role):
    """One of many runs that are counted: its batch size, and the seed that shuffles the data."""

    size: int
    seed: int


def line_of(recording: Recording) -> LineRun:
    """The main run of one parameter and its twin."""
    ages = AGES if is_band_on_age(recording.main.spec) else None
    return LineRun(recording.main, recording[MinibatchRole.TWIN], ages)


def plane_of(recording: Recording) -> PlaneRun:
    """The main run and its twin if it has two parameters, else the pair on a surface."""
    if recording.main.objective.n_parameters == 2:
        return PlaneRun(recording.main, recording[MinibatchRole.TWIN])
    surface, twin = recording[MinibatchRole.SURFACE], recording[MinibatchRole.SURFACE_TWIN]
    return PlaneRun(surface, twin, WINDOW_OF_TWO)
