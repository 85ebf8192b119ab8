"""Names from a person's own data: on every scene, in the fonts and the room that there are."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from gradreel.assets import LANGUAGES
from gradreel.engine.data.dataset import Dataset, unscaled
from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.catalog import entries, entry, run_options
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.stage.type.captions import captions
from gradreel.scenes.stage.type.names import (
    check_names,
    classes_of,
    drawable,
    fitted,
    need_chinese,
    told_apart,
)
from gradreel.scenes.stage.type.typesetting import (
    CHINESE,
    REGULAR,
    face_for,
    missing_glyphs,
    text_width,
)
from tests.scenes.layout import faults

LONG = "the number of times that the patient was seen at the clinic in a year"
LONG_CHINESE = "患者在这一年内到门诊就诊的总次数以及其他情况"
WIDE = "W" * 60


@dataclass(frozen=True)
class Names:
    """What a person may call columns and classes."""

    columns: tuple[str, ...]
    target: str
    classes: tuple[str, str]


def numbered(name: str, count: int) -> tuple[str, ...]:
    return tuple(f"{name} {number}" for number in range(1, count + 1))


ODD = r"$x$ #[b] *c* _d_ `e` \a_b {y} %s "
WILD = (
    Names(
        numbered(f"{ODD}{LONG} {ODD}", 5),
        f'"no" //c\n{LONG}?',
        (f"@ref < not {LONG}: no", f"@ref < not {LONG}: yes"),
    ),
    Names(
        (*numbered(LONG_CHINESE, 4), "“Größe” ę Ω"),
        "是否患有心脏病或其他慢性疾病的诊断结果",
        (LONG_CHINESE + "甲", LONG_CHINESE + "乙"),
    ),
)
"""Names that fill all the room that there is, and that mean something else to those who typeset."""
SCENES = [each.name for each in entries() if {"data", "y"} <= each.options.keys()]


def table(path: Path, names: Names, features: int, *, of_classes: bool) -> tuple[str, ...]:
    """Write a CSV of these names, to predict a class or a number; return those of its features."""
    rng = np.random.default_rng(0)
    columns = names.columns[:features]
    rows = [(*columns, names.target)]
    for _ in range(40):
        values = rng.normal(50, 10, len(columns))
        label = names.classes[int(rng.random() < 1 / (1 + np.exp(-(values[0] - 50) / 5)))]
        target = label if of_classes else f"{rng.normal():.2f}"
        rows.append((*(f"{value:.2f}" for value in values), target))
    cells = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    path.write_text("\n".join(cells) + "\n", encoding="utf-8")
    return columns


FEATURES = {"boundary": 2}
"""How many columns a scene draws, where that isn't one, nor any number."""


def recorded(scene: str, names: Names, folder: Path) -> Recording:
    usual = entry(scene).defaults
    count = FEATURES.get(scene, 5 if len(usual.x or ()) > 1 else 1)
    of_classes = usual.data != "sunspots"
    x = table(folder / "own.csv", names, count, of_classes=of_classes)
    given: dict[str, object] = {"data": str(folder / "own.csv"), "x": x, "y": names.target}
    if usual.steps is not None:
        given["steps"] = 12
    return record(scene, run_options(entry(scene), given))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scene", SCENES)
def test_the_layout_is_clean_whatever_the_names_are(
    scene: str, language: str, tmp_path: Path
) -> None:
    turn = SCENES.index(scene) + LANGUAGES.index(language)  # each with each language, over scenes
    recording = recorded(scene, WILD[turn % 2], tmp_path)
    assert faults(scene, recording, "dark", language) == []


@pytest.mark.parametrize("name", [LONG, LONG_CHINESE, WIDE, "i" * 200, "a b"])
@pytest.mark.parametrize("room", [4.0, 9.5, 14.0])
def test_a_name_is_cut_to_its_room_and_no_more(name: str, room: float) -> None:
    made = fitted(name, room, in_chinese=name == LONG_CHINESE)
    assert text_width(made) <= room
    if made != name:
        kept = made.removesuffix("…")
        assert name.startswith(kept)
        assert text_width(name[: len(kept) + 3] + "…") > room


def test_names_that_begin_alike_are_told_apart_by_their_ends() -> None:
    assert told_apart(["a", "b"], 9, in_chinese=False) == ("a", "b")
    for names in (
        numbered(LONG, 5),
        [LONG + "a" * 60 + end + "z" * 60 for end in "bcd"],
        ["a" * 60, "a" * 61, "a" * 59 + "b"],
        [WIDE + "1", WIDE + "2"],
    ):
        made = told_apart(names, 6.0, in_chinese=False)
        assert len(set(made)) == len(names), made
        assert max(map(text_width, made)) <= 6.0


def test_a_class_goes_before_its_column_where_room_is_short() -> None:
    assert classes_of("sold", ["no", "yes"], 14, in_chinese=False) == ("sold: no", "sold: yes")
    assert classes_of("Ill", ["healthy", "ill"], 14, in_chinese=False) == ("healthy", "ill")
    assert classes_of("是否售出", ["否", "是"], 14, in_chinese=True)[1] == "是否售出：是"
    no, yes = classes_of(LONG, ["no", "yes"], 14, in_chinese=False)
    assert no.endswith("…: no")
    assert yes.endswith("…: yes")
    assert classes_of(LONG, [WIDE + "1", WIDE + "2"], 9, in_chinese=False)[0].startswith("…WW")


@pytest.mark.parametrize(
    ("name", "in_chinese", "drawn"),
    [
        ("price €, paid ✓", True, "price €, paid ✓"),
        ("ę", True, "e"),
        ("ę", False, "ę"),
        ("Łódź", True, "Lódz"),
        ("e\u0301", False, "é"),
        ("ok\ufe0f", False, "ok"),
        ("年", True, "年"),
    ],
)
def test_characters_are_kept_or_made_plainer(name: str, in_chinese: bool, drawn: str) -> None:
    made = drawable(name, in_chinese=in_chinese)
    assert made == drawn
    assert not missing_glyphs(made, CHINESE if in_chinese else REGULAR)


def test_one_chinese_name_brings_the_others_into_its_face() -> None:
    assert need_chinese(["age", "年龄"])
    assert not need_chinese(["Größe", "Ωmega", "age 😀"])
    about = data("ę 1", ("ę", "年龄"))
    texts = captions("backprop", "en").about(about)
    said = texts.class_label(about, 1)
    assert said == "outcome: 年龄"
    filled = texts.beat("fewer", before=3, after=texts.column("ę"), other=said)
    face_for(filled, bold=True)


def test_every_english_text_can_stand_beside_a_chinese_name() -> None:
    for scene in entries():
        texts = captions(scene.name, "en")
        for content in (*texts.beats.values(), *texts.labels.values()):
            assert not missing_glyphs(content, CHINESE)


def data(column: str, classes: tuple[str, ...]) -> Dataset:
    return unscaled(
        features=np.zeros((2, 1)),
        target=np.array([0.0, 1.0]),
        feature_names=(column,),
        target_name="outcome",
        class_names=classes,
        source="own.csv",
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("column", "classes", "said"),
    [
        ("age 😀", ("a", "b"), "column 'age 😀' .*'😀'.* rename it"),
        ("age", ("a", "😀"), "class '😀' of column 'outcome' .*rename it"),
        ("年ę", ("ł", "l"), "classes 'ł' and 'l' .* rename one"),
    ],
)
def test_names_that_cant_be_drawn_are_refused_by_name(
    column: str, classes: tuple[str, ...], said: str, language: str
) -> None:
    with pytest.raises(RequestError, match=said) as refused:
        check_names(data(column, classes), language)
    assert len(str(refused.value)) <= 180
