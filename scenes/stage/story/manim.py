"""A manim scene that is told in beats: one sentence and one change on screen at a time."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from manim import Animation, Scene, VGroup
from manim.utils.exceptions import EndSceneEarlyException

from gradreel.scenes.app.recording import Recording, record
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.motion import FADE, appear, vanish
from gradreel.scenes.stage.manim.place import HEIGHT, WIDTH, at
from gradreel.scenes.stage.manim.sentence import TextLine, sentence
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.captions import captions, reading_time
from gradreel.scenes.stage.type.grid import GRID, SIZES, Edge
from gradreel.scenes.stage.type.theme import theme

PAUSE = 0.5
"""Seconds that a beat rests at the least after its last change."""


@dataclass(frozen=True)
class Beat:
    """One beat as it was told.

    Attributes:
        key: its name in the captions.
        sentence: the sentence with its values.
        start, end: seconds from the scene's start.
    """

    key: str
    sentence: str
    start: float
    end: float


class Story(Scene):
    """A scene of beats that draws a recording and is a pure function of time.

    A subclass writes `construct` as a list of short methods, each of which calls `beat(key)` and
    plays what that beat shows. A beat ends when the next begins: by then its sentence has been
    on the stage long enough to be read. No updater may take `dt`, nothing may be random.

    Args:
        recording: the runs to draw; the scene's own, trained now, when None.
        theme: "dark" or "light".
        language: "en" or "zh".
        kwargs: for manim's Scene, `renderer` among them.

    Attributes:
        beats: those that have ended.
        at_beat_end: called with the story and the beat at each beat's end (the layout check).
    """

    seekable = True

    def __init__(
        self,
        recording: Recording | None = None,
        theme: str = "dark",
        language: str = "en",
        **kwargs: Any,
    ) -> None:
        self.theme = _theme(theme)
        self.language = language
        self.recording = recording or record(self.scene_name())
        texts = captions(self.scene_name(), language)
        self.texts = texts.about(self.recording.main.dataset)
        self.beats: list[Beat] = []
        self.at_beat_end: Callable[[Story, Beat], None] | None = None
        self._told = 0.0
        self._open: tuple[str, str, float] | None = None
        self._sentence = VGroup()
        super().__init__(**kwargs)

    @classmethod
    def scene_name(cls) -> str:
        """The scene's name: that of the file that the class is in."""
        return cls.__module__.rpartition(".")[2]

    def setup(self) -> None:
        """Set background and frame: all of the 16:9 stage is seen in a frame of any shape."""
        camera: Any = self.camera
        camera.background_color = self.theme.background
        shape = camera.pixel_width / camera.pixel_height
        camera.frame_width = max(WIDTH, HEIGHT * shape)
        camera.frame_height = max(HEIGHT, WIDTH / shape)
        kicker = Label(self.texts.kicker, size=SIZES.kicker, colour=self.theme.muted, bold=True)
        self.add(kicker.place(at(GRID.margin, GRID.kicker_baseline)))

    def tear_down(self) -> None:
        """End the last beat, unless the renderer has stopped the scene before it."""
        with suppress(EndSceneEarlyException):
            self.end_beat()

    def play(self, *args: Any, **kwargs: Any) -> None:
        """Play animations, and keep count of the time that the story has taken."""
        super().play(*args, **kwargs)
        self._told += float(self.duration)

    def beat(self, key: str, *changes: Animation | list[Animation], **values: object) -> None:
        """End the beat before and put up the sentence of this one.

        Args:
            key: the beat's name in the captions.
            changes: animations to play while the sentence appears.
            values: what the sentence's fields are filled with.
        """
        self.end_beat()
        content = self.texts.beat(key, **values)
        self._open = (key, content, self._told)
        before, self._sentence = self._sentence, sentence(content, self.theme)
        if len(before):
            self.play(vanish(before, run_time=FADE / 2))
        self.play(appear(self._sentence), *changes)

    def end_beat(self) -> None:
        """Rest until the beat's sentence has been read; does nothing between two beats."""
        if self._open is None:
            return
        key, content, start = self._open
        self._open = None
        left = start + FADE + reading_time(content) - self._told
        self.wait(max(left, PAUSE))
        self.beats.append(Beat(key, content, start, self._told))
        if self.at_beat_end is not None:
            self.at_beat_end(self, self.beats[-1])

    def text(
        self,
        content: str,
        x: float,
        y: float,
        *,
        edge: Edge = "left",
        colour: str | None = None,
    ) -> TextLine:
        """A label with an edge at fractions of the frame, y being its baseline."""
        line = TextLine(content, self.theme, size=SIZES.label, colour=colour or self.theme.muted)
        return line.place(at(x, y), edge)

    def math(self, maths: str, *, size: float = SIZES.formula) -> Formula:
        """A formula in this story's colours; see gradreel.scenes.stage.manim.formula.math."""
        return math(maths, self.theme, size=size)


_theme = theme
