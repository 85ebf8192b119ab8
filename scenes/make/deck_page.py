"""What a deck holds, and how it is written as one page for a browser."""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gradreel.scenes.make.templates import TAGS, template, words_of
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import Appearance

ON_PAPER: Final = "light"


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


def write_page(deck: Deck, path: Path) -> None:
    """Write a deck.

    Args:
        deck: what it shows.
        path: where to.
    """
    look = deck.appearance
    on_paper = look if look.theme == ON_PAPER else Appearance(ON_PAPER)
    groups = enumerate(deck.groups)
    parts = template("deck.html").stream(
        deck=deck,
        slides=[(depth, slide) for depth, group in groups for slide in group.slides],
        language=TAGS.get(look.language, look.language),
        words=words_of("deck", look.language),
        colours=look.palette.tokens(),
        colours_on_paper=on_paper.palette.tokens(),
        clip=lambda slide: b64encode(slide.clip.read_bytes()).decode(),
        poster=lambda slide: _poster(slide.poster),
    )
    parts.dump(str(path), "utf-8")  # one slide after the other: all clips at once are a lot


def _poster(path: Path) -> str:
    import imageio.v3 as imageio  # noqa: PLC0415, both load encoders

    from gradreel.scenes.render.poster import webp_of  # noqa: PLC0415

    return b64encode(webp_of(imageio.imread(path.read_bytes(), plugin="pillow"))).decode()
