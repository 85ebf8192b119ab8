"""A part of a clip that is drawn on a Matplotlib figure."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.frame import (
    UNDRAWN,
    Frame,
    FrameSelection,
    FrameSink,
    Paint,
    Pixels,
)
from gradreel.scenes.render.outline import outlined
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.sound import PlacedSound, SoundsOf

if TYPE_CHECKING:
    import cairo


class FrameSource(Protocol):
    """What a figure part draws: any frame at any time, of pixels with straight alpha."""

    def n_frames(self, fps: Fraction | int) -> int:
        """Return how many frames the story has at a rate."""

    def plays(self, fps: Fraction | int) -> Iterator[range]:
        """Cut the story where something begins in it, in order; none are where a beat begins."""

    def spans(self, picture: Picture) -> Iterator[range]:
        """Cut the story into runs of frames that look the same, in order."""

    def frame(self, index: int, picture: Picture) -> Pixels:
        """Draw one frame."""

    def last_frame(self, picture: Picture) -> Pixels:
        """Draw what is left standing at the end."""

    def drawn_from(self, index: int | None, picture: Picture) -> bytes:
        """Return all that a frame, or the end, is drawn from beside the code and the runs."""


@runtime_checkable
class PaintSource(Protocol):
    """A frame source that draws in lines and areas, too."""

    def paint(self, index: int, picture: Picture, surface: "cairo.Surface") -> None:
        """Draw one frame."""


class FigurePart:
    """A story on a Matplotlib figure.

    Args:
        make_story: builds the story; called once, when it is first needed.
        captions_of: what the story's captions are at a rate; it has none when None.
        sounds_of: likewise, what is heard.
        code: a digest of all that decides a frame beside what the story says that it is drawn
            from; empty where that isn't known.

    Attributes:
        captions: those of the last telling, drawn or not.
        sounds: likewise.
    """

    def __init__(
        self,
        make_story: Callable[[], FrameSource],
        captions_of: Callable[[Any, Fraction | int], Sequence[Caption]] | None = None,
        sounds_of: SoundsOf | None = None,
        code: str = "",
    ) -> None:
        self.captions: Sequence[Caption] = ()
        self.sounds: Sequence[PlacedSound] = ()
        self._make_story, self._code = make_story, code
        self._captions_of, self._sounds_of = captions_of, sounds_of

    @cached_property
    def _story(self) -> FrameSource:
        return self._make_story()

    def count(self, picture: Picture) -> int:
        """Ask the story."""
        if self._captions_of is not None:
            self.captions = self._captions_of(self._story, picture.fps)
        if self._sounds_of is not None:
            self.sounds = self._sounds_of(self._story, picture.fps)
        return self._story.n_frames(picture.fps)

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        """Draw the owned frames, what stands only once; or give their digests alone."""
        for frames in self._story.plays(picture.fps):
            selection.follows(frames)
        spans = [*self._story.spans(picture)]
        starts = {span.start for span in spans}
        for span in selection.in_turn(spans):
            drawn: Frame | None = None
            for run in selection.runs(span):
                if drawn is None or not drawn.is_drawn:
                    drawn = self._frame(span.start, picture, selection)
                goes_on = run.start not in starts
                take(replace(drawn, repeats=len(run), index=run.start, goes_on=goes_on))
        if selection.takes_end():
            take(self._frame(None, picture, selection))
        return self.count(picture)

    def _frame(self, index: int | None, picture: Picture, selection: FrameSelection) -> Frame:
        """Return a frame, or the end."""
        digest = None
        if selection.digests and self._code:
            content = self._story.drawn_from(index, picture)
            digest = sha256(self._code.encode() + content).digest()
        if not selection.lacks(digest):
            return Frame(UNDRAWN, 0, digest=digest)
        if index is None:
            pixels = self._story.last_frame(picture)
        else:
            pixels = self._story.frame(index, picture)
        return Frame(outlined(pixels, picture), 0, digest=digest)

    def paint(
        self, picture: Picture, frames: Collection[int], take: Callable[[int, Paint], None]
    ) -> None:
        """Give what draws each of some frames."""
        story = self._story
        assert isinstance(story, PaintSource)  # noqa: S101  all are that have beats
        for frame in sorted(frames):
            take(frame, partial(story.paint, frame, picture))
