"""A history as a file: what is written comes back, and a scene that can't draw it says so."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gradreel.engine.data import Dataset, load
from gradreel.engine.errors import RequestError
from gradreel.engine.history import History, Plane, Regions, Tensor
from gradreel.scenes.ask import histories, records
from gradreel.scenes.ask.recording import record
from gradreel.scenes.curves import Curves
from gradreel.scenes.render.picture import Picture


@pytest.fixture
def history() -> History:
    rng = np.random.default_rng(0)
    data: Dataset = load("moons", rng=rng)
    weights = rng.normal(size=(2, 3, 2)).astype(np.float32)
    shares = rng.uniform(size=(2, 4, 5)).astype(np.float32)
    return History(
        maker="a test 1.0",
        precision="float32",
        steps=np.array([0, 1, 2]),
        series={"loss": np.array([0.7, 0.5, 0.4]), "held_out_loss": np.array([0.7, np.nan, 0.5])},
        snapshots=np.array([0, 2]),
        tensors=(Tensor("0.weight", weights),),
        dataset=data,
        regions=Regions(np.arange(5.0), np.arange(4.0), np.stack([shares, 1 - shares], axis=-1)),
        planes=(
            Plane(
                kind="random",
                origin=np.zeros(6),
                right=np.ones(6),
                up=np.arange(6.0),
                xs=np.arange(3.0),
                ys=np.arange(2.0),
                losses=np.full((2, 3), np.inf),
                path=np.zeros((2, 2)),
                share=np.array([0.5, 0.1]),
            ),
        ),
    )


def test_what_is_written_comes_back_to_the_bit(history: History, tmp_path: Path) -> None:
    records.save(history, tmp_path / "run.npz")
    found = records.load_any(tmp_path / "run.npz")
    assert isinstance(found, History)
    assert (found.maker, found.precision) == (history.maker, history.precision)
    assert found.tensors[0].values.dtype == np.float32
    np.testing.assert_array_equal(found.vectors, history.vectors)
    assert found.series.keys() == history.series.keys()
    np.testing.assert_array_equal(found.series["held_out_loss"], history.series["held_out_loss"])
    assert found.dataset is not None
    assert history.dataset is not None
    assert found.dataset.sha256 == history.dataset.sha256
    for name, values in vars(history.planes[0]).items():
        np.testing.assert_array_equal(getattr(found.planes[0], name), values)
    assert found.regions is not None
    assert history.regions is not None
    np.testing.assert_array_equal(found.regions.probabilities, history.regions.probabilities)


def test_a_damaged_one_is_refused_in_a_line(history: History, tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    records.save(history, path)
    with np.load(path) as archive:
        arrays = dict(archive)
    np.savez(path, allow_pickle=False, **{**arrays, "steps": arrays["steps"][::-1]})
    with pytest.raises(RequestError, match=r"'run\.npz' isn't a whole record"):
        records.load_any(path)
    np.savez(path, allow_pickle=False, **{**arrays, "version": np.array(9)})
    with pytest.raises(RequestError, match="version 9"):
        records.load_any(path)


def test_a_scene_of_the_engine_does_not_draw_it(history: History) -> None:
    with pytest.raises(RequestError, match=r"sigmoid can't draw a run of a test 1\.0; it draws"):
        record("sigmoid", run=replace(history, planes=()))
    with pytest.raises(RequestError, match="isn't"):
        records.from_bytes(b"")


ANY = "isn't a whole record"
WRONG: dict[str, tuple[str, object, str]] = {
    "an unknown class": ("target", np.full(200, 2.0), "no classes"),
    "a feature that isn't finite": ("features", np.full((200, 2), np.inf), "aren't finite"),
    "words as features": ("features", np.full((200, 2), "x"), "aren't numbers"),
    "no rows": ("target", np.zeros(0), ANY),
    "no scale": ("data.sd", [0.0, 1.0], "scaling"),
    "a scale that isn't finite": ("data.mean", [float("nan"), 1.0], "scaling"),
    "a name too few": ("data.feature_names", ["x"], "names"),
    "a column of a thousand letters": ("data.target_name", "x" * 1001, "shorten it"),
    "half a step": ("steps", np.array([0, 0.5, 2]), "whole numbers"),
    "a step far too late": ("steps", np.array([0, 1, 1e300]), "whole numbers"),
    "a complex loss": ("loss", np.array([1j, 1, 1]), "aren't numbers"),
    "an infinite loss": ("loss", np.array([np.inf, 1, 1]), "finite"),
    "an accuracy above 1": ("accuracy", np.array([0.5, 1.5, 1.0]), "can't have"),
    "a negative length": ("gradient_norm", np.array([1.0, -1.0, 1.0]), "can't have"),
    "complex weights": ("tensor_0", np.ones((2, 3, 2)) * 1j, "64 bits"),
    "weights of one snapshot": ("tensor_0", np.ones((1, 3, 2)), "one a snapshot"),
    "a plane's values that fall": ("random_xs", np.array([2.0, 1.0, 0.0]), "rising"),
    "a path that isn't finite": ("random_path", np.full((2, 2), np.nan), "finite"),
    "more than all of the variance": ("random_share", np.array([2.0, 0.1]), "from 0 to 1"),
    "an unknown plane": ("planes", ["other"], ANY),
    "places that fall": ("regions_ys", np.arange(4.0)[::-1], "rising"),
    "no probabilities": ("regions", np.ones((2, 4, 5, 2)), "no probabilities"),
    "an unknown outcome": ("outcome", "diverged at step x", "no outcome"),
    "nothing said": ("about", "", ANY),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_one_is_said_in_a_line(
    history: History, tmp_path: Path, name: str
) -> None:
    key, value, problem = WRONG[name]
    arrays = histories.to_arrays(history)
    about = json.loads(str(arrays["about"]))
    if key.startswith("data."):
        about["data"][key.removeprefix("data.")] = value
    elif isinstance(value, list | str) and key != "about":
        about[key] = value
    if key in about or key.startswith("data."):
        key, value = "about", json.dumps(about)
    np.savez(tmp_path / "run.npz", allow_pickle=False, **{**arrays, key: np.array(value)})
    with pytest.raises(RequestError, match=re.escape(problem)) as found:
        records.load_any(tmp_path / "run.npz")
    assert len(str(found.value).splitlines()) == 1


@pytest.mark.parametrize("outcome", ["", "ended", "interrupted", "diverged at step 7"])
def test_every_outcome_of_a_recorder_is_read(
    history: History, tmp_path: Path, outcome: str
) -> None:
    records.save(replace(history, outcome=outcome), tmp_path / "run.npz")
    found = records.load_any(tmp_path / "run.npz")
    assert found.outcome == outcome


def test_the_name_of_who_recorded_it_has_room(history: History) -> None:
    plain = replace(history, maker="长" * 100, regions=None, planes=())
    story = Curves(record("curves", run=plain))
    assert story.findings() == story.findings(Picture(360, 640, 5)) == []
