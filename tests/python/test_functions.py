"""What `import gradreel` offers, in a script."""

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gradreel as package
from gradreel import GradreelError, RequestError, Trajectory, WorkError
from gradreel.scenes.ask import catalog
from gradreel.scenes.python.functions import _drawing, words_of
from tests.conftest import Ran

SCRIPT = """
import gradreel

run = gradreel.train("surface", surface="himmelblau", learning_rate=0.01, steps=20)
(clip,) = gradreel.render("descent", "clip.gif", run=run, resolution=(64, 36), fps=1, workers=2)
print(clip, len(run.loss))
"""


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_script_needs_no_guard_for_its_processes(tmp_path: Path) -> None:
    (tmp_path / "random.py").write_text("raise RuntimeError('nobody asked for this module')")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "script.py").write_text(SCRIPT)
    script = [sys.executable, "sub/script.py"]
    ran = subprocess.run(script, capture_output=True, text=True, check=True, timeout=300)
    assert (ran.stdout, ran.stderr) == ("clip.gif 21\n", "")
    assert (tmp_path / "clip.gif").read_bytes().startswith(b"GIF89a")


def test_a_run_is_trained_as_the_command_trains_it(
    forked: Callable[..., Ran], tmp_path: Path
) -> None:
    flags = "--data moons --hidden 3,2 --steps 5 --learning-rate 0.1 --batch-size 7 -o run.npz"
    assert forked("train", "mlp", *flags.split()).status == 0
    chosen: dict[str, Any] = {"data": "moons", "hidden": [3, 2], "steps": np.int64(5)}
    run = package.train("mlp", "own.npz", **chosen, lr=0.1, batch_size=7)
    assert isinstance(run, Trajectory)
    package.save(package.load("own.npz"), "again.npz")
    assert (tmp_path / "own.npz").read_bytes() == (tmp_path / "run.npz").read_bytes()
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "run.npz").read_bytes()


def test_columns_are_as_good_as_a_file(tmp_path: Path) -> None:
    columns = {"age, years": [40.1, 50.0, 61.5, 72.0], "ill": ["no", "yes", "no", "yes"]}
    table = pd.DataFrame(columns)
    table.to_csv(tmp_path / "own.csv", index=False)
    arrays = {name: np.array(each) for name, each in columns.items()}
    chosen: dict[str, Any] = {"x": ["age, years"], "y": "ill", "steps": 3, "learning_rate": 0.5}
    runs = [
        package.train("logistic", data=data, **chosen)
        for data in (tmp_path / "own.csv", table, columns, arrays)
    ]
    assert len({run.dataset.sha256 for run in runs if run.dataset is not None}) == 1
    assert len({run.loss.tobytes() for run in runs}) == 1


def test_settings_hold_as_for_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADREEL_STEPS", "3")
    assert package.train("surface", learning_rate=0.01).n_steps == 3
    assert package.train("surface", learning_rate=0.01, steps=2).n_steps == 2


def test_what_is_chosen_for_a_run_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    package.train("surface", surface="saddle", steps=2)
    assert capsys.readouterr().err.startswith("gradreel: chosen for this run: --learning-rate ")


WORDS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a number": ({"learning_rate": 1e-05}, ["--learning-rate=1e-05"]),
    "a negative one": ({"start": (-3, 2.5)}, ["--start=-3,2.5"]),
    "an array": ({"start": np.array([1.0, 2.0])}, ["--start=1.0,2.0"]),
    "a path": ({"output": Path("a b.mp4")}, ["--output=a b.mp4"]),
    "several paths": ({"output": ["a.mp4", "b.gif"]}, ["--output=a.mp4", "--output=b.gif"]),
    "a name with a comma": ({"x": ["a,b", "c"]}, ['--x="a,b",c']),
    "another spelling": ({"lr": 1, "language": "zh"}, ["--learning-rate=1", "--lang=zh"]),
    "yes and no": (
        {"transparent": True, "captions": False, "standardize": False},
        ["--transparent", "--no-standardize"],
    ),
    "nothing": ({"seed": None}, []),
}


@pytest.mark.parametrize("name", WORDS)
def test_arguments_become_words_of_a_command_line(name: str) -> None:
    given, words = WORDS[name]
    assert [*words_of(_drawing("combine"), given)] == words


class Pathless(os.PathLike[str]):
    """Says that it is a path."""

    def __fspath__(self) -> str:
        return None  # type: ignore[return-value]


WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "a scene": (lambda: package.render("sigmod"), "did you mean 'sigmoid'?"),
    "an option": (lambda: package.render("sigmoid", theem="light"), "did you mean 'theme'?"),
    "a hidden option": (lambda: package.render("sigmoid", dry_run=True), "no argument 'dry_run'"),
    "a value": (lambda: package.train("mlp", steps=0), "'0' is not from 1 to"),
    "a kind": (lambda: package.train("mlp", data=object()), "data is a text, a path or a number"),
    "columns": (
        lambda: package.train("logistic", data={"a": [1, 2], "b": [1]}, y="b"),
        "columns of one length",
    ),
    "a flag": (lambda: package.render("sigmoid", transparent="no"), "True or False"),
    "bytes as a file": (lambda: package.render("heart", b"x.mp4"), "output is a text or a path"),  # type: ignore[arg-type]
    "a number as a scene": (lambda: package.render(3), "scene is a text or a path"),  # type: ignore[arg-type]
    "an endless number": (lambda: package.train("mlp", steps=10**6000), "too large a number"),
    "a null byte": (lambda: package.render("heart", "a\0.mp4"), "can't be passed on"),
    "a path that has none": (lambda: package.render(Pathless()), "scene is no path"),
    "a run that is none": (lambda: package.render("curves", run=[3]), "run is a record or"),  # type: ignore[list-item]
    "a run's name": (lambda: package.render("curves", run={"a/b": "a.npz"}), "without / or"),
    "no notebook": (lambda: package.show("sigmoid"), "there is no notebook"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_request_is_one_line(name: str) -> None:
    ask, text = WRONG[name]
    with pytest.raises(RequestError) as found:
        ask()
    assert text in str(found.value)
    assert len(str(found.value).splitlines()) == 1


def test_runs_are_compared_under_the_names_that_they_are_given() -> None:
    runs = {
        name: package.train("surface", learning_rate=0.01, steps=9, optimizer=name)
        for name in ("adam", "momentum")
    }
    package.save(runs["adam"], "kept.npz")
    seen: dict[str, Any] = {"resolution": (64, 36), "fps": 1}
    package.render("curves", "named.gif", run={"Ä=1": "kept.npz", "b": runs["momentum"]}, **seen)
    package.render("curves", "listed.gif", run=["kept.npz", runs["momentum"]], **seen)
    assert Path("named.gif").read_bytes() != Path("listed.gif").read_bytes()
    with pytest.raises(RequestError, match="2 times; curves draws up to 6"):
        package.render("descent", run=runs)


def test_failed_work_is_an_error_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "scenes.py").write_text(
        "import manim\nclass Mine(manim.Scene):\n    def construct(self):\n        1 / 0\n"
    )
    with pytest.raises(WorkError, match="ZeroDivisionError"):
        package.render("scenes.py", "clip.mp4", "Mine", resolution=(64, 36), fps=1)


def test_the_names_are_there_and_load_nothing_before_they_are_asked_for() -> None:
    for name in package.__all__:
        assert callable(getattr(package, name))
    assert issubclass(RequestError, GradreelError)
    with pytest.raises(AttributeError, match="no attribute 'rendr'"):
        package.rendr  # type: ignore[attr-defined]  # noqa: B018
    code = "import gradreel, sys; print({'numpy', 'click'} & sys.modules.keys(), dir(gradreel))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == f"set() {sorted(package.HOMES)}\n"
    assert package.HOMES.keys() - {*package.__all__} == {
        f"{library}Recorder" for library in ("Keras", "Sklearn", "Torch")
    }


def test_scenes_are_listed_with_what_they_take() -> None:
    scenes = package.list()
    assert scenes == catalog.entries()
    assert str(scenes[0]).startswith(f"Entry(name={scenes[0].name!r}, summary=")
    assert len(str(scenes[0])) < 200
    assert scenes[1].options["data"] == "heart"


def test_ctrl_c_ends_both_and_leaves_no_half_file(tmp_path: Path) -> None:
    script = (
        "import gradreel\n"
        "gradreel.render('descent', 'clip.mp4', resolution=(320, 180), fps=60, no_cache=True)\n"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
    ) as process:
        os.close(theirs)
        told = b""
        while b"frames" not in told:
            told += os.read(ours, 4096)
        process.send_signal(signal.SIGINT)
        while process.poll() is None:
            time.sleep(0.05)
    os.close(ours)
    assert process.returncode == -signal.SIGINT
    assert not list(tmp_path.iterdir())
