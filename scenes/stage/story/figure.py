"""A story on a Matplotlib figure: every frame is a function of time alone."""

from abc import abstractmethod
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

import matplotlib as mpl
from matplotlib import style
from matplotlib.artist import Artist

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.render.picture import LARGEST_SIDE, Picture
from gradreel.scenes.stage.figure.picture import ABOVE, FRONT
from gradreel.scenes.stage.figure.sheet import DRAWING, Sheet
from gradreel.scenes.stage.figure.text import Label, findings, sentence
from gradreel.scenes.stage.story.base import Story
from gradreel.scenes.stage.story.pace import EXACT, FADE, Ease, linear, smooth
from gradreel.scenes.stage.story.values import (
    RunPlayer,
    Segment,
    State,
    Timeline,
    Track,
    read,
    reading,
)
from gradreel.scenes.stage.type.style import GRID, SIZES, WIDE, FrameShape, frame_for, lay_out

if TYPE_CHECKING:
    import cairo

FINER = 2
"""How many times as many pixels across as its frame a picture has that lies on a page."""

SENTENCE = "sentence"
"""The story's own value: the index of the beat whose sentence is shown."""

CHECKED = Picture(640, 360, 5)
"""The picture on which the layout is checked: places are fractions, so any size will do."""


class FigureStory(Story):
    """A story of beats on a Matplotlib figure.

    A subclass writes two methods. `construct` is the storyboard: it lets values move in time, beat
    by beat (`begin`, `beat`, `move`, `wait`). `draw` puts drawings on a sheet, each a function that
    reads some of these values. So a frame is a function of the values at its time, any frame can
    be drawn alone, and what doesn't move is drawn once.

    Args:
        recording: the runs to draw; the scene's own, trained now, when None.
        appearance: how it looks and speaks.
        lasting: as for `Story`.

    Attributes:
        timeline: the segments of the story.
    """

    @cached_property
    def _sheets(self) -> dict[tuple[int, int, bool], Sheet]:
        return {}

    def begin_anew(self, frame: FrameShape = WIDE) -> None:
        """Tell the story for a frame: where a camera goes may differ, how long it takes doesn't."""
        lay_out(frame)
        self._frame = frame
        super().begin_anew()
        self._values: dict[Any, float] = {SENTENCE: 0.0}
        self._segments: list[Segment] = []
        self._tracks: dict[Hashable, Track] = {}
        self._begins_beat = False
        with reading(self._values):
            self.construct()
            self.end_beat()
        named = dict.fromkeys(self._values, 0.0)
        self.timeline = Timeline(
            tuple(
                replace(each, before={**named, **each.before}, after={**named, **each.after})
                for each in self._segments
            )
        )

    def _lay_out(self, picture: Picture) -> None:
        """Lay out what follows for a picture, whatever was drawn before."""
        self.set_in_own_face()
        frame = frame_for(picture.width, picture.height)
        if frame is not self._frame:
            self.begin_anew(frame)
        lay_out(frame)

    @abstractmethod
    def construct(self) -> None:
        """Tell the story: begin, then beats and moves."""

    @abstractmethod
    def draw(self, sheet: Sheet) -> None:
        """Put everything on an empty sheet, from the bottom to the top; of two sheets in turn."""

    def begin(self, changes: State) -> None:
        """Say what values are at the story's start that aren't 0."""
        self._values |= changes

    def beat(self, key: str, changes: State | None = None, /, **values: object) -> None:
        """End the beat before, and put up the sentence of this one.

        Args:
            key: the beat's name in the captions.
            changes: values that move while the sentence appears.
            values: what the sentence's fields are filled with.

        Raises:
            WorkError: the captions have no such beat.
        """
        self.open_beat(key, **values)
        self._begins_beat = True
        shown = {SENTENCE: float(len(self.beats))}
        if shown[SENTENCE] or changes:
            self._append(FADE, shown | dict(changes or {}), smooth)

    def hush(self) -> None:
        """Let the sentence go, once it has been read: what follows until the next needs no words.

        It isn't for the last beat.
        """
        self.note_hush()
        self._append(FADE, {SENTENCE: self._values[SENTENCE] + 0.5}, smooth)

    def move(self, seconds: float, *how: State | Ease) -> None:
        """Let values move, all at once.

        Args:
            seconds: how long it takes.
            how: where to, by the values, and how they move, `smooth` unless it is said.
        """
        changes, ease = _changes_and_ease(how)
        self._append(seconds, changes, ease)

    def play(self, player: RunPlayer, until: float | None = None) -> None:
        """Let a run go on evenly, unless it has come so far.

        Args:
            player: the run.
            until: up to these of its seconds; all of them when None.
        """
        end = player.lasting if until is None else until
        if (left := end - player.seconds()) > 0:
            self.move(left, {player.seconds: end}, linear)

    def wait(self, seconds: float, /) -> None:
        """Let nothing move for a while."""
        self._append(seconds, {}, smooth)

    def jump(self, changes: State) -> None:
        """Put values elsewhere at once, while nothing is seen that is drawn from them."""
        self._name(changes)
        self._values |= changes

    def meanwhile(self, seconds: float, *how: State | Ease) -> None:
        """Let values move by themselves from now on, while the story goes on with others.

        A later move of the same value takes over from where it then is.

        Args:
            seconds: how long it takes.
            how: as for `move`.
        """
        changes, ease = _changes_and_ease(how)
        self._name(changes)
        for name, end in changes.items():
            self._tracks[name] = Track(self.elapsed, seconds, self._values[name], end, ease)

    def focus(self, on: FloatArray, zoom: float = 1.6) -> dict[str, float]:
        """Where a landscape's camera goes to push in on a point, for `move` or `meanwhile`.

        Args:
            on: (2,) parameters of the point that comes to the middle.
            zoom: how many times as large as at rest the landscape is then seen.
        """
        at = {"at_x": float(on[0]), "at_y": float(on[1])}
        if not self._values["centred"]:
            self._values |= at  # seen by nobody, as the camera isn't on a point yet
        return {"zoom": zoom, "centred": 1.0, **at}

    def pull_out(self) -> dict[str, float]:
        """Where a landscape's camera goes for all of it to be seen again."""
        return {"zoom": 1.0, "centred": 0.0}

    def orbit(self, degrees: float) -> dict[str, float]:
        """Where a landscape's camera goes to turn about it, to the right if positive."""
        return {"azimuth": self._values["azimuth"] + degrees}

    def tilt(self, elevation: float = ABOVE, azimuth: float = FRONT) -> dict[str, float]:
        """Where a landscape's camera goes to look more or less from above; at first, as at a map.

        Args:
            elevation: in degrees.
            azimuth: in degrees.
        """
        return {"elevation": elevation, "azimuth": azimuth}

    def _name(self, values: State) -> None:
        self._values |= dict.fromkeys(values, 0.0) | self._values

    def _append(self, seconds: float, values: State, ease: Ease) -> None:
        self._name(values)
        self._tracks = {
            name: track
            for name, track in self._tracks.items()
            if name not in values and track.start + track.seconds > self.elapsed
        }
        before = dict(self._values)
        tracks = {
            name: replace(track, start=round(track.start - self.elapsed, EXACT))
            for name, track in self._tracks.items()
        }
        self._values |= {name: track.at(seconds) for name, track in tracks.items()} | dict(values)
        after = dict(self._values)
        self._segments.append(Segment(seconds, before, after, ease, tracks, self._begins_beat))
        self.elapsed, self._begins_beat = self.elapsed + seconds, False

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.timeline.duration

    def n_frames(self, fps: Fraction | int) -> int:
        """How many frames the story has at a rate."""
        return self.timeline.frames(fps)[-1].stop

    def frames(self, fps: Fraction | int) -> tuple[range, ...]:
        """Count the frames of each beat: it has those whose time in it is before its end."""
        every = self.timeline.frames(fps)
        return every[len(every) - len(self.beats) :]

    def plays(self, fps: Fraction | int) -> Iterator[range]:
        """Cut the story where values begin to move, or come to rest, and where beats begin."""
        return self.timeline.plays(fps)

    def frame(self, index: int, picture: Picture) -> Pixels:
        """Draw one frame: (h, w, 4) uint8, straight alpha, whatever was drawn before."""
        segment, values = self._at(index, picture)
        return self.sheet(picture).pixels(values, segment.moving)

    def last_frame(self, picture: Picture) -> Pixels:
        """Draw what is left standing at the end."""
        return self.sheet(picture).pixels(self.timeline.segments[-1].after)

    def drawn_from(self, index: int | None, picture: Picture) -> bytes:
        """Return what a frame, or the end, is drawn from: its values, its sentences and all words.

        Words are those that any drawing may show, and so all but the sentences of other beats.
        """
        values = self.timeline.segments[-1].after
        if index is not None:
            _, values = self._at(index, picture)
        begun, share = divmod(values[SENTENCE], 1)
        shown = self.beats[int(begun) : int(begun) + 1 + (share > 0)]
        words = replace(self.texts, beats={}, seen={}, own=None)
        told = [
            type(self).__qualname__,
            *(beat.sentence for beat in shown),
            self.heading(),
            len(self.beats),
            words,
        ]
        return repr((told, *values.values())).encode()

    def paint(self, index: int, picture: Picture, surface: "cairo.Surface") -> None:
        """Draw one frame in lines and areas, and its pictures finer than the frame's pixels."""
        _, values = self._at(index, picture)
        pictures = self.sheet(picture).pictures(values)
        if pictures and FINER * max(picture.width, picture.height) <= LARGEST_SIDE:
            finer = self.sheet(picture, FINER).pictures(values)
            pictures = finer if len(finer) == len(pictures) else pictures
        self.sheet(picture).paint(values, surface, pictures)

    def spans(self, picture: Picture) -> Iterator[range]:
        """Cut the story into runs of frames that look the same, in order."""
        indices = range(self.n_frames(picture.fps))
        for _, alike in groupby(indices, lambda index: tuple(self._at(index, picture)[1].values())):
            first, *others = alike
            yield range(first, first + 1 + len(others))

    def sheet(self, picture: Picture, times: int = 1) -> Sheet:
        """The story's sheet for a picture's size, or some times that, made when first asked for."""
        self._lay_out(picture)
        key = (picture.width * times, picture.height * times, picture.transparent)
        if key not in self._sheets:
            with style.context("default"), mpl.rc_context(DRAWING):
                sheet = Sheet(*key[:2], self.theme, transparent=picture.transparent)
                if self.appearance.titled:
                    self._draw_kicker(sheet)
                self.draw(sheet)
                if self.appearance.titled:
                    self._draw_sentences(sheet)  # on top, where a change draws nothing else again
            for old in [*self._sheets][:-1]:  # a page needs two in turn
                del self._sheets[old]
            self._sheets[key] = sheet
        return self._sheets[key]

    def _at(self, index: int, picture: Picture) -> tuple[Segment, dict[Any, float]]:
        self._lay_out(picture)
        place, progress = self.timeline.segment_of(index, picture.fps)
        segment = self.timeline.segments[place]
        return segment, segment.at(progress)

    def _draw_kicker(self, sheet: Sheet) -> None:
        place, colour = (GRID.margin, GRID.kicker_baseline), self.theme.muted
        sheet.place(
            Label(sheet, self.heading(), place, colour=colour, size=SIZES.kicker, bold=True)
        )

    def _draw_sentences(self, sheet: Sheet) -> None:
        sentences = [sentence(sheet, beat.sentence) for beat in self.beats]

        def shown() -> list[Artist]:
            index, share = divmod(read(SENTENCE), 1)
            lines = sentences[int(index) + (share >= 0.5)]
            for piece in lines:
                piece.set_alpha(abs(1 - 2 * share))
            return list(lines)

        sheet.show(shown, apart=True)

    def findings(self, picture: Picture = CHECKED) -> list[str]:
        """Check the layout at every beat's end, on a picture of any shape."""
        sheet = self.sheet(picture)
        states = ((beat, self.timeline.state_at(beat.end)) for beat in self.beats)
        return [
            fault
            for beat, state in states
            for fault in beat.faults(findings(sheet, sheet.artists(state)))
        ]


def _changes_and_ease(how: Sequence[State | Ease]) -> tuple[State, Ease]:
    """Tell where values go from how they do."""
    changes, ease = dict[Any, float](), cast(Ease, smooth)
    for each in how:
        if isinstance(each, Mapping):
            changes |= each
        else:
            ease = each
    return changes, ease
