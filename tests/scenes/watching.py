"""Draws of a scene that is told what a watch looks at: some of its frames, and more in need."""

from collections.abc import Callable, Collection
from fractions import Fraction
from typing import Any

from manim import Scene

from gradreel.scenes.render.frame import Frame
from gradreel.scenes.render.manim.seeking import SeekingRenderer
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.stills import Regular
from gradreel.scenes.stage.story.figure import FigureStory
from tests.scenes.rhythm import AFAR, Greys, Watch, greys

WATCHED = Picture(AFAR, AFAR * 9 // 16, 30)


class Looks(Regular):
    """Frames at regular times, and the bounds of what rests or moves.

    Args:
        apart: frames from one to the next.

    Attributes:
        bounds: the first frame of a play, and the last where nothing moves or a jump may be.
    """

    def __init__(self, apart: Fraction) -> None:
        super().__init__(apart)
        self.bounds: Collection[int] = ()

    def __contains__(self, frame: object) -> bool:
        return super().__contains__(frame) or frame in self.bounds


class Watching(SeekingRenderer):
    """Plays a scene to a watch, and to whoever reads its stage at the same times.

    Args:
        watch: looks at glances, and at the frames between where much has changed.
        look: called at the glances that are at regular times.
    """

    def __init__(self, watch: Watch, look: Callable[[Frame], None]) -> None:
        self._owned_looks = Looks(watch.glances)
        super().__init__(self._see, self._owned_looks)
        self._watch, self._look, self._regular = watch, look, Regular(watch.glances)
        self._begin = watch.frames
        self._playing: tuple[Scene, int, list[float]] | None = None
        self._went_back = False

    def _begins(self, scene: Scene, frames: range) -> None:
        del scene
        self._owned_looks.bounds = frames.start, frames.stop - 1

    def _go_through(self, scene: Scene, times: list[float]) -> None:
        last = self.n_frames + len(times) - 1
        self._owned_looks.bounds = self.n_frames, last if self._watch.is_close else self.n_frames
        self._playing = scene, self.n_frames, times
        super()._go_through(scene, times)
        self._playing = None

    def _see(self, frame: Frame) -> None:
        at = self._begin + frame.index
        if not frame.goes_on:
            self._went_back = False
            self._watch.glance(greys(frame.pixels), at, self._drawn)
            if self._went_back:
                self._go_to(frame.index)
        self._watch.stay(at + frame.repeats)
        for index in range(frame.index, frame.index + frame.repeats):
            if index in self._regular:
                self._look(Frame(frame.pixels, 1, index))

    def _drawn(self, at: int) -> Greys:
        """Draw a frame that was passed over."""
        pixels: Any = self.camera.pixel_array
        if self._playing is not None:
            self._went_back = True
            scene = self._go_to(at - self._begin)
            self.update_frame(scene, scene.moving_mobjects)
        return greys(pixels)

    def _go_to(self, frame: int) -> Scene:
        """Set the stage to a frame of the play that goes on, as a seekable scene allows."""
        assert self._playing is not None
        scene, first, times = self._playing
        scene.update_to_time(times[frame - first])
        return scene


def watch_figure(story: FigureStory, watch: Watch) -> None:
    """Let a watch look at a story's frames: where it rests, where segments begin, now and then."""
    begin = watch.frames

    def drawn(at: int) -> Greys:
        return greys(story.frame(at - begin, WATCHED))

    for span in story.spans(WATCHED):
        if len(span) > 1 or span.start % watch.glances == 0 or _begins(story, span.start):
            watch.glance(drawn(begin + span.start), begin + span.start, drawn)
            watch.stay(begin + span.stop)


def _begins(story: FigureStory, frame: int) -> bool:
    """Whether a frame is the first of a segment."""
    before, now = (
        story.timeline.segment_of(max(0, each), WATCHED.fps)[0] for each in (frame - 1, frame)
    )
    return before != now
