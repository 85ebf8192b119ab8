"""What a film shows, and what of it is written down."""

import itertools
from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradreel.assets import LANGUAGES
from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.catalog import Section, chapter_of, entries, entry, programme, story
from gradreel.scenes.ask.options import Excerpt
from gradreel.scenes.make.film import (
    annotations,
    chapter_card,
    film_captions,
    film_clips,
    script,
    title_card,
)
from gradreel.scenes.make.request import Request
from gradreel.scenes.make.studio import ClipOutline, FilmClip, ToldClip
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import PLAIN, Appearance
from gradreel.scenes.stage.type.captions import film_texts

PICTURE = Picture(64, 36, 10)
FEW = (Section(1, ("sigmoid",)), Section(2, ("descent",)))


def test_all_scenes_are_in_the_order_of_the_story() -> None:
    sections = programme((), ())
    assert [name for each in sections for name in each.scenes] == [each.name for each in story()]
    chapters = [each.chapter for each in sections]
    assert chapters == sorted(set(chapters))


def test_named_scenes_are_in_the_order_that_they_are_named_in() -> None:
    found = programme(("descent", "sigmoid"), ())
    assert found == (Section(2, ("descent",)), Section(1, ("sigmoid",)))


@pytest.mark.parametrize("number", sorted({chapter_of(each) for each in entries()}))
def test_a_chapter_has_its_scenes_and_a_name_in_each_language(number: int) -> None:
    (section,) = programme((), (number,))
    assert section.scenes == tuple(each.name for each in entries() if chapter_of(each) == number)
    for language in LANGUAGES:
        assert film_texts(language).chapters[number]


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_name_what_comes(language: str) -> None:
    texts, look = film_texts(language), Appearance(language=language)
    title, chapter = title_card(FEW, look), chapter_card(FEW, 1, ("Down",), look)
    assert title.names == (texts.chapters[1], texts.chapters[2])
    assert chapter.title == title.names[1]
    assert chapter.names == ("Down",)
    assert title.sizes == chapter.sizes == (1, 1)


def test_a_chapter_without_a_name_is_called_by_its_number() -> None:
    card = chapter_card((Section(7, ("sigmoid",)),), 0, ("Fit",), PLAIN)
    assert (card.title, card.above) == ("Chapter 7", "")


def clip(title: str, counts: tuple[int, ...], *captions: Caption) -> ToldClip:
    made = FilmClip(title or "card", title, "", tuple, partial(pytest.fail, "nothing is trained"))
    return made, ClipOutline(tuple((each,) for each in counts), captions, ())


def film(*scenes: str) -> Request:
    return Request({name: entry(name).defaults for name in scenes}, PICTURE)


def test_the_cards_belong_to_the_scene_after_them() -> None:
    clips = [
        clip("", (30,)),
        clip("", (20,)),
        clip("One", (40, 60), Caption(1, 4, "first"), Caption(4, 10.2, "second")),
        clip("", (20,)),
        clip("Two", (50,), Caption(0, 5, "third")),
    ]
    request = film("sigmoid", "descent")
    about = annotations(clips, request)
    assert [(each.title, each.start, each.end) for each in about.chapters] == [
        ("One", 0, 150),
        ("Two", 150, 220),
    ]
    assert [(each.start, each.end) for each in about.captions] == [(6, 9), (9, 15.2), (17, 22)]
    assert script(clips, request).splitlines() == [
        "How neural networks learn",
        "",
        "0:00.0  One",
        "0:06.0  first",
        "0:09.0  second",
        "",
        "0:15.0  Two",
        "0:17.0  third",
    ]


@given(st.lists(st.tuples(st.integers(1, 90), st.floats(0, 1)), min_size=1, max_size=8))
def test_no_caption_is_over_after_the_next_begins(lengths: list[tuple[int, float]]) -> None:
    """Not even where a sentence is a frame longer than its part, as clocks round."""
    rate = Fraction(30000, 1001)
    clips = [
        clip("a", (frames,), Caption(0, (frames + late) / float(rate), "text"))
        for frames, late in lengths
    ]
    found = list(film_captions(clips, rate))
    for one, other in itertools.pairwise(found):
        assert one.start < one.end <= other.start
    assert found[-1].end <= float(sum(frames for frames, _ in lengths) / rate)


def test_scenes_of_a_chapter_hand_over_to_each_other() -> None:
    found = film_clips(film("heart", "sigmoid", "minima", "descent"))
    assert [each.name for each in found] == [
        *("title", "chapter 1", "heart", "heart to sigmoid", "sigmoid"),
        *("chapter 2", "minima", "minima to descent", "descent"),
    ]
    assert [each.name for each in found if each.hands_over] == [found[3].name, found[7].name]
    assert len({each.key for each in found}) == len(found)


def test_a_question_comes_before_the_title_where_something_follows() -> None:
    found = film_clips(film("question", "heart", "sigmoid"))
    names = ["question", "title", "chapter 1", "heart", "heart to sigmoid", "sigmoid"]
    assert [each.name for each in found] == names
    assert [each.name for each in film_clips(film("question"))] == [
        "title",
        "chapter 1",
        "question",
    ]


def test_each_speed_of_a_film_is_kept_by_itself() -> None:
    usual = film("sigmoid", "descent")
    slow = replace(usual, excerpt=Excerpt(speed=Fraction(1, 2)))
    keys = [{clip.key for clip in film_clips(each)} for each in (usual, slow)]
    assert keys[0].isdisjoint(keys[1])
    with pytest.raises(RequestError, match="--speed 100 can't be done"):
        film_clips(replace(usual, excerpt=Excerpt(speed=Fraction(100))))
