"""What the scene says of its data, read anew from the table; and what it says of other data."""

from pathlib import Path

import numpy as np
import pytest

from gradreel.engine.errors import RequestError
from gradreel.engine.spec import RunSpec
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import record
from gradreel.scenes.heart import Heart
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.sigmoid import Sigmoid
from gradreel.scenes.stage.manim.marks import pixels
from tests.scenes import layout
from tests.scenes.layout import NO_PICTURE, own_table, played

DEFAULTS = entry("heart").defaults
Told = tuple[Heart, dict[str, str]]


@pytest.fixture(scope="module")
def told() -> Told:
    story = played("heart", record("heart"), lambda *_: None)
    return story, {beat.key: beat.sentence for beat in story.beats}


@pytest.fixture(scope="module")
def patients() -> list[dict[str, str]]:
    return layout.heart()


def test_the_table_has_the_woman_of_the_question_and_rows_about_her(
    told: Told, patients: list[dict[str, str]]
) -> None:
    story, said = told
    cells = [[label.content for label in column] for column in story.columns]
    rows = patients[149:155]
    assert cells[0] == [row["Sex"] for row in rows]
    assert cells[1] == [row["MaxHR"] for row in rows]
    assert cells[2] == [{"0": "no", "1": "yes"}[row["ExAng"]] for row in rows]
    assert [float(cell) for cell in cells[3]] == [float(row["Oldpeak"]) for row in rows]
    assert cells[4] == [row["AHD"] for row in rows]
    assert said["one_woman"] == "The woman is one row: 4 facts, and the truth"


def test_what_moves_into_the_table_stood_where_the_question_left_it(told: Told) -> None:
    asked = played("question", record("question"), lambda *_: None).network
    begun = told[0].network_of(4)
    for unit in range(4):
        assert begun.centre(0, unit) == pytest.approx(asked.centre(0, unit))
    assert begun.centre(2, 0) == pytest.approx(asked.output)


def test_all_fall_straight_onto_the_axis_and_lie_apart(told: Told) -> None:
    above, heap, row = told[0].places[1:]
    assert heap[:, 0] == pytest.approx(above[:, 0])
    assert heap[:, 0] == pytest.approx(row[:, 0])
    apart = np.linalg.norm(heap[:, None] - heap[None], axis=2) + np.eye(len(heap))
    assert apart.min() >= 2 * pixels(told[0].in_heap) - 1e-9


def test_shares_are_counted_and_said(told: Told, patients: list[dict[str, str]]) -> None:
    story, said = told
    for share in story.windows.stops:
        near = [row["AHD"] for row in patients if abs(int(row["MaxHR"]) - share.middle) <= 10]
        assert (share.ones, share.count) == (near.count("Yes"), len(near))
    words = [[line.content for line in story.words_of(each)] for each in story.windows.stops]
    assert words[0] == ["100: 0.88", "14 of 16"]
    assert [value for value, _ in words[1:]] == ["150: 0.48", "190: 0.16"]
    assert said["share"] == "Near 100 beats a minute: 14 of 16 have heart disease"


def test_it_ends_as_the_logistic_curve_begins(told: Told) -> None:
    ended = told[0]
    with manim_settings(NO_PICTURE):
        begun = Sigmoid(record("sigmoid"), renderer=SeekingRenderer(None))
        begun.prepare()
    for mine, theirs in zip(ended.patients.classes, begun.axes.classes, strict=True):
        assert mine.points == pytest.approx(theirs.points)
    on_stage = ended.get_mobject_family_members()
    for tick, same in zip(ended.plot.x_axis, begun.plot.x_axis, strict=True):
        assert any(each is tick for each in on_stage)
        assert tick.get_center() == pytest.approx(same.get_center())
    assert any(each is ended.patients.class_labels[0] for each in on_stage)


def test_no_cut_separates_these_outcomes(told: Told, patients: list[dict[str, str]]) -> None:
    rates = {
        kind: [int(row["MaxHR"]) for row in patients if row["AHD"] == kind]
        for kind in ("Yes", "No")
    }
    assert max(rates["Yes"]) > min(rates["No"])
    assert max(rates["No"]) > min(rates["Yes"])
    assert told[1]["mixed_up"] == "No single value of x separates the two outcomes"


def test_a_cut_that_separates_them_is_found(tmp_path: Path) -> None:
    xs = np.arange(20.0)
    yes = np.where(xs > 9, "yes", "no")
    options = own_table("heart", tmp_path, {"dose": xs}, yes, row=None)
    found = layout.told("heart", record("heart", options))
    assert "parted" in found.sentences
    assert found.faults == []


@pytest.mark.parametrize(("slope", "key"), [(1, "more"), (-1, "fewer"), (0, "mixed")])
def test_the_trend_is_that_of_the_data(tmp_path: Path, slope: int, key: str) -> None:
    xs = np.arange(120.0) / 10
    middling = np.abs(xs - 6) < 2
    yes = slope * (xs - 6) + np.tile([-3.0, 3.0], 60) > 0 if slope else middling
    options = own_table("heart", tmp_path, {"dose": xs}, np.where(yes, "yes", "no"), row=None)
    found = layout.told("heart", record("heart", options))
    assert key in found.sentences
    assert found.faults == []


def test_words_keep_off_the_shares_the_cut_and_the_stroke(tmp_path: Path) -> None:
    xs = np.append(np.linspace(7, 50, 140), [75, 97]).round(1)
    yes = np.random.default_rng(2).random(len(xs)) < 0.5 + xs / 200  # on which the formula lay
    lower = [-12.0, -8, -8, -8, -5, -5, -3, -1, -1, -1, 0, 0, 0, 2, 2, 4, 4, 4]
    cold = np.isin(np.arange(18), [0, 1, 2, 3, 4, 6, 7, 8, 12])
    tables = ((xs, yes), ([1.0, 2.0], [False, True]), (lower, cold))
    for values, classes in tables:
        answers = np.where(classes, "yes", "no")
        options = own_table("heart", tmp_path, {"pay": values}, answers, row=None)
        faults = layout.told("heart", record("heart", options)).faults
        words = ("P(y", "new row", "height:")
        assert [each for each in faults if any(word in each for word in words)] == []


@pytest.mark.slow
@pytest.mark.parametrize("size", [1e-7, 1e9])
def test_values_of_any_size_in_columns_with_long_names_fit(tmp_path: Path, size: float) -> None:
    rng = np.random.default_rng(1)
    names = [f"a very long name of a column number {index}" for index in range(6)]
    columns = {name: rng.normal(1, 0.3, 5) * size for name in names}
    options = own_table("heart", tmp_path, columns, ["no", "yes", "no", "yes", "no"], row=4)
    assert layout.told("heart", record("heart", options)).faults == []


def test_a_column_whose_values_look_the_same_and_a_network_are_refused(
    tmp_path: Path,
) -> None:
    xs = 1e9 + np.arange(10) * 1e-6
    with pytest.raises(RequestError):
        Heart.runs(own_table("heart", tmp_path, {"dose": xs}, ["no", "yes"] * 5, row=None))
    with pytest.raises(RequestError, match="no row 303"):
        Heart.runs(DEFAULTS.changed(row=303))
    run = Heart.runs(DEFAULTS)["main"]
    assert isinstance(run, RunSpec)
    assert Heart.can_draw(run)
    assert not Heart.can_draw(record("backprop").run.spec)


def test_values_of_a_column_have_as_many_decimals_where_the_window_stops(tmp_path: Path) -> None:
    values = np.linspace(11.6, 14.4, 60).round(2)
    yes = np.where(values > 13.0, "yes", "no")
    options = own_table("heart", tmp_path, {"alcohol": values}, yes, row=None)
    story = played("heart", record("heart", options), lambda *_: None)
    written = [story.written(share.middle) for share in story.windows.stops]
    assert [len(each.partition(".")[2]) for each in written] == [1] * len(written)


def test_round_values_too_long_to_read_have_a_power_of_ten(tmp_path: Path) -> None:
    values = 1e9 * np.linspace(240.0, 600.0, 60).round()
    options = own_table("heart", tmp_path, {"gdp": values}, ["no", "yes"] * 30, row=None)
    story = played("heart", record("heart", options), lambda *_: None)
    written = [story.written(share.middle) for share in story.windows.stops]
    assert all(each.endswith("×10¹¹") for each in written)
    assert story.written(story.windows.half) == "5×10¹⁰"
