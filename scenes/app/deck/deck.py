"""Makes a deck: tells its scenes, draws their beats, and writes the file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gradreel.scenes.app.clip import RenderOptions, Say
from gradreel.scenes.app.deck.page import write_page
from gradreel.scenes.app.deck.powerpoint import check_powerpoint, write_powerpoint
from gradreel.scenes.app.deck.request import DeckRequest
from gradreel.scenes.app.deck.slides import BeatSlide, Deck, SlideGroup, TitleSlide
from gradreel.scenes.app.deck.words import deck_words
from gradreel.scenes.app.film.cards import scene_title
from gradreel.scenes.app.film.clips import ToldClip
from gradreel.scenes.render.output.files import write_error
from gradreel.scenes.render.picture import Output, check_outputs
from gradreel.scenes.stage.type.captions import WHOLE, captions, film_texts

if TYPE_CHECKING:
    from gradreel.scenes.app.film.studio import Ready

POWERPOINT, PAGE = ".pptx", ".html"
WRITERS: Final[Mapping[str, Callable[[Deck, Path], None]]] = {
    POWERPOINT: write_powerpoint,
    PAGE: write_page,
}
"""How a deck is written, by the ending of its file."""


def render_deck(request: DeckRequest, path: Path, options: RenderOptions, say: Say) -> int:
    """Make a deck.

    Args:
        request: what it shows.
        path: the file; its ending says which kind of deck it is.
        options: how its clips are drawn.
        say: told what there is to say about the runs.

    Returns:
        How many slides it has.

    Raises:
        RequestError: the file can't be written, or a clip can't hold the picture.
        WorkError: the work failed, or what writes a file of PowerPoint isn't installed.
    """
    from gradreel.scenes.app.film.studio import made_of_clips  # noqa: PLC0415, it loads encoders

    output = Output(path, request.media)
    check_outputs([output], request.picture)
    if path.suffix.lower() == POWERPOINT:
        check_powerpoint()
    deck = made_of_clips(request, output, partial(_written, request, output), options, say)
    return len(deck.slides)


def _written(request: DeckRequest, output: Output, ready: "Ready") -> Deck:
    """Write a deck, once all its clips are there."""
    from gradreel.scenes.app.deck.posters import finish_clip  # noqa: PLC0415, as above
    from gradreel.scenes.render.film.footage import Cuts  # noqa: PLC0415, as above
    from gradreel.scenes.render.film.shooting import shoot  # noqa: PLC0415
    from gradreel.scenes.render.local.sharing import share_out  # noqa: PLC0415

    cuts = Cuts(ready.reels, request.picture, output, plays=0 if request.loops else 1)
    folder = ready.path.with_name("beats")
    try:
        folder.mkdir()
        shoot(cuts, folder, ready.workers, ready.crew, ready.bar)
        files = cuts.paths(folder)
        if request.media == "mp4":
            pieces = [partial(finish_clip, clip) for own in files for clip in own]
            share_out(pieces, ready.workers, ready.crew, lambda _: None)
        deck = _deck(request, ready.clips, files)
        WRITERS[output.path.suffix.lower()](deck, ready.path)
    except OSError as error:
        raise write_error(output.path, error) from error
    return deck


def _deck(request: DeckRequest, clips: Sequence[ToldClip], files: Sequence[Sequence[Path]]) -> Deck:
    texts = film_texts(request.appearance.language, request.appearance.texts)
    of_one = len(request.scenes) == 1
    groups = list(_groups(request, clips, files))
    title = groups[0].title if of_one else texts.title
    if not of_one:
        groups.insert(0, SlideGroup(title, (TitleSlide(title, texts.promise, ""),)))
    return Deck(title, request.appearance, request.picture, request.loops, tuple(groups))


def _groups(
    request: DeckRequest, clips: Sequence[ToldClip], files: Sequence[Sequence[Path]]
) -> Iterator[SlideGroup]:
    """Yield the slides of each scene: its title above that of its chapter, then its beats."""
    texts = film_texts(request.appearance.language, request.appearance.texts)
    chapters = [section.chapter for section in request.sections for _ in section.scenes]
    for clip, chapter, own in zip(clips, chapters, files, strict=True):
        title = scene_title(clip[0].name, request.appearance)
        told = captions(clip[0].name, request.appearance.language, own=request.appearance.texts)
        opening = TitleSlide(title, texts.chapter_name(chapter), told.seen.get(WHOLE, ""))
        yield SlideGroup(title, (opening, *_beats(request, clip, own, told.seen)))


def _beats(
    request: DeckRequest, clip: ToldClip, files: Sequence[Path], seen: Mapping[str, str]
) -> Iterator[BeatSlide]:
    from gradreel.scenes.app.deck.posters import poster_of  # noqa: PLC0415, it loads a decoder

    about, told = clip
    for number, (count, caption, file) in enumerate(
        zip(told.counts, told.captions, files, strict=True), 1
    ):
        seconds = float(count / Fraction(request.picture.fps))
        shows = seen.get(caption.name, "")
        notes = deck_words(request.appearance.language)["notes"].format(
            seen=shows,
            scene=about.name,
            number=number,
            count=len(files),
            seconds=f"{seconds:.1f}",
        )
        poster = poster_of(file) if request.media == "mp4" else None
        yield BeatSlide(caption.text, shows, notes.strip(), seconds, file, poster)
