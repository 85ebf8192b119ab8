import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from gradreel.assets import FOLDER, LANGUAGES, THEMES
from gradreel.engine.data.lookup import HEART
from gradreel.engine.errors import RequestError
from gradreel.engine.optimizers import optimizer_names
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.surfaces.named import SURFACES
from gradreel.engine.surfaces.names import SURFACE_NAMES
from gradreel.scenes.ask.runs import load_data
from gradreel.scenes.stage.type.captions import captions, reading_time, spaced
from gradreel.scenes.stage.type.fonts import (
    CHINESE,
    CHINESE_MEDIUM,
    FACES,
    REGULAR,
    SEMIBOLD,
    Face,
    characters,
    face_for,
    missing_glyphs,
)
from gradreel.scenes.stage.type.grid import GRID, SIZES, TypeSizes
from gradreel.scenes.stage.type.theme import Theme, theme, themes
from gradreel.scenes.stage.type.typesetting import extent


def test_every_theme_has_every_token_as_a_colour() -> None:
    assert tuple(themes()) == THEMES == ("dark", "light")
    for each in themes().values():
        for colour in each.tokens().values():
            assert colour.startswith("#")
            assert len(colour) == 7
            int(colour[1:], 16)


def test_a_theme_is_frozen_and_a_wrong_name_names_the_right_one() -> None:
    with pytest.raises(AttributeError):
        theme("dark").text = "#000000"  # type: ignore[misc]
    with pytest.raises(RequestError, match="did you mean 'dark'"):
        theme("drak")


def test_colours_by_class_and_by_sign() -> None:
    chosen: Theme = theme("dark")
    assert (chosen.of_class(0), chosen.of_class(1)) == (chosen.class0, chosen.class1)
    assert (chosen.of_sign(-0.1), chosen.of_sign(0.1)) == (chosen.negative, chosen.positive)


def test_no_size_is_below_a_thirtieth_of_the_height() -> None:
    sizes = [getattr(SIZES, name) for name in vars(TypeSizes) if name[0] != "_"]
    assert min(sizes) == SIZES.smallest >= 1 / 30
    assert SIZES.formula >= SIZES.label


def test_baselines_go_down_the_frame_within_the_margins() -> None:
    baselines = [
        GRID.kicker_baseline,
        *GRID.sentence_baselines,
        GRID.figure_bottom,
        GRID.lowest_baseline,
    ]
    assert all(above < below for above, below in pairwise(baselines))
    assert baselines[0] - SIZES.kicker > GRID.margin - 0.01
    assert baselines[-1] < 1 - GRID.margin + 0.01


def scene_names() -> list[str]:
    return sorted(path.stem for path in (FOLDER / "captions" / "en").glob("*.toml"))


def flat(table: dict[str, object], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = str(value)
    return found


def read(language: str, name: str) -> dict[str, str]:
    path = FOLDER / "captions" / language / f"{name}.toml"
    return flat(tomllib.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", scene_names())
def test_the_fonts_have_every_glyph_of_the_captions(language: str, name: str) -> None:
    for text in read(language, name).values():
        face_for(text)


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
    assert heart.class_label("AHD", ("No", "Yes"), 1) == "heart disease"
    assert texts.class_label("AHD", ("No", "Yes"), 1) == "AHD: Yes"
    assert texts.class_label("sold", ("no", "yes"), 1) == "sold: yes"
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
    assert texts.class_label("AHD", data.class_names, 1) == "AHD: Yes"


def test_what_1_means_in_a_category_is_said_wherever_it_is_named(tmp_path: Path) -> None:
    path, long = tmp_path / "own.csv", "smokes at the time of the interview"
    path.write_text(f"sex,{long},ill\nf,no,no\nm,yes,yes\n")
    texts = captions("sigmoid", "en").about(load_data(str(path), ["sex", long], "ill"))
    assert texts.column("sex") == texts.column_with_unit("sex") == "sex (m 1)"
    assert (texts.measured("sex", "0"), texts.measured("sex", "0.5")) == ("0 (f)", "0.5")
    assert texts.value("sex", "1") == "m"
    assert "(" not in texts.column(long)
    assert texts.column_with_unit(long).endswith("… (yes 1)")


def test_names_in_words_are_of_optimizers_and_a_new_one_goes_by_its_own() -> None:
    for language in LANGUAGES:
        texts = captions("sigmoid", language)
        assert set(texts.optimizers) <= set(optimizer_names())
        assert texts.optimizer("adamw") == "AdamW"
        assert texts.optimizer("sign-descent") == "sign descent"


def test_surfaces_have_names_in_words_and_a_formula_goes_by_itself() -> None:
    for language in LANGUAGES:
        assert set(captions("descent", language).surfaces) == set(SURFACE_NAMES)
    assert captions("descent", "zh").surface(SURFACES["two-basins"]) == "两个盆地"
    assert captions("descent", "zh").surface(surface("x**2 + y**2")) == "x**2 + y**2"


def test_reading_time_counts_each_script_at_its_own_pace() -> None:
    assert reading_time("a" * 30) == pytest.approx(2.5)
    assert reading_time("心" * 14) == pytest.approx(2.5)
    assert reading_time("心" * 7 + "a" * 15) == pytest.approx(2.5)


def test_latin_in_chinese_stands_apart() -> None:
    told = captions("sigmoid", "zh").beat("fit", optimizer="Adam")
    assert told == "现在由 Adam 一步一步降低整体损失"
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


def test_the_face_follows_the_script() -> None:
    assert face_for("age") == REGULAR
    assert face_for("age", bold=True) == SEMIBOLD
    assert face_for("年龄 54") == CHINESE
    assert face_for("年龄 54", bold=True) == CHINESE_MEDIUM


def test_a_missing_glyph_is_an_error_not_a_box() -> None:
    with pytest.raises(RequestError, match="no glyph for '\u0e04'"):
        face_for("age \u0e04")
