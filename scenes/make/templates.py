"""Templates of pages, in assets/web/: Jinja2 escapes what comes into HTML."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from gradreel.assets import FOLDER, PAGE_WORDS
from gradreel.scenes.stage.type.appearance import shipped_language
from gradreel.scenes.stage.type.files import check_texts, read_asset

WEB: Final = FOLDER / "web"
TAGS: Final = {"en": "en", "zh": "zh-Hans"}
"""Languages as HTML names them."""


def read(name: str) -> str:
    """Return a file that a page has in it as it is."""
    return (WEB / name).read_text(encoding="utf-8")


@cache
def words_of(page: str, language: str) -> Mapping[str, Any]:
    """Read the words of a page, by their keys in its file.

    Args:
        page: which one; it is what its file is called.
        language: one of the project's; another has the words of the one that stands in for it.

    Raises:
        WorkError: the file is damaged.
    """
    path = PAGE_WORDS / shipped_language(language) / f"{page}.toml"
    words = read_asset(path)
    check_texts(words, page, path)
    return words


def clock(seconds: float) -> str:
    """Write a time as a player does."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


@cache
def template(name: str) -> Template:
    """Return a template by its path in the folder."""
    environment = Environment(
        loader=FileSystemLoader(WEB),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["read"] = read
    environment.filters["clock"] = clock
    return environment.get_template(name)
