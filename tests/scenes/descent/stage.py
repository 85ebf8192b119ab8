"""How the scene of gradient descent is told and read off in its tests."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text

from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.descent import Descent, Ground
from gradreel.scenes.stage.figure.picture import Camera
from gradreel.scenes.stage.figure.view import TurningView
from gradreel.scenes.stage.story.figure import CHECKED
from gradreel.scenes.stage.type.style import GRID
from tests.scenes.layout import asked, drawn_at_end

FORMULA = "(x**2+y-11)**2+(x+y**2-7)**2"


options = partial(asked, "descent")


@cache
def default() -> Recording:
    return record("descent")


@cache
def story() -> Descent:
    return Descent(default())


def state(told: Descent, key: str) -> dict[Any, float]:
    """All values at the end of a beat."""
    beat = next(beat for beat in told.beats if beat.key == key)
    return told.timeline.state_at(beat.end)


def in_parameters(
    told: Descent, artists: list[Artist], kind: type[Artist], camera: Camera
) -> Iterator[np.ndarray]:
    """The points of artists of a kind that lie on the map, in the run's own parameters."""
    low, high = told.shown.landscape.window
    view = TurningView(told.sheet(CHECKED), told.shown.landscape)
    corners = view.seen_from(camera)(view.relief.places(np.array([low, high]), np.zeros(2)))
    for artist in artists:
        points = np.zeros((0, 2))
        if isinstance(artist, kind) and isinstance(artist, PathCollection):
            points = np.asarray(artist.get_offsets())
        elif isinstance(artist, kind) and isinstance(artist, Line2D):
            points = np.asarray(artist.get_xydata())
        if len(points):
            yield low + (points - corners[0]) / (corners[1] - corners[0]) * (high - low)


def written_sums(told: Descent, key: str) -> list[str]:
    """What stands on the strip at the end of a beat, line by line."""
    sheet, lines = told.sheet(CHECKED), defaultdict(list)
    for artist in drawn_at_end(told, key):
        if isinstance(artist, Text) and artist.get_position()[1] < sheet.y(Ground.strip.top):
            lines[round(artist.get_position()[1])].append(artist)
    ordered = (sorted(line, key=lambda each: each.get_position()[0]) for line in lines.values())
    return [" ".join(each.get_text() for each in line) for line in ordered]


def in_panel(told: Descent, artists: list[Artist]) -> list[str]:
    """What stands in the panel."""
    left = told.sheet(CHECKED).x(GRID.panel_left)
    texts = [each for each in artists if isinstance(each, Text)]
    return [each.get_text() for each in texts if each.get_position()[0] >= left]


def keys(told: Descent) -> list[str]:
    return [beat.key for beat in told.beats]
