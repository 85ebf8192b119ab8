"""How the scene of gradient descent is told and read off in its tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text

from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, record
from gradreel.scenes.descent import Descent

FORMULA = "(x**2+y-11)**2+(x+y**2-7)**2"


@dataclass(frozen=True)
class Picture:
    """What a story is asked for."""

    width: int = 640
    height: int = 360
    fps: int = 10
    transparent: bool = False


def options(**values: object) -> RunOptions:
    """What the command line makes of some flags."""
    from gradreel.scenes.app.defaults import run_options

    return run_options(entry("descent"), values)


@cache
def default() -> Recording:
    return record("descent")


@cache
def story() -> Descent:
    return Descent(default())


def drawn_at_end(told: Descent, key: str) -> list[Artist]:
    """All artists at the end of a beat."""
    beat = next(beat for beat in told.beats if beat.key == key)
    return told.sheet(Picture()).artists(told.timeline.state_at(beat.end))


def words(artists: list[Artist]) -> list[str]:
    return [artist.get_text() for artist in artists if isinstance(artist, Text)]


def in_parameters(artists: list[Artist], kind: type[Artist]) -> Iterator[np.ndarray]:
    """The points of artists of a kind that are on the map: in the run's own parameters."""
    for artist in artists:
        points = np.zeros((0, 2))
        if isinstance(artist, kind) and isinstance(artist, PathCollection):
            points = np.asarray(artist.get_offsets())
        elif isinstance(artist, kind) and isinstance(artist, Line2D):
            points = np.asarray(artist.get_xydata())
        if len(points) and np.nanmax(np.abs(points)) < 10:
            yield points


def keys(told: Descent) -> list[str]:
    return [beat.key for beat in told.beats]
