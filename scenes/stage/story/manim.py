"""A story on manim's stage: an ordinary manim scene that is told in beats."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from typing import Any

from manim import Animation, Mobject, MovingCameraScene, VGroup, VMobject, config
from manim.utils.exceptions import EndSceneEarlyException

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.ask.recording import Recording
from gradreel.scenes.stage.manim.board import FormulaBoard, reveal, slots
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.manim.marks import at, fit_camera
from gradreel.scenes.stage.manim.motion import ForNow, Kept, appear, set_share, vanish
from gradreel.scenes.stage.manim.moves import (
    StageCamera,
    below_sentence,
    keep_still,
    look,
    travel,
)
from gradreel.scenes.stage.manim.text import Formula, Label, TextLine, math, remark, sentence
from gradreel.scenes.stage.story.base import Beat, Story
from gradreel.scenes.stage.story.pace import FADE
from gradreel.scenes.stage.type.appearance import PLAIN, Appearance
from gradreel.scenes.stage.type.style import GRID, SIZES, Box, Edge


class ManimStory(MovingCameraScene, Story):
    """A manim scene of beats that is a pure function of time.

    A subclass writes `construct` as a list of short methods, each of which calls `beat(key)` and
    plays what that beat shows. No updater may take `dt`, nothing may be random.

    Args:
        recording: the runs to draw; the scene's own, trained now, when None.
        appearance: how it looks and speaks.
        lasting: as for `Story`.
        kwargs: for manim's Scene, `renderer` among them.

    Attributes:
        run: the main one of the recording.
        at_beat_end: called with the story and the beat at each beat's end.
    """

    seekable = True

    def __init__(
        self,
        recording: Recording | None = None,
        appearance: Appearance = PLAIN,
        *,
        lasting: Sequence[float] = (),
        **kwargs: Any,
    ) -> None:
        Story.__init__(self, recording, appearance, lasting=lasting)
        self.at_beat_end: Callable[[ManimStory, Beat], None] | None = None
        self._sentence = VGroup()
        self._begins: list[float] = []
        self._passing: list[Mobject] = []
        MovingCameraScene.__init__(self, camera_class=StageCamera, **kwargs)

    def setup(self) -> None:
        """Set background and frame, and put up the kicker."""
        self.set_in_own_face()
        fit_camera(self.stage_camera, self.theme.background)
        self.stage_camera.settle()
        kicker: VMobject = VMobject()
        if self.appearance.titled:
            title = Label(self.heading(), size=SIZES.kicker, colour=self.theme.muted, bold=True)
            kicker = title.place(at(GRID.margin, GRID.kicker_baseline))
        self.add(kicker)
        keep_still(kicker)

    @property
    def stage_camera(self) -> StageCamera:
        """The camera on the figure."""
        camera: Any = self.camera
        assert isinstance(camera, StageCamera)  # noqa: S101  the class asked for
        return camera

    def keep_still(self, *mobjects: Mobject) -> None:
        """Let panels and plates stand where they are while the camera moves, as sentences do."""
        keep_still(*mobjects)

    def focus(
        self,
        on: Mobject | FloatArray,
        zoom: float = 1.6,
        *,
        window: Box | None = None,
        **kwargs: Any,
    ) -> Animation:
        """Push the camera in on a part of the figure, or move it there if it is near already.

        Args:
            on: what comes to the middle of the window: a mobject, or a place (3,) of the figure.
            zoom: how many times as large as at rest the figure is then seen.
            window: the part of the frame that the figure may fill meanwhile, all that is below
                the sentence when None; what stands still beside the figure is left out of it.
            kwargs: for the animation, as `run_time`.
        """
        place = on.get_center() if isinstance(on, Mobject) else on
        camera, seen_in = self.stage_camera, window or below_sentence()
        # the view that has the place in the middle of the window
        centre = place - (at(*seen_in.middle) - camera.home[0]) / zoom
        return look(camera, centre, camera.home[1] / zoom, seen_in, **kwargs)

    def pull_out(self, *, window: Box | None = None, **kwargs: Any) -> Animation:
        """Let the camera go back to where all of the stage is seen.

        Args:
            window: the part of the frame that the figure may fill on the way; as it is when None.
            kwargs: for the animation, as `run_time`.
        """
        camera = self.stage_camera
        return look(camera, *camera.home, window or camera.window, **kwargs)

    def tear_down(self) -> None:
        """End the last beat, unless the renderer has stopped the scene before it."""
        with suppress(EndSceneEarlyException):
            self.end_beat()

    def play(self, *args: Any, **kwargs: Any) -> None:
        """Play animations, and keep count of the time that the story has taken."""
        self._passing += [one for each in args if type(each) is ForNow for one in each.things]
        super().play(*args, **kwargs)
        self.elapsed += float(self.duration)

    def beat(
        self,
        key: str,
        *changes: Mobject | Animation | Sequence[Animation],
        **values: object,
    ) -> None:
        """End the beat before and put up the sentence of this one.

        Args:
            key: the beat's name in the captions.
            changes: animations to play while the sentence appears, things that appear to stay, and
                `for_now` and `keep` of those that don't.
            values: what the sentence's fields are filled with.

        Raises:
            WorkError: the captions have no such beat.
        """
        content = self.open_beat(key, **values)
        self._begins.append(self.renderer.time)
        said = sentence(content, self.theme)
        before, self._sentence = self._sentence, said if self.appearance.titled else _unseen()
        keep_still(self._sentence)
        if len(before):
            self.play(vanish(before, run_time=FADE / 2))
        self.next_section(key)
        kept = [id(one) for each in changes if isinstance(each, Kept) for one in each.things]
        gone = [each for each in self._passing if id(each) not in kept]
        self._passing = [each for each in self._passing if id(each) in kept]
        appearing = (appear(each) if isinstance(each, Mobject) else each for each in changes)
        self.play(appear(self._sentence), vanish(*self.on_stage(*gone)), *appearing)

    def hush(self) -> list[Animation]:
        """Let the sentence leave before its beat ends: what follows is told without words."""
        self.note_hush()
        said, self._sentence = self._sentence, VGroup()
        return vanish(said)

    def on_stage(self, *mobjects: Mobject) -> list[Mobject]:
        """Those of some things that are on the stage, or of which parts are."""
        present = {id(each) for each in self.get_mobject_family_members()}
        return [each for each in mobjects if any(id(part) in present for part in each.get_family())]

    def seconds_shown(self, beat: Beat) -> float:
        """Return how many seconds of the open beat were played, less the frame that is under way.

        Manim rounds each wait down to whole frames, so that it isn't what was told.
        """
        del beat
        return float(self.renderer.time - self._begins[-1] - 1 / config.frame_rate)

    def frames(self, fps: Fraction | int) -> tuple[range, ...]:
        """Count the frames of each beat that has ended, as the renderer has played them."""
        times = [*self._begins, self.renderer.time]
        bounds = [round(time * float(fps)) for time in times[: len(self.beats) + 1]]
        return tuple(range(*each) for each in pairwise(bounds))

    def everything(self) -> list[VMobject]:
        """All that is on the stage but the kicker, which is first, and the sentence."""
        kept = (self.mobjects[0], self._sentence, self.stage_camera.frame)
        return [each for each in self.mobjects if isinstance(each, VMobject) and each not in kept]

    def beat_ended(self, beat: Beat) -> None:
        """Let whoever asked for it look at the stage."""
        if self.at_beat_end is not None:
            self.at_beat_end(self, beat)

    def findings(self) -> list[str]:
        """Play the story, with the renderer that it was made with, and check every beat's end."""
        found: list[str] = []

        def look(story: ManimStory, beat: Beat) -> None:
            found.extend(beat.faults(findings(story)))

        self.at_beat_end = look
        self.render()
        return found

    def text(  # noqa: PLR0913  what a label is
        self,
        content: str,
        x: float,
        y: float,
        *,
        edge: Edge = "left",
        colour: str | None = None,
        size: float = SIZES.label,
    ) -> TextLine:
        """A label with an edge at fractions of the frame, y being its baseline."""
        line = TextLine(content, self.theme, size=size, colour=colour or self.theme.muted)
        return line.place(at(x, y), edge)

    def remark(self, *contents: str, y: float) -> VGroup:
        """Remarks below the sentence; see gradreel.scenes.stage.manim.text.remark."""
        return remark(*contents, theme=self.theme, y=y)

    def math(self, maths: str, *, size: float = SIZES.formula) -> Formula:
        """A formula in this story's colours; see gradreel.scenes.stage.manim.text.math."""
        return math(maths, self.theme, size=size)


def _unseen() -> VGroup:
    """Make what stands for a sentence that isn't drawn, so that all takes as long as with it."""
    return VGroup(VMobject())


LAG = 0.75
"""The share of a number's flight after which the next sets out: never over each other."""
SHOWN = 0.2
"""Seconds in which a result appears."""


class WorkedStory(ManimStory):
    """A story with a board under its figure.

    Attributes:
        board: where calculations are written out; a subclass makes it before its first beat.
    """

    board: FormulaBoard

    def outlined(self, *cells: VMobject, keep: bool = False) -> list[Animation]:
        """Put cells on the board in place of what is there, without what will land in them.

        Args:
            cells: to be written.
            keep: whether what is there stays.
        """
        gone = [] if keep else self.board.wipe()
        for cell in cells:
            set_share(cell, 0)
        self.add(*cells)
        return [*gone, *self.board.outline(*cells)]

    def fly_in(
        self,
        cell: VMobject,
        sources: Sequence[Mobject | None],
        *beside: object,
        leaving: Mapping[Any, Mobject] | None = None,
    ) -> None:
        """Let numbers fly into a cell's slots one after the other; then its result appears.

        Args:
            cell: its formulas' slots are those of the sources, in order, and last the result's.
            sources: where each number is; None where it is nowhere yet.
            beside: what is played meanwhile.
            leaving: what vanishes as a number sets out, by the part that this becomes.
        """
        self.play(reveal(cell, *sources, leaving=leaving, lag=LAG, closing=True), *beside)
        self.play(appear([*slots(cell).values()][len(sources)], run_time=SHOWN))

    def land(self, cell: VMobject, target: Mobject, *beside: object) -> None:
        """Let what comes out of a cell fly to where it belongs."""
        places = slots(cell)
        self.play(travel([*places.values()][-1], target), *beside)
