"""Records as files: what is read is what was written, and damage is refused in one line."""

import os
import pickle
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradreel.engine import optimizers
from gradreel.engine.data import load
from gradreel.engine.errors import RequestError, WorkError
from gradreel.engine.mlp import MLP
from gradreel.engine.models import LinearRegression, LogisticRegression
from gradreel.engine.objectives import ModelObjective, Objective, SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train
from gradreel.engine.trajectory import ARRAYS, Trajectory
from gradreel.engine.waves import Wave
from gradreel.scenes.ask import records
from gradreel.scenes.ask.records import FORMAT, VERSION

Arrays = dict[str, np.ndarray[Any, Any]]
HEART = load("heart", ["Age", "MaxHR"]).standardized()
RATES = load("heart", ["Age"], "MaxHR", as_number=True).standardized()


def run_on(objective: Objective, **changes: Any) -> Trajectory:
    values: dict[str, Any] = {
        "objective": objective,
        "optimizer": optimizers.build("adam", beta1=0.8),
        "learning_rate": 0.1,
        "steps": 12,
        "batch_size": 100,
        "start": np.full(objective.n_parameters, 0.1),
        "seed": 3,
    }
    return train(RunSpec(**{**values, **changes}))


def logistic_run(**changes: Any) -> Trajectory:
    return run_on(ModelObjective(LogisticRegression(2), HEART), **changes)


RUNS: Mapping[str, Callable[[], Trajectory]] = {
    "logistic": logistic_run,
    "stride": lambda: logistic_run(stride=5),
    "rate drops": lambda: logistic_run(drop_last=True, rate_drops=((3, 0.1), (7, 0.5))),
    "cosine": lambda: logistic_run(schedule="cosine"),
    "full batch": lambda: logistic_run(batch_size=None),
    "wave": lambda: run_on(ModelObjective(Wave(68.0, 51.0, 1.25), load("sunspots")), batch_size=8),
    "mlp": lambda: run_on(ModelObjective(MLP((2, 3, 1), "relu"), HEART)),
    "linear": lambda: run_on(ModelObjective(LinearRegression(1), RATES), batch_size=None),
    "mlp of a number": lambda: run_on(
        ModelObjective(MLP((1, 3, 1), loss_name="squared-error"), RATES)
    ),
    "surface": lambda: run_on(SurfaceObjective(surface("himmelblau")), batch_size=None),
    "formula": lambda: run_on(SurfaceObjective(surface("x**2 + y**2")), batch_size=None),
    "diverged": lambda: run_on(
        SurfaceObjective(surface("x**2 + y**2")),
        batch_size=None,
        optimizer=optimizers.build("gradient-descent"),
        learning_rate=1e30,
    ),
}


def rewritten(path: Path, change: Callable[[Arrays], object]) -> Path:
    with np.load(path, allow_pickle=False) as record:
        arrays = dict(record)
    change(arrays)
    np.savez(path, allow_pickle=True, **arrays)
    return path


def with_spec(old: str, new: str) -> Callable[[Arrays], object]:
    def change(arrays: Arrays) -> None:
        assert old in str(arrays["spec"])
        arrays["spec"] = np.array(str(arrays["spec"]).replace(old, new))

    return change


def put(name: str, index: Any, value: Any) -> Callable[[Arrays], object]:
    return lambda arrays: arrays[name].__setitem__(index, value)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "run.npz"
    records.save(logistic_run(), path)
    return path


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(RequestError) as caught:
        records.load(path, **options)
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) <= 200
    return message


@pytest.mark.parametrize("name", RUNS)
def test_what_is_loaded_is_what_was_saved(name: str, tmp_path: Path) -> None:
    run = RUNS[name]()
    records.save(run, tmp_path / "run.npz")
    loaded = records.load(tmp_path / "run.npz")
    for array in ARRAYS:
        np.testing.assert_array_equal(getattr(loaded, array), getattr(run, array))
    assert loaded.outcome == run.outcome
    assert loaded.spec.hash == run.spec.hash
    np.testing.assert_array_equal(train(loaded.spec).parameters, run.parameters)


def test_a_record_is_read_only(saved: Path) -> None:
    run = logistic_run()
    for each in (run, pickle.loads(pickle.dumps(run)), records.load(saved)):  # noqa: S301
        for array in ARRAYS:
            assert not getattr(each, array).flags.writeable


def test_anybody_can_read_the_file_with_numpy_alone(saved: Path) -> None:
    with np.load(saved, allow_pickle=False) as record:
        assert str(record["format"]) == FORMAT == "gradreel-trajectory"
        assert int(record["version"]) == VERSION
        assert record["parameters"].shape == (13, 3)
        assert record["loss"].shape == (13,)
        assert record["batch_loss"].shape == (12,)
        assert record["gradients"].shape == (12, 3)
        assert record["batch_indices"].shape == (12, 100)
        assert record["batch_indices"][3, 3:].tolist() == [-1] * 97
        assert record["recorded_steps"].tolist() == list(range(13))
        assert str(record["outcome"]) == "out of steps"
        np.testing.assert_array_equal(record["features"], HEART.features)
        assert HEART.sha256 in str(record["spec"])


def test_saving_the_same_run_gives_the_same_bytes_where_a_link_leads(
    saved: Path, tmp_path: Path
) -> None:
    (tmp_path / "link.npz").symlink_to("again.npz")
    records.save(logistic_run(), tmp_path / "link.npz")
    assert saved.read_bytes() == (tmp_path / "again.npz").read_bytes()


def test_a_record_knows_its_data_and_their_scale() -> None:
    run = logistic_run()
    assert run.dataset is HEART
    assert run.n_steps == 12
    own = run.own_scale(run.parameters)
    logits = own[:, :1] + own[:, 1:] @ HEART.features.T
    expected = LogisticRegression(2).logits(run.parameters, HEART.inputs)
    np.testing.assert_allclose(logits, expected, rtol=1e-10, atol=1e-12)
    hill = RUNS["surface"]()
    assert hill.dataset is None
    assert hill.own_scale(hill.parameters) is hill.parameters


def setting(name: str, value: Any) -> Callable[[Arrays], object]:
    return lambda arrays: arrays.update({name: np.array(value)})


WRONG: Mapping[str, tuple[Callable[[Arrays], object], str]] = {
    "another format": (setting("format", "other"), "isn't a record of gradreel"),
    "a later version": (setting("version", VERSION + 1), "version 3, this gradreel reads 2"),
    "a missing array": (lambda arrays: arrays.pop("loss"), "it has no 'loss'"),
    "pickled objects": (setting("loss", [None] * 13), "allow_pickle=False"),
    "a short array": (lambda a: a.update(loss=a["loss"][:-1]), "loss isn't an array (13,)"),
    "other steps": (put("recorded_steps", 3, 4), "recorded_steps"),
    "narrow numbers": (lambda a: a.update(loss=a["loss"].astype("f4")), "loss isn't an array"),
    "a flat array": (lambda a: a.update(gradients=a["gradients"].ravel()), "gradients isn't an"),
    "not a number": (put("parameters", (3, 1), np.nan), "aren't finite"),
    "an index of no sample": (put("batch_indices", (0, 0), 303), "samples that don't exist"),
    "an empty batch": (put("batch_indices", 0, -1), "samples that don't exist"),
    "no steps": (lambda a: a.update(parameters=a["parameters"][:0]), "isn't a whole record"),
    "an unknown outcome": (setting("outcome", "won"), "doesn't fit"),
    "a false outcome": (setting("outcome", "diverged at step 13"), "doesn't fit"),
    "other data": (put("features", (0, 0), 64.5), "not those that the model was trained on"),
    "another class": (put("target", 0, 2.0), "not those that the model was trained on"),
    "no JSON": (with_spec("{", "["), "isn't a whole record"),
    "not a number in JSON": (with_spec("0.1", "NaN"), "NaN in JSON"),
    "a missing key": (with_spec('"seed"', '"sed"'), "seed"),
    "a wrong type": (with_spec('"steps": 12', '"steps": "12"'), "steps must be"),
    "an unknown optimizer": (with_spec('"adam"', '"adamm"'), "did you mean 'adam'"),
    "an unknown model": (with_spec('"kind": "logistic", "n', '"kind": "tree", "n'), "tree"),
    "a bad scaling": (with_spec('"sd": [', '"sd": [-'), "scaling"),
    "deep nesting": (setting("spec", "[" * 100_000), "isn't a whole record"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_record_that_contradicts_itself_is_refused(case: str, saved: Path) -> None:
    change, problem = WRONG[case]
    assert problem in refusal(rewritten(saved, change))


def test_a_surface_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    records.save(RUNS["surface"](), path)
    assert "himmelblau" in refusal(rewritten(path, with_spec("himmelblau", "himmelblow")))


def test_foreign_and_pickled_files_are_refused_unread(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "sprung",))

    path = tmp_path / "run.npz"
    path.write_bytes(pickle.dumps(Trap()))
    assert "isn't an .npz file" in refusal(path)
    np.savez(path, allow_pickle=True, parameters=np.array([Trap()], dtype=object))
    assert "it has no" in refusal(path)
    for content in (b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", os.urandom(1000)):
        path.write_bytes(content)
        assert "isn't an .npz file" in refusal(path)
    assert not (tmp_path / "sprung").exists()


def test_an_array_that_is_none_is_refused(saved: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved) as whole, zipfile.ZipFile(tmp_path / "bad.npz", "w") as made:
        for name in whole.namelist():
            made.writestr(name, b"\x93NUMPY" if name == "loss.npy" else whole.read(name))
    refusal(tmp_path / "bad.npz")


def test_a_truncated_file_is_refused_wherever_it_was_cut(saved: Path) -> None:
    whole = saved.read_bytes()
    for length in range(0, len(whole), 97):
        saved.write_bytes(whole[:length])
        refusal(saved)


def test_a_flipped_byte_is_refused_or_changes_nothing(saved: Path) -> None:
    """The zip holds dates and attributes that nobody reads; all else is guarded by checksums."""
    whole, run = saved.read_bytes(), records.load(saved)
    chance, refused = random.Random(0), 0  # noqa: S311
    for _ in range(300):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        saved.write_bytes(damaged)
        try:
            loaded = records.load(saved)
        except RequestError:
            refused += 1
        else:
            assert loaded.spec.hash == run.spec.hash
            np.testing.assert_array_equal(loaded.parameters, run.parameters)
    assert refused > 250


def test_too_much_is_refused_before_it_is_unpacked(saved: Path, tmp_path: Path) -> None:
    assert "over the limit" in refusal(saved, max_bytes=10_000)
    bomb = tmp_path / "bomb.npz"
    with zipfile.ZipFile(saved) as source:
        entries = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in {**entries, "loss.npy": bytes(50_000_000)}.items():
            target.writestr(name, content)
    assert bomb.stat().st_size < 10**6
    assert "50 MB is over the limit of 20 MB" in refusal(bomb, max_bytes=20_000_000)


def test_a_target_of_numbers_that_are_not_finite_is_refused(tmp_path: Path) -> None:
    run = RUNS["linear"]()
    assert run.dataset is not None
    broken = replace(run.dataset, target=np.where(RATES.target > 200, np.inf, RATES.target))

    def change(arrays: Arrays) -> None:
        arrays["target"] = broken.target
        with_spec(RATES.sha256, broken.sha256)(arrays)

    records.save(run, path := tmp_path / "run.npz")
    assert "aren't finite" in refusal(rewritten(path, change))


def test_a_record_says_which_class_y_1_is_and_what_codes_mean(tmp_path: Path) -> None:
    data = load("heart", ("Sex", "MaxHR")).answering("No").standardized()
    records.save(run_on(ModelObjective(LogisticRegression(2), data)), path := tmp_path / "run.npz")
    loaded = records.load(path)
    assert loaded.dataset is not None
    assert loaded.dataset.class_names == ("Yes", "No")
    assert loaded.dataset.codes == (("Sex", ("female", "male")),)
    swapped = with_spec('["female", "male"]', '["male", "female"]')
    assert "not those that the model was trained on" in refusal(rewritten(path, swapped))


def test_a_file_that_cannot_be_written_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    run = logistic_run()
    taken = tmp_path / "folder.npz"
    taken.mkdir()
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "run.npz", taken, tmp_path / ("n" * 300 + ".npz")):
        with pytest.raises(WorkError, match="can't write") as caught:
            records.save(run, path)
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) <= 200
    assert {path.name for path in tmp_path.iterdir()} == {"file", "folder.npz"}


def test_a_device_or_a_pipe_is_not_replaced_by_a_record(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for name in ("pipe", "link"):
        with pytest.raises(WorkError, match="no file"):
            records.save(logistic_run(), tmp_path / name)
    assert (tmp_path / "pipe").is_fifo()
    assert (tmp_path / "link").is_symlink()


SAVE_FOR_EVER = """
import sys
from gradreel.scenes.ask import records
from tests.ask.test_records import logistic_run
runs = [logistic_run(seed=seed, steps=4000) for seed in (1, 2)]
records.save(runs[0], sys.argv[1])
print("ready", flush=True)
while True:
    for run in runs:
        records.save(run, sys.argv[1])
"""


def test_a_save_that_is_killed_leaves_a_whole_file_and_the_next_clears_the_rest(
    tmp_path: Path,
) -> None:
    path = tmp_path / "run.npz"
    for wait in (0.05, 0.11, 0.17):
        writer = subprocess.Popen(
            [sys.executable, "-c", SAVE_FOR_EVER, str(path)], stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert records.load(path).n_steps == 4000
    records.save(logistic_run(), path)
    assert list(tmp_path.iterdir()) == [path]
