"""Colours of one's own: what is wrong with one is said with its key, and the rest stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from gradreel.assets import THEMES
from gradreel.engine.errors import FaultsError, RequestError
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.own import read_palette
from gradreel.scenes.stage.type.style import theme

WRONG: dict[str, tuple[str, str]] = {
    "no TOML": ("[light", "my.toml isn't TOML"),
    "another theme": ("[lihgt]", "there is no theme 'lihgt'; did you mean 'light'?"),
    "no table": ('light = "#000000"', "light needs a table of colours"),
    "another colour": ('[light]\ntxt = "#000000"', "light.txt: there is no colour 'txt'"),
    "a word": ('[light]\ntext = "black"', "light.text is 'black'; write it like"),
    "a number": ("[light]\ntext = 0", "light.text is '0'; write it like"),
    "too pale": ('[light]\nmodel = "#70EBEC"', "light.model has a contrast of 1.3 to background"),
    "another colour, of no theme": ('txt = "#000000"', "txt: there is no colour 'txt'"),
    "a word, of no theme": ('text = "black"', "text is 'black'; write it like"),
    "too pale, of no theme": (
        'model = "#70EBEC"',
        "model in the light theme has a contrast of 1.3 to background",
    ),
    "alike": ('[light]\nclass1 = "#1161BB"', "light.class0 is too like class1"),
}


def written(folder: Path, content: str) -> Path:
    path = folder / "my.toml"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_colour_is_named_with_its_key(case: str, tmp_path: Path) -> None:
    content, fault = WRONG[case]
    with pytest.raises(RequestError) as told:
        read_palette(written(tmp_path, content), ["light"])
    lines = told.value.faults if isinstance(told.value, FaultsError) else (str(told.value),)
    assert fault in lines[0]
    assert all(line.startswith("my.toml") and "\n" not in line for line in lines)


def test_some_colours_are_others_and_the_rest_stays(tmp_path: Path) -> None:
    path = written(tmp_path, '[light]\nbackground = "#FFFFFF"')
    colours, doubted = read_palette(path, THEMES)
    assert (list(colours), doubted) == (["light"], [])
    chosen = Appearance("light", colours=colours["light"]).palette
    assert chosen == replace(theme("light"), background="#FFFFFF")
    assert Appearance("light").palette == theme("light")


def test_colours_outside_of_tables_are_those_of_the_theme_that_is_drawn(tmp_path: Path) -> None:
    path = written(tmp_path, 'background = "#FFFFFF"\nline = "#AAAAAA"\n[light]\nline = "#BBBBBB"')
    colours, _ = read_palette(path, ["light"])
    assert {name: dict(each) for name, each in colours.items()} == {
        "light": {"background": "#FFFFFF", "line": "#BBBBBB"}
    }


def test_classes_that_some_cannot_tell_apart_by_colour_are_drawn_and_named(tmp_path: Path) -> None:
    path = written(tmp_path, 'class0 = "#B31F1F"\nclass1 = "#1E7A1E"\n')
    colours, doubted = read_palette(path, ["light"])
    assert dict(colours["light"])["class0"] == "#B31F1F"
    assert doubted == [
        "my.toml: class0 in the light theme is like class1 in protanopia: "
        "there only their shapes tell them apart"
    ]
