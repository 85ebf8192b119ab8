"""What the page says in one language: its own words, and the summaries of scenes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gradreel.assets import CAPTIONS, PAGE_WORDS
from gradreel.scenes.app.catalog import Entry
from gradreel.scenes.stage.type.files import asset_error, check_texts, read_asset, table_in

SOURCE_LANGUAGE = "en"
"""What the first lines of the scenes' files are written in."""
WORDS = (
    *("description", "skip", "chapters", "theme", "language", "play", "copy", "copied"),
    *("film", "joined", "failed", "unplayable", "script", "download", "footer"),
)


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
    """Read the words of the page.

    Args:
        language: "en" or "zh".

    Raises:
        WorkError: gallery.toml lacks some.
    """
    path = PAGE_WORDS / language / "gallery.toml"
    content = read_asset(path)
    words, themes = (table_in(content, name, path) for name in ("page", "themes"))
    own = {key: content.get(key) for key in ("name", "tag")}
    check_texts(own | words | themes, "page", path)
    for key in WORDS:
        if key not in words:
            raise asset_error(path, f"has no text for page.{key}; add it")
    return PageTexts(str(own["name"]), str(own["tag"]), words, themes)


def summary_of(scene: Entry, language: str) -> tuple[str, str]:
    """Return what a scene shows, in a sentence, and the language that this is in.

    Another language has it in its captions; without it, it is the line that `gradreel list` shows.
    """
    if language != SOURCE_LANGUAGE:
        own = read_asset(CAPTIONS / language / f"{scene.name}.toml").get("summary")
        if own is not None:
            return str(own), language
    return scene.summary, SOURCE_LANGUAGE
