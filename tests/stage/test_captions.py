"""Texts speak of a data set's rows as what they are."""

from dataclasses import replace

import pytest

from gradreel.engine.data import load
from gradreel.scenes.stage.type.captions import captions

HEART = load("heart")


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("heart", "One patient’s numbers enter an untrained network"),
        ("moons", "One row of data enters an untrained network"),
        ("heart.csv", "One row of data enters an untrained network"),
    ],
)
def test_a_row_is_called_what_it_is(source: str, sentence: str) -> None:
    texts = captions("backprop", "en").about(replace(HEART, source=source))
    assert texts.beat("enter") == sentence


def test_without_data_or_a_kind_of_its_own_a_row_is_a_row() -> None:
    assert captions("minibatch", "en").about(None).label("batch_size") == "rows in a batch"
    assert captions("minibatch", "en", "image").label("batch_size") == "rows in a batch"
