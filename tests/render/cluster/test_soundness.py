"""Chunks that come from elsewhere are decoded before they are taken."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from gradreel.scenes.render.chunks.drawing import Task, draw
from gradreel.scenes.render.chunks.store import END, Place, Store
from gradreel.scenes.render.cluster.cluster import is_sound
from gradreel.scenes.render.encoders import FORMATS_BY_NAME
from gradreel.scenes.render.encoders.contract import MAGIC, Chunk
from tests.render.jobs import PICTURE, GivenClaims, Plan, Talk

CLEAR = ("mov", "webm", "gif", "png", "png-sequence")


@pytest.mark.parametrize(("form", "clear"), [*product(CLEAR, (False, True)), ("mp4", False)])
def test_a_chunk_is_read_before_it_is_taken(form: str, clear: bool, tmp_path: Path) -> None:
    picture = replace(PICTURE, transparent=clear)
    store = Store(tmp_path / "store", tmp_path)
    task = Task(Talk(Plan(tmp_path / "log"), 1), picture, (form,), store)
    place = Place(0, END if form == "png" else 2)
    draw(task, GivenClaims([place]), lambda _: None)
    (encoding,) = task.encodings(end=form == "png")
    chunk = store.read(encoding, place)
    chosen = FORMATS_BY_NAME[form]
    assert is_sound(chunk, chosen, picture)
    assert not is_sound(chunk, chosen, replace(picture, width=80))
    frames = dict(chunk.header, frames=chunk.frames + 1)
    assert not is_sound(Chunk(chunk.path, frames), chosen, picture)
    content = chunk.path.read_bytes()
    noise = np.random.default_rng(1).bytes(sum(chunk.header["sizes"]))
    chunk.path.write_bytes(MAGIC + noise + content[len(MAGIC) + len(noise) :])
    assert not is_sound(chunk, chosen, picture)
    assert [path.name for path in chunk.path.parent.iterdir()] == [place.name]
