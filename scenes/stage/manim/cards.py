"""Cards: manim scenes of words, which hand over to what follows them."""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import ceil
from typing import Any

from manim import LaggedStart, Line, Scene, VGroup

from gradreel.scenes.stage.manim.marks import at, fit_camera, stroke
from gradreel.scenes.stage.manim.motion import appear, vanish
from gradreel.scenes.stage.manim.moves import Become
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.story.pace import FADE, PAUSE
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.captions import FilmCard, reading_time
from gradreel.scenes.stage.type.style import GRID, SIZES, ByShape, Theme, is_tall
from gradreel.scenes.stage.type.typesetting import sentence_lines, set_in, typeface_of

BASELINE = 0.885
BETWEEN_SCENES, BETWEEN_CHAPTERS = 0.008, 0.026
"""Gaps, as fractions of the frame's width."""
THICKNESS = 5
"""Pixels of a 1280x720 frame."""


class FilmLine(VGroup):
    """A line of pieces, one a scene, in groups, one a chapter.

    Args:
        sizes: how many scenes each chapter of the film has.
        theme: the colours.
        seen: how many of the chapters are over: their pieces are lit.
    """

    def __init__(self, sizes: Sequence[int], theme: Theme, seen: int = 0) -> None:
        self._theme = theme
        pieces = [
            Line(
                at(left, BASELINE),
                at(right, BASELINE),
                color=theme.line,
                stroke_width=stroke(THICKNESS),
            )
            for left, right in _edges(sizes)
        ]
        ends = [0, *accumulate(sizes)]
        self.chapters = [pieces[start:end] for start, end in pairwise(ends)]
        super().__init__(*pieces)
        for piece in pieces[: ends[seen]]:
            piece.set_stroke(theme.muted)

    def lit(self, chapter: int, scene: int) -> Line:
        """Return the piece of one scene as it is when it is lit."""
        return self.chapters[chapter][scene].copy().set_stroke(self._theme.text)


def _edges(sizes: Sequence[int]) -> list[tuple[float, float]]:
    """Where pieces begin and end, as fractions of the frame's width: all are of one width."""
    count, chapters = sum(sizes), len(sizes)
    gaps = (count - chapters) * BETWEEN_SCENES + (chapters - 1) * BETWEEN_CHAPTERS
    width = (1 - 2 * GRID.margin - gaps) / count
    edges, left = [], GRID.margin
    for size in sizes:
        for _ in range(size):
            edges.append((left, left + width))
            left += width + BETWEEN_SCENES
        left += BETWEEN_CHAPTERS - BETWEEN_SCENES
    return edges


LOOKED_AT = 1.5
"""Seconds from a chapter's card to its hand-over."""
STANDS = 0.7
"""Seconds that the film's own card stands once its sentence may have been read."""
SCENES_LAG = 0.15
"""Seconds from one scene's name to the next."""
CHAPTERS_SPREAD = 0.9
"""Seconds from the first chapter's name to the last."""
LEAVING, BECOMING = 0.3, 0.7
"""Seconds in which all but one name goes, and in which that becomes what follows."""
SMALL = 0.55
"""Size of an emblem, as a share of what it is in its scene."""


class CardScene(Scene):
    """A card on manim's stage: its first name becomes the next card's title, or a scene's kicker.

    Args:
        card: what it says.
        appearance: how it looks.
        emblem: makes what stands beside the names in a wide frame, if anything.
        kwargs: for manim's Scene, `renderer` among them.

    Attributes:
        above, title, below, first: baselines of words, of which a title's is its last line's.
        between_titles, between_lines, between_names: from a line or a name to the next.
        rows: how many names stand below each other; more than these get a second column.
        emblem_at: the middle of the emblem.
    """

    seekable = True
    above, below = 0.2, ByShape(0.4, tall=0.37)
    title, first = 0.32, ByShape(0.5, tall=0.48)
    between_titles, between_lines = ByShape(0.1, tall=0.052), ByShape(0.05, tall=0.042)
    emblem_at = 0.74, 0.64
    between_names, rows = ByShape(0.062, tall=0.05), ByShape(6, tall=12)

    def __init__(
        self,
        card: FilmCard,
        appearance: Appearance,
        emblem: Callable[[], VGroup] | None = None,
        **kwargs: Any,
    ) -> None:
        self._card, self.theme, self._make_emblem = card, appearance.palette, emblem
        set_in(typeface_of(appearance.fonts))
        self.elapsed = 0.0
        super().__init__(**kwargs)

    def setup(self) -> None:
        """Set background and frame."""
        fit_camera(self.camera, self.theme.background)

    def construct(self) -> None:
        """Put up the words, light what they are of, and hand over."""
        self._line = FilmLine(self._card.sizes, self.theme, self._card.chapter or 0)
        self._names = [self._name(number) for number in range(len(self._card.names))]
        self._beside = list(self._emblem())
        self._words = list(self._put_up())
        self._light()
        self.wait(max(PAUSE, self._seconds() - self.elapsed))
        self._hand_over()

    def _seconds(self) -> float:
        """How long all that is to be read takes, from the card's start."""
        below = self._card.below
        return reading_time(below) + STANDS if below else LOOKED_AT

    def play(self, *args: Any, **kwargs: Any) -> None:
        """Play animations, and keep count of the time that the card has taken."""
        super().play(*args, **kwargs)
        self.elapsed += float(self.duration)

    def _put_up(self) -> Iterator[Label]:
        """Show the title and what stands about it; up to the first chapter it is there at once."""
        card, theme = self._card, self.theme
        title = self._title(card.title)
        lines = [*title]
        for content, baseline in ((card.above, self.above), (card.below, self.below)):
            for number, line in enumerate(sentence_lines(content, SIZES.number) if content else ()):
                label = Label(line, size=SIZES.number, colour=theme.muted)
                place = at(GRID.margin, baseline + number * self.between_lines)
                lines.append(label.place(place))
        if card.chapter is None and self._make_emblem and self._beside:
            # it comes from where it was in its scene
            self.play(Become(self._make_emblem(), *self._beside, run_time=BECOMING))
        elif not card.chapter:
            self.add(*title)
        if card.chapter == 0:
            self.add(self._line, *self._beside)
        others = [each for each in (*lines, self._line, *self._beside) if each not in self.mobjects]
        self.play(*appear(*others))
        yield from lines

    def _emblem(self) -> Iterator[VGroup]:
        """Yield what stands beside the names where these leave it room, as thin as it is small."""
        if self._make_emblem is None or is_tall():
            return
        emblem = self._make_emblem().scale(SMALL).move_to(at(*self.emblem_at))
        for each in emblem.family_members_with_points():
            each.set_stroke(width=SMALL * each.get_stroke_width())
        if all(name.get_right()[0] < emblem.get_left()[0] for name in self._names):
            yield emblem

    def _title(self, content: str) -> VGroup:
        """The lines of a title, the last one on its baseline."""
        *above, last = sentence_lines(content, SIZES.title)
        made = VGroup()
        for number, line in enumerate([*above, last]):
            label = Label(line, size=SIZES.title, colour=self.theme.text, bold=True)
            baseline = self.title - (len(above) - number) * self.between_titles
            made.add(label.place(at(GRID.margin, baseline)))
        return made

    def _name(self, number: int) -> Label:
        names = self._card.names
        column, row = divmod(number, self.rows)
        across = (1 - 2 * GRID.margin) / ceil(len(names) / self.rows)
        name = Label(names[number], size=SIZES.number, colour=self.theme.text)
        baseline = self.first + row * self.between_names
        return name.place(at(GRID.margin + column * across, baseline))

    def _light(self) -> None:
        """Let each name appear together with its pieces of the line."""
        self._bright = [list(self._pieces(number)) for number in range(len(self._names))]
        turns = [
            LaggedStart(*appear(name, *bright), lag_ratio=0)
            for name, bright in zip(self._names, self._bright, strict=True)
        ]
        spread = CHAPTERS_SPREAD / max(1, len(turns) - 1)
        lag = spread if self._card.chapter is None else SCENES_LAG
        self.play(LaggedStart(*turns, lag_ratio=lag / FADE))

    def _pieces(self, number: int) -> Iterator[Any]:
        chapter = self._card.chapter
        if chapter is None:
            yield from (self._line.lit(number, scene) for scene in range(self._card.sizes[number]))
        else:
            yield self._line.lit(chapter, number)

    def _hand_over(self) -> None:
        """Let the first name become what it names, while all else goes."""
        first, *others = self._names
        bright = [piece for each in self._bright for piece in each]
        # of the line: before a chapter's card it stays, as it was at first
        is_title = self._card.chapter is None
        leaving = (*self._words, *others, *bright, *([] if is_title else [self._line]))
        self.play(*vanish(*leaving, run_time=LEAVING))
        kicker = Label(first.content, size=SIZES.kicker, colour=self.theme.muted, bold=True)
        kicker.place(at(GRID.margin, GRID.kicker_baseline))
        new = self._title(first.content) if is_title else kicker
        going = () if is_title else vanish(*self._beside, run_time=BECOMING)
        self.play(Become(first, new, run_time=BECOMING), *going)
