"""The words of a deck that aren't a scene's: of its notes, and of what a page has to press."""

from collections.abc import Mapping
from functools import cache

from gradreel.assets import PAGE_WORDS
from gradreel.scenes.stage.type.appearance import shipped_language
from gradreel.scenes.stage.type.files import check_texts, read_asset


@cache
def deck_words(language: str) -> Mapping[str, str]:
    """Read the words of a deck, by their keys in deck.toml.

    Args:
        language: a language of the project's; another has those of the one that stands in for it.

    Raises:
        WorkError: deck.toml is damaged.
    """
    path = PAGE_WORDS / shipped_language(language) / "deck.toml"
    words = read_asset(path)
    check_texts(words, "deck", path)
    return words
