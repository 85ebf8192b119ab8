"""A page in several themes and languages, among which its reader chooses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from gradreel.assets import PAGE_WORDS
from gradreel.scenes.stage.type.appearance import Appearance, shipped_language
from gradreel.scenes.stage.type.files import asset_error, check_texts, read_asset, table_in
from gradreel.scenes.stage.type.style import theme

WORDS = (
    *("description", "skip", "chapters", "theme", "language", "play", "copy", "copied"),
    *("film", "joined", "failed", "unplayable", "script", "download", "footer", "live"),
)
USUAL = ("background", "surface", "text", "muted", "line", "grid", "model")
"""The colours of any page."""


@dataclass(frozen=True)
class PageTexts:
    """The words of the page in one language.

    Attributes:
        name: what the language calls itself.
        tag: what HTML calls it.
        words: by what they are for; all of `WORDS`.
        themes: the names of the themes, by what they are called here.
    """

    name: str
    tag: str
    words: Mapping[str, str]
    themes: Mapping[str, str]


@cache
def page_texts(language: str) -> PageTexts:
    """Read the words of pages.

    Args:
        language: one of the project's; another has the words of the one that stands in for it.

    Raises:
        WorkError: gallery.toml lacks some.
    """
    shipped = shipped_language(language)
    path = PAGE_WORDS / shipped / "gallery.toml"
    content = read_asset(path)
    words, themes = (table_in(content, name, path) for name in ("page", "themes"))
    own = {key: content.get(key) for key in ("name", "tag")}
    check_texts(own | words | themes, "page", path)
    for key in WORDS:
        if key not in words:
            raise asset_error(path, f"has no text for page.{key}; add it")
    name, tag = (str(own[key]) if language == shipped else language for key in ("name", "tag"))
    return PageTexts(name, tag, words, themes)


@dataclass(frozen=True)
class Said:
    """A text that is there where a language is chosen.

    Attributes:
        language: that one.
        text: the text.
        tag: what HTML calls the language that the text is in.
    """

    language: str
    text: str
    tag: str


@dataclass(frozen=True)
class Looks:
    """The looks of a page.

    Attributes:
        appearances: all of them; the first is shown where a reader prefers none.
        tokens: the colours that it uses.
    """

    appearances: Sequence[Appearance]
    tokens: Sequence[str] = USUAL

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes to choose among."""
        return tuple(dict.fromkeys(each.theme for each in self.appearances))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages to choose among."""
        return tuple(dict.fromkeys(each.language for each in self.appearances))

    @property
    def tags(self) -> Mapping[str, str]:
        """What HTML calls the languages."""
        return {each: page_texts(each).tag for each in self.languages}

    def colours(self, name: str) -> Mapping[str, str]:
        """The colours of a theme, or those on paper."""
        own = next((each.palette for each in self.appearances if each.theme == name), theme(name))
        return own.tokens()

    def theme_name(self, name: str) -> Sequence[Said]:
        """What a theme is called."""
        return self.in_each(lambda each: page_texts(each).themes[name])

    def language_name(self, language: str) -> str:
        """What a language calls itself."""
        return page_texts(language).name

    def word(self, name: str, **values: str) -> Sequence[Said]:
        """A word of pages in each language."""
        return self.in_each(lambda each: page_texts(each).words[name].format(**values))

    def in_each(self, words: Callable[[str], str]) -> Sequence[Said]:
        """Something said in each language."""
        return [Said(each, words(each), page_texts(each).tag) for each in self.languages]
