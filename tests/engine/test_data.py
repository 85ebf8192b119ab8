import io
from collections.abc import Callable, Sequence

import numpy as np
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sklearn.datasets import load_digits

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset, load
from gradreel.engine.data.curves import CURVES
from gradreel.engine.data.tables import read_data
from gradreel.engine.data.toys import TOYS
from gradreel.engine.data_names import CURVE_NAMES, TOY_NAMES
from gradreel.engine.errors import RequestError, counted

GOOD = "age,sex,dose,ill\n40,m,1.5,no\n50,f,2.5,yes\n60,m,0.5,yes\n"


def read(
    content: str | bytes,
    x: list[str] | None,
    y: str | None,
    source: str = "table.csv",
    *,
    as_number: bool = False,
    missing: str | None = None,
) -> Dataset:
    raw = content.encode() if isinstance(content, str) else content
    return read_data(raw, x, y, source=source, as_number=as_number, missing=missing)


def refusal(
    content: str | bytes,
    x: list[str] | None = None,
    y: str | None = "ill",
    source: str = "table.csv",
) -> str:
    with pytest.raises(RequestError) as caught:
        read(content, x, y, source)
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) <= 200
    return message


def test_heart_is_what_its_source_says() -> None:
    heart = load("heart")
    assert (heart.n, heart.feature_names, heart.class_names) == (303, ("MaxHR",), ("No", "Yes"))
    assert heart.target.sum() == 139  # 45.87 %
    assert (heart.features.min(), heart.features.max()) == (71.0, 202.0)


def test_heart_columns_of_two_words_become_0_and_1() -> None:
    heart = load("heart", ["Sex", "MaxHR"])
    assert heart.features[:, 0].sum() == 206  # men
    assert set(heart.features[:, 0]) == {0.0, 1.0}


def test_a_target_of_numbers_is_read_where_that_is_asked_for() -> None:
    data = read(GOOD, ["age"], "dose", as_number=True)
    assert (data.target.tolist(), data.class_names, data.n_classes) == ([1.5, 2.5, 0.5], (), 0)
    heart = load("heart", ["Age"], "MaxHR", as_number=True)
    assert heart.target.mean() == pytest.approx(149.6073, abs=1e-4)
    assert heart.sha256 != load("heart", ["Age"], "AHD").sha256
    with pytest.raises(RequestError, match="'no' is not a number"):
        read(GOOD, ["age"], "ill", as_number=True)
    with pytest.raises(RequestError, match="no number to predict"):
        load("moons", rng=np.random.default_rng(0), as_number=True)


@pytest.mark.parametrize("name", TOYS)
def test_toy_sets_come_from_the_generator_alone(name: str) -> None:
    first, again, other = (load(name, rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.sha256 == again.sha256 != other.sha256
    assert first.feature_names == ("x1", "x2")
    counts = [1000, 1000] if name == "rings" else [100, 100]
    assert np.bincount(first.target.astype(int)) == pytest.approx(counts, rel=0.1)


def test_circles_and_xor_have_the_shape_of_their_names() -> None:
    circles = load("circles", rng=np.random.default_rng(0))
    radius = np.linalg.norm(circles.features, axis=1)
    assert radius[circles.target == 0].mean() == pytest.approx(1.0, abs=0.05)
    assert radius[circles.target == 1].mean() == pytest.approx(0.5, abs=0.05)
    xor = load("xor", rng=np.random.default_rng(0))
    same_side = np.prod(xor.features, axis=1) > 0
    assert np.mean(same_side == (xor.target == 0)) > 0.95


def test_rings_are_half_a_unit_wide_and_of_either_class_in_turn() -> None:
    rings = load("rings", rng=np.random.default_rng(0))
    radius = np.linalg.norm(rings.features, axis=1)
    place = np.floor(2.0 * radius)
    is_inside = np.abs(2.0 * radius - place - 0.5) < 0.3  # three deviations from an edge
    assert (rings.n, place.max()) == (2000, 5.0)
    assert is_inside.mean() > 0.5
    assert (rings.target == place % 2)[is_inside].mean() > 0.99
    assert 0.9 < (rings.target == place % 2).mean() < 1.0


def test_digits_are_scikit_learns_copy_between_0_and_1() -> None:
    digits, copy = load("digits"), load_digits()
    np.testing.assert_array_equal(digits.features, copy.data)
    np.testing.assert_array_equal(digits.target, copy.target)
    np.testing.assert_array_equal(digits.inputs, copy.data / 16.0)
    assert digits.class_names == tuple("0123456789")


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("sine", lambda x: np.sin(2 * np.pi * x)),
        ("absolute", np.abs),
        ("step", lambda x: np.heaviside(x, np.nan)),
    ],
)
def test_curves_are_the_functions_of_their_names(
    name: str, function: Callable[[FloatArray], FloatArray]
) -> None:
    data = load(name)
    x = data.features[:, 0]
    assert (x[0], x[-1], data.n, data.n_classes) == (-1.0, 1.0, 128, 0)
    np.testing.assert_allclose(data.target, function(x), atol=1e-15)


def test_columns_of_built_in_data_are_chosen_by_name() -> None:
    some = load("digits", ["r5c4", "r1c3"], "digit")
    assert some.features[0].tolist() == load("digits").features[0, [35, 2]].tolist()
    with pytest.raises(RequestError, match="digits: there is no column 'digits'; did you mean"):
        load("digits", y="digits")
    with pytest.raises(RequestError, match="no column 'z'"):
        load("sine", ["z"])


def test_standardized_inputs_have_mean_0_and_population_sd_1() -> None:
    data = load("heart", ["Age", "MaxHR"]).standardized()
    np.testing.assert_allclose(data.inputs.mean(axis=0), 0.0, atol=1e-14)
    np.testing.assert_allclose(data.inputs.std(axis=0), 1.0, rtol=1e-14)
    np.testing.assert_allclose(data.inputs * data.sd + data.mean, data.features, rtol=1e-14)
    assert data.sha256 == load("heart", ["Age", "MaxHR"]).sha256


def test_some_rows_keep_the_scale_of_all() -> None:
    data = load("heart", ["Age", "MaxHR"]).standardized()
    some = data.rows([151, 3])
    np.testing.assert_array_equal(some.inputs, data.inputs[[151, 3]])
    np.testing.assert_array_equal(some.target, data.target[[151, 3]])


@pytest.mark.parametrize("value", ["0.1", "1e200,1\n-1e200"])
def test_what_cannot_be_standardized_is_named(value: str) -> None:
    with pytest.raises(RequestError, match="column 'a' can't be standardised"):
        read(f"a,y\n{value},0\n{value},1\n", ["a"], "y").standardized()


def test_a_dataset_is_read_only() -> None:
    data = load("heart").standardized()
    for array in (data.features, data.target, data.mean, data.sd, data.inputs):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


def test_csv_columns_by_name() -> None:
    data = read(GOOD, ["sex", "age"], "ill")
    assert data.features.tolist() == [[1, 40], [0, 50], [1, 60]]
    assert data.target.tolist() == [0, 1, 1]
    assert data.class_names == ("no", "yes")
    assert data.source == "table.csv"


def test_without_x_every_column_of_numbers_is_a_feature() -> None:
    assert read(GOOD, None, "ill").feature_names == ("age", "dose")


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """Rows as Excel saves them, below a blank one, beside a second sheet."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append([])
    for row in rows:
        sheet.append(row)
    book.create_sheet("other").append(["nothing"])
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("utf-16"),
        GOOD.replace(",", ";").replace(".", ",").encode(),
        b"sep=;\r\n" + GOOD.replace(",", ";").replace("\n", "\r\n").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace(",", "|").encode(),
        "\n".join(f"{row},{line}" for row, line in enumerate(GOOD.split(), -1))
        .replace("-1", "")
        .encode(),
        GOOD.replace("\n", ",,\n").encode(),
        GOOD.replace("60,m,0.5,yes", "60,m,0.5,YES").encode(),
        workbook(
            [
                ["age", "sex", "dose", "ill"],
                [40, "m", 1.5, "no"],
                [50, "f", 2.5, "yes"],
                [60.0, "m", 0.5, "yes "],
            ]
        ),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\n\n").encode(),
        GOOD.replace("age", '"age"').replace(",", " , ").replace('"', "").encode(),
        GOOD.replace("40,m", '"40","m"').encode(),
        b"# of our lab\n#\n" + GOOD.encode(),
    ],
    ids=[
        *("byte order mark", "UTF-16", "decimal commas", "Excel's line", "tabs", "bars"),
        *("an index", "trailing commas", "capitals", "Excel", "Windows lines", "blank lines"),
        *("spaces", "quotes", "remarks"),
    ],
)
def test_the_usual_dialects_are_read_the_same(content: bytes) -> None:
    for x in (None, ["sex", "dose"]):
        assert read(content, x, "ill").sha256 == read(GOOD, x, "ill").sha256


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ("dose;ill\n1.234,5;no\n7;yes\n", [1234.5, 7]),
        ("dose;n;ill\n1.234;0,5;no\n1.500;1,5;yes\n", [1234, 1500]),
        ("dose;n;ill\n1.25;0,5;no\n1.5;1,5;yes\n", [1.25, 1.5]),
        ('dose,ill\n"166,1",no\n"170,25",yes\n', [166.1, 170.25]),
        ('dose,ill\n"1,234.5",no\n"1,500",yes\n', [1234.5, 1500]),
        ("dose;ill\n-0,5;no\n1,5e3;yes\n", [-0.5, 1500]),
        ('dose,ill\n"1,234,567",no\n"1,500",yes\n', [1234567, 1500]),
        ('dose,n,ill\n"1,234",0.5,no\n"1,500",1.25,yes\n', [1234, 1500]),
    ],
)
def test_a_comma_is_a_decimal_mark_where_it_can_be_nothing_else(
    content: str, values: list[float]
) -> None:
    assert read(content, ["dose"], "ill").features[:, 0].tolist() == values


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ("dose,ill\n5%,no\n12.5 %,yes\n", [5, 12.5]),
        ("dose,ill\n$5,no\n-$10,yes\n", [5, -10]),
        ('dose,ill\n"$36,552",no\n$950,yes\n', [36552, 950]),
        ("dose;ill\n3 €;no\n1.234,5 €;yes\n", [3, 1234.5]),
        ("dose,ill\n¥ 7,no\nNA,no\n¥ 8,yes\n", [7, 8]),
    ],
)
def test_a_unit_that_all_numbers_of_a_column_have_is_taken_off(
    content: str, values: list[float]
) -> None:
    assert read(content, ["dose"], "ill", missing="drop").features[:, 0].tolist() == values


def test_columns_of_one_name_are_read_if_others_are_chosen() -> None:
    content = "dose,ill,dose,age\n1,0,2,5\n2,1,2,7\n"
    assert read(content, ["age"], "ill").features.tolist() == [[5], [7]]


def test_without_x_a_column_of_one_number_is_no_feature() -> None:
    data = read("one,age,ill\n1,5,no\n1,7,yes\n", None, "ill")
    assert data.feature_names == ("age",)
    assert data.remarks == ("column 'one': left out, every row is '1'",)
    assert read("one,ill\n1,no\n1,yes\n", None, "ill").feature_names == ("one",)


@pytest.mark.parametrize("name", ["id", "PassengerId", "patient_id", "Nr.", "Case No", "编号"])
def test_without_x_a_column_that_numbers_the_rows_is_no_feature(name: str) -> None:
    content = f"{name},age,ill\n11,5,no\n12,7,yes\n"
    data = read(content, None, "ill")
    assert data.feature_names == ("age",)
    assert data.remarks == (f"column '{name}': left out, it numbers the rows",)
    assert read(content, [name], "ill").feature_names == (name,)
    assert read(f"{name},ill\n1,no\n2,yes\n", None, "ill").feature_names == (name,)


@pytest.mark.parametrize("content", ["id,a,y\n1,5,0\n1,7,1\n2,8,1\n", "acid,a,y\n1,5,0\n2,7,1\n"])
def test_other_columns_of_such_a_name_are_features(content: str) -> None:
    assert len(read(content, None, "y").feature_names) == 2


def test_a_dash_is_a_missing_number_and_may_be_a_class() -> None:
    data = read("dose,test\n1.5,+\n-,-\n-2,-\n4,+\n", ["dose"], "test", missing="drop")
    assert data.features[:, 0].tolist() == [1.5, -2, 4]
    assert (data.class_names, data.dropped) == (("+", "-"), 1)


def test_marks_of_missing_values_stay_in_columns_with_decimal_commas() -> None:
    content = "dose;ill\n1,5;0\nk.A.;1\n–;1\n2,5;1\n"
    assert read(content, ["dose"], "ill", missing="drop").features.tolist() == [[1.5], [2.5]]


@pytest.mark.parametrize("gap", ["'", "’", " ", "\u00a0", "\u202f"])
def test_thousands_may_be_parted_by_what_is_no_decimal_mark(gap: str) -> None:
    content = f"pay;rent;ill\n7{gap}600;1{gap}234,5;0\n−812;1{gap}234{gap}567,5;1\n"
    data = read(content, ["pay", "rent"], "ill")
    assert data.features.tolist() == [[7600, 1234.5], [-812, 1234567.5]]


@pytest.mark.parametrize("form", ["{} kg", "EUR {}", "{} °C", "{}°C", "{} m"])
def test_a_unit_may_be_a_word(form: str) -> None:
    content = f"dose,ill\n{form.format(1.5)},0\n{form.format(-2)},1\n"
    assert read(content, None, "ill").features.tolist() == [[1.5], [-2]]


def test_a_word_that_others_lack_is_no_unit() -> None:
    content = "room,ill\n7b,0\n8b,1\n9b,1\n"
    assert read(content, ["room"], "ill").feature_names == ("room = 7b", "room = 8b", "room = 9b")
    assert read("a,ill\n1 kg,0\n2 g,1\n", ["a"], "ill").codes == (("a", ("1 kg", "2 g")),)


@pytest.mark.parametrize("x", [["a, b", "c"], ["a", "b", "c"]])
def test_a_name_with_commas_may_come_in_its_parts(x: list[str]) -> None:
    data = read('"a, b",c,ill\n1,2,0\n3,4,1\n', x, "ill")
    assert data.feature_names == ("a, b", "c")


def test_text_that_isnt_unicode_is_of_windows() -> None:
    data = read("größe,ill\n1,né\n2,sí\n".encode("cp1252"), None, "ill")
    assert (data.feature_names, data.class_names) == (("größe",), ("né", "sí"))


def test_rows_that_lack_a_value_are_left_out_or_filled_in() -> None:
    gaps = "age,sex,ill\n40,m,no\n,m,yes\n50,,yes\n60,f,\n30,f,no\n45,m,yes\n"
    dropped = read(gaps, ["age", "sex"], "ill", missing="drop")
    assert dropped.features.tolist() == [[40, 1], [30, 0], [45, 1]]
    filled = read(gaps, ["age", "sex"], "ill", missing="mean")
    assert filled.features.tolist() == [[40, 1], [41.25, 1], [50, 1], [30, 0], [45, 1]]
    assert (dropped.dropped, dropped.filled, filled.dropped, filled.filled) == (3, 0, 1, 2)
    assert read(GOOD, None, "ill", missing="drop").dropped == 0


def test_texts_of_a_feature_become_inputs_by_name() -> None:
    data = read("pain,ill\nnone,0\nmild,1\nSevere,1\nsevere,0\nsevere,1\n", ["pain"], "ill")
    assert data.feature_names == ("pain = mild", "pain = none", "pain = severe")
    assert data.features.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1], [0, 0, 1]]
    assert data.remarks == ("column 'pain': read 'Severe' as 'severe'",)


@pytest.mark.parametrize(
    ("cells", "target", "names"),
    [
        (["-1", "1", "1"], [0, 1, 1], ("-1", "1")),
        (["2", "0", "1"], [2, 0, 1], ("0", "1", "2")),
        (["c", "a", "b"], [2, 0, 1], ("a", "b", "c")),
        (["3", "5", "8"], [0, 1, 2], ("3", "5", "8")),
        (["02", "01", "01"], [1, 0, 0], ("01", "02")),
        (["1234568", "1234567"], [1, 0], ("1234567", "1234568")),
        (["1", "01", "0"], [1, 1, 0], ("0", "1")),
    ],
)
def test_classes(cells: list[str], target: list[int], names: tuple[str, ...]) -> None:
    rows = "".join(f"{index},{cell}\n" for index, cell in enumerate(cells))
    data = read("x,y\n" + rows, ["x"], "y")
    assert data.target.tolist() == target
    assert data.class_names == names


@pytest.mark.parametrize(
    "both",
    [
        *("no yes", "NO yes", "nein ja", "Não Sim", "Non Oui", "net da", "нет да", "nie tak"),
        *("ei kyllä", "hayır evet", "HAYIR EVET", "nem igen", "όχι ναι", "ΟΧΙ ΝΑΙ", "n J"),
        *("否 是", "无 有", "未流失 流失", "いいえ はい", "false TRUE", "f t", "neg POS"),
        *(
            "healthy diseased",
            "placebo drug",
            "declined approved",
            "stayed churned",
            "fail pass",
            "alive dead",
            "nonsmoker smoker",
            "Unpaid paid",
            "inactive active",
        ),
        *("no_event event", "ham spam", "female male", "nordic north", "alt nova"),
    ],
)
def test_of_two_classes_that_which_says_no_is_0(both: str) -> None:
    zero, one = both.split()
    data = read(f"x,c,y\n1,{one},{one}\n2,{zero},{zero}\n", ["c"], "y")
    assert (data.class_names, data.target.tolist()) == ((zero, one), [1, 0])
    assert (data.codes, data.features[:, 0].tolist()) == ((("c", (zero, one)),), [1, 0])


@pytest.mark.parametrize(
    ("column", "both"), [("alive", "dead alive"), ("is_ill?", "sick ill"), ("No show", "no yes")]
)
def test_a_class_that_the_target_is_named_after_is_1(column: str, both: str) -> None:
    zero, one = both.split()
    data = read(f"x,{column}\n1,{one}\n2,{zero}\n", ["x"], column)
    assert (data.class_names, data.target.tolist()) == ((zero, one), [1, 0])


def test_either_of_two_classes_can_be_the_positive_one() -> None:
    usual = read(GOOD, None, "ill")
    other = usual.answering("No")
    assert (other.class_names, other.target.tolist()) == (("yes", "no"), [1, 0, 0])
    assert usual.sha256 != other.sha256
    assert usual.answering("YES") is usual
    with pytest.raises(RequestError, match="no class 'yess'; did you mean 'yes'"):
        usual.answering("yess")
    with pytest.raises(RequestError, match="'Sunspots' is a number: only a class"):
        load("sunspots").answering("3")


def test_one_of_several_classes_is_taken_against_the_rest() -> None:
    data = read("x,kind\n1,b\n2,a\n3,c\n4,B\n", None, "kind")
    one = data.answering("C")
    assert (one.class_names, one.target.tolist()) == (("not c", "c"), [0, 0, 1, 0])
    assert one.is_one_against_rest
    assert not data.is_one_against_rest
    assert one.remarks[-1] == "y = 0 is any other 'kind': 'a', 'b'"
    assert load("digits").answering("3").target.sum() == (load("digits").target == 3).sum()


WORDS = "age,pain,ill\n1,mild,no\n2,none,yes\n3,bad,no\n4,mild,yes\n"


def test_a_column_of_words_is_one_fact_and_each_of_its_words_a_feature() -> None:
    data = read(WORDS, ["age", "pain"], "ill")
    assert data.feature_names == ("age", "pain = bad", "pain = mild", "pain = none")
    assert data.columns == {"age": (0,), "pain": (1, 2, 3)}


def test_one_word_of_a_column_can_be_named_as_a_feature() -> None:
    data = read(WORDS, ["pain  = none", "age", "pain = bad"], "ill")
    assert data.feature_names == ("pain = none", "pain = bad", "age")
    assert data.features.T.tolist() == [[0, 1, 0, 0], [0, 0, 1, 0], [1, 2, 3, 4]]
    assert list(data.columns) == list(data.feature_names)  # of mild nothing is known
    with pytest.raises(RequestError, match="no feature 'pain = bud'; did you mean 'pain = bad'"):
        read(WORDS, ["pain = bud"], "ill")
    with pytest.raises(RequestError, match="no column 'pane = bad'"):
        read(WORDS, ["pane = bad"], "ill")


def test_a_column_may_be_called_like_a_word_of_another() -> None:
    data = read("pain,pain = bad,ill\na,3,no\nb,4,yes\n", ["pain = bad"], "ill")
    assert data.features.T.tolist() == [[3, 4]]


def test_a_class_that_is_a_number_is_named_as_people_write_it() -> None:
    data = read("x,y\n1,1.0\n2,2.0\n", None, "y")
    assert data.answering("1.0").class_names == ("2", "1")
    assert read("x,y\n1,01\n2,02\n", None, "y").answering("01").class_names == ("02", "01")


@pytest.mark.parametrize("both", ["<=50K >50K", "1-5 6-9", "10mg 20mg", "1st 2nd", "none 5%"])
def test_texts_with_digits_in_them_are_classes(both: str) -> None:
    zero, one = both.split()
    data = read(f"x,y\n1,{zero}\n2,{one}\n", ["x"], "y")
    assert data.class_names == (zero, one)


BAD: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "'table.csv' is empty"),
    "Python's own number": ("dose,ill\n1,0\n1_0,1\n", "line 3: '1_0' is not a number"),
    "missing": (
        "dose,ill\n1,0\n2,1\n ,1\nNA,1\n",
        "column 'dose', line 4: 2 of 4 rows lack a value: add --missing drop",
    ),
    "missing class": ("dose,ill\n1,0\n2,\n", "column 'ill', line 3: 1 of 2 rows lack"),
    "short row": ("dose,ill\n1,0\n2\n", "column 'ill', line 3: 1 of 2 rows lack"),
    "long row": ("dose,ill\n1,0\n2,1,3\n", "line 3: 3 cells under 2 column names"),
    "title": ("Ward 7\n\ndose;ill\n1;0\n2;1\n", "line 1: 'Ward 7' stands alone above the table"),
    "wide title": ("Ward 7,\nall of it,\ndose,ill\n1,0\n", "line 1: 'Ward 7' stands alone"),
    "damaged Excel": (b"PK\x03\x04 and so on", "can't be read as a sheet of Excel's"),
    "very many texts": (
        "n,dose,ill\n" + "".join(f"1,k{each},{each % 2}\n" for each in range(13)),
        "13 different texts, over the limit of 12",
    ),
    "overflow": ("dose,ill\n1,0\n1e999,1\n", "line 3: '1e999' is not a finite number"),
    "one class": ("dose,ill\n1,yes\n2,yes\n", "column 'ill': every row is 'yes'"),
    "measured, not classes": ("dose,ill\n1,0.5\n2,1.5\n3,2.5\n", "3 different numbers"),
    "duplicate header": (
        "dose,ill,dose\n1,0,2\n",
        "2 columns are named 'dose': rename them, or choose others with --x",
    ),
    "unprintable name": ("do\x1b[31mse,ill\n1,0\n", "line 1: 'do\\x1b[31mse' is no name"),
    "header only": ("dose,ill\n", "no data below"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary file"),
    "no text": (b"dose,ill\n1,a\x81\n", "line 2: not UTF-8 text"),
    "a number written otherwise": (
        "dose,ill\n(1),0\n2,1\n",
        "line 2: '(1)' isn't read as a number",
    ),
    "a number of one and a word": ("dose,ill\nlow,0\n2,1\n", "line 2: 'low' is not a number"),
    "nothing but commas": (b"dose,ill\n" + b"," * 3_000_001, "no data below"),
    "a class that turns what follows": ("dose,ill\n1,a\u202eb\n2,c\n", "line 2: 'a\\u202eb' can't"),
    "very many columns": (",".join(map(str, range(20_000))), "over 10,000 columns"),
    "a long class": ("dose,ill\n1,a\n2," + "b" * 2000 + "\n", "2,000 letters, over 1,000"),
    "very many classes": (
        "dose,ill\n" + "".join(f"1,k{each}\n" for each in range(1001)),
        "1,001 different values, over the limit of 1,000 classes",
    ),
    "comma of two meanings": (
        "dose;ill\n1,166;0\n2,170;1\n",
        "'1,166' may be 1.166 or 1166: write it as one of these",
    ),
    "two currencies": ("dose,ill\n$5,0\n€10,1\n", "'$5' isn't read as a number: write digits"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_in_one_line(case: str) -> None:
    content, problem = BAD[case]
    assert problem in refusal(content, ["dose"])


def test_a_wrong_choice_of_columns_is_refused() -> None:
    assert "did you mean 'dose'" in refusal(GOOD, ["doze"])
    assert "did you mean 'ill'" in refusal(GOOD, ["dose"], "Ill")
    assert "age, sex, dose, ill" in refusal(GOOD, ["dose"], None)
    assert "both a feature and y" in refusal(GOOD, ["ill"])
    assert "'dose' is chosen 2 times" in refusal(GOOD, ["dose", "dose"])
    assert "no column beside 'ill' holds numbers: name others with --x" in refusal("a,ill\nb,0\n")


def test_messages_stay_short_whatever_the_file_holds() -> None:
    long = "c" * 500
    content = f"{long},{long}2,ill\n{long},1,0\n"
    for x in ([long], ["unknown"], [f"{long}x"]):
        refusal(content, x, source="n" * 200)
    refusal(content, None, None)


def test_an_unknown_data_set_gets_the_nearest_name() -> None:
    with pytest.raises(RequestError, match="did you mean 'heart'"):
        load("haert")
    assert set(TOY_NAMES) == set(TOYS)
    assert set(CURVE_NAMES) == set(CURVES)


def test_counts_are_said_in_the_singular_and_the_plural() -> None:
    assert [counted(each, "row") for each in (1, 1200)] == ["1 row", "1,200 rows"]
