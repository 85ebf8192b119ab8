"""The page of a gallery: one file of HTML with its style, its script and its sentences."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from string import Template
from typing import Final
from urllib.parse import quote

from gradreel.assets import FOLDER
from gradreel.engine.errors import WorkError
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.film.cards import scene_title
from gradreel.scenes.app.film.programme import Section
from gradreel.scenes.app.gallery.exhibits import POSTER, Exhibit, GalleryRequest, made_with
from gradreel.scenes.app.gallery.site import Site
from gradreel.scenes.app.gallery.texts import page_texts, summary_of
from gradreel.scenes.render.output.captions import Caption, read_web_captions
from gradreel.scenes.render.output.size import size_text
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.film import film_texts
from gradreel.scenes.stage.type.theme import theme

WEB: Final = FOLDER / "web" / "gallery"
ON_PAPER: Final = "light"
USED: Final = ("background", "surface", "text", "muted", "line", "grid", "model")
"""The colours of the palette that the page has."""
ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" '
    'rx="7" fill="{background}"/><path d="M5 7q5 19 12 19t10-11" fill="none" stroke="{model}" '
    'stroke-width="3"/><circle cx="17" cy="26" r="4" fill="{point}"/></svg>'
)
Words = Callable[[str], str]
"""Gives a text of a language."""


def page(request: GalleryRequest, exhibits: Sequence[Exhibit], site: Site) -> str:
    """Write the page.

    Args:
        request: what it shows.
        exhibits: its clips, in order.
        site: where their files are.

    Raises:
        WorkError: a file can't be read.
    """
    return _Page(request, exhibits, site).html()


class _Page:
    """A page in the making."""

    def __init__(self, request: GalleryRequest, exhibits: Sequence[Exhibit], site: Site) -> None:
        self._request, self._exhibits, self._site = request, exhibits, site
        self._languages, self._themes = request.languages, request.themes
        self._tags = {each: page_texts(each).tag for each in self._languages}

    def html(self) -> str:
        first, film = self._languages[0], film_texts(self._languages[0])
        return _filled(
            "page.html",
            language=first,
            tag=self._tags[first],
            tags=" ".join(self._tags.values()),
            languages=" ".join(self._languages),
            theme=self._themes[0],
            themes=" ".join(self._themes),
            title=escape(film.title),
            description=escape(page_texts(first).words["description"]),
            icon=self._icon(),
            style=self._style(),
            script=_text("script.js"),
            heading=self._each(lambda language: film_texts(language).title),
            promise=self._each(lambda language: film_texts(language).promise),
            switches="".join(self._switches()),
            contents="".join(map(self._listed, self._request.sections)),
            sections="".join(map(self._section, self._request.sections)),
            **{name: self._word(name) for name in ("skip", "chapters", "footer")},
        )

    def _icon(self) -> str:
        drawn = ICON.format_map(theme(self._themes[0]).tokens())
        return f"data:image/svg+xml,{quote(drawn)}"

    def _style(self) -> str:
        width, height = self._request.picture.width, self._request.picture.height
        rules = [f":root {{ --shape: {width} / {height}; }}\n"]
        rules += [
            _colours(f':root[data-theme="{name}"]', name, scheme=name) for name in self._themes
        ]
        rules += [_hiding("theme", name) for name in self._themes]
        rules += [_hiding("language", name) for name in self._languages]
        on_paper = _colours(":root[data-theme]", ON_PAPER, scheme=ON_PAPER)
        return "".join([*rules, _text("style.css"), f"@media print {{\n{on_paper}}}\n"])

    def _each(self, words: Words) -> str:
        """Write a text in all languages, of which one is shown."""
        return "".join(
            _element("span", escape(words(each)), data_language=each, lang=self._tags[each])
            for each in self._languages
        )

    def _word(self, name: str, **values: str) -> str:
        return self._each(lambda language: page_texts(language).words[name].format(**values))

    def _switches(self) -> Iterable[str]:
        if len(self._themes) > 1:
            choices = {
                name: self._each(lambda language, name=name: page_texts(language).themes[name])
                for name in self._themes
            }
            yield _switch("theme", self._word("theme"), choices)
        if len(self._languages) > 1:
            names = {
                each: _element("span", escape(page_texts(each).name), lang=self._tags[each])
                for each in self._languages
            }
            yield _switch("language", self._word("language"), names)

    def _listed(self, section: Section) -> str:
        name = self._each(lambda language: film_texts(language).chapter_name(section.chapter))
        return f'<li><a href="#chapter-{section.chapter}">{name}</a></li>\n'

    def _section(self, section: Section) -> str:
        number = self._each(
            lambda language: film_texts(language).chapter.format(number=section.chapter)
        )
        name = self._each(lambda language: film_texts(language).chapter_name(section.chapter))
        clips = "".join(map(self._clip, section.scenes))
        anchor = f"chapter-{section.chapter}"
        return (
            f'<section class="chapter" aria-labelledby="{anchor}">\n<h2 id="{anchor}">'
            f'<span class="number">{number}</span>{name}</h2>\n'
            f'<div class="clips">\n{clips}</div>\n</section>\n'
        )

    def _clip(self, scene: str) -> str:
        looks = [each for each in self._exhibits if each.request.scene == scene]
        return _filled(
            "clip.html",
            name=scene,
            title=self._each(lambda language: scene_title(scene, Appearance(language=language))),
            summary=self._summary(scene),
            command=self._command(scene),
            screens="".join(map(self._screen, looks)),
            files="".join(map(self._files, looks)),
            sentences="".join(map(self._sentences, looks[: len(self._languages)])),
            **{name: self._word(name) for name in ("play", "copy", "copied", "failed", "script")},
        )

    def _summary(self, scene: str) -> str:
        found = {each: summary_of(entry(scene), each) for each in self._languages}
        return "".join(
            _element("span", escape(text), data_language=each, lang=page_texts(said_in).tag)
            for each, (text, said_in) in found.items()
        )

    def _command(self, scene: str) -> str:
        """Write the command that makes the clip that is shown."""
        themes = (
            _element("span", f" --theme {each}", data_theme=each)
            for each in self._themes
            if each != "dark"
        )
        languages = (
            _element("span", f" --lang {each}", data_language=each)
            for each in self._languages
            if each != "en"
        )
        options = "".join([*themes, *languages])
        made = made_with(self._request.picture)
        return f"gradreel render {scene}{made}{options} -o {scene}.mp4"

    def _screen(self, exhibit: Exhibit) -> str:
        picture = self._request.picture
        image = (
            f'<img src="{exhibit.file(POSTER)}" width="{picture.width}" height="{picture.height}" '
            'alt="" loading="lazy" decoding="async">'
        )
        link = _of_look(
            "a",
            image,
            exhibit,
            href=exhibit.file("mp4"),
            aria_labelledby=f"{exhibit.request.scene}-title",
        )
        length = _clock(self._captions(exhibit)[-1].end)
        return link + _of_look("span", length, exhibit, class_="length")

    def _files(self, exhibit: Exhibit) -> str:
        return "".join(
            _of_look("li", self._download(exhibit, ending), exhibit)
            for ending in ("mp4", "gif")
            if exhibit.file(ending) in exhibit.files
        )

    def _download(self, exhibit: Exhibit, ending: str) -> str:
        name = exhibit.file(ending)
        size = size_text(self._site.path(name).stat().st_size)
        label = self._word("download", format=ending.upper())
        saved_as = f"{exhibit.request.scene}.{ending}"
        return (
            f'<a href="{name}" download="{saved_as}">{label}</a> <span class="size">{size}</span>'
        )

    def _sentences(self, exhibit: Exhibit) -> str:
        """Write what a clip says in a language; in all themes it says it at the same times."""
        told = "".join(
            '<li class="sentence"><time '
            f'data-start="{each.start:.3f}" data-end="{each.end:.3f}">{_clock(each.start)}</time>'
            f"<span>{escape(each.text)}</span></li>\n"
            for each in self._captions(exhibit)
        )
        language = exhibit.request.appearance.language
        return _element("ol", f"\n{told}", data_language=language, lang=self._tags[language])

    def _captions(self, exhibit: Exhibit) -> tuple[Caption, ...]:
        path = self._site.path(exhibit.file("vtt"))
        try:
            return tuple(read_web_captions(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise WorkError(f"{path} can't be read: {error.strerror}; run it again") from error


def _text(name: str) -> str:
    return (WEB / name).read_text(encoding="utf-8")


def _filled(name: str, /, **values: str) -> str:
    return Template(_text(name)).substitute(values)


def _element(tag: str, content: str, **attributes: str) -> str:
    """Write an element; of its attributes' names `_` is a hyphen, and none at the end."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    written = "".join(f' {name}="{escape(value)}"' for name, value in named.items())
    return f"<{tag}{written}>{content}</{tag}>"


def _of_look(tag: str, content: str, exhibit: Exhibit, **attributes: str) -> str:
    """Write an element that is shown in one theme and language only."""
    shown = exhibit.request.appearance
    look = {"data_theme": shown.theme, "data_language": shown.language}
    return _element(tag, content, **look, **attributes) + "\n"


def _colours(selector: str, name: str, *, scheme: str) -> str:
    """Write the colours of a theme as properties of CSS."""
    colours = "".join(
        f"  --{token.replace('_', '-')}: {colour};\n"
        for token, colour in theme(name).tokens().items()
        if token in USED
    )
    return f"{selector} {{\n  color-scheme: {scheme};\n{colours}}}\n"


def _hiding(kind: str, chosen: str) -> str:
    """Write the rule that hides what is of another theme or language than the chosen one."""
    others = f':root[data-{kind}="{chosen}"] [data-{kind}]:not([data-{kind}="{chosen}"])'
    return f"{others} {{ display: none; }}\n"


def _switch(name: str, title: str, choices: Mapping[str, str]) -> str:
    options = "".join(
        f'<label><input type="radio" name="{name}" value="{value}"><span>{words}</span></label>\n'
        for value, words in choices.items()
    )
    return f'<fieldset>\n<legend class="unseen">{title}</legend>\n{options}</fieldset>\n'


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02}"
