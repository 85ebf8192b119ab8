"""Runs that were trained before, kept as records in the cache; others are trained."""

import json
import platform
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import cache
from hashlib import sha256

import numpy as np

from gradreel import PROJECT
from gradreel.engine.errors import RequestError
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app import records
from gradreel.scenes.render.cache.digest import sha256_of
from gradreel.scenes.render.cache.entry import CacheEntry
from gradreel.scenes.render.cache.folder import Cache

Train = Callable[[RunSpec], Trajectory]
LARGEST_SHARE = 10
"""A record that takes more than the cache's limit over this is not kept."""


@contextmanager
def kept_in(kept: Cache | None, scene: str, main: RunSpec, train: Train) -> Iterator[Train]:
    """Give what trains the runs of a scene, or takes them from the cache.

    Where the cache can't be used they are trained.

    Args:
        kept: the cache; None for none.
        scene: the scene's name.
        main: its main run, beside which all its others are kept.
        train: trains a run.
    """
    with ExitStack() as opened:
        entry = None
        if kept is not None:
            with suppress(OSError):
                title = f"runs of {scene}"
                entry = opened.enter_context(kept.entry(_key(scene, main), title))
        if kept is None or entry is None:
            yield train
        else:
            yield _Kept(entry, kept.limit // LARGEST_SHARE, train)


class _Kept:
    """Trains each run that isn't kept in an entry of the cache, and keeps it."""

    def __init__(self, entry: CacheEntry, largest: int, train: Train) -> None:
        self._entry, self._largest, self._train = entry, largest, train

    def __call__(self, spec: RunSpec) -> Trajectory:
        found = self._found(spec)
        if found is not None:
            return found
        run = self._train(spec)
        if spec.record_bytes <= self._largest:
            with suppress(OSError):
                self._entry.keep_record(spec.hash, records.to_bytes(run))
        return run

    def _found(self, spec: RunSpec) -> Trajectory | None:
        content = self._entry.record(spec.hash)
        if content is None:
            return None
        with suppress(RequestError):
            return replace(records.from_bytes(content), spec=spec)  # whose data are shared
        return None


def _key(scene: str, main: RunSpec) -> str:
    content = ["runs", scene, main.hash, _engine()]
    return sha256(json.dumps(content).encode()).hexdigest()


@cache
def _engine() -> list[str | None]:
    """Return what decides a run beside its spec: the engine's sources, NumPy and the machine."""
    sources = sorted(PROJECT.glob("engine/**/*.py"))
    return [np.__version__, platform.machine(), *map(sha256_of, sources)]
