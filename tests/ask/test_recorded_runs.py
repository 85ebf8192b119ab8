"""A recorded run or a table that a clip is of is read before anything is delivered."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gradreel.engine.errors import RequestError
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask import records, runs
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.make.clip import render_scene
from gradreel.scenes.make.request import Request
from gradreel.scenes.render import pipeline
from gradreel.scenes.render.picture import Output, Picture

PICTURE = Picture(64, 36, 1)


def recorded(path: Path, kind: str = "surface", **options: object) -> Trajectory:
    run = train(runs.SPECS[kind](RunOptions(steps=3, **options)))  # type: ignore[arg-type]
    records.save(run, path)
    return run


def drawn(name: Path, run: Path | None, scene: str = "descent", **options: object) -> bytes:
    chosen = {scene: entry(scene).defaults.changed(**options)}
    render_scene(
        Request(chosen, PICTURE, runs=() if run is None else (run,), workers=1),
        [Output(name, "gif")],
    )
    return name.read_bytes()


def _other_of_the_same_size_and_time(path: Path) -> None:
    before, size = path.stat(), path.stat().st_size
    recorded(path, learning_rate=0.002)
    assert path.stat().st_size == size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


BAD: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "damaged": lambda path: path.write_bytes(path.read_bytes()[:-9]),
    "of another kind": lambda path: recorded(path, "logistic", x=("Age", "MaxHR")),
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run, and a cache that has its clip, and that of a run trained for one."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADREEL_CACHE", str(folder / "cache"))
        recorded(folder / "run.npz")
        drawn(folder / "clip.gif", folder / "run.npz")
        drawn(folder / "clip.gif", None, steps=3)
    return folder


@pytest.mark.parametrize("case", BAD)
def test_a_run_that_cannot_be_drawn_is_refused_whatever_is_kept(
    kept: Path, tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("GRADREEL_CACHE", str(tmp_path / "cache"))
    run, clip = tmp_path / "run.npz", tmp_path / "clip.gif"
    with monkeypatch.context() as patch:
        patch.delattr(pipeline, "render")  # what is kept needs no drawing
        first = drawn(clip, run)
    BAD[case](run)
    before = sorted(each.name for each in tmp_path.iterdir())
    with pytest.raises(RequestError) as caught:
        drawn(clip, run)
    assert str(caught.value).isprintable()
    assert clip.read_bytes() == first
    assert sorted(each.name for each in tmp_path.iterdir()) == before


def test_a_run_is_known_by_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run, clip = tmp_path / "run.npz", tmp_path / "clip.gif"
    recorded(run, learning_rate=0.001)
    first = drawn(clip, run)
    _other_of_the_same_size_and_time(run)
    assert drawn(clip, run) != first
    recorded(run, learning_rate=0.001)
    monkeypatch.delattr(pipeline, "render")  # what is kept needs no drawing
    assert drawn(clip, run.rename(tmp_path / "same.npz")) == first


def test_a_table_is_known_by_its_content(tmp_path: Path) -> None:
    table, clip = tmp_path / "table.csv", tmp_path / "clip.gif"
    table.write_text("dose,ill\n1,0\n2,1\n3,0\n4,1\n")

    def of_table() -> bytes:
        return drawn(clip, None, "sigmoid", data=str(table), x=("dose",), y="ill", steps=3)

    first = of_table()
    table.write_text("dose,ill\n1,1\n2,0\n3,1\n4,0\n")
    assert of_table() != first
    table.unlink()
    with pytest.raises(RequestError, match="there is no file"):
        of_table()


@pytest.mark.parametrize(("scene", "batch_size"), [("minima", None), ("minibatch", 8)])
def test_the_wave_of_a_record_is_drawn(scene: str, batch_size: int | None, tmp_path: Path) -> None:
    chosen = {"data": "sunspots", "learning_rate": 0.2, "batch_size": batch_size}
    recorded(tmp_path / "run.npz", "wave", **chosen)
    assert drawn(tmp_path / "a.gif", tmp_path / "run.npz", scene)
