"""What the palette promises: contrast, and opposites that are told apart."""

from dataclasses import replace

import numpy as np
import pytest

from gradreel.assets import THEMES
from gradreel.scenes.stage.type.legibility import ciede2000, contrast, doubts, faults
from gradreel.scenes.stage.type.style import theme


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ],
)
def test_the_difference_is_that_of_the_published_examples(
    one: tuple[float, ...], other: tuple[float, ...], difference: float
) -> None:
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(difference, abs=1e-4)


THEMES_THAT_FAIL: dict[str, tuple[str, dict[str, str], str, str]] = {
    "a text that is hardly seen": ("light", {"muted": "#999999"}, "muted", "contrast of 2.7"),
    "a text that isn't seen on panels": ("dark", {"surface": "#707070"}, "muted", "to surface"),
    "a line that isn't seen": ("dark", {"run3": "#202833"}, "run3", "to background and needs 3;"),
    "classes of one colour": ("dark", {"class1": "#509AF2"}, "class0", "too like class1;"),
    "signs in red and green": (
        "light",
        {"negative": "#B31F1F", "positive": "#1E7A1E"},
        "negative",
        "too like positive in protanopia",
    ),
    "runs that look alike": ("dark", {"run1": "#EEEEEE"}, "run1", "too like point"),
}


THEMES_IN_DOUBT: dict[str, tuple[str, dict[str, str], tuple[str, str]]] = {
    "classes in red and green": (
        "light",
        {"class0": "#B31F1F", "class1": "#1E7A1E"},
        ("class0", "is like class1 in protanopia: there only their shapes tell them apart"),
    ),
    "two rings": (
        "light",
        {"run3": "#907030"},
        ("run3", "is like run1 in protanopia: there only their shapes tell them apart"),
    ),
}


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_is_read_and_its_opposites_are_told_apart(name: str) -> None:
    assert [*faults(theme(name)), *doubts(theme(name))] == []


@pytest.mark.parametrize("case", THEMES_IN_DOUBT)
def test_colours_that_only_some_eyes_confuse_are_doubted_where_shapes_differ(case: str) -> None:
    name, colours, doubt = THEMES_IN_DOUBT[case]
    changed = replace(theme(name), **colours)
    assert (list(faults(changed)), list(doubts(changed))) == ([], [doubt])


@pytest.mark.parametrize("case", THEMES_THAT_FAIL)
def test_a_colour_that_breaks_a_rule_is_named(case: str) -> None:
    name, colours, token, fault = THEMES_THAT_FAIL[case]
    found = dict(reversed(list(faults(replace(theme(name), **colours)))))
    assert fault in found[token]


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
