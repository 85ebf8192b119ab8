"""What is written while a scene is told, whichever library draws it: on stages and on sheets."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np
from manim import Mobject, VMobject
from matplotlib.artist import Artist
from matplotlib.image import FigureImage
from matplotlib.text import Text

from gradreel.scenes.ask.recording import Recording, stories_of
from gradreel.scenes.render.frame import Frame
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.stills import Regular
from gradreel.scenes.stage.figure.sheet import Drawing, Sheet
from gradreel.scenes.stage.figure.text import MATHS
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.manim.text import Formula, Label, Number, TextLine
from gradreel.scenes.stage.story.base import Beat, TimedBeat, timed_beats
from gradreel.scenes.stage.story.figure import CHECKED, FigureStory
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.maths import ASCENT, DESCENT
from tests.scenes.calculation import goes_on, is_open
from tests.scenes.rhythm import Watch
from tests.scenes.watching import WATCHED, Watching, watch_figure

SMALL = Picture(64, 36, 30)
SEEN = 0.6
"""How opaque something is that is read: what comes or goes is not read yet, or no more."""
IN_LINE, OVERLAP, APART, BELOW = 0.4, 0.3, 1.5, 2.6
"""In em: how much higher things in one line may be, how near and how far what follows is, and how
far below the next line."""

Written = Formula | Label | Number | TextLine


@dataclass(frozen=True)
class Item:
    """Something written.

    Attributes:
        text: what it says.
        left, right: its edges.
        y: its height above the ground, by which it is seen to be in a line with others.
        em: size of its letters, in the same units.
    """

    text: str
    left: float
    right: float
    y: float
    em: float

    def follows(self, other: "Item") -> bool:
        """Whether it stands in a line with another, next to it on the right."""
        gap = (self.left - other.right) / self.em
        return abs(self.y - other.y) < IN_LINE * self.em and -OVERLAP < gap < APART

    def is_below(self, other: "Item") -> bool:
        """Whether it stands in the next line below another."""
        is_next = 0 < other.y - self.y < BELOW * self.em
        return is_next and self.left < other.right and self.right > other.left


@dataclass(frozen=True)
class Moment:
    """What is there at a time of a story.

    Attributes:
        seconds: from the story's start.
        items: what is written, formulas as Typst's maths.
        ends_beat: whether a beat ends then.
    """

    seconds: float
    items: tuple[Item, ...]
    ends_beat: bool = False

    @property
    def lines(self) -> list[str]:
        """What is written, each calculation as one line."""
        return joined(self.items)


def joined(items: Iterable[Item]) -> list[str]:
    """Join what is one calculation, though it is written in pieces or over two lines."""
    lines: list[tuple[str, list[Item]]] = []
    for item in sorted(items, key=lambda each: each.left):
        for place, (text, pieces) in enumerate(lines):
            if item.follows(pieces[-1]) and (goes_on(item.text) or is_open(text)):
                lines[place] = f"{text} {item.text}", [*pieces, item]
                break
        else:
            lines.append((item.text, [item]))
    return _over_lines(sorted(lines, key=lambda line: -line[1][0].y))


def _over_lines(lines: list[tuple[str, list[Item]]]) -> list[str]:
    found: list[tuple[str, list[Item]]] = []
    for text, pieces in lines:
        above = [
            place
            for place, (_, others) in enumerate(found)
            if goes_on(text) and any(pieces[0].is_below(other) for other in others)
        ]
        if above:
            before, others = found[above[-1]]
            found[above[-1]] = f"{before} {text}", [*others, *pieces]
        else:
            found.append((text, pieces))
    return [text for text, _ in found]


@dataclass(frozen=True)
class Telling:
    """What was seen of a scene, or of one of its parts, while it was told.

    Attributes:
        seconds: how long it took.
        parts: what was written, part by part, at regular times and at every beat's end.
        faults: what the layout check finds at the beats' ends.
        beats: what was told, exact to a frame of the rate at which it was told.
    """

    seconds: float
    parts: tuple[tuple[Moment, ...], ...]
    faults: tuple[str, ...]
    beats: tuple[TimedBeat, ...]

    @property
    def moments(self) -> Iterator[Moment]:
        """What was written, in all parts."""
        return (moment for part in self.parts for moment in part)

    def looks(self, seconds: Fraction) -> Iterator[Moment]:
        """What was written at regular times that are farther apart, and at every beat's end."""
        apart = int(seconds * SMALL.fps)
        for moment in self.moments:
            if moment.ends_beat or round(moment.seconds * SMALL.fps) % apart == 0:
                yield moment


class Undrawn(SeekingRenderer):
    """Plays a scene to whoever reads its stage, on which all stands as if it were drawn."""

    def update_frame(self, *_args: Any, **_kwargs: Any) -> None:
        """Draw nothing."""


def tell(
    scene: str,
    recording: Recording,
    seconds: Fraction,
    theme: str = "dark",
    language: str = "en",
    *,
    watch: Watch | None = None,
) -> Telling:
    """Tell a scene, and look at each of its parts at regular times and at every beat's end.

    Args:
        scene: its name.
        recording: what it draws.
        seconds: from one look to the next; a watch glances as often.
        theme: "dark" or "light".
        language: "en" or "zh".
        watch: looks at the pictures; nothing is drawn when None.
    """
    looks = Appearance(theme, language)
    told = [
        _of_figure(part(recording, looks), seconds, watch)
        if issubclass(part, FigureStory)
        else _of_stage(part, (recording, looks), seconds, watch)
        for part in stories_of(scene, recording)
    ]
    begins = accumulate((Fraction(each.seconds) for each in told), initial=Fraction())
    return Telling(
        sum(each.seconds for each in told),
        tuple(part for each in told for part in each.parts),
        tuple(fault for each in told for fault in each.faults),
        tuple(
            beat.later(begin)
            for each, begin in zip(told, begins, strict=False)
            for beat in each.beats
        ),
    )


def _of_stage(
    kind: type[ManimStory],
    arguments: tuple[Recording, Appearance],
    seconds: Fraction,
    watch: Watch | None,
) -> Telling:
    seen: list[Moment] = []
    faults: list[str] = []

    def look(frame: Frame) -> None:
        seen.append(Moment(frame.index / float(SMALL.fps), tuple(_on_stage(story))))

    def look_closely(story: ManimStory, beat: Beat) -> None:
        ended = renderer.n_frames / float(SMALL.fps)
        seen.append(Moment(ended, tuple(_on_stage(story)), ends_beat=True))
        faults.extend(beat.faults(findings(story)))

    apart = Regular(seconds * SMALL.fps)
    renderer = Undrawn(look, apart) if watch is None else Watching(watch, look)
    with manim_settings(SMALL if watch is None else WATCHED):
        story = kind(*arguments, renderer=renderer)
        story.at_beat_end = look_closely
        story.render()
    seconds_told, beats = renderer.n_frames / float(SMALL.fps), timed_beats(story, SMALL.fps)
    return Telling(seconds_told, (tuple(seen),), tuple(faults), beats)


def _on_stage(story: ManimStory) -> list[Item]:
    return [_placed(each) for each in _texts(story.mobjects) if _is_seen(each)]


def _texts(mobjects: Iterable[Mobject]) -> Iterator[Written]:
    """Yield what is written, of a line of several pieces the whole."""
    for each in mobjects:
        if isinstance(each, Written):
            yield each
        else:
            yield from _texts(each.submobjects)


def _is_seen(mobject: VMobject) -> bool:
    drawn = [part for part in mobject.family_members_with_points() if isinstance(part, VMobject)]
    return any(
        max(rgbas[:, 3].max(initial=0.0) for rgbas in (part.fill_rgbas, part.stroke_rgbas)) > SEEN
        for part in drawn
    )


def _placed(mobject: Written) -> Item:
    text = mobject.maths if isinstance(mobject, Formula) else mobject.content
    ends = [
        each.points[first :: each.n_points_per_cubic_curve, :2]
        for each in mobject.family_members_with_points()
        if isinstance(each, VMobject)
        for first in (0, each.n_points_per_cubic_curve - 1)
    ]
    places = np.concatenate(ends)
    (left, bottom), (right, top) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
    return Item(text, left, right, (bottom + top) / 2, mobject.em)


def _of_figure(story: FigureStory, seconds: Fraction, watch: Watch | None) -> Telling:
    reading = Reading(story.sheet(CHECKED))
    times = [float(step * seconds) for step in range(int(story.duration / seconds) + 1)]
    seen: list[Moment] = []
    ends = {beat.end for beat in story.beats}
    for time in sorted([*times, *ends]):
        items = reading.items(story.timeline.state_at(time))
        seen.append(Moment(time, items, time in ends))
    if watch is not None:
        watch_figure(story, watch)
    beats = timed_beats(story, SMALL.fps)
    return Telling(story.duration, (tuple(seen),), tuple(story.findings()), beats)


class Reading:
    """Reads a sheet, and each drawing only when its values are others: it is a function of them."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._read: dict[int, tuple[dict[Hashable, Hashable], list[Item]]] = {}

    def items(self, state: Mapping[str, float]) -> tuple[Item, ...]:
        """What is written on the sheet in a state of the story."""
        drawings = enumerate(self._sheet._drawings)
        return tuple(item for place, each in drawings for item in self._of(place, each, state))

    def _of(self, place: int, drawing: Drawing, state: Mapping[str, float]) -> list[Item]:
        drawing.note(state)
        if place not in self._read or self._read[place][0] != drawing.noted:
            items = _on_sheet(self._sheet, drawing.artists(state))
            self._read[place] = drawing.noted, items
        return self._read[place][1]


def _on_sheet(sheet: Sheet, artists: Iterable[Artist]) -> list[Item]:
    seen = (
        each for each in artists if each.get_alpha() is None or float(each.get_alpha() or 0) > SEEN
    )
    return [item for each in seen if (item := _drawn(sheet, each)) is not None]


def _drawn(sheet: Sheet, artist: Artist) -> Item | None:
    """What an artist writes, if it does."""
    if isinstance(artist, Text):
        box, em = artist.get_window_extent(sheet.renderer), float(artist.get_fontsize())
        return Item(artist.get_text(), box.x0, box.x1, float(artist.get_position()[1]), em)
    if artist.get_gid() == MATHS and isinstance(artist, FigureImage):
        height, width = artist.get_size()
        em, left = height / (ASCENT + DESCENT), float(artist.ox)
        return Item(str(artist.get_label()), left, left + width, artist.oy + DESCENT * em, em)
    return None
