"""The page of a gallery: one file of HTML with its style, its script and its sentences."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final
from urllib.parse import quote

from gradreel.scenes.app.film.programme import Section
from gradreel.scenes.app.gallery.card import card, film_labels, scene_labels
from gradreel.scenes.app.gallery.exhibits import FILM, TALL, WIDE, Exhibit, GalleryRequest
from gradreel.scenes.app.gallery.markup import (
    element,
    filled,
    hiding,
    in_each,
    read,
    switch,
    themed,
    within,
    word,
)
from gradreel.scenes.app.gallery.site import Site
from gradreel.scenes.app.gallery.texts import page_texts
from gradreel.scenes.stage.type.film import film_texts
from gradreel.scenes.stage.type.theme import theme

ON_PAPER: Final = "light"
PHONE: Final = "screen and (max-width: 40rem) and (orientation: portrait)"
"""Where tall clips are shown, if there are any."""
ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" '
    'rx="7" fill="{background}"/><path d="M5 7q5 19 12 19t10-11" fill="none" stroke="{model}" '
    'stroke-width="3"/><circle cx="17" cy="26" r="4" fill="{point}"/></svg>'
)
"""A run in a valley."""


def page(request: GalleryRequest, exhibits: Sequence[Exhibit], site: Site) -> str:
    """Write the page.

    Args:
        request: what it shows.
        exhibits: its clips, in order.
        site: where their files are.

    Raises:
        WorkError: a file can't be read.
    """
    languages, first = request.languages, request.languages[0]
    tags = [page_texts(each).tag for each in languages]
    icon = ICON.format_map(theme(request.themes[0]).tokens())
    return filled(
        "page.html",
        language=first,
        languages=" ".join(languages),
        tag=tags[0],
        tags=" ".join(tags),
        theme=request.themes[0],
        themes=" ".join(request.themes),
        title=escape(film_texts(first).title),
        description=escape(page_texts(first).words["description"]),
        icon=f"data:image/svg+xml,{quote(icon)}",
        style=_style(request),
        script=read("script.js"),
        heading=in_each(languages, lambda each: film_texts(each).title),
        promise=in_each(languages, lambda each: film_texts(each).promise),
        switches="".join(_switches(request)),
        contents="".join(_listed(each, languages) for each in request.sections),
        sections=_film(request, exhibits, site)
        + "".join(_section(each, request, exhibits, site) for each in request.sections),
        **{name: word(languages, name) for name in ("skip", "chapters", "footer")},
    )


def _style(request: GalleryRequest) -> str:
    size = request.picture
    wide, tall = f"{size.width} / {size.height}", f"{size.height} / {size.width}"
    rules = [f":root {{ --wide: {wide}; --shape: {wide}; }}\n", *_themes(request.themes)]
    rules += [hiding("language", f'[data-language="{each}"]', each) for each in request.languages]
    if request.with_tall:
        phone = f":root {{ --shape: {tall}; }}\n" + hiding("shape", "", TALL)
        rules += [within(PHONE, phone), within(f"not {PHONE}", hiding("shape", "", WIDE))]
    return "".join([*rules, read("style.css")])


def _themes(names: tuple[str, ...]) -> Iterator[str]:
    """Write the colours: on paper light ones, without scripts those that the system prefers."""
    for name in names:
        yield within("screen", themed(f':root.scripted[data-theme="{name}"]', name, names))
        alone = len(names) == 1
        wished = "screen" if alone else f"screen and (prefers-color-scheme: {name})"
        yield within(wished, themed(":root:not(.scripted)", name, names))
    yield within("print", themed(":root", ON_PAPER, names))


def _switches(request: GalleryRequest) -> Iterator[str]:
    """Write a switch for all of which there are several."""
    languages = request.languages
    if len(request.themes) > 1:
        themes = {name: _theme_name(name, languages) for name in request.themes}
        yield switch("theme", word(languages, "theme"), themes)
    if len(languages) > 1:
        names = {
            each: element("span", escape(page_texts(each).name), lang=page_texts(each).tag)
            for each in languages
        }
        yield switch("language", word(languages, "language"), names)


def _theme_name(name: str, languages: tuple[str, ...]) -> str:
    return in_each(languages, lambda each: page_texts(each).themes[name])


def _listed(section: Section, languages: tuple[str, ...]) -> str:
    name = in_each(languages, lambda each: film_texts(each).chapter_name(section.chapter))
    return f'<li><a href="#chapter-{section.chapter}">{name}</a></li>\n'


def _film(request: GalleryRequest, exhibits: Sequence[Exhibit], site: Site) -> str:
    films = [each for each in exhibits if each.name == FILM]
    if not films:
        return ""
    languages = request.languages
    shown = card(film_labels(request), films, languages, site)
    return filled("film.html", heading=word(languages, "film"), clips=shown)


def _section(
    section: Section, request: GalleryRequest, exhibits: Sequence[Exhibit], site: Site
) -> str:
    number, languages = section.chapter, request.languages
    cards = ""
    for scene in section.scenes:
        looks = [each for each in exhibits if each.name == scene]
        cards += card(scene_labels(scene, request), looks, languages, site)
    return filled(
        "chapter.html",
        number=str(number),
        chapter=in_each(languages, lambda each: film_texts(each).chapter.format(number=number)),
        name=in_each(languages, lambda each: film_texts(each).chapter_name(number)),
        clips=cards,
    )
