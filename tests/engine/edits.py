"""Edits of records that were saved, as a person or a fault may make them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray[Any, Any]]


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
