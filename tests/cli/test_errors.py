"""Bad input: one line that says what is wrong, a right exit status, and no file touched."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import Ran

CSVS: dict[str, bytes] = {
    "empty": b"",
    "header only": b"age,outcome\n",
    "not a number": b"age,outcome\n40,0\nforty,1\n",
    "missing value": b"age,outcome\n40,0\n,1\n",
    "infinity": b"age,outcome\n40,0\ninf,1\n",
    "nan": b"age,outcome\n40,0\nnan,1\n",
    "one class": b"age,outcome\n40,0\n50,0\n",
    "duplicate headers": b"age,age,outcome\n40,1,0\n50,2,1\n",
    "short row": b"age,outcome\n40,0\n50\n",
    "wrong encoding": "age,outcome\n40,0\n50,1\nn\u00e9,1\n".encode("latin-1"),
    "utf-16": "age,outcome\n40,0\n50,1\n".encode("utf-16"),
    "binary": bytes(range(256)) * 20,
    "constant column": b"age,outcome\n40,0\n40,1\n",
    "long row": b"age,outcome\n40,0\n50,1,7\n",
    "a quote left open": b'age,outcome\n40,0\n50,"1\n',
    "semicolons": b"age;outcome\n40;0\n50;1\n",
    "a number no float can hold": b"age,outcome\n40,0\n1e999,1\n",
    "fractions as classes": b"age,outcome\n40,0.5\n50,1.5\n60,2.5\n",
    "an escape in a name": b"age,outcome\n40,\x1b[2J\n50,1\n",
    "a name that no font has": "age,outcome\n40,no\n50,\U0001f600\n45,no\n".encode(),
    "names that would look the same": "age,outcome\n40,\u5e74\u0142\n50,\u5e74l\n".encode(),
    "a hundred thousand columns": b",".join([b"age"] * 2 + [b"c%d" % i for i in range(10**5)]),
}

FORMULAS = [
    "x +",
    "",
    "z + x",
    "x.real",
    "sin(x)(y)",
    "'x'",
    "[a for a in x]",
    "__import__('os').system('id')",
    "lambda: x",
    "x if y else 1",
    "x^2",
    "sin(x, y)",
    "f(x)",
    "x = 2",
    "(" * 200 + "x" + ")" * 200,
    "+".join(["x"] * 5000),
    "9**9**9**9",
    "x[0]",
    "x and y",
    "{x: y}",
    "1j*x",
    "x\x00",
]

REQUESTS: dict[str, list[str]] = {
    "scene": ["render", "sigmod", "-o", "a.mp4"],
    "folder": ["render", "folder", "-o", "a.mp4"],
    "command": ["rendr"],
    "surface": ["render", "descent", "--surface", "himmelblu", "-o", "a.mp4"],
    "optimizer": ["render", "descent", "--optimizer", "adm", "-o", "a.mp4"],
    "theme": ["render", "sigmoid", "--theme", "drak", "-o", "a.mp4"],
    "language": ["render", "sigmoid", "--lang", "fr", "-o", "a.mp4"],
    "column": ["render", "sigmoid", "--x", "MaxHr", "-o", "a.mp4"],
    "start off the surface": ["render", "descent", "--surface", "himmelblau", "--start", "900,1"],
    "start is no point": ["render", "descent", "--start", "1"],
    "rate zero": ["render", "descent", "--learning-rate", "0"],
    "rate negative": ["render", "descent", "--learning-rate", "-1"],
    "rate infinite": ["render", "descent", "--learning-rate", "inf"],
    "rate nan": ["render", "descent", "--learning-rate", "nan"],
    "rate a word": ["render", "descent", "--learning-rate", "fast"],
    "steps zero": ["render", "descent", "--steps", "0"],
    "steps fraction": ["render", "descent", "--steps", "1.5"],
    "steps absurd": ["render", "descent", "--steps", "99999999999999999999"],
    "steps in a power of ten": ["render", "descent", "--steps", "1e9", "-o", "a.mp4"],
    "steps that no record holds": ["train", "surface", "--steps", "9" * 12, "-o", "run.npz"],
    "batch of none": ["render", "minibatch", "--batch-size", "0", "-o", "a.mp4"],
    "seed negative": ["render", "minibatch", "--seed", "-1", "-o", "a.mp4"],
    "stride zero": ["train", "surface", "--stride", "0", "-o", "run.npz"],
    "hidden zero": ["train", "mlp", "--hidden", "0", "-o", "run.npz"],
    "hidden absurd": ["train", "mlp", "--hidden", "100000,100000", "-o", "run.npz"],
    "hidden too large to draw": ["render", "backprop", "--hidden", "100000", "-o", "a.mp4"],
    "start infinite": ["render", "descent", "--start", "inf,1", "-o", "a.mp4"],
    "start without a slope": ["render", "descent", "--surface", "log(x)", "--start", "0,1"],
    "formula finite nowhere": ["render", "descent", "--surface", "log(-1 - x**2)"],
    "a column twice": ["train", "logistic", "--x", "Age,Age", "--y", "AHD", "-o", "run.npz"],
    "a column for both": ["train", "logistic", "--x", "AHD", "--y", "AHD", "-o", "run.npz"],
    "a very long column": ["render", "sigmoid", "--x", "z" * 100_000, "-o", "a.mp4"],
    "a null byte in a column": ["render", "sigmoid", "--x", "a\0b", "-o", "a.mp4"],
    "a null byte in the data": ["render", "sigmoid", "--data", "a\0.csv", "-o", "a.mp4"],
    "a null byte in the output": ["render", "sigmoid", "-o", "a\0.mp4"],
    "a very long output": ["render", "sigmoid", "-o", "x" * 5000 + ".mp4"],
    "data without an end": ["render", "sigmoid", "--data", "/dev/zero", "-o", "a.mp4"],
    "run without an end": ["render", "sigmoid", "--run", "/dev/zero", "-o", "a.mp4"],
    "batch above the data": ["render", "minibatch", "--batch-size", "304", "-o", "a.mp4"],
    "odd size": ["render", "sigmoid", "-r", "641,361", "-o", "a.mp4"],
    "absurd size": ["render", "sigmoid", "-r", "99999,99999", "-o", "a.mp4"],
    "tiny size": ["render", "sigmoid", "-r", "2,2", "-o", "a.mp4"],
    "size of one number": ["render", "sigmoid", "-r", "640", "-o", "a.mp4"],
    "negative size": ["render", "sigmoid", "-r", "-64,-36", "-o", "a.mp4"],
    "size in words": ["render", "sigmoid", "-r", "wide,high", "-o", "a.mp4"],
    "frame rate zero": ["render", "sigmoid", "--fps", "0", "-o", "a.mp4"],
    "frame rate nan": ["render", "sigmoid", "--fps", "nan", "-o", "a.mp4"],
    "frame rate that never comes": ["render", "sigmoid", "--fps", "1e-9", "-o", "a.mp4"],
    "no workers": ["render", "sigmoid", "-w", "0", "-o", "a.mp4"],
    "unknown format": ["render", "sigmoid", "--format", "exe", "-o", "a.mp4"],
    "absurd frame rate": ["render", "sigmoid", "--fps", "100000", "-o", "a.mp4"],
    "no folder": ["render", "sigmoid", "-o", "/dev/null/a.mp4"],
    "unknown ending": ["render", "sigmoid", "-o", "a.mpg"],
    "a folder as output": ["render", "sigmoid", "-o", "folder"],
    "a folder named like a file": ["render", "sigmoid", "-o", "folder.mp4"],
    "no such run": ["render", "sigmoid", "--run", "none.npz", "-o", "a.mp4"],
    "run and options": ["render", "sigmoid", "--run", "none.npz", "--steps", "3"],
    "no such option": ["render", "sigmoid", "--colour", "red"],
    "row beyond the data": ["render", "backprop", "--row", "303", "-o", "a.mp4"],
    "train what": ["train", "logistc", "-o", "run.npz"],
    "train where": ["train", "logistic", "--x", "MaxHR", "--y", "AHD"],
    "train into no folder": ["train", "surface", "-o", "/dev/null/run.npz"],
    "train to a folder": ["train", "surface", "-o", "folder"],
    "no such data": ["train", "logistic", "--data", "hart", "-o", "run.npz"],
    "no such file": ["train", "logistic", "--data", "none.csv", "-o", "run.npz"],
    "inspect nothing": ["inspect", "none.npz"],
    "inspect a folder": ["inspect", "folder"],
}


def check_one_line(ran: Ran) -> None:
    assert ran.status in {1, 2}, ran
    assert ran.output == ""
    assert len(ran.errors.splitlines()) == 1, ran.errors
    assert len(ran.errors.rstrip("\n")) <= 200
    assert "Traceback" not in ran.errors
    assert "GRADREEL_DEBUG" not in ran.errors


def check_untouched(folder: Path, *others: str) -> None:
    assert (folder / "a.mp4").read_bytes() == b"the old file"
    names = {path.name for path in folder.iterdir()}
    assert names == {"a.mp4", "folder", "folder.mp4", *others}
    assert list((folder / "folder").iterdir()) == []


@pytest.mark.parametrize("name", REQUESTS)
def test_a_wrong_request_is_one_line(quick: Callable[..., Ran], tmp_path: Path, name: str) -> None:
    ran = quick(*REQUESTS[name])
    check_one_line(ran)
    assert ran.status == 2
    check_untouched(tmp_path)


@pytest.mark.parametrize("name", ["scene", "data without an end"])
def test_a_wrong_request_is_one_line_of_a_process_too(
    gradreel: Callable[..., Ran], tmp_path: Path, name: str
) -> None:
    ran = gradreel(*REQUESTS[name])
    check_one_line(ran)
    assert ran.status == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("scene", "sigmoid"),
        ("command", "render"),
        ("folder", "'folder' is a folder"),
        ("surface", "himmelblau"),
        ("optimizer", "adam"),
        ("theme", "dark"),
        ("column", "MaxHR"),
        ("train what", "logistic"),
        ("no such data", "heart"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest(
    quick: Callable[..., Ran], wrong: str, right: str
) -> None:
    assert right in quick(*REQUESTS[wrong]).errors


@pytest.mark.parametrize("name", CSVS)
def test_a_bad_csv_is_one_line_that_names_it(
    quick: Callable[..., Ran], tmp_path: Path, name: str
) -> None:
    (tmp_path / "bad.csv").write_bytes(CSVS[name])
    ran = quick(
        "render", "sigmoid", "--data", "bad.csv", "--x", "age", "--y", "outcome", "-o", "a.mp4"
    )
    check_one_line(ran)
    assert any(name in ran.errors for name in ("bad.csv", "column 'age'", "column 'outcome'"))
    check_untouched(tmp_path, "bad.csv")


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_bad_formula_is_one_line(quick: Callable[..., Ran], tmp_path: Path, formula: str) -> None:
    ran = quick("render", "descent", "--surface", formula, "--start", "1,1", "-o", "a.mp4")
    check_one_line(ran)
    check_untouched(tmp_path)


def bad_records(folder: Path) -> dict[str, bytes]:
    """Return contents that a record's reader must refuse."""
    good = folder / "good.npz"
    foreign = folder / "foreign.npz"
    pickled = folder / "pickled.npz"
    np.savez(foreign, weights=np.ones(3))
    np.savez(pickled, format=np.array([{"a": 1}], dtype=object))
    whole = good.read_bytes()
    bomb = folder / "bomb.npz"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("parameters.npy", bytes(600_000_000))
    middle = len(whole) // 2
    return {
        "empty": b"",
        "text": b"not a zip",
        "cut": whole[: len(whole) * 2 // 3],
        "flipped": whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :],
        "foreign": foreign.read_bytes(),
        "pickled": pickled.read_bytes(),
        "oversized": bomb.read_bytes(),
    }


def changed(content: bytes, name: str, entry: bytes | None) -> bytes:
    """Return a record with one array replaced, or left away."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            kept = entry if each == name else old.read(each)
            if kept is not None:
                new.writestr(each, kept)
    return made.getvalue()


def as_npy(array: np.ndarray) -> bytes:
    """Return an array as an .npy file has it; objects are pickled."""
    made = io.BytesIO()
    np.save(made, array, allow_pickle=True)
    return made.getvalue()


def altered_records(whole: bytes) -> dict[str, bytes]:
    """Return a record of a run on batches with one thing wrong in each."""
    with np.load(io.BytesIO(whole), allow_pickle=False) as record:
        arrays = {name: record[name] for name in record.files}
    loss, batches = arrays["loss"], arrays["batch_indices"]
    nan, other = loss.copy(), batches.copy()
    nan[3], other[0, 0] = np.nan, -5
    wrong: dict[str, tuple[str, bytes | None]] = {
        "no loss": ("loss", None),
        "no spec": ("spec", None),
        "an object": ("loss", as_npy(np.array([{}], dtype=object))),
        "a short loss": ("loss", as_npy(loss[:-1])),
        "a loss in a column": ("loss", as_npy(loss[:, None])),
        "a loss in half precision": ("loss", as_npy(loss.astype(np.float16))),
        "a complex loss": ("loss", as_npy(loss.astype(complex))),
        "a loss that is none": ("loss", as_npy(nan)),
        "an empty array": ("parameters", as_npy(arrays["parameters"][:0])),
        "an index below the data": ("batch_indices", as_npy(other)),
        "an index beyond the data": ("batch_indices", as_npy(batches + 10**6)),
        "no JSON": ("spec", as_npy(np.array("{"))),
        "JSON too deep": ("spec", as_npy(np.array("[" * 100_000))),
        "bytes in place of an array": ("loss", b"\x93NUMPY"),
    }
    return {key: changed(whole, f"{name}.npy", entry) for key, (name, entry) in wrong.items()}


def test_altered_records_are_one_line(quick: Callable[..., Ran], tmp_path: Path) -> None:
    given = ["--x", "MaxHR", "--y", "AHD", "--batch-size", "30", "--learning-rate", "1"]
    assert quick("train", "logistic", *given, "--steps", "20", "-o", "good.npz").status == 0
    whole = (tmp_path / "good.npz").read_bytes()
    assert changed(whole, "none", None) != b""
    for key, content in altered_records(whole).items():
        (tmp_path / "bad.npz").write_bytes(content)
        for command in (
            ["inspect", "bad.npz"],
            ["render", "minibatch", "--run", "bad.npz", "-o", "a.mp4"],
        ):
            ran = quick(*command)
            assert ran.status == 2, key
            check_one_line(ran)
            assert "bad.npz" in ran.errors
    assert (tmp_path / "a.mp4").read_bytes() == b"the old file"


def test_bad_records_are_one_line(quick: Callable[..., Ran], tmp_path: Path) -> None:
    assert quick("train", "surface", "--steps", "20", "-o", "good.npz").status == 0
    records = bad_records(tmp_path)
    for content in records.values():
        (tmp_path / "bad.npz").write_bytes(content)
        for command in (
            ["inspect", "bad.npz"],
            ["render", "descent", "--run", "bad.npz", "-o", "a.mp4"],
        ):
            ran = quick(*command)
            check_one_line(ran)
            assert "bad.npz" in ran.errors
    assert (tmp_path / "a.mp4").read_bytes() == b"the old file"


@pytest.mark.parametrize("scene", ["sigmoid", "minibatch", "backprop"])
def test_a_run_of_another_kind_is_refused_with_the_kinds_that_fit(
    quick: Callable[..., Ran], scene: str
) -> None:
    quick("train", "surface", "--steps", "20", "-o", "surface.npz")
    ran = quick("render", scene, "--run", "surface.npz", "-o", "a.mp4")
    check_one_line(ran)
    assert "it draws" in ran.errors


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(quick: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "folder").chmod(0o500)
    check_one_line(quick("render", "sigmoid", "-o", "folder/a.mp4"))


def test_bad_settings_are_one_line(quick: Callable[..., Ran], tmp_path: Path) -> None:
    for content in ("theme =", 'colour = "red"', "[sigmod]\nseed = 1", 'theme = "drak"'):
        (tmp_path / "gradreel.toml").write_text(content)
        check_one_line(quick("render", "sigmoid", "-o", "a.mp4"))
