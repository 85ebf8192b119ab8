"""A history as a file: what is written comes back, and a scene that can't draw it says so."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gradreel.engine.data import Dataset, load
from gradreel.engine.errors import RequestError
from gradreel.engine.history import History, Plane, Regions, Tensor
from gradreel.scenes.ask import records
from gradreel.scenes.ask.recording import record


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
