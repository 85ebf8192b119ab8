"""The texts of scenes and of the film in each language, and how long sentences take to read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from gradreel.assets import CAPTIONS, LANGUAGES
from gradreel.engine.data import Dataset
from gradreel.engine.data.dataset import IS
from gradreel.engine.errors import WorkError, unknown
from gradreel.engine.surfaces.surface import Surface
from gradreel.scenes.stage.type.appearance import (
    COMMON,
    ROW,
    SEEN,
    OwnTexts,
    is_shipped,
    shipped_language,
)
from gradreel.scenes.stage.type.files import asset_error, check_texts, read_asset, table_in
from gradreel.scenes.stage.type.names import (
    SHORTEST,
    classes_of,
    fitted,
    is_in_chinese,
    names_of,
    need_chinese,
    told_apart,
)
from gradreel.scenes.stage.type.typesetting import is_chinese, text_width

LATIN_PER_SECOND = 17
CHINESE_PER_SECOND = 7
LOOKING = 0.35
"""Seconds of each sentence in which a viewer looks at what is new."""
ROOM = 14.0
"""The greatest width of a name from a person's data, in em, unless there is less room."""
CODE_ROOM = 7.0
"""The same of a word that a number stands for, which is shown beside it."""
WHOLE = "whole"
"""What a scene is called among the beats that are described."""
SHARED = ("optimizers", "surfaces", "rows")
"""The tables that common.toml has for all scenes."""
OF_DATA = ("labels", "columns", "classes")
"""Those about columns: of one data set, as "heart-columns", or in a person's own texts of any."""
BESIDE_LATIN = re.compile(
    r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])"
)


@dataclass(frozen=True)
class Captions:
    """The texts of one scene in one language.

    Texts hold `str.format` fields: "centre {centre:.1f}". In its file a text may be a table of
    texts, one for each kind of row that data have; `about` chooses among them.

    Attributes:
        scene: its name.
        language: "en" or "zh", or that of a person's own texts.
        own: a person's own texts, which are among these.
        kicker: the line above the sentences.
        beats, labels: the sentences and all other words, by their keys.
        seen: for whoever doesn't see them, what beats show, by their keys, and the scene, as
            `WHOLE`; in its file one text may be for several keys, with spaces between them. Unlike
            others they aren't taken from another language: a screen reader would misread them.
        columns, classes: words for columns of data and for their classes, by the columns' names.
        optimizers, surfaces: words for these, by their names.
        in_chinese: whether names are measured in the Chinese face, as one of them may need it.
        row: what a row of the data is, as texts know it.
    """

    scene: str
    language: str
    own: OwnTexts | None
    kicker: str
    beats: Mapping[str, str]
    labels: Mapping[str, str]
    seen: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]
    classes: Mapping[str, Mapping[str, str]]
    optimizers: Mapping[str, str]
    surfaces: Mapping[str, str]
    in_chinese: bool
    row: str

    def about(self, data: Dataset | None) -> "Captions":
        """The texts for a data set: they call its rows and columns what they are.

        Its names stand beside them, and may need the Chinese face.
        """
        if data is None:
            return self
        texts = captions(self.scene, self.language, data.source, self.own)
        codes = {
            f"{name}={value}": word for name, both in data.codes for value, word in enumerate(both)
        }
        return replace(
            texts,
            labels={**codes, **texts.labels},
            in_chinese=self.in_chinese or need_chinese(names_of(data)),
        )

    def beat(self, key: str, **values: object) -> str:
        """The sentence of a beat with its values put in."""
        return self._filled("beats", self.beats, key, values)

    def label(self, key: str, **values: object) -> str:
        """A label of the scene, or a word that scenes share (common.toml)."""
        return self._filled("labels", self.labels, key, values)

    def numbers(self, count: int, of: int | None = None) -> str:
        """So many numbers, one of them included; and of how many, where these aren't all."""
        if of not in (None, count):
            return self.label("some_numbers", count=count, all=of)
        return self.label("one_number" if count == 1 else "numbers", count=count)

    def column(self, name: str, room: float = ROOM) -> str:
        """A column of the data in words, or its own name; of a category also what 1 means.

        Args:
            name: of the column.
            room: the greatest width of what isn't gradreel's own words, in em.
        """
        return self._coded(name, "name", room, ROOM)

    def column_labels(self, names: Sequence[str], room: float = ROOM) -> tuple[str, ...]:
        """Columns in few words, as labels that can be told apart: beside nodes, say."""
        own = told_apart(names, room, in_chinese=self.in_chinese)
        known = (self._known(name, "label") for name in names)
        return tuple(words or name for words, name in zip(known, own, strict=True))

    def column_with_unit(self, name: str) -> str:
        """The same with its unit, as the title of an axis."""
        return self._coded(name, "axis", ROOM, SHORTEST)

    def meaning(self, name: str) -> str:
        """What a column is in everyday words, where its name is a specialist's; nothing else."""
        return self._known(name, "meaning") or ""

    def _coded(self, name: str, kind: str, room: float, least: float) -> str:
        """Say what 1 means if that leaves a person's own name whole, or so much room for it."""
        known, one = self._known(name, kind), self.value(name, "1", min(CODE_ROOM, room / 2))
        plain = known or fitted(name, room, in_chinese=self.in_chinese)
        if one is None:
            return plain
        left = room - text_width(self.label("coded", name="", one=one))
        if not known and left < min(least, text_width(plain)):
            return plain
        words = known or fitted(name, left, in_chinese=self.in_chinese)
        return self.label("coded", name=words, one=one)

    def value(self, column: str, value: str, room: float = CODE_ROOM) -> str | None:
        """What a value of a column stands for, in a room in em; None where it is a plain number."""
        words = {key: word for key, word in self.labels.items() if key.startswith(f"{column}=")}
        shown = told_apart([*words.values()], room, in_chinese=self.in_chinese)
        return dict(zip(words, shown, strict=True)).get(f"{column}={value}")

    def measured(self, name: str, value: str) -> str:
        """A value of a column as people say it: with its unit, or what a code stands for."""
        if form := self._known(name, "measured"):
            return form.format(value=value)
        word = self.value(name, value)
        return value if word is None else self.label("meant", value=value, word=word)

    def class_label(self, data: Dataset, number: int, room: float = ROOM) -> str:
        """What one value of the target means, or "target: value" when it isn't known.

        Args:
            data: whose target it is; the labels of two of its classes can be told apart.
            number: which of them.
            room: the label's greatest width, in em.
        """
        target, values = data.target_name, self.class_names(data)
        known = self.classes.get(target, {}).get(data.class_names[number])
        return known or classes_of(target, values, room, in_chinese=self.in_chinese)[number]

    def target(self, data: Dataset) -> str:
        """What is to be told of a row: the target, or one class of it against the rest."""
        one = data.is_one_against_rest
        return self.class_label(data, 1) if one else self.column(data.target_name)

    def class_names(self, data: Dataset) -> tuple[str, ...]:
        """The values of the target as they are, or "not ill" for all others than "ill"."""
        if not data.is_one_against_rest:
            return data.class_names
        one = data.class_names[1]
        return self.label("other_than", name=one), one

    def _known(self, column: str, kind: str) -> str | None:
        whole, _, word = column.partition(IS)
        words = self.columns.get(column, {}).get(kind)
        if words is None and word and (known := self.columns.get(whole, {}).get("label")):
            words = f"{known}{IS}{word}"
        return words

    def optimizer(self, name: str) -> str:
        """An optimizer in words, or its own name without hyphens when it isn't known."""
        return self.optimizers.get(name, name.replace("-", " "))

    def surface(self, surface: Surface) -> str:
        """A surface in words, or its own title where that has none."""
        return self.surfaces.get(surface.name, surface.title)

    def _filled(
        self, table: str, texts: Mapping[str, str], key: str, values: Mapping[str, object]
    ) -> str:
        path = CAPTIONS / shipped_language(self.language) / f"{self.scene}.toml"
        if key not in texts:
            raise asset_error(path, f"has no {key!r} in {table}")
        try:
            shown = spaced(texts[key].format_map(values))
            return shown.replace("….", "…")  # where a name that is cut ends a sentence
        except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
            fields = ", ".join(values) or "none"
            raise asset_error(
                path, f"has a wrong field in {table}.{key}; it takes {fields}"
            ) from error


def spaced(text: str) -> str:
    """Put a space between a Han character and a Latin letter or figure beside it."""
    return BESIDE_LATIN.sub(" ", text)


@cache
def captions(scene: str, language: str, source: str = "", own: OwnTexts | None = None) -> Captions:
    """Read the texts of one scene.

    Args:
        scene: the scene's name, as in assets/captions/en/<scene>.toml.
        language: "en" or "zh", or that of a person's own texts.
        source: of the data that they speak of.
        own: a person's own texts, in the place of those.

    Raises:
        RequestError: there is no such language.
        WorkError: the scene has no texts in it.
    """
    if own is None and language not in LANGUAGES:
        raise unknown("language", language, LANGUAGES)
    shared, path = (text_file(name, language) for name in (COMMON, scene))
    content = texts_in(shared, own)
    common = {name: _texts(content, name, shared) for name in SHARED}
    labels, columns, classes = (_about(content, name, source, shared) for name in OF_DATA)
    name = Path(source).name if Path(source).suffix else source  # of a table in any folder
    row = common["rows"].get(source, common["rows"].get(name, ROW))
    found = texts_in(path, own)
    if not isinstance(found.get("kicker"), str):
        raise asset_error(path, "has no text for kicker; add it")
    described = found if own is None or is_shipped(language) else own.laid_over({}, scene)
    return Captions(
        scene=scene,
        language=language,
        own=own,
        kicker=found["kicker"],
        beats=_chosen(_texts({"beats": {}} | found, "beats", path), row, path),
        labels=_chosen(labels | _texts({"labels": {}} | found, "labels", path), row, path),
        seen={  # one text may describe several beats
            key: text
            for keys, text in _texts({SEEN: {}, **described}, SEEN, path).items()
            for key in keys.split()
        },
        columns=columns,
        classes=classes,
        optimizers=common["optimizers"],
        surfaces=common["surfaces"],
        in_chinese=is_in_chinese(language),
        row=row,
    )


def _texts(content: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
    found = table_in(content, name, path)
    check_texts(found, name, path)
    return found


def _about(content: Mapping[str, Any], name: str, source: str, path: Path) -> dict[str, Any]:
    """Return words for the columns of a data set, a person's own laid over those of gradreel's."""
    known, own = (
        _texts({table: {}} | dict(content), table, path) for table in (f"{source}-{name}", name)
    )
    joined = {key: known[key] | own[key] for key in known.keys() & own if name != "labels"}
    return known | own | joined


def _chosen(texts: Mapping[str, str | Mapping[str, str]], row: str, path: Path) -> dict[str, str]:
    """Of a text for each kind of row, take the one for this kind."""
    for key, text in texts.items():
        if not isinstance(text, str) and ROW not in text:
            raise asset_error(path, f"has no text for {key}.{ROW}; add it")
    return {
        key: text if isinstance(text, str) else text.get(row, text[ROW])
        for key, text in texts.items()
    }


def text_file(name: str, language: str) -> Path:
    """Return the file of a scene's texts, or of common ones, that those of a language lie over."""
    return CAPTIONS / shipped_language(language) / f"{name}.toml"


def texts_in(path: Path, own: OwnTexts | None = None) -> dict[str, Any]:
    """Read a file of texts, with a person's own in their place.

    Raises:
        WorkError: it isn't there, or it isn't TOML.
    """
    if not path.is_file():
        raise WorkError(f"there are no captions in {path.name} for {path.parent.name}: add them")
    content = read_asset(path)
    return content if own is None else own.laid_over(content, path.stem)


def reading_time(sentence: str) -> float:
    """How long a sentence must stay, in seconds: reading it, and looking at what is new.

    A viewer reads 17 Latin or 7 Chinese characters a second; a mixed sentence is summed.
    """
    chinese = sum(map(is_chinese, sentence))
    return chinese / CHINESE_PER_SECOND + (len(sentence) - chinese) / LATIN_PER_SECOND + LOOKING


@dataclass(frozen=True)
class FilmTexts:
    """The words of a film in one language.

    Attributes:
        title: the film's.
        promise: what holds for all that it shows.
        chapter: names a chapter by its number, in the field `number`.
        chapters: their names, by their numbers.
    """

    title: str
    promise: str
    chapter: str
    chapters: Mapping[int, str]

    def chapter_name(self, number: int) -> str:
        """Return the name of a chapter, or its number in words where it has none."""
        return self.chapters.get(number, self.chapter.format(number=number))


@dataclass(frozen=True)
class FilmCard:
    """What a card says.

    Attributes:
        title: the film's, or a chapter's.
        above: a line above it; none where it is empty.
        below: a line below it; none where it is empty.
        names: of the film's chapters, or of the chapter's scenes.
        sizes: how many scenes each chapter of the film has.
        chapter: the chapter's index among them; None is the film's own card.
    """

    title: str
    above: str
    below: str
    names: tuple[str, ...]
    sizes: tuple[int, ...]
    chapter: int | None = None


@cache
def film_texts(language: str, own: OwnTexts | None = None) -> FilmTexts:
    """Read the words of a film.

    Args:
        language: "en" or "zh", or that of a person's own texts.
        own: a person's own texts, in the place of those.

    Raises:
        RequestError: there is no such language.
        WorkError: common.toml lacks them.
    """
    if own is None and language not in LANGUAGES:
        raise unknown("language", language, LANGUAGES)
    path = text_file(COMMON, language)
    content = texts_in(path, own)
    words, chapters = (table_in(content, name, path) for name in ("film", "chapters"))
    check_texts(words, "film", path)
    check_texts(chapters, "chapters", path)
    names = {int(number): name for number, name in chapters.items()}
    return FilmTexts(words["title"], words["promise"], words["chapter"], names)
