"""Texts speak of a data set's rows as what they are."""

from dataclasses import replace

import pytest

from gradreel.assets import LANGUAGES
from gradreel.engine.data import load
from gradreel.scenes.ask.catalog import entries
from gradreel.scenes.stage.type.appearance import OwnTexts
from gradreel.scenes.stage.type.captions import WHOLE, captions

HEART = load("heart")


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("heart", "And the other 302 patients?"),
        ("heart.csv", "And the other 302 rows?"),
    ],
)
def test_a_row_is_called_what_it_is(source: str, sentence: str) -> None:
    texts = captions("backprop", "en").about(replace(HEART, source=source))
    assert texts.beat("others", rest=302) == sentence


def test_a_sentence_that_ends_with_a_name_that_is_cut_has_three_dots() -> None:
    said = captions("answer", "en").beat("close_row", truth="strongly or…", numbers="1 fact")
    assert said == "In truth: strongly or… It knew only 1 fact."


def test_without_data_or_a_kind_of_its_own_a_row_is_a_row() -> None:
    assert captions("minibatch", "en").about(None).label("batch_size") == "rows in a batch"
    assert captions("minibatch", "en", "image").label("batch_size") == "rows in a batch"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scene", [each.name for each in entries()])
def test_every_beat_and_scene_is_described_in_a_sentence(scene: str, language: str) -> None:
    texts = captions(scene, language)
    assert texts.seen.keys() == {WHOLE, *texts.beats}
    for key, text in texts.seen.items():
        assert text.endswith((".", "。", "?")), key
        assert not {"{", "}"} & set(text), key  # it is true of any data
        assert language == "zh" or 8 <= len(text.split()) <= (50 if key == WHOLE else 25), key


def test_a_language_of_ones_own_has_its_own_descriptions_or_none() -> None:
    told = OwnTexts("own.toml", ((("heart", "seen", "ask"), "Punkte."),))
    assert captions("heart", "de", own=told).seen == {"ask": "Punkte."}
    assert captions("heart", "en-GB", own=told).seen[WHOLE] == captions("heart", "en").seen[WHOLE]
