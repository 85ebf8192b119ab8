"""What a person brings of their own to how scenes look and speak, read and checked."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from gradreel.assets import LANGUAGES
from gradreel.engine.errors import counted, quoted
from gradreel.scenes.app.texts import texts_of
from gradreel.scenes.stage.type.appearance import Appearance, Keys, OwnFonts, OwnTexts
from gradreel.scenes.stage.type.fonts import missing_glyphs, set_in, typeface_of
from gradreel.scenes.stage.type.own.fonts import read_fonts
from gradreel.scenes.stage.type.own.palette import read_palette
from gradreel.scenes.stage.type.own.texts import of_what_is_lacking, read_texts


@dataclass(frozen=True)
class OwnFiles:
    """The files that a person brings.

    Attributes:
        texts: of TOML, as `gradreel texts` prints it.
        palette: of TOML, as assets/palette.toml is.
        font: of TrueType or OpenType.
        bold_font: its heavier cut.
    """

    texts: Path | None = None
    palette: Path | None = None
    font: Path | None = None
    bold_font: Path | None = None

    def __bool__(self) -> bool:
        return any((self.texts, self.palette, self.font))


def own_appearances(
    files: OwnFiles,
    themes: Sequence[str],
    languages: Sequence[str],
    scenes: Collection[str],
    *,
    with_film: bool = False,
) -> tuple[tuple[Appearance, ...], tuple[str, ...]]:
    """Read a person's files, and say how scenes look and speak with them.

    Args:
        files: those that were brought.
        themes: that were asked for.
        languages: that were asked for; a file of texts is in its own.
        scenes: which scenes; all, and the film, when empty.
        with_film: whether they are for a film of these scenes.

    Returns:
        an appearance for each theme and language, and what there is to say about them.

    Raises:
        RequestError: a file can't be read, or something in it is wrong.
    """
    fonts = None if files.font is None else read_fonts(files.font, files.bold_font)
    set_in(typeface_of(fonts))  # in which texts are measured
    colours = {
        name: () if files.palette is None else read_palette(files.palette, name) for name in themes
    }
    texts = None
    if files.texts is not None:
        language, texts = read_texts(files.texts)
        languages = (language,)
    made = tuple(
        Appearance(theme, language, colours[theme], texts, fonts)
        for theme, language in product(themes, languages)
    )
    spoken = made[: len(languages)]
    read = [texts_of(scenes, each.language, with_film=with_film) for each in spoken]
    return made, tuple(line for each in map(_remarks, spoken, read) for line in each)


def _remarks(appearance: Appearance, known: Mapping[Keys, str]) -> Iterator[str]:
    language, texts, fonts = appearance.language, appearance.texts, appearance.fonts
    if texts is not None and language not in LANGUAGES:
        yield from of_what_is_lacking(texts, known)
    if fonts is not None:
        yield from _of_fonts(fonts, [*known.values()] if texts is None else _read(texts, known))


def _read(texts: OwnTexts, known: Mapping[Keys, str]) -> list[str]:
    """Return what is read, in a person's own words where there are any."""
    own = {keys: text for keys, text in texts.texts if keys in known}
    return [*(dict(known) | own).values()]


def _of_fonts(fonts: OwnFonts, texts: Sequence[str]) -> Iterator[str]:
    """Say what is set in the project's fonts all the same."""
    name, face = quoted(fonts.names[0]), typeface_of(fonts).regular
    others = [missing for text in texts if (missing := missing_glyphs(text, face))]
    if others:
        lacking = quoted("".join(dict.fromkeys("".join(map("".join, others)))), 24)
        yield f"{name} has no {lacking}: {counted(len(others), 'text')} are in gradreel's own font"
    if not fonts.keeps_figures:
        yield f"figures of {name} differ in width: numbers that change are in gradreel's own font"
