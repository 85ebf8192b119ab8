"""The page that shows what is watched: one file of HTML, its style and its script."""

from collections.abc import Mapping
from typing import Final

from gradreel.assets import FOLDER
from gradreel.scenes.make.templates import TAGS, read, template, words_of
from gradreel.scenes.stage.type.appearance import shipped_language
from gradreel.scenes.stage.type.style import theme

FONTS: Final = FOLDER / "fonts"


def page_files(name: str, language: str) -> Mapping[str, tuple[str, bytes]]:
    """Return what the page consists of, by its files' names: their kind and content.

    Args:
        name: what is watched.
        language: a language of the project's; another has the words that stand in for it.

    Raises:
        WorkError: the file of its words is damaged.
    """
    spoken = shipped_language(language)
    look = {"colours": lambda each: theme(each).tokens()}
    page = template("watch/page.html").render(
        words=words_of("watch", language), name=name, language=TAGS.get(spoken, spoken), **look
    )
    made = {
        "": ("html", page),
        "watch.css": ("css", template("watch/look.css").render(**look)),
        "watch.js": ("javascript", read("watch/script.js")),
    }
    texts = {
        name: (f"text/{kind}; charset=utf-8", text.encode()) for name, (kind, text) in made.items()
    }
    fonts = {f"fonts/{path.name}": ("font/otf", path.read_bytes()) for path in FONTS.glob("*.otf")}
    return {**texts, **fonts}
