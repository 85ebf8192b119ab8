"""One word for one thing, in all captions: a viewer takes another word for another thing.

And no sign that the fonts lack.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from gradreel.assets import CAPTIONS, LANGUAGES
from gradreel.scenes.stage.type.typesetting import face_for

OTHER_WORDS = {
    "en": {
        "full loss": r"(mean|average|overall|total) loss|loss (of|on|over) all",
        "batch loss": r"mini-?batch loss",
        "step": r"iteration",
        "%": r"per ?cent",
    },
    "zh": {
        "患者": "病人|病患",
        "样本": "样品|样例",
        "斜率": "坡度|斜度",
        "步": "迭代",
        "整体损失": "(平均|总|全体|全局|全部)损失|全部[^，。：；]*的损失",
        "批次损失": "批量损失|批次平均损失",
        "批次": "(?<!小)批量",
        "轮次": "世代|纪元",
        "学习率": "学习速率",
        "%": "％|百分之",
    },
}
"""For each thing its word, and a pattern of those that it is never called."""


def texts(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """All texts of a file of captions by their keys."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from texts(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_thing_is_called_by_its_one_word_in_signs_that_the_fonts_have(language: str) -> None:
    for path in sorted((CAPTIONS / language).glob("*.toml")):
        for key, text in texts(tomllib.loads(path.read_text(encoding="utf-8"))):
            face_for(text)
            for word, others in OTHER_WORDS[language].items():
                assert not re.search(others, text, re.IGNORECASE), (path.name, key, word)
