"""Every scene in a wide and in a tall frame, in all looks that are not watched elsewhere."""

from itertools import chain

import pytest

from gradreel.assets import LANGUAGES, THEMES
from gradreel.scenes.app import catalog
from gradreel.scenes.app.beats import ToldPart, through_all, told_parts
from gradreel.scenes.app.production import SceneJob
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.tellings import LOOKS, recording

WIDE, TALL = Picture(1920, 1080, 30), Picture(1080, 1920, 30)
NAMES = [entry.name for entry in catalog.entries()]
OTHERS = [(theme, lang) for theme in THEMES for lang in LANGUAGES if (theme, lang) not in LOOKS]

in_each = pytest.mark.parametrize
pytestmark = pytest.mark.slow


def told(name: str, look: tuple[str, str], picture: Picture) -> list[ToldPart]:
    return list(told_parts(SceneJob(name, recording(name), Appearance(*look)), picture))


def faults(parts: list[ToldPart]) -> list[str]:
    return list(chain.from_iterable(chain.from_iterable(part.faults for part in parts)))


@in_each("look", OTHERS)
@in_each("name", NAMES)
def test_its_layout_is_clean_in_a_wide_frame(name: str, look: tuple[str, str]) -> None:
    assert faults(told(name, look, WIDE)) == []


@in_each("look", LOOKS)
@in_each("name", NAMES)
def test_its_layout_is_clean_in_a_tall_frame(name: str, look: tuple[str, str]) -> None:
    parts = told(name, look, TALL)
    assert faults(parts) == []
    assert through_all(parts) == through_all(told(name, look, WIDE))
