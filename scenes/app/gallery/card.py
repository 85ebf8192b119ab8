"""What the page has of a scene or of the film: its clips, and what they are and say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Final

from gradreel.engine.errors import WorkError
from gradreel.scenes.app.catalog import entries, entry
from gradreel.scenes.app.film.cards import scene_title
from gradreel.scenes.app.gallery.exhibits import (
    FILM,
    POSTER,
    TALL,
    WIDE,
    Exhibit,
    GalleryRequest,
    made_with,
)
from gradreel.scenes.app.gallery.markup import clock, element, filled, in_each, word
from gradreel.scenes.app.gallery.site import Site
from gradreel.scenes.app.gallery.texts import page_texts, summary_of
from gradreel.scenes.render.output.captions import Caption, read_web_captions
from gradreel.scenes.render.output.size import size_text
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.captions import WHOLE, captions
from gradreel.scenes.stage.type.film import film_texts

UNNAMED: Final = ("dark", "en")
"""The theme and the language that a command need not name."""


@dataclass(frozen=True)
class Labels:
    """What a card says of its clips, as HTML in all languages.

    Attributes:
        title: what they are called.
        summary: what they show.
        seen: the same for whoever doesn't see them; empty where nobody has said it.
        command: what makes the one that is shown.
    """

    title: str
    summary: str
    seen: str
    command: str


def scene_labels(scene: str, request: GalleryRequest) -> Labels:
    """Say what a scene's clips are."""
    languages = request.languages
    title = in_each(languages, partial(_title, scene))
    summary = "".join(_summary(scene, each) for each in languages)
    seen = "".join(_seen(scene, each) for each in languages)
    seen = seen and element("p", seen, id=f"{scene}-seen", class_="seen") + "\n"
    return Labels(title, summary, seen, _command(f"render {scene}", f"{scene}.mp4", request))


def film_labels(request: GalleryRequest) -> Labels:
    """Say what the film is."""
    languages = request.languages
    title = in_each(languages, lambda each: film_texts(each).title)
    is_whole = request.scenes == tuple(each.name for each in entries())
    line = " ".join([FILM] if is_whole else [FILM, *request.scenes])
    return Labels(title, word(languages, "joined"), "", _command(line, "film.mp4", request))


def card(
    labels: Labels, exhibits: Sequence[Exhibit], languages: tuple[str, ...], site: Site
) -> str:
    """Write what the page has of a scene, or of the film.

    Args:
        labels: what it says of it.
        exhibits: its clips, each in another look.
        languages: those of the page.
        site: where the clips' files are.

    Raises:
        WorkError: a file can't be read.
    """
    told = {each.language: each for each in exhibits if each.shape != TALL}
    words = ("play", "copy", "copied", "failed", "script", "unplayable")
    return filled(
        "clip.html",
        name=exhibits[0].name,
        title=labels.title,
        summary=labels.summary,
        seen=labels.seen,
        command=labels.command,
        screens="".join(map(_screen, exhibits)),
        lengths="".join(_length(each, site) for each in told.values()),
        files="".join(_files(each, languages, site) for each in exhibits),
        sentences="".join(_sentences(each, site) for each in told.values()),
        **{name: word(languages, name) for name in words},
    )


def _summary(scene: str, language: str) -> str:
    text, said_in = summary_of(entry(scene), language)
    tag = page_texts(said_in).tag
    return element("span", escape(text), data_language=language, lang=tag)


def _seen(scene: str, language: str) -> str:
    text = _descriptions(scene, language).get(WHOLE, "")
    return text and in_each((language,), lambda _: text)


def _descriptions(name: str, language: str) -> Mapping[str, str]:
    """Return what a clip's beats show, and it as a whole; nothing of the film."""
    return {} if name == FILM else captions(name, language).seen


def _command(line: str, file: str, request: GalleryRequest) -> str:
    """Write the command that makes the clip that is shown."""
    words = [f"gradreel {line}"]
    shapes = (WIDE, TALL) if "render" in line and request.with_tall else ("",)
    for shape, picture in zip(shapes, request.pictures, strict=False):
        looks = {"data_shape": shape} if shape else {}
        words += [_word(each, **looks) for each in made_with(picture)]
    for each in request.themes:
        words += [] if each in UNNAMED else [_word(f"--theme {each}", data_theme=each)]
    for each in request.languages:
        words += [] if each in UNNAMED else [_word(f"--lang {each}", data_language=each)]
    return " ".join([*words, _word(f"-o {file}")])


def _word(text: str, **look: str) -> str:
    """Write what stays on one line of a command, and is there in one look only or in all."""
    return element("span", text, class_="word", **look)


def _screen(exhibit: Exhibit) -> str:
    """Write a poster that leads to the clip."""
    size = f'width="{exhibit.picture.width}" height="{exhibit.picture.height}"'
    shown = escape(_descriptions(exhibit.name, exhibit.language).get(WHOLE, ""))
    poster = (
        f'<img src="{exhibit.file(POSTER)}" {size} alt="{shown}" loading="lazy" decoding="async">'
    )
    title = f"{exhibit.name}-title"
    return _of_look("a", poster, exhibit, href=exhibit.file("mp4"), aria_labelledby=title)


def _length(exhibit: Exhibit, site: Site) -> str:
    """Write how long a clip is in a language."""
    length = clock(_captions(exhibit, site)[-1].end)
    return element("span", length, class_="length", data_language=exhibit.language)


def _files(exhibit: Exhibit, languages: tuple[str, ...], site: Site) -> str:
    """Write links to what can be saved."""
    links = ""
    for ending in ("mp4", "gif"):
        name = exhibit.file(ending)
        if name in exhibit.files:
            label = word(languages, "download", format=ending.upper())
            saved_as = f"{exhibit.name}.{ending}"
            size = element("span", size_text(site.path(name).stat().st_size), class_="size")
            link = element("a", label, href=name, download=saved_as)
            links += _of_look("li", f"{link} {size}", exhibit)
    return links


def _sentences(exhibit: Exhibit, site: Site) -> str:
    """Write what a clip says in a language; in all themes it says it at the same times."""
    language = exhibit.language
    seen = _descriptions(exhibit.name, language)
    told = "".join(
        f'<li class="sentence"><time data-start="{each.start:.3f}" data-end="{each.end:.3f}">'
        f"{clock(each.start)}</time><span>{escape(each.text)}</span>"
        f'<small class="seen">{escape(seen.get(each.name, ""))}</small></li>\n'
        for each in _captions(exhibit, site)
    )
    tag = page_texts(language).tag
    return element("ol", f"\n{told}", data_language=language, lang=tag) + "\n"


def _captions(exhibit: Exhibit, site: Site) -> tuple[Caption, ...]:
    path = site.path(exhibit.file("vtt"))
    try:
        return tuple(read_web_captions(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise WorkError(f"{path} can't be read: {error.strerror}; run it again") from error


def _of_look(tag: str, content: str, exhibit: Exhibit, **attributes: str) -> str:
    """Write an element that is shown in one theme and language only, and in one kind of window."""
    look = {"data_theme": exhibit.theme, "data_language": exhibit.language}
    if exhibit.shape:
        look["data_shape"] = exhibit.shape
    return element(tag, content, **look, **attributes) + "\n"


def _title(scene: str, language: str) -> str:
    return scene_title(scene, Appearance(language=language))
