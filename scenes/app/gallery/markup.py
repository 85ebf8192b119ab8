"""Pieces of HTML and CSS: elements, templates, and what is shown in one look only."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from string import Template
from typing import Final

from gradreel.assets import FOLDER
from gradreel.scenes.app.gallery.texts import page_texts
from gradreel.scenes.stage.type.theme import theme

WEB: Final = FOLDER / "web" / "gallery"
USED: Final = ("background", "surface", "text", "muted", "line", "grid", "model")
"""The colours of the palette that the page has."""


def read(name: str) -> str:
    """Return a file that the page is made from."""
    return (WEB / name).read_text(encoding="utf-8")


def filled(name: str, /, **values: str) -> str:
    """Fill a template.

    Args:
        name: its file.
        values: HTML, by the names of its places.
    """
    return Template(read(name)).substitute(values)


def element(tag: str, content: str, **attributes: str) -> str:
    """Write an element.

    Args:
        tag: its name.
        content: HTML.
        attributes: texts; of their names `_` is a hyphen, and none at the end.
    """
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    written = "".join(f' {name}="{escape(value)}"' for name, value in named.items())
    return f"<{tag}{written}>{content}</{tag}>"


def in_each(languages: tuple[str, ...], words: Callable[[str], str]) -> str:
    """Write a text in all languages, of which one is shown.

    Args:
        languages: "en", "zh" or both.
        words: gives the text in a language.
    """
    return "".join(
        element("span", escape(words(each)), data_language=each, lang=page_texts(each).tag)
        for each in languages
    )


def word(languages: tuple[str, ...], name: str, **values: str) -> str:
    """Write one of the page's own texts in all languages.

    Args:
        languages: as for `in_each`.
        name: what it is for.
        values: what goes into its fields.
    """
    return in_each(languages, lambda each: page_texts(each).words[name].format(**values))


def switch(name: str, title: str, choices: Mapping[str, str]) -> str:
    """Write buttons of which one is chosen.

    Args:
        name: of what they choose.
        title: HTML that says so, for those who don't see them side by side.
        choices: HTML, by the values that they stand for.
    """
    options = "".join(
        f'<label><input type="radio" name="{name}" value="{value}"><span>{words}</span></label>\n'
        for value, words in choices.items()
    )
    return f'<fieldset>\n<legend class="unseen">{title}</legend>\n{options}</fieldset>\n'


def themed(root: str, name: str, names: Sequence[str]) -> str:
    """Write the colours of a theme as properties of CSS, and hide what is of the other one.

    Args:
        root: selects the page where it has that theme.
        name: "dark" or "light".
        names: those that the page has clips in.
    """
    tokens = theme(name).tokens()
    written = "".join(f"  --{token}: {tokens[token]};\n" for token in USED)
    others = "" if name not in names else hiding("theme", root.removeprefix(":root"), name)
    return f"{root} {{\n  color-scheme: {name};\n{written}}}\n{others}"


def hiding(kind: str, where: str, chosen: str) -> str:
    """Write the rule that hides what is of another theme, language or shape than the chosen one.

    Args:
        kind: "theme", "language" or "shape".
        where: selects, behind ":root", the page where it is chosen.
        chosen: what is shown.
    """
    others = f':root{where} [data-{kind}]:not([data-{kind}="{chosen}"])'
    return f"{others} {{ display: none; }}\n"


def within(media: str, rules: str) -> str:
    """Let rules of CSS hold for some media only."""
    return f"@media {media} {{\n{rules}}}\n"


def clock(seconds: float) -> str:
    """Write a time as a player does."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
