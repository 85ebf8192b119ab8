"""The cards of a film, as jobs that the renderer draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from gradreel.scenes.app.film.programme import Section
from gradreel.scenes.render.frame import Part
from gradreel.scenes.stage.type.captions import captions
from gradreel.scenes.stage.type.film import FilmCard, film_texts


@dataclass(frozen=True)
class CardJob:
    """A card, as data that any process can draw the same frames from.

    Attributes:
        card: what it says.
        theme: "dark" or "light".
    """

    is_foreign: ClassVar[bool] = False

    card: FilmCard
    theme: str

    def parts(self) -> tuple[Part, ...]:
        """Return its one part."""
        from gradreel.scenes.render.manim.part import ManimPart  # noqa: PLC0415, it loads manim
        from gradreel.scenes.stage.manim.cards.scene import CardScene  # noqa: PLC0415

        return (ManimPart(lambda renderer: CardScene(self.card, self.theme, renderer=renderer)),)

    def inputs(self) -> Mapping[str, str]:
        """Return no files: all that is drawn is in the card and in this project."""
        return {}

    def has_written(self) -> bool:
        """Answer no."""
        return False


def title_card(sections: tuple[Section, ...], language: str) -> FilmCard:
    """Return the card of the film itself."""
    texts = film_texts(language)
    names = tuple(texts.chapter_name(each.chapter) for each in sections)
    return FilmCard(texts.title, "", texts.promise, names, _sizes(sections))


def chapter_card(sections: tuple[Section, ...], number: int, language: str) -> FilmCard:
    """Return the card before some scenes.

    Args:
        sections: the film's.
        number: which of them the card is before.
        language: "en" or "zh".
    """
    texts, section = film_texts(language), sections[number]
    names = tuple(scene_title(scene, language) for scene in section.scenes)
    title = texts.chapter_name(section.chapter)
    above = texts.chapter.format(number=section.chapter)
    return FilmCard(title, above if above != title else "", "", names, _sizes(sections), number)


def scene_title(scene: str, language: str) -> str:
    """Return what a scene is called in a film: the line above all its sentences."""
    return captions(scene, language).kicker


def _sizes(sections: tuple[Section, ...]) -> tuple[int, ...]:
    return tuple(len(each.scenes) for each in sections)
