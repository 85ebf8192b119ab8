"""What a story is, whichever library draws it: beats with their sentences, and their captions."""

import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from gradreel.engine.errors import RequestError, quoted
from gradreel.engine.history import History, history_of
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask.catalog import entries
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.stage.story.pace import EXACT, FADE, PAUSE
from gradreel.scenes.stage.type.appearance import PLAIN, Appearance
from gradreel.scenes.stage.type.captions import captions, reading_time
from gradreel.scenes.stage.type.names import fitted, is_in_chinese, need_chinese
from gradreel.scenes.stage.type.style import GRID, WIDE, is_tall, laying_out
from gradreel.scenes.stage.type.typesetting import sentence_lines, set_in, too_long, typeface_of

SCENE = re.compile(r"gradreel\.scenes\.\w+")
MAKER_ROOM = 22.0, 12.5
"""The width of who recorded a run, in em: beside the kicker, and in its place in a tall frame."""


@dataclass(frozen=True)
class Beat:
    """One idea of a story, as it was told.

    Attributes:
        key: its name in the captions.
        sentence: what stands at the top, with its values.
        start, end: seconds from the story's start.
        hushed: when its sentence has left before that; None where it stands to the end.
    """

    key: str
    sentence: str
    start: float
    end: float
    hushed: float | None = None

    def faults(self, found: Iterable[str]) -> list[str]:
        """What the layout check found at the beat's end, each after the beat's key."""
        return [f"{self.key}: {fault}" for fault in found]


class Story(ABC):
    """A story of beats that draws a recording: what manim's and Matplotlib's have in common.

    A beat ends when the next begins: by then its sentence has been there long enough to be read,
    and the last change has come to rest. A backend puts up the sentences, and adds to `elapsed` the
    seconds that its library takes.

    Args:
        recording: the runs to draw; the scene's own, trained now, when None.
        appearance: how it looks and speaks.
        lasting: for each beat how many seconds it lasts at the least, as what is spoken in it
            does; those that are left out last as long as their sentences need.

    Attributes:
        theme: the colours.
        texts: the scene's texts beside the names of its data.
        label: one of them by its key, its fields filled.
        elapsed: seconds that the story has taken so far.
    """

    def __init__(
        self,
        recording: Recording | None = None,
        appearance: Appearance = PLAIN,
        *,
        lasting: Sequence[float] = (),
    ) -> None:
        self.appearance, self.theme = appearance, appearance.palette
        self.set_in_own_face()
        self.recording = recording or self._own_recording()
        texts = captions(self.scene_name(), appearance.language, own=appearance.texts)
        self.texts = texts.about(self.recording.main.dataset)
        self.label = self.texts.label
        self._lasting = tuple(lasting)
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what was told; a figure is then told again, all at once."""
        self.elapsed = 0.0
        self._ended: list[Beat] = []
        self._open: Beat | None = None

    def set_in_own_face(self) -> None:
        """Set what follows in this story's typeface; a backend does so before it draws."""
        set_in(typeface_of(self.appearance.fonts))

    @cached_property
    def run(self) -> Trajectory:
        """The run that it is about, of a scene that draws runs of the engine alone."""
        return self.recording.run

    @cached_property
    def history(self) -> History:
        """The run that it is about, of a scene that draws any, wherever it was made."""
        main = self.recording.main
        return main if isinstance(main, History) else history_of(main, self.recording.held_out)

    @classmethod
    def _own_recording(cls) -> Recording:
        """Train the scene's own runs.

        Raises:
            RequestError: it isn't one of gradreel's scenes, nor extends one.
        """
        name = cls.scene_name()
        if name not in {each.name for each in entries()}:
            raise RequestError(
                f"{cls.__name__} is of no scene of gradreel's: extend one of them, or put its file "
                "into the folder scenes"
            )
        return record(name, module=sys.modules[cls._home()])

    @classmethod
    def scene_name(cls) -> str:
        """The scene's name: that of the file that the class is in, with hyphens."""
        return cls._home().rpartition(".")[2].replace("_", "-")

    @classmethod
    def _home(cls) -> str:
        """Name the module of the scene, which a class of a person's own may extend elsewhere."""
        homes = (each.__module__ for each in cls.__mro__)
        return next((home for home in homes if SCENE.fullmatch(home)), cls.__module__)

    @property
    def beats(self) -> tuple[Beat, ...]:
        """The beats that have ended, in order."""
        return tuple(self._ended)

    def kicker(self) -> str:
        """The line above the sentence."""
        return self.texts.kicker

    def heading(self) -> str:
        """The kicker, or in a tall frame instead of it, who made the run or what became of rows."""
        main = self.recording.main
        data = main.dataset
        if makers := self._makers():
            return makers if is_tall() else f"{self.kicker()} · {makers}"
        if data is None:
            return self.kicker()
        total, gaps = f"{data.n + data.dropped:,}", {"dropped": data.dropped, "filled": data.filled}
        told = [
            self.label(key, count=f"{count:,}", total=total) for key, count in gaps.items() if count
        ]
        return " · ".join(told if told and is_tall() else [self.kicker(), *told])

    def _makers(self) -> str:
        """Say who recorded the runs; nothing where all are the engine's."""
        main = self.recording.main
        shown = [*self.recording.together.values()]
        if not shown and isinstance(main, History):
            shown = [main]
        makers = dict.fromkeys(run.maker or "gradreel" for run in shown)
        if not any(run.maker for run in shown):
            return ""
        if len(makers) > (1 if is_tall() else 2):
            return self.label("recorded_by_many", count=len(makers))
        in_chinese = is_in_chinese(self.appearance.language) or need_chinese(makers)
        room = MAKER_ROOM[is_tall()] / len(makers)
        told = ", ".join(fitted(each, room, in_chinese=in_chinese) for each in makers)
        return self.label("recorded_by", maker=told)

    def open_beat(self, key: str, **values: object) -> str:
        """End the beat before and begin the next; a backend's `beat` puts up its sentence.

        Args:
            key: the beat's name in the captions.
            values: what the sentence's fields are filled with.

        Returns:
            the sentence.

        Raises:
            WorkError: the captions have no such beat.
            RequestError: the sentence, its fields being filled, doesn't fit the stage.
        """
        self.end_beat()
        sentence = self.texts.beat(key, **values)
        if self.appearance.is_reworded and too_long(sentence):
            own, keys = self.appearance.texts, (self.scene_name(), "beats", key)
            said_where = f"{own.source}: " if own is not None and own.has(keys) else ""
            where = said_where + ".".join(keys)
            shown, lines = quoted(sentence, 70), GRID.sentence_lines
            raise RequestError(f"{where} takes more than {lines} lines, as {shown}; shorten it")
        read = self.elapsed + FADE + reading_time(sentence)
        self._open = Beat(key, sentence, self.elapsed, read)
        return sentence

    def note_hush(self) -> None:
        """Note that the open beat's sentence leaves now: what follows is told without words."""
        if self._open is not None:
            self._open = replace(self._open, hushed=self.elapsed + FADE)

    def left_to_read(self, least: float = PAUSE) -> float:
        """Seconds until the open beat's sentence has been read, less the pause after it.

        A play that lasts so long moves as long as it is read.

        Args:
            least: seconds, for what takes longer.
        """
        end = self.elapsed if self._open is None else self._open.end
        return max(round(end - PAUSE - self.elapsed, EXACT), least)

    def end_beat(self) -> None:
        """Rest until the open beat's sentence has been read; does nothing between two beats."""
        if self._open is None:
            return
        beat, self._open = self._open, None
        (lasting,) = self._lasting[len(self._ended) :][:1] or (0.0,)
        left = lasting and lasting - self.seconds_shown(beat)  # where it was told a length
        self.wait(max(round(beat.end - self.elapsed, EXACT), PAUSE, left))
        beat = replace(beat, end=self.elapsed)
        self._ended.append(beat)
        self.beat_ended(beat)

    def seconds_shown(self, beat: Beat) -> float:
        """Return how many seconds of the open beat a clip has shown, or a little less."""
        return self.elapsed - beat.start

    def let_stand(self, seconds: float) -> None:
        """Let what the open beat shows now stand for so long at the least: a last picture."""
        if self._open is not None:
            end = max(self._open.end, self.elapsed + seconds)
            self._open = replace(self._open, end=end)

    def beat_ended(self, beat: Beat) -> None:
        """Called at each beat's end, before the next begins; a backend may look at the stage."""
        del beat

    @abstractmethod
    def wait(self, seconds: float, /) -> None:
        """Let nothing move for a while."""

    @abstractmethod
    def frames(self, fps: Fraction | int) -> tuple[range, ...]:
        """Count the frames of the beats that have ended: those in which each sentence stands.

        Args:
            fps: frames a second; those of a manim story are counted while it is played at a rate.

        Returns:
            for each beat its frames, counted from 0 at the story's start.
        """

    @abstractmethod
    def findings(self) -> list[str]:
        """Check the layout at every beat's end.

        Returns:
            one line for each fault, after its beat's key; nothing when all is well.
        """


@dataclass(frozen=True)
class TimedBeat:
    """A beat of a part or of a clip, exact to a frame.

    Attributes:
        key: its name in the captions.
        sentence: what stands at the top, on one line.
        start: when its first frame is shown: seconds from the start of the part, or of the clip.
        end: when its last frame is gone.
        number: its place in the scene, from 1; 0 where that isn't known.
        seen: what it shows, for whoever doesn't see it; empty where nobody has said it.
        hushed: when its sentence has left, likewise; None where it stands to the end.
    """

    key: str
    sentence: str
    start: Fraction
    end: Fraction
    number: int = 0
    seen: str = ""
    hushed: Fraction | None = None

    @property
    def name(self) -> str:
        """What its files are called, without their endings, and a person calls it: "03-fit"."""
        return f"{self.number:02}-{self.key}"

    def last_frame(self, fps: Fraction | int) -> int:
        """Return its last frame at the rate that it was told at, counted as its seconds are."""
        return max(0, int(self.end * fps) - 1)

    def later(self, seconds: Fraction) -> "TimedBeat":
        """Return the same, counted from a moment so many seconds before."""
        hushed = None if self.hushed is None else self.hushed + seconds
        return replace(self, start=self.start + seconds, end=self.end + seconds, hushed=hushed)


def timed_beats(story: Story, fps: Fraction | int) -> tuple[TimedBeat, ...]:
    """Return a story's beats at a rate, which is the one that it was played at if it is manim's."""
    frames = zip(story.beats, story.frames(fps), strict=True)
    return tuple(
        TimedBeat(
            beat.key,
            beat.sentence,
            Fraction(span.start) / fps,
            Fraction(span.stop) / fps,
            seen=story.texts.seen.get(beat.key, ""),
            hushed=_hushed(beat, span.start, fps),
        )
        for beat, span in frames
    )


def _hushed(beat: Beat, first: int, fps: Fraction | int) -> Fraction | None:
    """Return when a beat's sentence has left, exact to a frame; the first of the beat is known."""
    if beat.hushed is None:
        return None
    return Fraction(first + round((beat.hushed - beat.start) * float(fps))) / fps


def captions_of(beats: Iterable[TimedBeat]) -> tuple[Caption, ...]:
    """Return captions that stand as long as the sentences, with the lines of a wide screen."""
    with laying_out(WIDE):
        return tuple(
            Caption(
                float(beat.start),
                float(beat.end if beat.hushed is None else beat.hushed),
                "\n".join(sentence_lines(beat.sentence)),
                beat.key,
            )
            for beat in beats
        )


def captions_at(story: Story, fps: Fraction | int) -> tuple[Caption, ...]:
    """Return the captions of a story at a rate."""
    return captions_of(timed_beats(story, fps))
