"""What a person brings of their own to how scenes look and speak, read and checked."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from gradreel.assets import LANGUAGES
from gradreel.engine.errors import counted, quoted
from gradreel.scenes.app.texts import texts_of
from gradreel.scenes.stage.type.appearance import SEEN, Appearance, Keys, OwnFonts, OwnTexts
from gradreel.scenes.stage.type.files import refuse
from gradreel.scenes.stage.type.own import (
    of_unchanged,
    of_what_is_lacking,
    overlong,
    read_fonts,
    read_palette,
    read_texts,
)
from gradreel.scenes.stage.type.typesetting import measuring_in, missing_glyphs, typeface_of


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
    with_film: bool,
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
    colours = {} if files.palette is None else read_palette(files.palette)
    plain = () if files.palette is None else of_unchanged(files.palette, colours, themes)
    texts, remarks = None, [*plain]
    with measuring_in(typeface_of(fonts)):
        if files.texts is not None:
            language, texts = read_texts(files.texts)
            languages = (language,)
        remarks += [
            line
            for each in languages
            for line in _remarks(each, _drawn(scenes, each, with_film=with_film), texts, fonts)
        ]
    made = tuple(
        Appearance(theme, language, colours.get(theme, ()), texts, fonts)
        for theme, language in product(themes, languages)
    )
    return made, tuple(remarks)


def _drawn(scenes: Collection[str], language: str, *, with_film: bool) -> dict[Keys, str]:
    """Return what is seen of texts: a language needs no descriptions."""
    known = texts_of(scenes, language, with_film=with_film)
    return {keys: text for keys, text in known.items() if keys[1] != SEEN}


def _remarks(
    language: str, known: Mapping[Keys, str], texts: OwnTexts | None, fonts: OwnFonts | None
) -> Iterator[str]:
    """Yield what there is to say about the texts of a language.

    Raises:
        RequestError: one doesn't fit in the font.
    """
    if texts is not None and language not in LANGUAGES:
        yield from of_what_is_lacking(texts, known)
    if fonts is not None:
        read = _read(texts, known)
        refuse(fonts.names[0], overlong(read))
        yield from _of_fonts(fonts, [*read.values()])


def _read(texts: OwnTexts | None, known: Mapping[Keys, str]) -> dict[Keys, str]:
    """Return what is read, in a person's own words where there are any."""
    own = () if texts is None else texts.texts
    return dict(known) | {keys: text for keys, text in own if keys in known}


def _of_fonts(fonts: OwnFonts, texts: Sequence[str]) -> Iterator[str]:
    """Say what is set in the project's fonts all the same."""
    name, face = quoted(fonts.names[0]), typeface_of(fonts).regular
    if others := [missing for text in texts if (missing := missing_glyphs(text, face))]:
        lacking = quoted("".join(dict.fromkeys(each for missing in others for each in missing)), 24)
        yield f"{name} has no {lacking}: {counted(len(others), 'text')} in gradreel's own font"
    if not fonts.keeps_figures:
        yield f"figures of {name} differ in width: numbers that change in gradreel's own font"
