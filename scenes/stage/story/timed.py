"""The beats of a story as its frames are counted, and the captions that they make."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from gradreel.scenes.render.output.captions import Caption
from gradreel.scenes.stage.story.base import Story
from gradreel.scenes.stage.type.grid import WIDE, laying_out
from gradreel.scenes.stage.type.typesetting import sentence_lines


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
    """

    key: str
    sentence: str
    start: Fraction
    end: Fraction
    number: int = 0
    seen: str = ""

    @property
    def name(self) -> str:
        """What its files are called, without their endings, and a person calls it: "03-fit"."""
        return f"{self.number:02}-{self.key}"

    def last_frame(self, fps: Fraction | int) -> int:
        """Return its last frame at the rate that it was told at, counted as its seconds are."""
        return max(0, int(self.end * fps) - 1)

    def later(self, seconds: Fraction) -> "TimedBeat":
        """Return the same, counted from a moment so many seconds before."""
        return replace(self, start=self.start + seconds, end=self.end + seconds)


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
        )
        for beat, span in frames
    )


def captions_of(beats: Iterable[TimedBeat]) -> tuple[Caption, ...]:
    """Return captions that stand as long as the beats, with the lines of a wide screen."""
    with laying_out(WIDE):
        return tuple(
            Caption(
                float(beat.start),
                float(beat.end),
                "\n".join(sentence_lines(beat.sentence)),
                beat.key,
            )
            for beat in beats
        )


def captions_at(story: Story, fps: Fraction | int) -> tuple[Caption, ...]:
    """Return the captions of a story at a rate."""
    return captions_of(timed_beats(story, fps))
