"""The words of a deck that aren't a scene's: of its notes, and of what a page has to press."""

from collections.abc import Mapping
from functools import cache

from gradreel.assets import CAPTIONS
from gradreel.scenes.stage.type.appearance import shipped_language
from gradreel.scenes.stage.type.asset import check_texts, read_asset, table_in


@cache
def deck_words(language: str) -> Mapping[str, str]:
    """Read the words of a deck, by their keys in common.toml.

    Args:
        language: a language of the project's; another has those of the one that stands in for it.

    Raises:
        WorkError: common.toml lacks them.
    """
    path = CAPTIONS / shipped_language(language) / "common.toml"
    words = table_in(read_asset(path), "deck", path)
    check_texts(words, "deck", path)
    return words
