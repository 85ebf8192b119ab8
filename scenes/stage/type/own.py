"""What a person brings of their own, read and checked: a font, a palette, texts."""

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from string import Formatter, ascii_letters, digits
from typing import Any, Final

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from gradreel.assets import CAPTIONS
from gradreel.engine.errors import RequestError, counted, nearest, quoted, shorten, unknown
from gradreel.scenes.files.sources import OwnSource, read_regular
from gradreel.scenes.stage.type.appearance import (
    COMMON,
    ROW,
    Keys,
    OwnColours,
    OwnFonts,
    OwnTexts,
    flat,
    shipped_language,
)
from gradreel.scenes.stage.type.captions import text_file, texts_in
from gradreel.scenes.stage.type.files import key_in, read_own, refuse
from gradreel.scenes.stage.type.legibility import doubts, faults
from gradreel.scenes.stage.type.style import COLOUR, GRID, SIZES, theme, themes
from gradreel.scenes.stage.type.typesetting import (
    DAMAGES,
    REGULAR,
    extent,
    extent_in,
    face_for,
    sentence_lines,
    too_long,
)

MAX_BYTES: Final = 50_000_000
KINDS: Final = ("\x00\x01\x00\x00", "OTTO", "true")
"""What the files begin with that both libraries read: one font each, not compressed."""
NEEDED: Final = ascii_letters + digits + " .,:;()=+-"
"""What every text is made of; others that a font lacks are set in the project's own."""
MINUS: Final = "−"
SAME_WIDTH: Final = 0.005
"""Figures that differ by less, in em, don't seem to move when a number changes."""


def read_fonts(regular: Path, bold: Path | None = None) -> OwnFonts:
    """Read the cuts of a font.

    Args:
        regular: a file of TrueType or OpenType.
        bold: the heavier cut, for sentences and numbers; the same one when None.

    Raises:
        RequestError: one can't be read, or lacks what every text needs.
    """
    light, heavy = regular, bold or regular
    thin, thick = _read(light), _read(heavy)
    fonts = [_opened(*each) for each in ((light, thin), (heavy, thick))]
    return OwnFonts(
        names=(light.name, heavy.name),
        regular=thin,
        bold=thick,
        scale=_scale(fonts[0]),
        keeps_figures=all(map(_keeps_figures, fonts)),
    )


def _read(path: Path) -> bytes:
    content = read_regular(path, MAX_BYTES)
    if not content.startswith(tuple(kind.encode("latin-1") for kind in KINDS)):
        raise RequestError(
            f"{quoted(path.name)} is no font that can be drawn; give a .ttf or .otf with one font"
        )
    return content


def _opened(path: Path, content: bytes) -> TTFont:
    """Open a font, and check that what is needed can be measured.

    Raises:
        RequestError: it is damaged, or lacks a needed character.
    """
    try:
        font = TTFont(BytesIO(content), lazy=False)
        known = font.getBestCmap() or {}
        if missing := "".join(each for each in NEEDED if ord(each) not in known):
            what = f"{quoted(path.name)} has no {quoted(missing, 20)}"
            raise RequestError(f"{what}, which texts need; take another")
        for each in NEEDED:
            extent_in(font, each)
    except DAMAGES as error:
        raise RequestError(f"{quoted(path.name)} is a damaged font; get it anew") from error
    return font


def _scale(font: TTFont) -> float:
    """Return what a size is multiplied by so that letters are as high as Source Sans has them."""
    heights = [(extent(each, REGULAR).top, extent_in(font, each).top) for each in "xH"]
    if min(theirs for _, theirs in heights) <= 0:
        raise RequestError("the font's letters have no height; take another")
    small, large = (ours / theirs for ours, theirs in heights)
    return REGULAR.scale * math.sqrt(small * large)


def _keeps_figures(font: Any) -> bool:
    """Whether a number that changes keeps its place: where it is held, its sign may come and go."""
    widths = [extent_in(font, each).advance for each in digits]
    return ord(MINUS) in font.getBestCmap() and max(widths) - min(widths) <= SAME_WIDTH


def read_palette(path: OwnSource, names: Sequence[str]) -> tuple[dict[str, OwnColours], list[str]]:
    """Read the colours of themes.

    Args:
        path: a file of TOML, or a table, with a table of colours for each theme that it changes;
            colours outside of tables are for the themes that are wanted.
        names: the themes that are wanted.

    Returns:
        the colours that are others, for each theme that has any, and which of them the colour-blind
        know by their shapes alone, in themes that are wanted.

    Raises:
        RequestError: it can't be read, or something in it is wrong; all that is, is said.
    """
    content = read_own(path)
    refuse(path.name, _misspelled(content))
    tables = {name: colours for name, colours in content.items() if name in themes()}
    shared = {key: colour for key, colour in content.items() if key not in tables}
    found = tables | {name: shared | tables.get(name, {}) for name in names}
    changed = {name: replace(theme(name), **colours) for name, colours in found.items()}

    def said(name: str, key: str) -> str:
        return f"{name}.{key}" if name in tables else f"{key} in the {name} theme"

    wrong = (
        (said(name, key), fault) for name, new in changed.items() for key, fault in faults(new)
    )
    refuse(path.name, (f"{key} {fault}" for key, fault in wrong))
    doubted = [
        f"{path.name}: {said(name, key)} {doubt}"
        for name in names
        for key, doubt in doubts(changed[name])
    ]
    return {name: tuple(colours.items()) for name, colours in found.items() if colours}, doubted


def of_unchanged(path: OwnSource, colours: Collection[str], names: Sequence[str]) -> Iterator[str]:
    """Say which themes stay as they are, though a file of colours was brought.

    Args:
        path: the file.
        colours: the themes that it has colours for.
        names: the themes that are wanted.
    """
    there = f", but for {' and '.join(colours)}" if colours else ""
    for name in names:
        if name not in colours:
            yield f"{path.name} has no colours for the theme {name}{there}: gradreel's own are used"


def _misspelled(content: Mapping[str, Any]) -> Iterator[str]:
    for name, colours in content.items():
        if not isinstance(colours, dict) and name in themes():
            yield f"{name} needs a table of colours: write [{name}] above them"
        elif not isinstance(colours, dict):
            yield from _wrong_colour(name, name, colours)
        elif name not in themes():
            yield str(unknown("theme", name, themes()))
        else:
            for key, colour in colours.items():
                yield from _wrong_colour(f"{name}.{key}", key, colour)


def _wrong_colour(place: str, key: str, colour: Any) -> Iterator[str]:
    known = next(iter(themes().values())).tokens()
    if key not in known:
        yield f"{place}: {unknown('colour', key, known)}"
    elif not isinstance(colour, str) or not COLOUR.fullmatch(colour):
        yield f'{place} is {quoted(str(colour))}; write it like "#1A2B3C"'


LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
FIELDS: Final[Mapping[str, str]] = {
    "name": "",
    "label": "",
    "axis": "",
    "meaning": "",
    "measured": "{value}",
}
"""What may be said of a column of one's own data, and the field that it has."""

CHOSEN: Final = ("beats", "labels")
"""The tables in which a text may be several, one for each kind of row."""
UNSEEN: Final = "rows"
"""The table of common texts that only says which of them is taken."""

LONGEST: Final = 500
"""Letters of a text; no line on screen has room for as many."""
HARD_SPACES: Final = str.maketrans("\u00a0\u202f\u3000", "   ")
"""Spaces that no line is broken at, as before a French colon; they aren't printable to Python."""

Known = Mapping[Keys, str]


def read_texts(path: OwnSource) -> tuple[str, OwnTexts]:
    """Read texts, and check each of them.

    Args:
        path: a file of TOML as `gradreel texts` prints it, or a table, of all texts or of some.

    Returns:
        the language that they are in, and they.

    Raises:
        RequestError: it can't be read, or something in it is wrong; all that is, is said.
    """
    content = read_own(path)
    language = content.pop("language", None)
    if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
        said = (
            "names no language"
            if language is None
            else f"has language = {shorten(repr(language), 40)}"
        )
        raise RequestError(f'{path.name} {said}; write language = "en" (or de, zh, …) first in it')
    known = known_texts(language)
    names = list(dict.fromkeys(scene for scene, *_ in known))
    refuse(path.name, _misplaced(content, names))
    found = tuple(flat(content))
    wrong = ((keys, _fault(keys, text, known)) for keys, text in found)
    refuse(path.name, (f"{key_in(path, keys)} {fault}" for keys, fault in wrong if fault))
    return language, OwnTexts(path.name, found)


def known_texts(language: str, scenes: Collection[str] | None = None) -> dict[Keys, str]:
    """Return the project's own texts that those of a language lie over, by their keys.

    Args:
        language: of the texts.
        scenes: of which, `COMMON` among them; all when None.
    """
    folder = CAPTIONS / shipped_language(language)
    names = sorted(path.stem for path in folder.glob("*.toml")) if scenes is None else scenes
    return {
        (name, *keys): text
        for name in names
        for keys, text in flat(texts_in(text_file(name, language)))
    }


def lacking(own: OwnTexts, known: Iterable[Keys]) -> list[str]:
    """Return the keys of known texts that a file hasn't, written with dots."""
    there = {keys for keys, _ in own.texts}
    return [".".join(keys) for keys in known if not {keys, keys[:-1], (*keys, ROW)} & there]


def of_what_is_lacking(own: OwnTexts, known: Collection[Keys]) -> Iterator[str]:
    """Say which texts of a language are still in another, if any are."""
    if missing := lacking(own, known):
        what = f"{own.source} lacks {len(missing)} of {counted(len(known), 'text')}"
        yield shorten(f"{what}, which aren't translated: {', '.join(missing)}", 170)


def overlong(texts: Mapping[Keys, str]) -> Iterator[str]:
    """Yield what is wrong with texts that don't fit in the font that they are measured in."""
    for keys, text in texts.items():
        if fault := _of_length(keys, text):
            yield f"{'.'.join(keys)} {fault}"


def _misplaced(content: Mapping[str, Any], names: Collection[str]) -> Iterator[str]:
    for name, table in content.items():
        if name not in names:
            yield str(unknown("scene", name, names))
        elif not isinstance(table, dict):
            yield f"{name} needs a table of texts: write [{name}] above them"


def _fault(keys: Keys, text: Any, known: Known) -> str | None:
    """Say what is wrong with a text, and what to do; None if nothing is."""
    usual = _usual(keys, known)
    if usual is None:
        there = {".".join(each[:depth]) for each in known for depth in (3, 4)}
        near = nearest(".".join(keys), sorted(there), cutoff=0.6)
        advice = f"did you mean {near}?" if near else "gradreel texts prints those that there are"
        return f"is no text; {advice}"
    if not isinstance(text, str):
        return "is no text; write it in quotes"
    if not text.translate(HARD_SPACES).isprintable():
        return "has a line break, or something else that isn't seen; leave it out"
    if usual and not text.strip():
        return "is empty; write something, or leave it out to keep the text that there is"
    # what the rows of a data set are isn't shown: it says which text of several is taken
    kinds = sorted({each[3] for each in known if each[1] in CHOSEN and len(each) == 4})
    if keys[:2] == (COMMON, UNSEEN) and text not in kinds:
        return f"is no kind of row; choose from {', '.join(kinds)}"
    return _of_fields(text, usual) or _of_glyphs(text) or _of_length(keys, text)


def _usual(keys: Keys, known: Known) -> str | None:
    """Return the text in whose place another is; an empty one for names of a person's own data."""
    if keys in known:
        return known[keys]
    for other in ((*keys, ROW), keys[:-1]):  # a text for every row, or one for each kind of them
        if other in known and keys[1] in CHOSEN:
            return known[other]
    match keys:
        case ("common", "columns", _, kind):
            return FIELDS.get(kind)
        case ("common", "classes", _, _) | ("common", "rows", _):
            return ""
        case ("common", "labels" | "chapters" as table, key):  # chapters of a story of their own
            is_own = key.isdecimal() if table == "chapters" else "=" in key
            return "" if is_own else None
    return None


def fields_of(text: str) -> tuple[str, ...]:
    """Return the fields of a text, as they are written.

    Raises:
        ValueError: one is left open, or is empty.
    """
    made = []
    for _, name, form, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or conversion:
            raise ValueError(name)
        made.append(f"{{{name}:{form}}}" if form else f"{{{name}}}")
    return tuple(dict.fromkeys(made))


def _of_fields(text: str, usual: str) -> str | None:
    wanted = fields_of(usual)
    there = ", ".join(wanted) or "no fields"
    try:
        found = fields_of(text)
    except ValueError:
        return f"has a bracket that is no field; it has {there}, and a bracket is {{{{ or }}}}"
    if others := [each for each in found if each not in wanted]:
        return f"has no field {shorten(others[0], 40)}; it has {there}"
    if missing := [each for each in wanted if each not in found]:
        return f"lacks {', '.join(missing)}; write it where it belongs"
    return None


def _of_glyphs(text: str) -> str | None:
    try:
        for bold in (False, True):
            face_for(text, bold=bold)
    except RequestError as error:
        return f"can't be drawn: {error}, or bring a font that has them with --font"
    return None


def _of_length(keys: Keys, text: str) -> str | None:
    """Measure a text as if its fields were empty; with them it is measured when it is told."""
    if len(text) > LONGEST:
        return f"has {len(text):,} letters; shorten it to {LONGEST} or fewer"
    bare = re.sub(r"{\w+(:[^}]*)?}", "", text)
    if keys[1] == "beats" and too_long(bare):
        lines, most = len(sentence_lines(bare)), GRID.sentence_lines
        return f"takes {max(lines, most + 1)} lines, and there is room for {most}; shorten it"
    match keys[1:]:  # those that have a line of the frame to themselves
        case ("film", "title") | ("chapters", _):
            size = SIZES.title
        case ("kicker",) | (
            "film",
            _,
        ):  # a kicker as a film's cards have it; its scene's is smaller
            size = SIZES.number
        case _:
            return None
    return "is longer than its line; shorten it" if too_long(bare, size, lines=1) else None
