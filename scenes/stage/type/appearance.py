"""How a scene looks and speaks: theme and language, and what a person brings of their own."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from gradreel.assets import LANGUAGES
from gradreel.scenes.stage.type.style import Theme, theme

COMMON = "common"
"""What the texts that scenes share are called, in the place of a scene's name."""
ROW = "row"
"""What a row of a data set is, unless common.toml says more."""
SEEN = "seen"
"""The table of a scene's texts that aren't drawn: they describe what is."""
OF_FILM = ("film", "chapters")
"""The tables of common texts that no scene reads."""

OwnColours = tuple[tuple[str, str], ...]
"""Colours of a theme by their names."""
Keys = tuple[str, ...]
"""Where a text is: the scene's name or `COMMON`, its table, its key, and below that the row's."""


@dataclass(frozen=True)
class OwnTexts:
    """Texts that a person has changed or translated, once they were checked.

    Attributes:
        source: the file's name, for messages.
        texts: by their keys.
    """

    source: str
    texts: tuple[tuple[Keys, str], ...]

    def of(self, scene: str) -> "OwnTexts":
        """Return those that a scene may read."""
        texts = (
            (keys, text)
            for keys, text in self.texts
            if keys[0] == scene or (keys[0] == COMMON and keys[1] not in OF_FILM)
        )
        return replace(self, texts=tuple(texts))

    def has(self, keys: Keys) -> bool:
        """Whether a text is among them, or one of several in its place."""
        return any(each[: len(keys)] == keys for each, _ in self.texts)

    def laid_over(self, content: Mapping[str, Any], name: str) -> dict[str, Any]:
        """Put them into the place of those in a file of texts.

        Args:
            content: what is in the file.
            name: the file's, without its ending.
        """
        laid: dict[str, Any] = deepcopy(dict(content))
        for (scene, *tables, last), text in self.texts:
            if scene != name:
                continue
            table = laid
            for key in tables:
                below = table.setdefault(key, {})
                table[key] = table = below if isinstance(below, dict) else {ROW: below}
            table[last] = text
        return laid


@dataclass(frozen=True)
class OwnFonts:
    """The cuts of a font that a person brings, once they were checked.

    Attributes:
        names: of their files.
        regular: the one file's content.
        bold: the other's; the same where there is one cut only.
        scale: what sizes are multiplied by, so that it looks as large as the project's own.
        keeps_figures: whether figures are all of one width, so that numbers can change in place.
    """

    names: tuple[str, str]
    regular: bytes = field(repr=False)
    bold: bytes = field(repr=False)
    scale: float
    keeps_figures: bool

    @cached_property
    def digests(self) -> tuple[str, str]:
        """The SHA-256 of both."""
        return sha256(self.regular).hexdigest(), sha256(self.bold).hexdigest()


@dataclass(frozen=True)
class Appearance:
    """How a scene looks and speaks, as data that any process draws the same from.

    Attributes:
        theme: "dark" or "light".
        language: "en" or "zh", or that of texts of one's own.
        colours: those of the theme that are others, by their names.
        texts: those that are others.
        fonts: in the place of the project's own.
        titled: whether kicker and sentences are drawn; captions have the sentences in any case.
    """

    theme: str = "dark"
    language: str = "en"
    colours: OwnColours = ()
    texts: OwnTexts | None = None
    fonts: OwnFonts | None = None
    titled: bool = True

    def __str__(self) -> str:
        return f"{self.theme}-{self.language}"

    @property
    def palette(self) -> Theme:
        """The colours.

        Raises:
            RequestError: there is no such theme.
        """
        return replace(theme(self.theme), **dict(self.colours))

    @property
    def is_reworded(self) -> bool:
        """Whether sentences may be longer than the project's own, which were all looked at."""
        texts = () if self.texts is None else self.texts.texts
        return self.fonts is not None or any(keys[1] not in OF_FILM for keys, _ in texts)

    def entitled(self, scene: str, title: str) -> "Appearance":
        """Return the same in which a scene has another title; its own stays where that is empty."""
        if not title:
            return self
        texts = self.texts or OwnTexts(title, ())
        laid = replace(texts, texts=(*texts.texts, ((scene, "kicker"), title)))
        return replace(self, texts=laid)

    def as_json(self, scene: str) -> dict[str, Any]:
        """Return what of it decides how a scene is drawn, as JSON can hold it."""
        return {
            "theme": self.theme,
            "language": self.language,
            "colours": self.colours,
            "texts": () if self.texts is None else self.texts.of(scene).texts,
            "fonts": None if self.fonts is None else self.fonts.digests,
            "titled": self.titled,
        }


PLAIN = Appearance()
"""What is drawn where nothing was chosen."""


def shipped_language(language: str) -> str:
    """Return the language whose texts stand where those of another are lacking."""
    spoken = language.partition("-")[0]
    return next((each for each in (language, spoken) if each in LANGUAGES), "en")


def is_shipped(language: str) -> bool:
    """Whether the project has texts in a language, perhaps as it is spoken elsewhere."""
    return language.partition("-")[0] == shipped_language(language).partition("-")[0]


def flat(content: Mapping[str, Any], above: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Yield what tables hold, and tables in them, each with its keys."""
    for key, value in content.items():
        if isinstance(value, dict):
            yield from flat(value, (*above, key))
        else:
            yield (*above, key), value
