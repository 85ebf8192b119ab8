"""Writes a deck as one page for a browser, with all that it needs in it."""

from base64 import b64encode
from pathlib import Path
from typing import Final

from gradreel.scenes.app.deck.slides import Deck
from gradreel.scenes.app.deck.words import deck_words
from gradreel.scenes.app.templates import template
from gradreel.scenes.stage.type.appearance import Appearance

ON_PAPER: Final = "light"
LANGUAGES: Final = {"en": "en", "zh": "zh-Hans"}
"""As HTML names them."""


def write_page(deck: Deck, path: Path) -> None:
    """Write a deck.

    Args:
        deck: what it shows.
        path: where to.
    """
    look = deck.appearance
    on_paper = look if look.theme == ON_PAPER else Appearance(ON_PAPER)
    groups = enumerate(deck.groups)
    parts = template("deck.html").stream(
        deck=deck,
        slides=[(depth, slide) for depth, group in groups for slide in group.slides],
        language=LANGUAGES.get(look.language, look.language),
        words=deck_words(look.language),
        colours=look.palette.tokens(),
        colours_on_paper=on_paper.palette.tokens(),
        clip=lambda slide: b64encode(slide.clip.read_bytes()).decode(),
        poster=lambda slide: _poster(slide.poster),
    )
    parts.dump(str(path), "utf-8")  # one slide after the other: all clips at once are a lot


def _poster(path: Path) -> str:
    import imageio.v3 as imageio  # noqa: PLC0415, both load encoders

    from gradreel.scenes.render.poster import webp_of  # noqa: PLC0415

    return b64encode(webp_of(imageio.imread(path.read_bytes(), plugin="pillow"))).decode()
