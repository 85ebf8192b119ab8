"""A person's own words, colours and fonts, and the texts of scenes as a file to begin with."""

import ast
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

from gradreel import PROJECT
from gradreel.assets import LANGUAGES
from gradreel.engine.errors import counted, quoted
from gradreel.scenes.ask.catalog import FOLDER, entries, entry
from gradreel.scenes.files.sources import OwnSource, OwnTable
from gradreel.scenes.stage.type.appearance import (
    COMMON,
    OF_FILM,
    SEEN,
    Appearance,
    Keys,
    OwnColours,
    OwnFonts,
    OwnTexts,
)
from gradreel.scenes.stage.type.captions import text_file, texts_in
from gradreel.scenes.stage.type.files import refuse
from gradreel.scenes.stage.type.own import (
    UNSEEN,
    fields_of,
    known_texts,
    lacking,
    of_unchanged,
    of_what_is_lacking,
    overlong,
    read_fonts,
    read_palette,
    read_texts,
)
from gradreel.scenes.stage.type.style import GRID, TALL, WIDE, FrameShape, laying_out
from gradreel.scenes.stage.type.typesetting import (
    line_room,
    measuring_in,
    missing_glyphs,
    text_width,
    typeface_of,
)

CALLED_FOR: Final[Mapping[str, tuple[str, ...]]] = {
    "columns": ("column", "column_labels", "column_with_unit", "measured"),
    "classes": ("class_label",),
    "values": ("value", "column", "column_with_unit", "measured"),
    "counts": ("numbers",),
    "optimizers": ("optimizer",),
    "surfaces": ("surface",),
}
"""Tables of common texts, and what a scene calls that reads them."""
SAID_BY: Final = {"coded": "values", "meant": "values", "numbers": "counts", "one_number": "counts"}
"""Labels that scenes don't quote, and under which of these names what they call is."""
BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
HEADER: Final = """\
# Texts of gradreel's scenes, to be changed or translated: give the file to --texts.
# Name the language that it is in; what you leave out stays as it is, in English if it is a new one.
# {{fields}} in brackets are filled in: keep them as they are written, in any order.
# Sentences, below [NAME.beats], have {wide} characters, fields included;
# in a tall frame, as -r 1080,1920 asks for, they have {tall}.
# Labels have about the room that they take here: --stills FOLDER shows where one runs into another.
# What is below [NAME.seen] isn't drawn: it describes beats for whoever doesn't see them.
# A text may be one for each kind of row of the data: {{ patient = "…", row = "…" }}.

language = "{language}"
"""


def texts_as_toml(scenes: Collection[str], language: str, own: OwnTexts | None = None) -> str:
    """Write the texts of scenes as TOML.

    Args:
        scenes: their names; all scenes, and the film's own texts, when empty.
        language: "en" or "zh", or that of a person's own texts.
        own: a person's own texts, all of which are among them; what a new language lacks is marked.
    """
    return "\n".join(_lines(scenes, language, own)) + "\n"


def texts_of(scenes: Collection[str], language: str, *, with_film: bool = False) -> dict[Keys, str]:
    """Return the project's own texts that scenes read, by their keys.

    Args:
        scenes: their names; all scenes, and the film, when empty.
        language: of the texts.
        with_film: whether those of a film of these scenes are among them.
    """
    named = [*(scenes or (each.name for each in entries())), COMMON]
    known = known_texts(language, named)
    return {
        keys: text
        for keys, text in known.items()
        if (with_film and keys[1] in OF_FILM) or _is_read(keys, scenes)
    }


def _lines(scenes: Collection[str], language: str, own: OwnTexts | None) -> Iterator[str]:
    known = texts_of(scenes, language)
    missing = set[str]()
    if own is not None and language not in LANGUAGES:
        missing = set(lacking(own, known))
    wide, tall = (_room_for_sentences(known, frame) for frame in (WIDE, TALL))
    yield HEADER.format(wide=wide, tall=tall, language=language)
    shown = [*known, *(keys for keys, _ in (own.texts if own else ()))]
    for name in dict.fromkeys(keys[0] for keys in shown):
        content = texts_in(text_file(name, language), own)
        plain = {key: text for key, text in content.items() if isinstance(text, str)}
        yield from _table(name, plain, shown, missing)
        for table, texts in content.items():
            if isinstance(texts, dict):
                yield from _table(f"{name}.{table}", texts, shown, missing)


def _table(
    name: str, texts: Mapping[str, Any], shown: Iterable[Keys], missing: Collection[str]
) -> Iterator[str]:
    """Yield the lines of a table, without those of its texts that aren't to be shown."""
    above = tuple(name.split("."))
    wanted = {keys[: len(above) + 1] for keys in shown}
    lines = [
        f"{_key(key)} = {_value(text)}{_remark((*above, key), text, missing)}"
        for key, text in texts.items()
        if (*above, key) in wanted
    ]
    if lines:
        yield from (f"[{name}]", *lines, "")


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _quoted(key)


def _value(text: Any) -> str:
    if isinstance(text, dict):
        return f"{{ {', '.join(f'{_key(key)} = {_value(each)}' for key, each in text.items())} }}"
    return _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _remark(keys: Keys, text: Any, missing: Collection[str]) -> str:
    """Say what fields a text has, and whether a person's own texts lack it."""
    texts = text.values() if isinstance(text, dict) else (text,)
    said = list(dict.fromkeys(field for each in texts for field in fields_of(each)))
    dotted = ".".join(keys)
    if any(each == dotted or each.startswith(f"{dotted}.") for each in missing):
        said.append("not translated yet")
    return f"  # {' '.join(said)}" if said else ""


def _room_for_sentences(known: Mapping[Keys, str], frame: FrameShape) -> str:
    """Say how many lines a sentence has, and about how many characters of these texts one holds."""
    told = "".join(text for keys, text in known.items() if keys[1] == "beats")
    letter = text_width(told, bold=True) / len(told) if told else 0.5
    with laying_out(frame):
        return f"{GRID.sentence_lines} lines of about {round(line_room() / letter)}"


def _is_read(keys: Keys, scenes: Collection[str]) -> bool:
    name, table, *rest = keys
    if name != COMMON:
        return True
    if table == UNSEEN:
        return False
    return not scenes or any(_reads(scene, table, rest) for scene in scenes)


def _reads(scene: str, table: str, rest: Keys | list[str]) -> bool:
    """Whether a scene may read a common text, by what its sources call and quote."""
    called, quoted, patterns = _asked_for(scene)
    key = rest[0] if rest else ""
    kind = "values" if "=" in key else SAID_BY.get(key, table.rpartition("-")[2])
    if kind in CALLED_FOR:
        return not called.isdisjoint(CALLED_FOR[kind])
    return kind == "labels" and (key in quoted or any(each.fullmatch(key) for each in patterns))


@cache
def _asked_for(scene: str) -> tuple[frozenset[str], frozenset[str], tuple[re.Pattern[str], ...]]:
    """Return what the sources of a scene call, what they quote, and their patterns of keys."""
    called, quoted, patterns = set(), set(), []
    for path in _sources_of(scene):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and _is_texts(node.value):
                called.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                quoted.add(node.value)
            elif isinstance(node, ast.JoinedStr) and (found := _pattern(node)):
                patterns.append(found)
    return frozenset(called), frozenset(quoted), tuple(patterns)


def _is_texts(node: ast.expr) -> bool:
    """Whether an expression is what sources call a scene's texts: `texts`, `self.texts`."""
    name = getattr(node, "attr", getattr(node, "id", ""))
    return name.lstrip("_") == "texts"


def _pattern(text: ast.JoinedStr) -> re.Pattern[str] | None:
    """Return a pattern of what a text with values in it may be, if it says anything."""
    parts = [
        re.escape(str(each.value)) if isinstance(each, ast.Constant) else "[^.]+"
        for each in text.values
    ]
    said = "".join(str(each.value) for each in text.values if isinstance(each, ast.Constant))
    return re.compile("".join(parts)) if re.search(r"\w{2}", said) else None


def _sources_of(scene: str) -> Iterator[Path]:
    """Yield a scene's own sources, and those of the stage's pieces that they are built from."""
    module = entry(scene).module
    waiting = [FOLDER / f"{module}.py", *sorted((FOLDER / "pieces" / module).rglob("*.py"))]
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            yield path
            waiting += [each for each in _stage_modules(path) if each not in seen]


@cache
def _stage_modules(path: Path) -> tuple[Path, ...]:
    """Return the stage's modules that a source imports, but for those that all texts go through."""
    names = re.findall(r"^from (gradreel\.scenes\.stage\.[\w.]+) import", path.read_text(), re.M)
    paths = (PROJECT / Path(*name.split(".")[1:]).with_suffix(".py") for name in names)
    return tuple(each for each in paths if each.is_file() and each.parent.name != "type")


@dataclass(frozen=True)
class OwnFiles:
    """The files that a person brings.

    Attributes:
        texts: of TOML, as `gradreel texts` prints it.
        palette: of TOML, as assets/palette.toml is.
        font: of TrueType or OpenType.
        bold_font: its heavier cut.
        titles: of texts, those of a film and its chapters, which win over all others.
    """

    texts: OwnSource | None = None
    palette: OwnSource | None = None
    font: Path | None = None
    bold_font: Path | None = None
    titles: OwnTable | None = None

    def __bool__(self) -> bool:
        return any((self.texts, self.palette, self.font, self.titles))


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
    colours, texts, remarks = dict[str, OwnColours](), None, list[str]()
    if files.palette is not None:
        colours, doubted = read_palette(files.palette, themes)
        remarks += [*of_unchanged(files.palette, colours, themes), *doubted]
    with measuring_in(typeface_of(fonts)):
        if files.texts is not None:
            language, texts = read_texts(files.texts)
            languages = (language,)
        if files.titles is not None:
            texts = _titled(files.titles, languages[0], texts)
        remarks += [
            line
            for each in languages
            if fonts is not None or each not in LANGUAGES  # or else all are there
            for line in _remarks(each, _drawn(scenes, each, with_film=with_film), texts, fonts)
        ]
    made = tuple(
        Appearance(theme, language, colours.get(theme, ()), texts, fonts)
        for theme, language in product(themes, languages)
    )
    return made, tuple(remarks)


def _titled(titles: OwnTable, language: str, texts: OwnTexts | None) -> OwnTexts:
    """Lay titles over other texts; all are in one language, as a film is."""
    _, found = read_texts(replace(titles, content={**titles.content, "language": language}))
    return found if texts is None else replace(texts, texts=(*texts.texts, *found.texts))


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
