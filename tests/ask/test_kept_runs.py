"""What a scene trains is kept, and trained anew where it isn't what was kept."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gradreel.engine.spec import RunSpec
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask import recording, records
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.make.request import Request
from gradreel.scenes.make.telling import scene_job
from gradreel.scenes.render.cache.folder import Cache
from gradreel.scenes.render.picture import Picture

OPTIONS = entry("backprop").defaults.changed(steps=6)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes of the runs that were trained."""
    hashes: list[str] = []

    def counted(spec: RunSpec) -> Trajectory:
        hashes.append(spec.hash)
        return train(spec)

    monkeypatch.setattr("gradreel.scenes.ask.runs.train", counted)
    return hashes


def all_runs(made: Recording) -> list[Trajectory]:
    return [made.run, *made.companions.values()]


def made(cache: Cache, options: RunOptions = OPTIONS) -> Recording:
    return record("backprop", options, kept=cache)


def kept_files(cache: Cache) -> list[Path]:
    return sorted(cache.folder.glob("*/records/*"))


def assert_same(one: Recording, other: Recording) -> None:
    for run, again in zip(all_runs(one), all_runs(other), strict=True):
        assert records.to_bytes(run) == records.to_bytes(again)
        assert not again.parameters.flags.writeable


def test_a_second_recording_trains_nothing_and_is_the_same(
    cache: Cache, trained: list[str]
) -> None:
    first = made(cache)
    assert len(trained) == len(kept_files(cache)) == len(all_runs(first))
    second = made(cache)
    assert len(trained) == len(all_runs(first))
    assert_same(first, second)
    assert second.run.spec.objective is not first.run.spec.objective
    assert [each.title for each in cache.contents()] == ["runs of backprop"]


def test_another_run_is_trained(cache: Cache, trained: list[str]) -> None:
    made(cache)
    count = len(trained)
    assert made(cache, OPTIONS.changed(learning_rate=0.25)).run.spec.hash == trained[count]


def test_another_engine_trains_anew(
    cache: Cache, trained: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made(cache)
    monkeypatch.setattr(recording, "_engine", lambda: ["another"])
    made(cache)
    assert len(trained) == 2 * len(set(trained))


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a bit": _flip,
    "empty": lambda path: path.write_bytes(b""),
    "another's": lambda path: path.write_bytes(
        next(each for each in sorted(path.parent.iterdir()) if each != path).read_bytes()
    ),
    "gone": Path.unlink,
    "a folder": _make_folder,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_is_trained_anew(damage: str, cache: Cache, trained: list[str]) -> None:
    first = made(cache)
    count = len(trained)
    DAMAGES[damage](kept_files(cache)[0])
    assert_same(first, made(cache))
    assert trained[count:] == [kept_files(cache)[0].name]
    if damage != "a folder":
        made(cache)
        assert len(trained) == count + 1  # and it is kept again


def test_what_is_much_for_the_cache_is_not_kept(cache: Cache, trained: list[str]) -> None:
    small = Cache(cache.folder, limit=10_000)
    made(small)
    made(small)
    assert len(trained) == 2 * len(set(trained))


def test_a_cache_that_cannot_be_used_fails_no_training(tmp_path: Path, trained: list[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    assert made(Cache(tmp_path / "file")).run.n_steps == 6
    assert trained


def test_a_clear_cache_keeps_no_runs(cache: Cache, trained: list[str]) -> None:
    made(cache)
    freed, in_use = cache.clear()
    assert (freed > 0, in_use, kept_files(cache)) == (True, 0, [])
    made(cache)
    assert len(trained) == 2 * len(set(trained))


def test_no_cache_is_heeded(trained: list[str]) -> None:
    request = Request({"backprop": OPTIONS}, Picture(64, 36, 1))
    for expected in (1, 2):
        scene_job(replace(request, use_cache=False))
        assert len(trained) == expected * len(set(trained))
    scene_job(request)
    count = len(trained)
    job, _ = scene_job(request)
    assert len(trained) == count
    assert np.isfinite(job.recording.run.loss).all()
