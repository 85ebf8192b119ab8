"""The page of a gallery: one file of HTML with its style, its script and its words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from gradreel.assets import CAPTIONS
from gradreel.engine.errors import WorkError
from gradreel.scenes.ask.catalog import Entry, entries, entry
from gradreel.scenes.make.film import scene_title
from gradreel.scenes.make.gallery_clips import (
    FILM,
    TALL,
    WIDE,
    Exhibit,
    Gallery,
    Site,
    made_with,
)
from gradreel.scenes.make.looks import Said, page_texts
from gradreel.scenes.make.play_page import live_panels
from gradreel.scenes.make.templates import template
from gradreel.scenes.render.amounts import size_text
from gradreel.scenes.render.captions import Caption, read_web_captions
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.captions import WHOLE, captions, film_texts
from gradreel.scenes.stage.type.files import read_asset

SOURCE_LANGUAGE = "en"
"""What the first lines of the scenes' files are written in."""
UNNAMED = ("dark", "en")
"""The theme and the language that a command need not name."""
Option = tuple[str, str, str]
"""A part of a command that stays on one line, and in which look it is there: "theme", "light"."""


def summary_of(scene: Entry, language: str) -> tuple[str, str]:
    """Return what a scene shows, in a sentence, and the language that this is in.

    Another language has it in its captions; without it, it is the line that `gradreel list` shows.
    """
    if language != SOURCE_LANGUAGE:
        own = read_asset(CAPTIONS / language / f"{scene.name}.toml").get("summary")
        if own is not None:
            return str(own), language
    return scene.summary, SOURCE_LANGUAGE


@dataclass(frozen=True)
class Card:
    """What the page has of a scene, or of the film.

    Attributes:
        name: of the scene, or `FILM`.
        title: what its clips are called.
        summary: what they show.
        seen: the same for whoever doesn't see them; empty where nobody has said it.
        command: what makes the one that is shown.
        options: what follows in the command.
        clips: each in another look.
    """

    name: str
    title: Sequence[Said]
    summary: Sequence[Said]
    seen: Sequence[Said]
    command: str
    options: Sequence[Option]
    clips: Sequence[Exhibit]

    @property
    def told(self) -> Sequence[Exhibit]:
        """One for each language; in all themes it says the same at the same times."""
        return [*{each.language: each for each in self.clips if each.shape != TALL}.values()]


def page(gallery: Gallery, exhibits: Sequence[Exhibit], site: Site) -> str:
    """Write the page.

    Args:
        gallery: what it shows.
        exhibits: its clips, in order.
        site: where their files are.

    Raises:
        WorkError: a file can't be read.
    """
    looks = gallery.looks
    in_each = looks.in_each

    def clips(name: str) -> Sequence[Exhibit]:
        return [each for each in exhibits if each.name == name]

    def chapter(number: int, scenes: Sequence[str]) -> Mapping[str, object]:
        return {
            "number": number,
            "place": in_each(lambda each: film_texts(each).chapter.format(number=number)),
            "name": in_each(lambda each: film_texts(each).chapter_name(number)),
            "cards": [_scene(scene, gallery, clips(scene)) for scene in scenes],
        }

    return template("gallery/page.html").render(
        gallery=gallery,
        looks=looks,
        word=looks.word,
        live=gallery.live and live_panels(gallery.live, looks),
        title=in_each(lambda each: film_texts(each).title),
        promise=in_each(lambda each: film_texts(each).promise),
        film=gallery.with_film and _film(gallery, clips(FILM), looks.word("joined")),
        chapters=[chapter(each.chapter, each.scenes) for each in gallery.request.sections],
        captions=partial(_captions, site),
        descriptions=_descriptions,
        size=lambda name: size_text(site.path(name).stat().st_size),
    )


def _scene(scene: str, gallery: Gallery, clips: Sequence[Exhibit]) -> Card:
    def summary(language: str) -> Said:
        text, said_in = summary_of(entry(scene), language)
        return Said(language, text, page_texts(said_in).tag)

    in_each = gallery.looks.in_each
    return Card(
        scene,
        in_each(lambda each: scene_title(scene, Appearance(language=each))),
        [summary(each) for each in gallery.languages],
        [each for each in in_each(lambda each: _descriptions(scene, each)[WHOLE]) if each.text],
        f"render {scene}",
        [*_options(gallery, (WIDE, TALL) if gallery.with_tall else ("",), f"{scene}.mp4")],
        clips,
    )


def _film(gallery: Gallery, clips: Sequence[Exhibit], joined: Sequence[Said]) -> Card:
    title = gallery.looks.in_each(lambda each: film_texts(each).title)
    is_whole = tuple(gallery.request.scenes) == tuple(each.name for each in entries())
    command = " ".join([FILM] if is_whole else [FILM, *gallery.request.scenes])
    return Card(FILM, title, joined, (), command, [*_options(gallery, ("",), "film.mp4")], clips)


def _options(gallery: Gallery, shapes: tuple[str, ...], file: str) -> Iterator[Option]:
    for shape, picture in zip(shapes, gallery.pictures, strict=False):
        yield from ((each, shape and "shape", shape) for each in made_with(picture))
    for option, kind, names in (
        ("--theme", "theme", gallery.themes),
        ("--lang", "language", gallery.languages),
    ):
        yield from ((f"{option} {each}", kind, each) for each in names if each not in UNNAMED)
    yield f"-o {file}", "", ""


def _descriptions(name: str, language: str) -> Mapping[str, str]:
    """Return what a clip's beats show, and it as a whole; nothing of the film."""
    return defaultdict(str, {} if name == FILM else captions(name, language).seen)


def _captions(site: Site, exhibit: Exhibit) -> tuple[Caption, ...]:
    path = site.path(exhibit.file("vtt"))
    try:
        return tuple(read_web_captions(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise WorkError(f"{path} can't be read: {error.strerror}; run it again") from error
