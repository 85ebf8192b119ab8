"""The cards of a film, as jobs that the renderer draws."""

from dataclasses import dataclass

from gradreel.scenes.app.film.programme import Section
from gradreel.scenes.render.frame import OwnJob, Part
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.captions import FilmCard, captions, film_texts


@dataclass(frozen=True)
class CardJob(OwnJob):
    """A card, as data that any process can draw the same frames from.

    Attributes:
        card: what it says.
        appearance: how it looks.
    """

    card: FilmCard
    appearance: Appearance

    def parts(self) -> tuple[Part, ...]:
        """Return its one part."""
        from gradreel.scenes.render.manim.part import ManimPart  # noqa: PLC0415, it loads manim
        from gradreel.scenes.stage.manim.cards import CardScene  # noqa: PLC0415

        card, appearance = self.card, self.appearance
        return (ManimPart(lambda renderer: CardScene(card, appearance, renderer=renderer)),)


def title_card(sections: tuple[Section, ...], appearance: Appearance) -> FilmCard:
    """Return the card of the film itself."""
    texts = film_texts(appearance.language, appearance.texts)
    names = tuple(texts.chapter_name(each.chapter) for each in sections)
    return FilmCard(texts.title, "", texts.promise, names, _sizes(sections))


def chapter_card(sections: tuple[Section, ...], number: int, appearance: Appearance) -> FilmCard:
    """Return the card before some scenes.

    Args:
        sections: the film's.
        number: which of them the card is before.
        appearance: how it speaks.
    """
    texts, section = film_texts(appearance.language, appearance.texts), sections[number]
    names = tuple(scene_title(scene, appearance) for scene in section.scenes)
    title = texts.chapter_name(section.chapter)
    above = texts.chapter.format(number=section.chapter)
    return FilmCard(title, above if above != title else "", "", names, _sizes(sections), number)


def scene_title(scene: str, appearance: Appearance) -> str:
    """Return what a scene is called in a film: the line above all its sentences."""
    return captions(scene, appearance.language, own=appearance.texts).kicker


def _sizes(sections: tuple[Section, ...]) -> tuple[int, ...]:
    return tuple(len(each.scenes) for each in sections)
