"""Draws of a scene that is told what a watch looks at: some of its frames, and more in need."""

from collections.abc import Callable
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
    """Frames at regular times, and the first and the last of each play, where a jump would be.

    Args:
        apart: frames from one to the next.

    Attributes:
        play: the frames of the play that goes on.
    """

    def __init__(self, apart: Fraction) -> None:
        super().__init__(apart)
        self.play = range(0)

    def __contains__(self, frame: object) -> bool:
        return super().__contains__(frame) or self.is_bound(frame)

    def is_bound(self, frame: object) -> bool:
        """Whether a frame is the first or the last of its play."""
        return frame in (self.play.start, self.play.stop - 1)


class Watching(SeekingRenderer):
    """Plays a scene to a watch, and to whoever reads its stage.

    Args:
        watch: looks at glances, and at the frames between where much has changed.
        look: called at regular frames; what isn't glanced at isn't drawn.
        apart: from one of them to the next.
    """

    def __init__(self, watch: Watch, look: Callable[[Frame], None], apart: Fraction) -> None:
        self._owned_looks = Looks(apart)
        super().__init__(self._see, self._owned_looks)
        self._watch, self._look, self._looks = watch, look, Regular(apart)
        self._glances = Regular(watch.glances)
        self._begin = watch.frames
        self._playing: tuple[Scene, list[float]] | None = None
        self._went_back = False

    def update_frame(self, *args: Any, **kwargs: Any) -> None:
        """Draw the scene where the watch looks."""
        if self._is_watched(self.n_frames):
            super().update_frame(*args, **kwargs)

    def _is_watched(self, frame: int) -> bool:
        return frame in self._glances or self._owned_looks.is_bound(frame)

    def _begins(self, scene: Scene) -> None:
        self._owned_looks.play = range(self.n_frames, self.n_frames + self._held(scene))

    def _go_through(self, scene: Scene, times: list[float]) -> None:
        self._owned_looks.play = range(self.n_frames, self.n_frames + len(times))
        self._playing = scene, times
        super()._go_through(scene, times)
        self._playing = None

    def _see(self, frame: Frame) -> None:
        at = self._begin + frame.index
        if self._is_watched(frame.index) and not frame.goes_on:
            self._went_back = False
            self._watch.glance(greys(frame.pixels), at, self._drawn)
            if self._went_back:
                self._go_to(frame.index)
        if self._is_watched(frame.index) or frame.goes_on:
            self._watch.stay(at + frame.repeats)
        for index in range(frame.index, frame.index + frame.repeats):
            if index in self._looks:
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
        scene, times = self._playing
        scene.update_to_time(times[frame - self._owned_looks.play.start])
        return scene


def watch_figure(story: FigureStory, watch: Watch) -> None:
    """Let a watch look at a story's frames: where it rests, at its bounds, and now and then."""
    begin = watch.frames

    def drawn(at: int) -> Greys:
        return greys(story.frame(at - begin, WATCHED))

    for span in story.spans(WATCHED):
        if len(span) > 1 or span.start % watch.glances == 0 or _is_at_bound(story, span.start):
            watch.glance(drawn(begin + span.start), begin + span.start, drawn)
            watch.stay(begin + span.stop)


def _is_at_bound(story: FigureStory, frame: int) -> bool:
    """Whether a frame is the first or the last of a segment."""
    times = (float(each / WATCHED.fps) for each in (frame - 1, frame, frame + 1))
    return len({story.timeline.segment_at(max(0, time))[0] for time in times}) > 1
