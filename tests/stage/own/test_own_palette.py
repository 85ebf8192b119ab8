"""Colours of one's own: what is wrong with one is said with its key, and the rest stays."""

from dataclasses import replace
from pathlib import Path

import pytest

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
    "too pale": ('[light]\nmodel = "#70EBEC"', "light.model has a contrast of 1.4 to background"),
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
        read_palette(written(tmp_path, content))
    lines = told.value.faults if isinstance(told.value, FaultsError) else (str(told.value),)
    assert fault in lines[0]
    assert all(line.startswith("my.toml") and "\n" not in line for line in lines)


def test_some_colours_are_others_and_the_rest_stays(tmp_path: Path) -> None:
    path = written(tmp_path, '[light]\nbackground = "#FFFFFF"')
    colours = read_palette(path)
    assert list(colours) == ["light"]
    chosen = Appearance("light", colours=colours["light"]).palette
    assert chosen == replace(theme("light"), background="#FFFFFF")
    assert Appearance("light").palette == theme("light")
