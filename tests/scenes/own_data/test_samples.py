"""Scenes that draw some of a table's rows say so, where it has room."""

from pathlib import Path

import numpy as np
import pytest

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.layout import told

ROWS = 12_000


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a table of more rows than any scene has marks."""
    rng, path = np.random.default_rng(3), tmp_path_factory.mktemp("tables") / "many.csv"
    age, dose = rng.normal(50.0, 15.0, ROWS), rng.normal(0.0, 1.0, ROWS)
    ill = rng.random(ROWS) < 1 / (1 + np.exp(-(age - 55) / 10 - dose))
    rows = zip(age.tolist(), dose.tolist(), ill.tolist(), strict=True)
    lines = (f"{a:.1f},{b:.2f},{int(one)}" for a, b, one in rows)
    path.write_text("\n".join(("age,dose,ill", *lines)) + "\n", encoding="utf-8")
    return path


def recorded(scene: str, table: Path) -> Recording:
    """What a scene draws of the table, of which few steps are taken."""
    defaults = entry(scene).defaults
    changes = {"steps": 3, "learning_rate": 0.5} if scene == "loop" else {}
    own = {"data": str(table), "x": ("age", "dose"), "y": "ill", "start": None}
    row = {"row": None} if scene in ("heart", "backprop") else {}
    return record(scene, defaults.changed(**own, **row, **changes))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("scene", ["heart", "loop", "backprop"])
def test_that_the_marks_are_a_sample_has_room(scene: str, language: str, table: Path) -> None:
    assert told(scene, recorded(scene, table), Appearance("dark", language)).faults == []


def test_a_heap_on_a_narrow_axis_is_below_what_it_is_called(table: Path) -> None:
    looks = Appearance("dark", "en")
    assert told("heart", recorded("heart", table), looks, (360, 640)).faults == []
