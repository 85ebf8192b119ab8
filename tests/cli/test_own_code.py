"""A person's own optimizers and surfaces: trained in Python or by name, drawn without code."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import gradreel as package
from gradreel import RequestError
from gradreel.scenes.ask import records
from gradreel.scenes.stage.runs.endings import verdict
from gradreel.scenes.stage.runs.landscape import landscape_of
from tests.conftest import Ran

CODE = """
from __future__ import annotations
from dataclasses import dataclass
import numpy as np

@dataclass
class Halving:
    share: float = 0.5

    def init(self, parameters):
        return None

    def update(self, gradient, state, parameters):
        return self.share * gradient, state

quick = Halving(0.9)

def valley(x, y):
    return x**2 + 4 * np.abs(y) ** 1.5

def fails(x, y):
    return missing(x)
"""


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(CODE)
    yield
    for name in [each for each in sys.modules if each.startswith("mine")]:
        del sys.modules[name]


class Steady:
    def __init__(self, share: float) -> None:
        self.share = share

    def init(self, parameters: object) -> None:
        """Return no state."""

    def update(self, gradient: np.ndarray, state: None, parameters: object) -> tuple[object, None]:
        del parameters
        return self.share * gradient, state


def dip(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.asarray((x - 1) ** 2 + 2 * (y + 0.5) ** 2)


def test_a_run_of_own_code_is_drawn_from_its_record_alone(quick: Callable[..., Ran]) -> None:
    run = package.train("surface", "r.npz", surface=dip, optimizer=Steady(0.5), steps=40)
    assert run.parameters[-1] == pytest.approx([1.0, -0.5], abs=1e-3)
    kept = records.load("r.npz")
    assert kept.spec.hash == run.spec.hash
    assert verdict(kept, landscape_of([kept])) == verdict(run, landscape_of([run]))
    inspected = quick("inspect", "r.npz")
    assert "dip of tests.cli.test_own_code (own code, not in the record" in inspected.output
    assert "Steady(share=0.5) of tests.cli.test_own_code" in inspected.output
    drawn = quick("render", "descent", "--run", "r.npz", "--stills", "s", "-r", "160,90")
    assert (drawn.status, len([*Path("s").iterdir()]) > 5) == (0, True)
    refused = quick("render", "race", "--run", "r.npz", "-o", "a.gif").errors
    assert "doesn't hold the code of dip of tests.cli.test_own_code" in refused


def test_python_draws_what_it_trained() -> None:
    run = package.train("surface", surface=dip, optimizer=Steady(0.5), steps=5, learning_rate=0.2)
    asked = {"resolution": (64, 36), "last_frame": True, "workers": 1}
    (picture,) = package.render("descent", "clip.png", run=run, **asked)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_network_takes_an_optimizer_of_ones_own() -> None:
    plain = package.train("mlp", data="moons", steps=8, learning_rate=0.05)
    own = package.train("mlp", data="moons", steps=8, learning_rate=0.1, optimizer=Steady(0.5))
    np.testing.assert_allclose(own.parameters, plain.parameters, atol=1e-14)
    assert own.spec.optimizer_name == "Steady"


def test_a_file_and_a_name_are_code_to_run(quick: Callable[..., Ran]) -> None:
    flags = "--surface mine.py:valley --optimizer mine.py:quick --steps 20 --learning-rate 0.1"
    assert quick("train", "surface", *flags.split(), "-o", "run.npz").status == 0
    spec = json.loads(quick("inspect", "run.npz", "--json").output)["spec"]
    told = {key: spec["optimizer"][key] for key in ("own", "module", "settings")}
    assert told == {"own": "Halving", "module": "mine", "settings": {"share": "0.9"}}
    before = records.load("run.npz").spec.hash
    Path("mine.py").write_text(CODE.replace("x**2", "x**2 + 0"))
    assert quick("train", "surface", *flags.split(), "-o", "run.npz").status == 0
    assert records.load("run.npz").spec.hash != before
    assert not Path("__pycache__").exists()


REFUSED = {
    "train surface --surface mine.py": "mine.py:NAME",
    "train mlp --data moons --optimizer mine.py": "mine.py:NAME",
    "train surface --surface mine.py:nothing": "has no nothing",
    "train surface --surface none.py:valley": "there is no file 'none.py'",
    "train surface --surface mine.py:fails": "NameError",
    "train surface --optimizer mine.py:valley": "valley has no init",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_no_code_to_run_is_one_line(line: str, quick: Callable[..., Ran]) -> None:
    ran = quick(*line.split(), "-o", "run.npz")
    assert ran.status == 2
    assert REFUSED[line] in ran.errors
    assert not Path("run.npz").exists()


ELSEWHERE = {
    "descent --surface mine.py:valley": "surface",
    "descent --optimizer mine.py:quick": "surface",
    "sigmoid --optimizer mine.py:quick": "logistic",
    "curves --optimizer mine.py:quick": "mlp",
    "minima --optimizer mine.py:quick": "wave",
}


@pytest.mark.parametrize("line", ELSEWHERE)
def test_a_scene_runs_no_code_but_says_how_to_draw_it(line: str, quick: Callable[..., Ran]) -> None:
    Path("mine.py").write_text("open('ran', 'w').close()")
    ran = quick("render", *line.split(), "-o", "a.gif")
    assert (ran.status, Path("ran").exists()) == (2, False)
    _, flag = line.split(" ", 1)
    assert f"gradreel train {ELSEWHERE[line]} {flag} -o run.npz, then" in ran.errors
    assert "gradreel render SCENE --run run.npz" in ran.errors


def test_a_race_says_it_too(quick: Callable[..., Ran]) -> None:
    ran = quick("render", "race", "--optimizers", "adam,mine.py:quick", "-o", "a.gif")
    assert ran.status == 2
    assert "gradreel train surface --optimizer mine.py:quick -o run.npz, then" in ran.errors


def test_what_a_record_says_of_code_is_checked(tmp_path: Path) -> None:
    package.train("surface", "r.npz", surface=dip, steps=5, learning_rate=0.2)
    with np.load("r.npz") as archive:
        arrays = {name: archive[name] for name in archive.files}
    for name in ("surface_values", "surface_ending"):
        np.savez("less.npz", **{key: each for key, each in arrays.items() if key != name})
        with pytest.raises(RequestError, match="isn't a whole record"):
            records.load("less.npz")
    spec = json.loads(str(arrays["spec"]))
    spec["objective"]["surface"]["own"] = "a\nb"
    np.savez("odd.npz", **{**arrays, "spec": np.array(json.dumps(spec))})
    with pytest.raises(RequestError, match="no short text"):
        records.load("odd.npz")
