"""Of three classes, scenes that tell two apart draw one against the rest, and say so."""

from pathlib import Path

import numpy as np
import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.layout import Told, told

ROWS = 240
KINDS = ("Adelie", "Chinstrap", "Gentoo")
WIDE, TALL = (640, 360), (360, 640)


@pytest.fixture(scope="module")
def penguins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a table of three classes, of which the first has short bills."""
    rng, path = np.random.default_rng(3), tmp_path_factory.mktemp("tables") / "penguins.csv"
    kinds = rng.integers(0, 3, ROWS)
    bills, depths = rng.normal(40 + 8 * (kinds > 0), 2.5), rng.normal(18 - 3 * (kinds == 2), 1)
    rows = zip(bills.tolist(), depths.tolist(), kinds.tolist(), strict=True)
    lines = (f"{bill:.1f},{depth:.1f},{KINDS[kind]}" for bill, depth, kind in rows)
    path.write_text("\n".join(("bill,depth,species", *lines)) + "\n", encoding="utf-8")
    return path


def recorded(scene: str, table: Path, positive: str | None) -> Recording:
    """What a scene draws of the table."""
    one = scene in ("sigmoid", "likelihood", "combine")
    chosen = {"data": str(table), "x": ("bill",) if one else ("bill", "depth"), "y": "species"}
    steps = {} if scene == "heart" else {"steps": 20, "learning_rate": 0.5}
    defaults = entry(scene).defaults.changed(start=None, row=None)
    return record(scene, defaults.changed(**chosen, **steps, positive=positive))


def telling(scene: str, table: Path, language: str, size: tuple[int, int]) -> Told:
    """How a scene tells it of one class."""
    return told(scene, recorded(scene, table, "Adelie"), Appearance("dark", language), size)


@pytest.mark.parametrize(
    ("scene", "language", "size"),
    [
        ("heart", "zh", WIDE),
        ("sigmoid", "zh", WIDE),
        ("combine", "en", WIDE),
        ("neuron", "zh", WIDE),
        ("heart", "en", TALL),
        ("likelihood", "en", TALL),
        ("answer", "en", TALL),
    ],
)
def test_one_class_against_the_rest_has_room(
    scene: str, language: str, size: tuple[int, int], penguins: Path
) -> None:
    assert telling(scene, penguins, language, size).faults == []


def test_sentences_speak_of_that_class_alone(penguins: Path) -> None:
    sentences = telling("sigmoid", penguins, "en", WIDE).sentences
    assert sentences["ask"] == "240 rows: can bill predict species: Adelie?"
    sentences = telling("heart", penguins, "zh", WIDE).sentences
    assert "species: Adelie" in sentences["ask"]
    counts = np.loadtxt(penguins, delimiter=",", skiprows=1, usecols=2, dtype=str) == "Adelie"
    data = recorded("heart", penguins, "Adelie").run.dataset
    assert data is not None
    assert data.target.tolist() == counts.astype(float).tolist()


@pytest.mark.parametrize("scene", ["heart", "sigmoid", "likelihood", "combine", "neuron", "answer"])
def test_without_the_flag_the_refusal_names_it(scene: str, penguins: Path) -> None:
    with pytest.raises(RequestError, match="has 3: --positive Adelie takes one against the rest"):
        recorded(scene, penguins, None)
