"""What `boundary` draws is what the model says, or what was recorded that it said."""

from dataclasses import replace
from functools import cache, partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgb
from matplotlib.image import FigureImage

from gradreel.assets import THEMES
from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset, load
from gradreel.engine.data.dataset import unscaled
from gradreel.engine.errors import RequestError
from gradreel.engine.history import History, Regions
from gradreel.scenes.ask import records
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.ask.runs import logistic_spec, run_of
from gradreel.scenes.boundary import MOST_POINTS, SIGNS, Boundary, course_of, shaded
from gradreel.scenes.stage.runs.objective import network_of
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.legibility import DICHROMACY, seen_apart
from gradreel.scenes.stage.type.style import theme
from tests.scenes import layout, tellings
from tests.scenes.layout import drawn_at_end, told, words

SIZES = (640, 360), (360, 640)
asked = partial(layout.asked, "boundary")


@cache
def story() -> Boundary:
    return Boundary(tellings.recording("boundary"))


def probabilities_of_one(made: Boundary, index: int, points: FloatArray) -> FloatArray:
    """The probability of class 1 (n,) by a network written anew, as a loop over its layers."""
    data, model = made.data, network_of(made.run)
    values = (points - data.mean) / data.sd
    *hidden, last = model.layers(made.run.parameters[index])
    for layer in hidden:
        values = np.tanh(values @ layer.weights.T + layer.biases)
    return np.asarray(1 / (1 + np.exp(-(values @ last.weights.T + last.biases)[:, 0])))


def of_kind(drawn: list[Any], kind: type[Any]) -> list[Any]:
    return [each for each in drawn if isinstance(each, kind)]


def is_ring(marks: PathCollection) -> bool:
    return not len(marks.get_facecolor()) and marks.get_alpha() != 0


def rings_among(drawn: list[Any]) -> FloatArray:
    """Where the rings on the map are (n, 2); the last one that is drawn is that of the key."""
    marks = of_kind(drawn, PathCollection)
    rings = [each.get_offsets() for each in marks if is_ring(each)]
    return np.concatenate([np.zeros((0, 2)), *rings[:-1]])


@pytest.mark.parametrize("index", [0, 20, -1])
def test_the_map_is_what_the_network_says_on_the_data_s_own_scale(index: int) -> None:
    made = story()
    at = made.shown[index]
    shares, (low, high) = made.answers.shares(at), made.answers.window
    rows, columns = np.array([[0, 0], [134, 239], [40, 100], [77, 13]]).T
    points = low + np.column_stack([columns / 239, rows / 134]) * (high - low)
    assert shares[rows, columns, 1] == pytest.approx(probabilities_of_one(made, at, points))
    assert shares.sum(axis=-1) == pytest.approx(1)


def test_the_boundary_is_where_both_classes_are_as_probable() -> None:
    made = story()
    (low, high), last = made.answers.window, made.shown[-1]
    line = np.concatenate(made.answers.boundary(last))
    p = probabilities_of_one(made, last, low + line * (high - low))
    assert len(line) > 200
    assert np.abs(p - 0.5).max() < 0.05


def test_the_colour_that_is_drawn_at_a_point_is_that_of_the_likelier_class() -> None:
    made = story()
    drawn = drawn_at_end(made, "shade")
    image, *_ = of_kind(drawn, FigureImage)
    (lines, *_), pixels = of_kind(drawn, LineCollection), np.asarray(image.get_array())[::-1]
    assert lines.get_segments()
    (low, high), last = made.answers.window, made.shown[-1]
    for share in np.random.default_rng(0).uniform(0.05, 0.95, (40, 2)):
        p = float(probabilities_of_one(made, last, (low + share * (high - low))[None])[0])
        if 0.02 < p < 0.98:
            continue
        row, column = (int(share[1 - at] * pixels.shape[at]) for at in (0, 1))
        wanted = shaded(made.theme, int(p > 0.5), np.array(abs(2 * p - 1)))
        assert pixels[row, column, :3] / 255 == pytest.approx(wanted, abs=0.03)


def test_rings_are_about_the_points_that_are_judged_wrongly() -> None:
    made = story()
    data = made.data
    wrong = (probabilities_of_one(made, 0, data.features) > 0.5) != (data.target == 1)
    rings = rings_among(drawn_at_end(made, "wrong"))
    assert len(rings) == wrong.sum() == round(data.n * (1 - made.history.series["accuracy"][0]))
    said = next(beat.sentence for beat in made.beats if beat.key == "wrong")
    assert said.startswith(f"{wrong.sum()} of {data.n} points")


def test_both_maps_at_the_end_have_their_steps_and_accuracies() -> None:
    made = story()
    drawn = drawn_at_end(made, made.beats[-1].key)
    first, last = (100 * float(made.history.series["accuracy"][at]) for at in (0, -1))
    ends = [f"step 0 · accuracy {first:.1f}%", f"step {made.run.n_steps} · accuracy {last:.1f}%"]
    assert set(ends) <= set(words(drawn))
    assert len(of_kind(drawn, FigureImage)) == 2


@cache
def classes(count: int, n: int = 900) -> Dataset:
    """Clouds about a circle, on scales far apart, with long names."""
    rng = np.random.default_rng(count)
    target = np.arange(n) % count
    angle = 2 * np.pi * target / count
    points = np.stack([50 + 20 * np.cos(angle), 1e4 + 3e3 * np.sin(angle)], axis=1)
    return unscaled(
        features=points + rng.normal(size=(n, 2)) * (5, 700),
        target=target.astype(float),
        feature_names=("a name that is much longer than there is room", "面积"),
        target_name="kind of what was found",
        class_names=tuple(f"the class that has number {each}" for each in range(count)),
        source="a table",
    )


def history(
    data: Dataset | None = None, snapshots: int = 3, series: dict[str, list[float]] | None = None
) -> History:
    """A run of another program: nearer to the true classes at each snapshot, in float32."""
    data = data or classes(3)
    (low, high), count = (data.features.min(axis=0), data.features.max(axis=0)), data.n_classes
    xs, ys = (np.linspace(low[at], high[at], size) ** 1.0 for at, size in ((0, 23), (1, 17)))
    xs[1:-1] += (xs[1] - xs[0]) / 3  # they needn't be even
    middles = np.stack([data.features[data.target == each].mean(axis=0) for each in range(count)])
    grid = np.stack(np.meshgrid(xs, ys), axis=-1)[..., None, :]
    far = np.hypot(*np.moveaxis((grid - middles) / (high - low), -1, 0))
    logits = np.stack([-sharp * far for sharp in np.linspace(-2, 12, snapshots)])
    shares = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    return History(
        maker="a test 1.0",
        precision="float32",
        steps=np.arange(snapshots) * 50,
        series={name: np.array(values) for name, values in (series or {}).items()},
        snapshots=np.arange(snapshots) * 50,
        dataset=data,
        regions=Regions(xs, ys, shares.astype(np.float32)),
    )


def of_another(made: History) -> Recording:
    return record("boundary", run=made)


def test_recorded_regions_are_drawn_as_they_were_recorded() -> None:
    given = history()
    made = Boundary(of_another(given))
    assert given.regions is not None
    (low, high), recorded = made.answers.window, given.regions.probabilities
    columns = np.rint((given.regions.xs - low[0]) / (high - low)[0] * 239).astype(int)
    rows = np.rint((given.regions.ys - low[1]) / (high - low)[1] * 134).astype(int)
    found = made.answers.shares(2)[np.ix_(rows, columns)]
    assert np.abs(found - recorded[2]).max() < 0.12
    assert (found[[0, -1]][:, [0, -1]] == recorded[2][[0, -1]][:, [0, -1]].astype(float)).all()
    assert found.argmax(axis=-1) == pytest.approx(recorded[2].argmax(axis=-1))


COURSES: dict[str, tuple[dict[str, list[float]], str]] = {
    "nothing": ({}, "end_map"),
    "only nan": ({"accuracy": [np.nan] * 3}, "end_map"),
    "rose": ({"accuracy": [0.3, 0.5, 0.9]}, "end_rose"),
    "level": ({"accuracy": [0.5, 0.505, 0.5]}, "end_level"),
    "fell": ({"accuracy": [0.5, 0.4, 0.3]}, "end_fell"),
    "peak": ({"accuracy": [0.3, 0.9, 0.6]}, "end_peak"),
    "held out": ({"held_out_accuracy": [0.3, np.nan, 0.6]}, "end_rose"),
}


@pytest.mark.parametrize("case", COURSES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_run_of_another_program_is_told_by_what_was_recorded(case: str, language: str) -> None:
    series, key = COURSES[case]
    made = of_another(history(series=series))
    found = told("boundary", made, Appearance("light", language))
    assert found.faults == []
    assert [*found.sentences][-1] == key
    if language == "en":
        assert ("accuracy" in found.sentences[key]) == (key != "end_map")
        assert ("held-out" in found.sentences[key]) == (case == "held out")
    drawn = words(drawn_at_end(Boundary(made), "train"))
    assert ("accuracy on training data" in drawn, "accuracy on held-out data" in drawn) == (
        "accuracy" in series and key != "end_map",
        case == "held out",
    )
    assert "loss" not in drawn


WILD = {"loss": [1e6, 3.0, 1e-7], "held_out_accuracy": [0.1, 0.5, 1.0]}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [2, 6, 10])
def test_many_classes_of_long_names_have_room(count: int, size: tuple[int, int]) -> None:
    made = of_another(history(classes(count), series=WILD))
    for look in (Appearance("dark", "en"), Appearance("light", "zh")):
        assert told("boundary", made, look, size).faults == []
    drawn = words(drawn_at_end(Boundary(made), "ask_two" if count == 2 else "ask_many"))
    assert f"{MOST_POINTS} of 900 points" in drawn or count == 10


def test_all_that_is_known_of_a_large_table_is_a_sample_that_says_so() -> None:
    made = Boundary(of_another(history(classes(10))))
    shares = np.bincount(made.data.target[made.rows].astype(int)) / len(made.rows)
    assert len(made.rows) == pytest.approx(MOST_POINTS, abs=5)
    assert shares == pytest.approx(0.1, abs=0.01)
    assert f"{len(made.rows)} of 900 points" in words(drawn_at_end(made, "ask_many"))


@pytest.mark.parametrize("snapshots", [2, 2000])
def test_few_snapshots_and_thousands_are_told_in_time(snapshots: int) -> None:
    made = Boundary(of_another(history(snapshots=snapshots)))
    assert 20 < made.duration < 50
    assert made.shown[0] == 0
    assert made.shown[-1] == snapshots - 1
    assert len(made.shown) <= 180
    assert made.findings() == []


def test_a_model_that_says_one_class_everywhere_has_no_line() -> None:
    given = history(classes(2))
    assert given.regions is not None
    flat = np.full_like(given.regions.probabilities, 0.5)
    made = Boundary(of_another(replace(given, regions=replace(given.regions, probabilities=flat))))
    keys = [beat.key for beat in made.beats]
    assert "shade_only" in keys
    assert made.findings() == []
    assert "redrew 0%" in made.beats[-1].sentence


@pytest.mark.parametrize(
    "change",
    [
        {"regions": None},
        {"dataset": None},
        {"dataset": load("heart", x=("Age", "MaxHR", "Chol"))},
        {"dataset": load("moons", rng=np.random.default_rng(0))},
    ],
    ids=["no regions", "no data", "three features", "other classes"],
)
def test_what_was_not_recorded_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(RequestError, match=r"can't draw a run of a test.*; it draws models of two"):
        of_another(replace(history(), **change))


def test_one_snapshot_is_no_training() -> None:
    with pytest.raises(RequestError, match="two steps or more"):
        of_another(history(snapshots=1))


@pytest.mark.parametrize(
    ("flags", "told_of"),
    [
        ({"data": "heart", "x": ("Age",), "y": "AHD"}, "1 and 2"),
        ({"data": "digits"}, "64 and 10"),
        ({"data": "heart", "x": ("Age", "MaxHR"), "y": "Chol"}, "."),
    ],
)
def test_other_data_are_refused_in_one_line(flags: dict[str, Any], told_of: str) -> None:
    with pytest.raises(RequestError, match=told_of) as refused:
        record("boundary", asked(**flags))
    assert "\n" not in str(refused.value)


def test_any_record_of_two_features_is_drawn(tmp_path: Path) -> None:
    options = asked(data="heart", x=("Age", "MaxHR"), y="AHD", steps=1, learning_rate=0.1)
    run = run_of(logistic_spec(options))
    records.save(run, tmp_path / "run.npz")
    found = records.load_any(tmp_path / "run.npz")
    assert told("boundary", record("boundary", run=found)).faults == []
    one = run_of(logistic_spec(options.changed(x=("Age",))))
    with pytest.raises(RequestError, match="it draws models of two features"):
        record("boundary", run=one)


def test_a_run_that_diverges_says_so() -> None:
    made = record(
        "boundary",
        asked(learning_rate=1e100, optimizer="gradient-descent", activation="relu", steps=9),
    )
    found = told("boundary", made)
    assert [*found.sentences][-1] == "diverged"
    assert found.faults == []


@pytest.mark.parametrize("name", THEMES)
def test_classes_are_told_apart_by_their_signs_and_by_their_colours(name: str) -> None:
    colours = [theme(name).of_class(label) for label in range(len(SIGNS))]
    assert len(set(SIGNS)) == len(SIGNS) == 10
    for one, other in combinations(colours, 2):
        assert min(seen_apart(one, other, sight) for sight in (None, *DICHROMACY)) > 10
    assert to_rgb(colours[0]) != to_rgb(colours[1])


def test_a_course_needs_two_known_steps() -> None:
    assert course_of(np.zeros((0, 2))) == "map"
    assert course_of(np.array([[0, 50.0], [9, 50.04]])) == "level"


def test_it_says_of_which_data_each_accuracy_is() -> None:
    made = of_another(
        history(series={"accuracy": [0.3, 0.5, 0.9], "held_out_accuracy": [0.3, 0.5, 0.8]})
    )
    found = told("boundary", made)
    assert found.faults == []
    said = found.sentences["end_rose"]
    assert "training accuracy rose from 30.0% to 90.0%; held out 80.0%" in said
    drawn = words(drawn_at_end(Boundary(made), "train"))
    assert {"accuracy on training data", "90.0%", "held out", "80.0%"} <= {*drawn}


def test_the_engine_s_points_are_judged_on_others_that_it_has_not_seen() -> None:
    made = story()
    unseen = made.recording.held_out
    assert unseen is not None
    right = probabilities_of_one(made, -1, unseen.features) > 0.5
    share = 100 * float((right == (unseen.target == 1)).mean())
    assert made.beats[-1].sentence.endswith(f"; held out {share:.1f}%")
