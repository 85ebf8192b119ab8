"""What a deck holds: slides in their order, whatever kind of file they are written to."""

from dataclasses import dataclass
from pathlib import Path

from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import Appearance


@dataclass(frozen=True)
class TitleSlide:
    """A slide of words that opens a deck, or a scene in it.

    Attributes:
        title: what it says.
        below: a line below it; none where it is empty.
        notes: what a speaker reads.
    """

    title: str
    below: str
    notes: str


@dataclass(frozen=True)
class BeatSlide:
    """A slide that shows a beat.

    Attributes:
        title: the beat's sentence, which stands in its pictures too.
        seen: what its pictures show, for whoever doesn't see them; empty where nobody has said it.
        notes: what a speaker reads.
        seconds: how long its clip is.
        clip: the file of the clip, an MP4 or a GIF.
        poster: the file of its last picture, a PNG; None for a GIF, which has a first one.
    """

    title: str
    seen: str
    notes: str
    seconds: float
    clip: Path
    poster: Path | None


Slide = TitleSlide | BeatSlide


@dataclass(frozen=True)
class SlideGroup:
    """Slides that belong together: those of a scene, or what opens a deck.

    Attributes:
        title: what they are called.
        slides: in their order; one at least.
    """

    title: str
    slides: tuple[Slide, ...]


@dataclass(frozen=True)
class Deck:
    """A deck, ready to be written.

    Attributes:
        title: what it is called.
        appearance: how it looks and speaks.
        picture: the size of all clips.
        loops: whether a clip begins anew when it has ended; it holds its last picture if not.
        groups: in their order; one at least.
    """

    title: str
    appearance: Appearance
    picture: Picture
    loops: bool
    groups: tuple[SlideGroup, ...]

    @property
    def slides(self) -> tuple[Slide, ...]:
        """All slides in their order."""
        return tuple(slide for group in self.groups for slide in group.slides)
