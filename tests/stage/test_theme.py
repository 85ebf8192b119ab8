from pathlib import Path

import pytest

from gradreel.assets import LANGUAGES
from gradreel.engine.data.lookup import HEART
from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.runs import load_data
from gradreel.scenes.stage.type.captions import captions, reading_time, spaced
from gradreel.scenes.stage.type.typesetting import (
    CHINESE,
    CHINESE_MEDIUM,
    FACES,
    REGULAR,
    Face,
    characters,
    extent,
    missing_glyphs,
)


def test_languages_are_found_and_a_wrong_one_is_refused() -> None:
    assert LANGUAGES == ("en", "zh")
    with pytest.raises(RequestError, match="language"):
        captions("sigmoid", "de")


def test_a_column_that_is_not_known_goes_by_its_own_name() -> None:
    heart, texts = captions("sigmoid", "en", "heart"), captions("sigmoid", "en", "own.csv")
    assert (heart.column("MaxHR"), texts.column("MaxHR")) == ("maximum heart rate", "MaxHR")
    assert (heart.measured("Age", "9"), texts.measured("Age", "9")) == ("9 years", "9")
    assert heart.column_with_unit("ExAng") == "Exercise angina (yes 1)"
    assert texts.column_with_unit("ExAng") == "ExAng"
    data = load_data("heart")
    assert heart.class_label(data, 1) == "heart disease"
    assert texts.class_label(data, 1) == "AHD: Yes"
    assert len(texts.column("x" * 80)) <= 28


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_column_of_other_data_is_called_as_one_of_the_heart_data(
    language: str, tmp_path: Path
) -> None:
    path, header = tmp_path / "own.csv", HEART.read_text().partition("\n")[0].split(",")
    rows = [["0"] * 13 + ["No"], ["1"] * 13 + ["Yes"]]
    path.write_text("\n".join(map(",".join, [header, *rows])))
    data = load_data(str(path), header[:-1], "AHD")
    texts = captions("neuron", language).about(data)
    for name in data.feature_names:
        assert texts.column(name) == texts.column_with_unit(name) == name
        assert (texts.measured(name, "1"), texts.value(name, "1")) == ("1", None)
    assert texts.column_labels(data.feature_names) == data.feature_names
    assert texts.class_label(data, 1) == "AHD: Yes"


def test_what_1_means_in_a_category_is_said_wherever_it_is_named(tmp_path: Path) -> None:
    path, long = tmp_path / "own.csv", "smokes at the time of the interview"
    path.write_text(f"sex,{long},ill\nf,no,no\nm,yes,yes\n")
    texts = captions("sigmoid", "en").about(load_data(str(path), ["sex", long], "ill"))
    assert texts.column("sex") == texts.column_with_unit("sex") == "sex (m 1)"
    assert (texts.measured("sex", "0"), texts.measured("sex", "0.5")) == ("0 (f)", "0.5")
    assert texts.value("sex", "1") == "m"
    assert "(" not in texts.column(long)
    assert texts.column_with_unit(long).endswith("… (yes 1)")


def test_reading_time_counts_each_script_at_its_own_pace() -> None:
    assert reading_time("a" * 34) == pytest.approx(2.35)
    assert reading_time("心" * 14) == pytest.approx(2.35)
    assert reading_time("心" * 7 + "a" * 17) == pytest.approx(2.35)


def test_latin_in_chinese_stands_apart() -> None:
    told = captions("loop", "zh").beat("update", optimizer="Adam", before="0.1", after="0.2")
    assert told == "更新：Adam 改变每个参数，w 从 0.1 到 0.2"
    assert spaced("第 3 步") == "第 3 步"
    assert spaced("step 3, at last") == "step 3, at last"


def test_the_font_files_are_there_and_hold_what_they_must() -> None:
    for face in FACES:
        assert face.path.is_file()
        assert missing_glyphs("0123456789.−×±≈≤·⁻⁰¹²³⁴⁵⁶⁷⁸⁹₀₁", face) == []
    assert missing_glyphs("心", REGULAR) == ["心"]
    assert characters(CHINESE.path) == characters(CHINESE_MEDIUM.path)


@pytest.mark.parametrize("face", FACES)
def test_a_sign_of_maths_is_no_wider_than_a_figure(face: Face) -> None:
    for sign in "×÷±≈≠≤≥−·":
        assert extent(sign, face).advance < 1.02 * extent("0", face).advance
