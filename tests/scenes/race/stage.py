"""How the scene of the race is told and read off in its tests."""

from functools import cache

from matplotlib.artist import Artist
from matplotlib.text import Text

from gradreel.scenes.ask.catalog import entry, run_options
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.race import Board, Race
from gradreel.scenes.stage.story.figure import CHECKED


def options(**values: object) -> RunOptions:
    """What the command line makes of some flags."""
    return run_options(entry("race"), values)


@cache
def default() -> Recording:
    return record("race")


@cache
def story() -> Race:
    return Race(default())


def told(**values: object) -> Race:
    """The story of a race that was asked for."""
    return Race(record("race", options(**values)))


def keys(race: Race) -> list[str]:
    return [beat.key for beat in race.beats]


def drawn_at_end(race: Race, key: str) -> list[Artist]:
    """All artists at the end of a beat."""
    beat = next(beat for beat in race.beats if beat.key == key)
    return race.sheet(CHECKED).artists(race.timeline.state_at(beat.end))


def rows(artists: list[Artist]) -> list[str]:
    """What is written right of the map, line by line from the top, each from the left."""
    left = Board.left * CHECKED.width
    written = [each for each in artists if isinstance(each, Text) and each.get_alpha() != 0]
    texts = [each for each in written if each.get_position()[0] >= left]
    lines: dict[int, list[Text]] = {}
    for each in texts:
        lines.setdefault(round(each.get_position()[1]), []).append(each)
    ordered = (lines[height] for height in sorted(lines, reverse=True))
    return [
        " ".join(each.get_text() for each in sorted(line, key=lambda each: each.get_position()[0]))
        for line in ordered
    ]
