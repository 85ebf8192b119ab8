"""The scene of wide and deep networks: what it says is true of its runs, whatever is asked for."""

from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest

from gradreel.engine.data import Dataset
from gradreel.engine.mlp import MLP
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask import records
from gradreel.scenes.ask.recording import record
from gradreel.scenes.depth import (
    ACROSS,
    CORNERS,
    FOLDING,
    KINDS,
    OFFSET,
    Depth,
    edges,
    folded,
    folding,
    shades,
)
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.type.style import theme
from tests.scenes import layout, tellings
from tests.scenes.layout import drawn_at_end, words

QUICK = {"steps": 40, "seeds": 2}


options = partial(layout.asked, "depth")


@cache
def story() -> Depth:
    return Depth(tellings.recording("depth"))


def keys(told: Depth) -> list[str]:
    return [beat.key for beat in told.beats]


def said(told: Depth, key: str) -> str:
    return next(beat.sentence for beat in told.beats if beat.key == key)


def test_three_layers_fold_the_plane_and_one_unit_s_straight_cut_is_a_ring() -> None:
    points = np.random.default_rng(0).uniform(-1, 1, (500, 2))
    sizes = np.sort(np.abs(points), axis=1)[:, ::-1]
    assert np.allclose(folded(np.ones(3), points), sizes)
    assert np.allclose(folded(np.zeros(3), points), points)
    assert [edges(undone) for undone in range(4)] == [1, 2, 4, 8]
    parameters, _ = folding(np.ones(3))
    assert np.allclose(FOLDING.logits(parameters, CORNERS), 0)
    assert (FOLDING.logits(parameters, 0.99 * CORNERS) < 0).all()
    flat, _ = folding(np.zeros(3))
    assert np.allclose(FOLDING.logits(flat, points), points @ ACROSS - OFFSET)


@pytest.mark.slow
def test_the_deep_one_wins_on_rings_with_each_of_ten_seeds() -> None:
    accuracies, models = story().accuracies, story().models
    assert models["wide"].sizes == (2, 44, 1)
    assert accuracies.shape == (10, 2)
    assert (accuracies[:, 1] > accuracies[:, 0]).all()
    assert {"10 of 10", "deep ahead"} <= {*words(drawn_at_end(story(), "luck"))}
    assert [model.n_parameters for model in models.values()] == [177, 177]
    assert "177 parameters" in said(story(), "equal")


@pytest.mark.slow
def test_the_accuracies_are_those_of_the_models_on_points_that_no_run_has_seen() -> None:
    data = story().recording.held_out
    assert data is not None
    for at, kind in enumerate(KINDS):
        run = story().here[kind].run
        assert run.dataset is not None
        assert not {*map(tuple, run.dataset.features)} & {*map(tuple, data.features)}
        assert right(run, data) / data.n == story().accuracies[0, at]
        number = f"{100 * story().accuracies[0, at]:.1f}%"
        assert number in words(drawn_at_end(story(), "unseen"))


@pytest.mark.slow
def test_the_moons_are_a_tie() -> None:
    assert keys(story())[-3:] == ["elsewhere", "moral", "next"]
    assert {"98.5%", "99.0%"} <= {*words(drawn_at_end(story(), "moral"))}
    there = story().there
    assert [right(there[kind].run, there[kind].data) for kind in KINDS] == [197, 198]


def test_a_network_that_does_not_fold_is_refused() -> None:
    spec = Depth.runs(options(**QUICK))["main"]
    assert isinstance(spec, RunSpec)
    assert isinstance(spec.objective, ModelObjective)
    smooth = MLP((2, 8, 8, 8, 1), "tanh")
    assert not Depth.can_draw(replace(spec, objective=replace(spec.objective, model=smooth)))


def right(run: Trajectory, data: Dataset) -> int:
    """How many rows the engine's model judges rightly in the end."""
    logits = objective_of(run).model.logits(run.parameters[-1], data.inputs)
    return int(((logits > 0) == (data.target == 1)).sum())


@pytest.mark.slow
def test_a_run_that_is_brought_gets_a_rival_of_its_own_size(tmp_path: Path) -> None:
    spec = Depth.runs(options(**QUICK, hidden=(6, 4), data="circles", seed=3))["main"]
    assert isinstance(spec, RunSpec)
    assert Depth.can_draw(spec)
    records.save(train(spec), tmp_path / "run.npz")
    brought = records.load(tmp_path / "run.npz")
    told = Depth(record("depth", options(seeds=2), brought))
    assert told.models["deep"].sizes == (2, 6, 4, 1)
    assert abs(told.models["wide"].n_parameters - told.models["deep"].n_parameters) <= 2
    assert told.here["wide"].run.spec.seed == 3


@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_shades_go_from_class_to_class_over_the_background(name: str) -> None:
    found = shades(theme(name))
    background = [int(theme(name).background[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    assert np.allclose(found[len(found) // 2], background, atol=0.02)
    assert np.abs(np.diff(found, axis=0)).max() < 0.02
    warmth = found[:, 0] - found[:, 2]
    assert warmth[0] < background[0] - background[2] < warmth[-1]
