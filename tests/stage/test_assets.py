"""Files of assets that somebody has edited, and broken: one line with the file and the key."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gradreel.assets import FOLDER
from gradreel.engine.errors import WorkError
from gradreel.scenes.stage.type import captions as texts
from gradreel.scenes.stage.type import style

SIGMOID, COMMON = "captions/en/sigmoid.toml", "captions/en/common.toml"
BROKEN: dict[str, tuple[str, str, str, str]] = {
    "no kicker": (SIGMOID, r"^kicker = .*", "", "sigmoid.toml has no text for kicker"),
    "no table": (SIGMOID, r"^\[beats\]", "[beets]", "sigmoid.toml has no 'curve' in beats"),
    "a table that is none": (
        SIGMOID,
        r"\A[\s\S]*\Z",
        'kicker = "k"\nlabels = 3',
        "sigmoid.toml has no table [labels]",
    ),
    "a list": (SIGMOID, r"^curve = .*", "curve = []", "has no text for beats.curve"),
    "an unknown field": (
        SIGMOID,
        r"^curve = .*",
        'curve = "{nothing}"',
        "sigmoid.toml has a wrong field in beats.curve",
    ),
    "no TOML": (SIGMOID, r"\A", "kicker\n", "sigmoid.toml can't be read: "),
    "no rows": (COMMON, r"^\[rows\]", "[raws]", "common.toml has no table [rows]"),
    "a shared number": (COMMON, r"^step = .*", "step = 1", "has no text for labels.step"),
    "no colour": ("palette.toml", r"^point = .*", "", "has no colour for dark.point"),
    "a word": ("palette.toml", r'^point = "\S+"', 'point = "white"', "no colour for dark.point"),
    "one colour more": ("palette.toml", r"^point =", 'x = "#000000"\npoint =', "has dark.x"),
    "a palette of nothing": ("palette.toml", r"[\s\S]*", "[", "palette.toml can't be read"),
}


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the assets' texts, which is read in their place."""
    folder = tmp_path
    shutil.copytree(FOLDER / "captions", folder / "captions")
    shutil.copy(FOLDER / "palette.toml", folder)
    monkeypatch.setattr(texts, "CAPTIONS", folder / "captions")
    monkeypatch.setattr(style, "PALETTE", folder / "palette.toml")
    yield folder
    texts.captions.cache_clear()
    style.themes.cache_clear()


def read() -> None:
    style.theme("dark")
    texts.captions("sigmoid", "en").beat("curve")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_with_its_key(assets: Path, name: str) -> None:
    file, pattern, replacement, message = BROKEN[name]
    path = assets / file
    content = path.read_text(encoding="utf-8")
    changed = re.sub(pattern, lambda _: replacement, content, flags=re.MULTILINE)
    assert changed != content
    path.write_text(changed, encoding="utf-8")
    texts.captions.cache_clear()
    style.themes.cache_clear()
    with pytest.raises(WorkError) as told:
        read()
    assert message in str(told.value)
    assert "\n" not in str(told.value)


def test_a_file_that_is_gone_is_named(assets: Path) -> None:
    (assets / "palette.toml").unlink()
    style.themes.cache_clear()
    with pytest.raises(WorkError, match=r"palette\.toml can't be read"):
        read()
