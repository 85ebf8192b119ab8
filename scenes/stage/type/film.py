"""What a film says beside its scenes: its title, the names of its chapters, its cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gradreel.assets import LANGUAGES
from gradreel.engine.errors import unknown
from gradreel.scenes.stage.type.appearance import COMMON, OwnTexts
from gradreel.scenes.stage.type.asset import check_texts, table_in
from gradreel.scenes.stage.type.captions import text_file, texts_in


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
