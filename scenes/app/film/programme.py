"""What a film or a deck shows: scenes in their order, in chapters."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from gradreel.engine.errors import RequestError
from gradreel.scenes.app.catalog import Entry, entries, entry

SCENES_A_CHAPTER = 100
"""A scene's place in the story is that of its chapter, and two digits more."""


@dataclass(frozen=True)
class Section:
    """Scenes of one chapter that follow each other in a film or a deck.

    Attributes:
        chapter: the chapter's number in the story.
        scenes: the scenes' names.
    """

    chapter: int
    scenes: tuple[str, ...]


def programme(names: Sequence[str], chapters: Sequence[int]) -> tuple[Section, ...]:
    """Say what a film or a deck shows.

    Args:
        names: the scenes in their order; all of the story's, in its order, when empty.
        chapters: the story's chapters that are wanted, where no scenes are named.

    Raises:
        RequestError: there is no such scene or chapter, or one is named twice, or both are named.
    """
    _check_once([*names, *map(str, chapters)])
    if names and chapters:
        raise RequestError("name scenes or --chapters, not both")
    found = tuple(map(entry, names)) or entries()
    if chapters:
        found = _of_chapters(found, chapters)
    grouped = groupby(found, chapter_of)
    return tuple(Section(number, tuple(each.name for each in group)) for number, group in grouped)


def chapter_of(scene: Entry) -> int:
    """Return the number of a scene's chapter in the story."""
    return scene.place // SCENES_A_CHAPTER


def _of_chapters(scenes: Sequence[Entry], chapters: Sequence[int]) -> tuple[Entry, ...]:
    there = dict.fromkeys(map(chapter_of, scenes))
    for number in chapters:
        if number not in there:
            listed = ", ".join(map(str, there))
            raise RequestError(f"there is no chapter {number}; the scenes are of {listed}")
    return tuple(each for number in chapters for each in scenes if chapter_of(each) == number)


def _check_once(names: Sequence[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise RequestError(f"{twice} is named twice; name it once")
