"""Any training loop is recorded as it ran: to the bit, whole after errors, and within bounds."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import gradreel as package
from gradreel import History, Recorder, RequestError, Trajectory
from gradreel.engine.arrays import FloatArray
from gradreel.engine.data.lookup import load
from gradreel.engine.functions import sigmoid
from gradreel.engine.history import SERIES, history_of
from gradreel.engine.objectives import ModelObjective
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.runs import mlp_spec, run_of
from gradreel.scenes.python import recorder as module
from gradreel.scenes.python.kept import Kept
from tests import ROOT
from tests.conftest import Ran

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0], [1.0, 2.0]])
Y = np.array([0, 0, 1, 1])


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def run() -> Trajectory:
    options = RunOptions(data="moons", hidden=(3,), steps=30, learning_rate=0.5, standardize=False)
    return run_of(mlp_spec(options))


def loaded(path: str = "run.npz") -> History:
    found = package.load(path)
    assert isinstance(found, History)
    return found


def walk(recorder: Recorder, count: int) -> None:
    """Record so many states of one parameter."""
    for step in range(count):
        recorder.step(loss=1.0 / (1 + step), parameters=[np.array([step, 1.0])])


def test_a_run_of_the_engine_comes_back_as_its_own_history(run: Trajectory) -> None:
    told, objective = history_of(run), run.objective
    assert isinstance(objective, ModelObjective)
    now = run.parameters[0]

    def predict(points: FloatArray) -> FloatArray:
        return sigmoid(objective.model.logits(now, points))

    with Recorder(
        "run.npz",
        features=objective.dataset.features,
        target=objective.dataset.target,
        predict=predict,
        loss_at=objective.losses,
    ) as recorder:
        for step, now in enumerate(run.parameters):  # noqa: B007, what predict reads
            recorder.step(
                parameters={each.name: each.values[step] for each in told.tensors},
                gradient_norm=told.series["gradient_norm"][step],
                **{name: told.series[name][step] for name in ("loss", "accuracy", "learning_rate")},
            )
    found = loaded()
    np.testing.assert_array_equal(found.vectors, run.parameters)
    np.testing.assert_array_equal(found.steps, run.recorded_steps)
    assert [each.name for each in found.tensors] == [each.name for each in told.tensors]
    assert found.series.keys() == told.series.keys()
    for name, values in told.series.items():
        np.testing.assert_array_equal(found.series[name], values)
    assert (found.outcome, found.precision, found.maker) == ("ended", "float64", "a training loop")
    assert found.dataset is not None
    assert found.dataset.class_names == ("0", "1")
    np.testing.assert_array_equal(found.dataset.features, objective.dataset.features)
    assert found.regions is not None
    corner = np.array([[found.regions.xs[-1], found.regions.ys[0]]])
    for at, parameters in zip(found.regions.probabilities, run.parameters, strict=True):
        expected = sigmoid(objective.model.logits(parameters, corner))
        np.testing.assert_allclose(at[0, -1, 1], expected[0], rtol=1e-6)
    for plane in found.planes:
        point = plane.origin + plane.xs[5] * plane.right + plane.ys[7] * plane.up
        assert plane.losses[7, 5] == pytest.approx(objective.loss(point), rel=1e-12)
        assert plane.losses.shape == (61, 61)


def test_a_loss_of_one_vector_gives_the_planes_of_one_of_many() -> None:
    def record(loss_at: Callable[[FloatArray], Any]) -> History:
        with Recorder("run.npz", loss_at=loss_at) as recorder:
            walk(recorder, 4)
        return recorder.history

    one = record(lambda vector: float(vector[0] ** 2 + vector[1]))
    many = record(lambda vectors: vectors[:, 0] ** 2 + vectors[:, 1])
    assert [each.kind for each in one.planes] == ["principal", "random"]
    for plane, other in zip(one.planes, many.planes, strict=True):
        assert (plane.losses.shape, other.losses.shape) == ((31, 31), (61, 61))
        np.testing.assert_allclose(plane.losses, other.losses[::2, ::2], rtol=1e-9)


@pytest.mark.parametrize("most", [2, 3, 7])
def test_what_is_kept_is_even_and_has_the_first_and_the_last(most: int) -> None:
    for count in range(1, 70):
        kept: Kept[int] = Kept(most)
        for each in range(count):
            kept.add(each)
        *others, last = kept.items
        assert last == count - 1
        assert len(kept.items) <= most
        stride = others[1] - others[0] if len(others) > 1 else 1
        assert others == [*range(0, count - 1, stride)] if len(others) > 1 else others in ([], [0])
        assert stride & (stride - 1) == 0


def test_numbers_are_there_at_each_step_and_parameters_at_some_and_the_last() -> None:
    with Recorder("run.npz") as recorder:
        walk(recorder, 302)
    found = loaded()
    np.testing.assert_array_equal(found.steps, np.arange(302))
    np.testing.assert_array_equal(found.snapshots, [*range(0, 301, 2), 301])
    np.testing.assert_array_equal(found.vectors[:, 0], found.snapshots)


def test_a_record_never_grows_beyond_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = 2**21 + 8 * module.MOST_STEPS * 7
    monkeypatch.setattr(module, "MAX_RECORD_BYTES", limit)
    with Recorder("run.npz") as recorder:
        for step in range(50):
            recorder.step(parameters=np.full(2**14, float(step)))
    found = loaded()
    assert found.vectors.nbytes <= 2**20
    assert found.snapshots.tolist() == [*range(0, 49, 8), 49]
    with (
        pytest.raises(RequestError, match="record those of some layers"),
        Recorder("large.npz") as recorder,
    ):
        recorder.step(parameters=np.zeros(2**17))


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, ml_dtypes.bfloat16])
def test_parameters_keep_their_precision(kind: Any) -> None:
    values = np.random.default_rng(0).normal(size=(3, 5)).astype(kind)
    with Recorder("run.npz", names=["w"]) as recorder:
        recorder.step(parameters=[values])
    (tensor,) = loaded().tensors
    assert loaded().precision == np.dtype(kind).name
    np.testing.assert_array_equal(tensor.values[0], values.astype(tensor.values.dtype))
    assert tensor.values.dtype == (np.float32 if kind is ml_dtypes.bfloat16 else kind)


def test_what_changes_in_place_is_copied_and_the_last_state_is_known_to_be_past() -> None:
    w = np.zeros(2)
    asked: list[float] = []

    def predict(points: FloatArray) -> FloatArray:
        asked.append(w[0])
        return np.full(len(points), w[0] / 1000)

    with Recorder("run.npz", features=X, target=Y, predict=predict) as recorder:
        for _ in range(302):
            recorder.step(parameters=w)
            w += 1
    found = loaded()
    assert found.snapshots.tolist() == [*range(0, 302, 2)]  # 301 is past when the block ends
    assert found.regions is not None
    np.testing.assert_array_equal(found.vectors[:, 0], found.snapshots)
    told = found.regions.probabilities[:, 3, 4, 1]
    np.testing.assert_allclose(told, found.snapshots / 1000, rtol=1e-6)
    assert 200 < len(asked) <= 302


def test_an_error_in_the_loop_goes_on_and_loses_nothing() -> None:
    recorder = Recorder("run.npz", loss_at=lambda vectors: vectors[:, 0])
    with pytest.raises(KeyboardInterrupt), recorder:  # noqa: PT012, the block's end is tested
        walk(recorder, 5)
        raise KeyboardInterrupt
    found = loaded()
    assert (found.outcome, found.n_steps, len(found.vectors)) == ("interrupted", 4, 5)
    assert found.planes == ()


def test_a_loss_that_fails_at_the_end_loses_nothing() -> None:
    def fail(points: FloatArray) -> FloatArray:
        raise ZeroDivisionError

    recorder = Recorder("run.npz", loss_at=fail)
    with pytest.raises(ZeroDivisionError), recorder:
        walk(recorder, 5)
    assert (loaded().n_steps, loaded().planes, loaded().outcome) == (4, (), "ended")


def test_an_error_is_kept_where_the_record_cannot_be_written(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "sub" / "run.npz")
    with pytest.raises(ZeroDivisionError) as failed, recorder:  # noqa: PT012, likewise
        walk(recorder, 2)
        (tmp_path / "sub").write_text("in the way")
        1 / 0  # noqa: B018
    assert "can't write" in failed.value.__notes__[0]


@pytest.mark.parametrize("what", ["loss", "parameters", "predictions"])
def test_a_run_that_diverges_is_recorded_to_its_last_finite_state(what: str) -> None:
    state = np.zeros(2)

    def predict(points: FloatArray) -> FloatArray:
        return np.full(len(points), np.nan if what == "predictions" and state[0] == 3 else 0.5)

    with Recorder("run.npz", features=X, target=Y, predict=predict) as recorder:
        for step in range(6):
            state = np.full(2, np.inf if what == "parameters" and step == 3 else step)
            loss = np.inf if what == "loss" and step == 3 else 1.0
            recorder.step(loss=loss, held_out_loss=np.inf if step else 1.0, parameters=state)
    found = loaded()
    assert (found.outcome, found.steps.tolist()) == ("diverged at step 3", [0, 1, 2])
    assert found.snapshots.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(found.series["held_out_loss"], [1, np.nan, np.nan])


def test_a_loop_may_count_for_itself_and_leave_out_what_it_does_not_know() -> None:
    with Recorder("run.npz", maker="我的循环") as recorder:
        for at in (10, 20, 40):
            recorder.step(
                held_out_loss=at if at > 10 else None, gradients=[[3.0], None, [[4.0]]], at=at
            )
    found = loaded()
    assert found.steps.tolist() == [10, 20, 40]
    assert set(found.series) == {"held_out_loss", "gradient_norm"}
    np.testing.assert_array_equal(found.series["gradient_norm"], 5.0)
    assert (found.tensors, found.snapshots.tolist()) == ((), [40])
    assert "'run.npz'" not in repr(found)
    assert repr(found) == "<History: 我的循环, 40 steps, ended, 0 parameters, float64>"


def test_a_record_may_be_saved_midway_and_gone_on_with() -> None:
    recorder = Recorder("run.npz")
    walk(recorder, 2)
    recorder.save()
    assert loaded().n_steps == 1
    recorder.step(loss=0.1, parameters=[np.zeros(2)])
    recorder.save()
    assert loaded().n_steps == recorder.history.n_steps == 2


def test_the_page_on_records_names_all_that_is_in_one() -> None:
    page = (ROOT / "docs" / "records.md").read_text(encoding="utf-8").partition("## A history")[2]
    options: dict[str, Any] = {**DATA, "loss_at": lambda vectors: vectors[:, 0]}
    numbers: dict[str, Any] = dict.fromkeys(SERIES, 1.0)
    with Recorder("run.npz", predict=lambda each: np.zeros(len(each)), **options) as recorder:
        recorder.step(parameters=[np.zeros(2)], **numbers)
    with np.load("run.npz") as archive:
        about = json.loads(str(archive["about"]))
        names = [re.sub(r"^random_", "principal_", name) for name in archive.files]
    assert {"regions", "principal_share", "held_out_accuracy", "features", "tensor_0"} <= {*names}
    for name in (*names, *about, *about["data"]):
        assert f"`{name}`" in page, name


TARGETS: dict[str, tuple[Any, Any, list[float], tuple[str, ...]]] = {
    "whole numbers": ([3, 5, 3], None, [0, 1, 0], ("3", "5")),
    "words": (["b", "a", "b"], None, [1, 0, 1], ("a", "b")),
    "floats of two classes": (np.array([[1.0], [0.0], [1.0]]), None, [1, 0, 1], ("0", "1")),
    "one-hot rows": (np.eye(3)[[2, 0, 1]], list("abc"), [2, 0, 1], ("a", "b", "c")),
    "a class of which there is no row": ([0, 2, 0], list("abc"), [0, 2, 0], ("a", "b", "c")),
    "signs": (np.array([-1.0, 1.0, 1.0]), ["no", "yes"], [0, 1, 1], ("no", "yes")),
    "numbers": (np.array([0.5, 2.0, 1.0]), None, [0.5, 2, 1], ()),
}


@pytest.mark.parametrize("name", TARGETS)
def test_targets_are_read_as_classes_or_numbers(name: str) -> None:
    target, names, expected, classes = TARGETS[name]
    with Recorder("run.npz", features=X[:3], target=target, class_names=names) as recorder:
        recorder.step(loss=1.0)
    data = loaded().dataset
    assert data is not None
    assert (data.target.tolist(), data.class_names) == (expected, classes)
    assert data.feature_names == ("x1", "x2")


def recorded(*steps: dict[str, Any], **options: Any) -> None:
    with Recorder("run.npz", **options) as recorder:
        for each in steps:
            recorder.step(**each)


DATA: dict[str, Any] = {"features": X, "target": Y}
WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "a name": (lambda: Recorder("run.npy"), "doesn't end in .npz"),
    "no state": (recorded, "call step"),
    "a first state that isn't finite": (lambda: recorded({"loss": np.nan}), "diverged at step 0"),
    "half the data": (lambda: Recorder("run.npz", features=X), "together"),
    "other rows": (lambda: Recorder("run.npz", features=X, target=Y[:2]), "2 targets"),
    "a maker": (lambda: Recorder("run.npz", maker=""), "maker is a name"),
    "names": (
        lambda: recorded({"parameters": [X, Y]}, names=["w"]),
        "2 arrays of parameters and 1",
    ),
    "other shapes": (
        lambda: recorded({"parameters": [X]}, {"parameters": [Y]}),
        "other names, shapes or kinds",
    ),
    "no numbers": (lambda: recorded({"parameters": [["a"]]}), "values of the kind"),
    "no array": (lambda: recorded({"parameters": [[[1.0], [1.0, 2.0]]]}), "can't be read"),
    "an array as a loss": (lambda: recorded({"loss": X}), "loss is one number"),
    "a share": (lambda: recorded({"accuracy": 97.5}), "from 0 to 1, and not 97.5"),
    "steps": (lambda: recorded({"at": 3, "loss": 1}, {"at": 3, "loss": 1}), "above the last"),
    "no plane": (
        lambda: Recorder("run.npz", features=X[:, :1], target=Y, predict=len),
        "plane of two features",
    ),
    "no probabilities": (
        lambda: recorded({"loss": 1}, predict=lambda points: points[:, 0], **DATA),
        "and not probabilities",
    ),
    "too few answers": (
        lambda: recorded({"loss": 1}, predict=lambda points: points[:9, 0], **DATA),
        "returns 6561 rows",
    ),
    "other classes": (
        lambda: recorded(
            {"loss": 1}, predict=lambda points: np.full((len(points), 4), 0.25), **DATA
        ),
        "4 classes, and the target has 2",
    ),
    "a negative length": (lambda: recorded({"gradient_norm": -1.0}), "a length, and not -1"),
    "a loss of nothing": (lambda: recorded({"loss": 1}, loss_at=len), "needs parameters"),
    "a loss that is none": (
        lambda: recorded({"parameters": [X]}, loss_at=lambda vector: vector),
        "what loss_at returns is one number",
    ),
    "no record yet": (lambda: Recorder("run.npz").history, "when the block"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_recorded_is_one_line(name: str) -> None:
    record, text = WRONG[name]
    with pytest.raises(RequestError) as found:
        record()
    assert text in str(found.value)
    assert len(str(found.value).splitlines()) == 1


def test_a_record_is_inspected_and_drawn_by_no_scene_that_cannot(
    forked: Callable[..., Ran],
) -> None:
    with Recorder("run.npz", maker="my loop", **DATA) as recorder:
        walk(recorder, 3)
    told = forked("inspect", "run.npz")
    rows = dict(line.split("  ", 1) for line in told.output.splitlines())
    assert {name: value.strip() for name, value in rows.items()} == {
        "recorded by": "my loop",
        "steps": "0 to 2, 3 recorded, 3 snapshots",
        "outcome": "ended",
        "loss": "1 to 0.333333",
        "parameters": "parameters 1 2 (float64)",
        "data": "4 rows, class from x1, x2; classes 0: 0, 1: 1",
        "not recorded": "held-out loss, accuracy, held-out accuracy, learning rate, "
        "gradient norm, regions, planes",
    }
    told_json = json.loads(forked("inspect", "run.npz", "--json").output)
    assert told_json["series"] == {"loss": [1.0, 1 / 3]}
    assert (told_json["maker"], told_json["tensors"]) == ("my loop", {"parameters 1": [2]})
    for drawn in (recorder.history, "run.npz"):
        with pytest.raises(RequestError, match="sigmoid can't draw a run of my loop"):
            package.render("sigmoid", "clip.mp4", run=drawn)


def test_a_run_of_the_engine_is_shown_in_one_line(run: Trajectory) -> None:
    assert repr(run).startswith("<Trajectory: mlp, gradient-descent, 30 steps, out of steps, loss ")
    assert len(repr(run)) < 120
    told = "<RunSpec: mlp, gradient-descent, learning rate 0.5, 30 steps, {}, seed 0>"
    assert repr(run.spec) == told.format("full batch")
    assert repr(replace(run.spec, batch_size=4)) == told.format("batches of 4")
    size = "200 rows, 2 features, target 'class', 2 classes"
    assert repr(run.dataset) == f"<Dataset: 'moons', {size}>"


def test_data_with_wild_names_are_shown_in_one_line(tmp_path: Path) -> None:
    name = "a\n" * 300
    data = replace(load("sunspots"), target_name=name, source=str(tmp_path / name))
    assert "\n" not in repr(data)
    assert len(repr(data)) < 200


@pytest.mark.parametrize("library", ["torch", "keras", "sklearn"])
def test_a_library_that_is_not_there_is_named(library: str) -> None:
    asked = f"gradreel.{library.capitalize()}Recorder"
    code = f"import sys; sys.modules[{library!r}] = None; import gradreel; {asked}"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert f"{asked.partition('.')[2]} needs " in ran.stderr.splitlines()[-1]
    assert "pip install" in ran.stderr.splitlines()[-1]
