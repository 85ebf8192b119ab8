"""Texts of one's own: each fault is a line, and a language in one file is drawn and fits."""

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from gradreel.engine.data import Dataset, load
from gradreel.engine.errors import FaultsError, RequestError
from gradreel.scenes.ask.catalog import entries
from gradreel.scenes.descent import Descent
from gradreel.scenes.make.own import texts_as_toml, texts_of
from gradreel.scenes.make.telling import SceneJob, timed_parts
from gradreel.scenes.render.frame import Everything
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.captions import Captions, captions, film_texts
from gradreel.scenes.stage.type.own import lacking, read_texts
from tests.scenes.tellings import recording

LONG = "a sentence that is much too long to be read in the little time that a beat has " * 2

WRONG: dict[str, tuple[str, str]] = {
    "no language": ("# nothing", "names no language"),
    "a language that is none": ("language = 3", "has language = 3"),
    "no TOML": ("language =", "isn't TOML"),
    "another scene": ('[hart]\nkicker = "a"', "no scene 'hart'; did you mean 'heart'?"),
    "a text above all": ('heart = "a"', "heart needs a table of texts"),
    "another key": ('[heart.beats]\naks = "a"', "heart.beats.aks is no text; did you mean"),
    "a number": (
        "[heart.beats]\nmixed_up = 3",
        "beats.mixed_up is no text; write it in quotes",
    ),
    "two lines": ('[heart.beats]\nmixed_up = "a\\nb"', "has a line break"),
    "nothing": ('[heart.beats]\nmixed_up = " "', "heart.beats.mixed_up is empty"),
    "another field": (
        '[heart.beats]\nkeep = "{y}"',
        "beats.keep has no field {y}; it has {x}",
    ),
    "a field less": ('[heart.beats]\nkeep = "a"', "heart.beats.keep lacks {x}"),
    "an open field": ('[heart.beats]\nkeep = "{x"', "a bracket that is no field"),
    "another form": ('[minibatch.beats]\nfull = "{n} {period}"', "it has {n:,}"),
    "no glyph": ('[heart.beats]\nmixed_up = "\u0e01"', "can't be drawn: no glyph for '\u0e01'"),
    "far too long": (f'[heart.beats]\nmixed_up = "{LONG * 9}"', "letters; shorten it to 500"),
    "too deep": (f"heart.{'a.' * 60}b = 1", "isn't TOML: over 50 dots in line 2"),
    "too long": (f'[heart.beats]\nmixed_up = "{LONG}"', "lines, and there is room for 2"),
    "a long title": (f'[heart]\nkicker = "{LONG}"', "heart.kicker is longer than its line"),
    "a chapter": (f'[common.chapters]\n1 = "{LONG[:90]}"', "chapters.1 is longer than its line"),
    "a kind of row": ('[common.rows]\nheart = "Fall"', "common.rows.heart is no kind of row"),
    "a column's word": ('[common.columns.dose]\nnaem = "a"', "common.columns.dose.naem is no text"),
}


def written(folder: Path, content: str) -> Path:
    path = folder / "my.toml"
    above = "" if content.startswith(("language", "#")) else 'language = "en"\n'
    path.write_text(above + content, encoding="utf-8")
    return path


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_text_is_named_with_its_key(case: str, tmp_path: Path) -> None:
    content, fault = WRONG[case]
    with pytest.raises(RequestError) as told:
        read_texts(written(tmp_path, content))
    assert str(told.value).startswith("my.toml")
    assert fault in str(told.value)
    assert "\n" not in str(told.value)


def test_of_very_many_faults_the_first_are_told(tmp_path: Path) -> None:
    lines = "".join(f'k{each} = "a"\n' for each in range(10_000))
    with pytest.raises(FaultsError, match="has over 10 faults") as found:
        read_texts(written(tmp_path, f"[heart.beats]\n{lines}"))
    assert len(found.value.faults) == 10


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_printed_is_read_again_and_changes_nothing(language: str, tmp_path: Path) -> None:
    path = tmp_path / "all.toml"
    path.write_text(texts_as_toml((), language), encoding="utf-8")
    found, own = read_texts(path)
    assert found == language
    assert lacking(own, texts_of((), language)) == []
    for scene in entries():
        for source in ("heart", "own.csv"):
            ours, theirs = (captions(scene.name, language, source, each) for each in (None, own))
            assert vars(theirs) | {"own": None} == vars(ours)
    assert film_texts(language, own) == film_texts(language)


def test_what_a_scene_reads_is_printed_with_it() -> None:
    printed = texts_as_toml(("heart",), "en")
    assert "[heart.beats]" in printed
    assert 'keep = "We begin with one column as x: {x}"  # {x}' in printed
    assert "[common.heart-columns]" in printed
    assert "[common.surfaces]" not in printed
    assert "[sigmoid" not in printed


class Noted(dict[str, str]):
    """Labels that note which of them are read."""

    read: ClassVar[set[str]] = set()

    def __getitem__(self, key: str) -> str:
        self.read.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        if key in self:
            self.read.add(key)
        return super().get(key, default)


@pytest.mark.parametrize("scene", ["heart", "minima", "descent"])
def test_whatever_label_a_scene_reads_is_printed_with_it(
    scene: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = Captions.about

    def noted(texts: Captions, data: Dataset | None) -> Captions:
        found = about(texts, data)
        return replace(found, labels=Noted(found.labels))

    monkeypatch.setattr(Captions, "about", noted)
    monkeypatch.setattr(Noted, "read", set())
    for part in SceneJob(scene, recording(scene)).parts():
        part.draw(Picture(64, 36, 2), lambda _: None, Everything())
    printed = {keys[2] for keys in texts_of((scene,), "en") if keys[1].endswith("labels")}
    assert len(Noted.read) > 5
    assert Noted.read <= printed


def test_what_a_file_lacks_is_marked_and_stays_english(tmp_path: Path) -> None:
    path = written(tmp_path, 'language = "de"\n[heart.beats]\nmixed_up = "Es weiß nichts"')
    language, own = read_texts(path)
    printed = texts_as_toml(("heart",), language, own)
    assert 'mixed_up = "Es weiß nichts"\n' in printed
    assert 'kicker = "The data"  # not translated yet' in printed
    assert captions("heart", language, own=own).beat("mixed_up") == "Es weiß nichts"
    assert captions("heart", language, own=own).kicker == "The data"


def test_words_for_the_columns_of_ones_own_data(tmp_path: Path) -> None:
    content = """
[common.columns]
dose = { name = "dose", axis = "Dose (mg)", measured = "{value} mg" }
[common.classes]
cured = { no = "still ill", yes = "cured" }
[common.labels]
"smoker=1" = "smokes"
"""
    _, own = read_texts(written(tmp_path, content))
    assert 'axis = "Dose (mg)"' in texts_as_toml(("heart",), "en", own)
    texts = captions("sigmoid", "en", own=own)
    assert texts.column_with_unit("dose") == "Dose (mg)"
    assert texts.measured("dose", "3") == "3 mg"
    data = replace(load("heart"), target_name="cured", class_names=("no", "yes"))
    assert texts.class_label(data, 0) == "still ill"
    assert texts.value("smoker", "1") == "smokes"
    assert texts.column("MaxHR") == "MaxHR"
    assert captions("sigmoid", "en", "heart", own).column("MaxHR") == "maximum heart rate"


def test_a_line_is_not_broken_at_a_hard_space(tmp_path: Path) -> None:
    _, own = read_texts(written(tmp_path, '[heart]\nkicker = "Pourquoi\u00a0?"'))
    assert captions("heart", "en", own=own).kicker == "Pourquoi\u00a0?"


def test_a_sentence_that_gets_too_long_when_it_is_told_is_named(tmp_path: Path) -> None:
    content = f'[descent.beats]\nquestion = "{LONG[:122]}"\nstart = "{LONG[:122]} {{loss}}"'
    language, own = read_texts(written(tmp_path, content))
    with pytest.raises(RequestError, match=r"my.toml: descent.beats.start takes more than 2 lines"):
        Descent(recording("descent"), Appearance(language=language, texts=own))


def test_a_sentence_that_a_tall_frame_has_no_room_for_is_named(tmp_path: Path) -> None:
    language, own = read_texts(written(tmp_path, f'[heart.beats]\nmixed_up = "{LONG[:110]}"'))
    job = SceneJob("heart", recording("heart"), Appearance(language=language, texts=own))
    with pytest.raises(
        RequestError, match=r"my.toml: heart.beats.mixed_up takes more than 3 lines"
    ):
        list(timed_parts(job, Picture(36, 64, 5)))
    assert [*timed_parts(job, Picture(64, 36, 5))]
