"""What a film's cards show beside their words."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.make.film import CardJob, film_clips
from gradreel.scenes.make.request import Request
from gradreel.scenes.render.frame import Only, Pixels
from gradreel.scenes.render.picture import Picture

WIDE, TALL = Picture(192, 108, 5), Picture(108, 192, 5)
SCENES = "question", "heart", "slope"


def card_of(name: str, *scenes: str) -> CardJob:
    """One of a film's cards."""
    request = Request({each: entry(each).defaults for each in scenes}, WIDE)
    (card,) = (each for each in film_clips(request) if each.name == name)
    return cast(CardJob, card.make((Path(), Path())).job)


def shown(job: CardJob, picture: Picture) -> Pixels:
    """A card once all its names are up."""
    (part,) = job.parts()
    found: list[Pixels] = []
    part.draw(picture, lambda frame: found.append(frame.pixels.copy()), Only({int(picture.fps)}))
    return found[0]


def is_empty_beside(frame: Pixels) -> bool:
    height, width, _ = frame.shape
    beside = frame[height // 2 : height * 4 // 5, width * 3 // 5 : width * 9 // 10]
    return bool((beside == beside[0, 0]).all())


@pytest.mark.parametrize("name", ["title", "chapter 1", "chapter 2"])
def test_what_a_film_opens_with_returns_on_its_cards(name: str) -> None:
    opened, plain = card_of(name, *SCENES), card_of(name, *SCENES[1:])
    assert not is_empty_beside(shown(opened, WIDE))
    assert is_empty_beside(shown(plain, WIDE))
    assert np.array_equal(shown(opened, TALL), shown(plain, TALL))  # it has no room there


def test_it_leaves_room_to_names() -> None:
    job = card_of("chapter 1", *SCENES)
    names = ("a name that is as long as this one is, and then goes on",)
    crowded = replace(job, card=replace(job.card, names=names))
    alone = replace(crowded, opening=None)
    assert np.array_equal(shown(crowded, WIDE), shown(alone, WIDE))
