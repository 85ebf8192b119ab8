"""More inputs than a picture holds: the first few, dots, the last, and how many there are."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.stage.manim.judging import JudgingNetwork
from gradreel.scenes.stage.manim.network import Network
from gradreel.scenes.stage.manim.player import RunPlayer
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.captions import captions
from gradreel.scenes.stage.type.style import theme
from tests.scenes.layout import played, told

ROWS, COLUMNS = 120, 12
WIDE, TALL = (640, 360), (360, 640)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a table of many columns of numbers, one of words, and two classes."""
    rng, path = np.random.default_rng(5), tmp_path_factory.mktemp("tables") / "wide.csv"
    numbers = rng.normal(size=(ROWS, COLUMNS))
    words = rng.choice(["none", "mild", "bad"], ROWS)
    ill = numbers[:, 0] + numbers[:, 7] + (words == "bad") + rng.normal(size=ROWS) > 0
    rows = zip(numbers.round(2).tolist(), words, ill.tolist(), strict=True)
    lines = (",".join(map(str, (*each, word, int(one)))) for each, word, one in rows)
    names = ",".join(f"dose {each}" for each in range(1, COLUMNS + 1))
    path.write_text("\n".join((f"{names},pain,ill", *lines)) + "\n", encoding="utf-8")
    return path


def recorded(scene: str, table: Path, x: tuple[str, ...] | None = None) -> Recording:
    """What a scene draws of the table; of all columns of numbers unless some are named."""
    defaults = entry(scene).defaults.changed(start=None, row=None)
    steps = {} if scene == "question" else {"steps": 10, "learning_rate": 0.5}
    return record(scene, defaults.changed(data=str(table), x=x, y="ill", **steps))


@pytest.mark.parametrize(
    ("scene", "language", "size"),
    [
        ("question", "en", WIDE),
        ("neuron", "zh", WIDE),
        ("backprop", "en", WIDE),
        ("loop", "zh", WIDE),
        ("answer", "en", WIDE),
        ("question", "zh", TALL),
        ("neuron", "en", TALL),
        ("backprop", "zh", TALL),
        ("loop", "en", TALL),
        ("answer", "zh", TALL),
    ],
)
def test_many_inputs_have_room(
    scene: str, language: str, size: tuple[int, int], table: Path
) -> None:
    found = told(scene, recorded(scene, table), Appearance("dark", language), size)
    assert found.faults == []


def test_wide_numbers_of_the_first_plot_have_room_where_it_is_small(tmp_path: Path) -> None:
    doses = np.random.default_rng(2).normal(-125_000, 23_000, (60, 4))
    lines = (
        ",".join(f"{each:.0f}" for each in row) + f",{int(row[0] > -125_000)}" for row in doses
    )
    (tmp_path / "own.csv").write_text("\n".join(("a,b,c,d,ill", *lines)), encoding="utf-8")
    assert told("neuron", recorded("neuron", tmp_path / "own.csv")).faults == []


@pytest.mark.parametrize("scene", ["question", "neuron", "loop"])
def test_how_many_inputs_there_are_stands_at_the_dots(scene: str, table: Path) -> None:
    seen = set[str]()

    def look(story: Any, _: Beat) -> None:
        parts = (part for each in story.mobjects for part in each.get_family())
        seen.update(part.content for part in parts if isinstance(part, Label))

    played(scene, recorded(scene, table), look)
    assert f"{COLUMNS} inputs" in seen


def test_numbers_that_light_up_are_counted_with_those_that_are_left_out(table: Path) -> None:
    recording, looks = recorded("answer", table), theme("dark")
    run = recording.run
    assert run.dataset is not None
    texts = captions("answer", "en")
    network = JudgingNetwork(texts, RunPlayer(run), run.dataset.rows([0]), looks)
    count = network.model.n_parameters
    counted = [each.so_far for each in network.suspects()]
    assert counted == sorted(set(counted))
    assert (counted[:4], counted[-1]) == ([1, 2, 3, COLUMNS], count)


def test_each_edge_that_is_drawn_has_its_own_weight() -> None:
    weights = np.arange(24.0).reshape(2, 12)
    network = Network(theme("dark"), (12, 2), lambda: [weights], units=[(0, 1, 11), (0, 1)])
    shown = {(edge.unit, edge.source): line.weight() for edge, line in network.edges.items()}
    assert shown == {
        (unit, source): weights[unit, source] for unit in (0, 1) for source in (0, 1, 11)
    }
    places = [network.centre(0, each)[1] for each in (0, 1, 11)]
    assert places[0] - places[1] == pytest.approx((places[1] - places[2]) / 2)  # dots between


def test_what_units_that_are_left_out_add_is_said(table: Path) -> None:
    defaults = entry("backprop").defaults.changed(start=None, row=None)
    own = {"data": str(table), "x": None, "y": "ill", "hidden": (8, 7), "steps": 3}
    found, seen = record("backprop", defaults.changed(**own)), set[str]()

    def look(story: Any, _: Beat) -> None:
        parts = (part for each in story.mobjects for part in each.get_family())
        seen.update(part.content for part in parts if isinstance(part, Label))

    played("backprop", found, look)
    assert any(each.startswith("and 3 more products: ") for each in seen)
    assert {"12 inputs", "8 units", "7 units"} <= seen
