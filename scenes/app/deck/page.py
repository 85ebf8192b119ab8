"""Writes a deck as one page for a browser, with all that it needs in it."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from gradreel.assets import FOLDER
from gradreel.scenes.app.deck.slides import BeatSlide, Deck, Slide, TitleSlide
from gradreel.scenes.app.deck.words import deck_words
from gradreel.scenes.stage.type.appearance import Appearance

WEB: Final = FOLDER / "web"
FIELD: Final = re.compile(r"<!--(\w+)(?: (\w+))?-->")
SLIDES: Final = "<!--slides-->"
ON_PAPER: Final = "light"
LANGUAGES: Final = {"en": "en", "zh": "zh-Hans"}
"""As HTML names them."""


def write_page(deck: Deck, path: Path) -> None:
    """Write a deck.

    Args:
        deck: what it shows.
        path: where to.
    """
    before, after = (WEB / "deck.html").read_text(encoding="utf-8").split(SLIDES)
    with path.open("w", encoding="utf-8") as page:
        page.write(_filled(before, deck))
        page.writelines(_slides(deck))  # one after the other: all clips at once are a lot
        page.write(_filled(after, deck))


def _filled(template: str, deck: Deck) -> str:
    """Put into a template what its comments name."""
    language = deck.appearance.language
    words = deck_words(language)
    values = {
        "language": LANGUAGES.get(language, language),
        "scheme": deck.appearance.theme,
        "title": escape(deck.title),
        "style": _colours(deck.appearance) + (WEB / "deck.css").read_text(encoding="utf-8"),
        "words": json.dumps(dict(words), ensure_ascii=False).replace("<", "\\u003c"),
        "script": (WEB / "deck.js").read_text(encoding="utf-8"),
    }

    def value(field: re.Match[str]) -> str:
        name, word = field.groups()
        return values[name] if word is None else escape(words[word])

    return FIELD.sub(value, template)


def _colours(appearance: Appearance) -> str:
    """Write the colours of the deck, and those of its words on paper."""
    on_paper = appearance if appearance.theme == ON_PAPER else Appearance(ON_PAPER)
    return f"{_properties(appearance)}@media print{{{_properties(on_paper)}}}\n"


def _properties(appearance: Appearance) -> str:
    tokens = appearance.palette.tokens()
    return ":root{" + "".join(f"--{token}:{colour};" for token, colour in tokens.items()) + "}\n"


def _slides(deck: Deck) -> Iterator[str]:
    words, count, number = deck_words(deck.appearance.language), len(deck.slides), 0
    for depth, group in enumerate(deck.groups):
        for slide in group.slides:
            number += 1
            label = escape(words["place"].format(number=number, count=count))
            kind = escape(words["slide"])
            loops = " data-loops" if deck.loops else ""
            named = f'aria-roledescription="{kind}" aria-label="{label}"{loops}'
            if isinstance(slide, TitleSlide):
                yield f'<section class="slide words" {named}>\n'
                yield from _words(slide, 1 if depth == 0 else 2)
            else:
                yield f'<section class="slide" {named}>\n'
                yield from _beat(slide, 2 if len(deck.groups) == 1 else 3, deck.appearance.language)
            yield "</section>\n"


def _words(slide: TitleSlide, level: int) -> Iterator[str]:
    yield f"<h{level}>{escape(slide.title)}</h{level}>\n"
    if slide.below:
        yield f"<p>{escape(slide.below)}</p>\n"
    if slide.notes:
        yield _notes(slide)


def _notes(slide: Slide) -> str:
    return f'<p class="notes">{escape(slide.notes)}</p>\n'


def _beat(slide: BeatSlide, level: int, language: str) -> Iterator[str]:
    """Yield the sentence, which the picture shows too, the last picture, the script, the clip."""
    import imageio.v3 as imageio  # noqa: PLC0415, both load encoders

    from gradreel.scenes.render.poster import webp_of  # noqa: PLC0415

    words = deck_words(language)
    yield f'<h{level} class="unseen">{escape(slide.title)}</h{level}>\n'
    if slide.poster is not None:
        yield f'<img alt="{escape(slide.seen or words["picture"])}" src="data:image/webp;base64,'
        yield b64encode(
            webp_of(imageio.imread(slide.poster.read_bytes(), plugin="pillow"))
        ).decode()
        yield '">\n'
    yield _notes(slide)
    label = escape(slide.seen or words["clip"].format(seconds=f"{slide.seconds:.1f}"))
    yield f'<script type="text/plain" class="clip" data-label="{label}">'
    yield b64encode(slide.clip.read_bytes()).decode()
    yield "</script>\n"
