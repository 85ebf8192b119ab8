"""The landscape of any run: what it draws is in the record, what it says is true of it."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.engine.history import History, Tensor
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.planes import principal_plane, random_plane
from gradreel.scenes.ask.catalog import entry, run_options
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.ask.runs import logistic_spec, mlp_spec, run_of, surface_spec
from gradreel.scenes.landscape import LossPlane
from gradreel.scenes.stage.story.figure import CHECKED
from gradreel.scenes.stage.type.quantity import value_of
from gradreel.scenes.stage.type.style import WIDE, laying_out
from tests.scenes.layout import told


def bowl(points: FloatArray) -> FloatArray:
    """A loss of any number of parameters."""
    return np.asarray((points**2).mean(axis=1))


def history(
    count: int = 40,
    size: int = 30,
    *,
    kinds: tuple[str, ...] = ("principal",),
    series: tuple[str, ...] = ("loss",),
    noise: float = 0.02,
    outcome: str = "ended",
    losses_at: Callable[[FloatArray], FloatArray] = bowl,
) -> History:
    """A run of another program towards the bowl's bottom, in float32."""
    rng = np.random.default_rng(0)
    way = np.linspace(1, 0, count)[:, None] ** 2 if count > 1 else np.ones((1, 1))
    vectors = (way * rng.normal(size=size) + noise * rng.normal(size=(count, size))).astype("f4")
    snapshots = 10 * np.arange(count)
    made = {
        "principal": lambda: principal_plane(vectors, losses_at, 21),
        "random": lambda: random_plane(vectors, [(1, size)], losses_at, rng, 21),
    }
    return History(
        maker="a program 1.0",
        precision="float32",
        steps=snapshots,
        series={name: losses_at(vectors.astype("f8")) for name in series},
        snapshots=snapshots,
        tensors=(Tensor("名字很长的权重.weight", vectors[:, None]),),
        planes=tuple(made[kind]() for kind in kinds),
        outcome=outcome,
    )


def options(plane: str) -> RunOptions:
    return run_options(entry("landscape"), {"plane": plane})


def drawn_from(main: Any, plane: str = "principal") -> Recording:
    return Recording(main, {}, options(plane))


@cache
def default() -> Recording:
    return record("landscape")


@cache
def story(plane: str = "principal") -> LossPlane:
    return LossPlane(replace(default(), options=options(plane)))


def state(shown: LossPlane, key: str) -> dict[Any, float]:
    (beat,) = (each for each in shown.beats if each.key == key)
    return shown.timeline.state_at(beat.end)


def keys(shown: LossPlane) -> list[str]:
    return [each.key for each in shown.beats]


def drawn(shown: LossPlane, key: str, kind: type[Any]) -> list[Any]:
    artists = shown.sheet(CHECKED).artists(state(shown, key))
    return [each for each in artists if isinstance(each, kind)]


def test_the_numbers_that_are_said_are_the_runs() -> None:
    shown, run = story(), default().run
    assert keys(shown) == ["question", "principal", "loss", "stems", "map", "fell"]
    said = {each.key: each.sentence for each in shown.beats}
    assert f"{run.parameters.shape[1]} parameters" in said["question"]
    first, last = (value_of(each) for each in said["fell"].split() if each.startswith("0."))
    assert first == pytest.approx(run.loss[0], abs=5e-4)
    assert last == pytest.approx(run.loss[-1], abs=5e-4)
    centred = run.parameters - run.parameters.mean(axis=0)
    values = np.linalg.svd(centred, compute_uv=False) ** 2
    share = 100 * values[:2].sum() / values.sum()
    assert float(said["principal"].split("%")[0].split()[-1]) == pytest.approx(share, abs=0.5)


def test_shares_add_up_as_they_are_written() -> None:
    for kind in ("principal", "random"):
        right, up, both = (float(each.rstrip("%")) for each in story(kind).shares)
        assert right + up == pytest.approx(both, abs=1e-9)


def test_the_landscape_is_the_loss_over_the_plane_and_the_path_the_runs() -> None:
    shown, run = story(), default().run
    objective = run.objective
    assert isinstance(objective, ModelObjective)
    plane = shown.plane
    for row, column in ((0, 0), (60, 60), (120, 3), (7, 99)):
        point = plane.origin + plane.xs[column] * plane.right + plane.ys[row] * plane.up
        assert shown.land.values[row, column] == pytest.approx(objective.loss(point), rel=1e-12)
    feet = plane.origin + plane.path @ np.stack([plane.right, plane.up])
    drawn, exact = shown.land.value_at(plane.path[::40]), objective.losses(feet[::40])
    assert np.allclose(shown.land.heights(drawn), shown.land.heights(exact), atol=0.005)
    assert np.allclose(shown.trace.points[shown.trace.recorded], plane.path)


def test_stems_lead_from_the_plane_to_the_runs_own_loss() -> None:
    shown = story()
    _, tips = drawn(shown, "stems", PathCollection)
    own = shown.land.heights(default().run.loss)
    on_plane = shown.land.heights(shown.land.value_at(shown.plane.path))
    assert np.abs(own - on_plane).max() > 0.02
    camera = {name: value for name, value in state(shown, "stems").items() if type(name) is str}
    assert len(tips.get_offsets()) > 20
    assert camera["zoom"] > 1


def test_the_curves_are_the_parameters() -> None:
    shown, run = story(), default().run
    (lines,) = drawn(shown, "question", LineCollection)
    segments = np.array([each.vertices for each in lines.get_paths()])
    assert segments.shape == (105, 240, 2)
    heights = segments[:, -1, 1]
    assert np.corrcoef(heights, run.parameters[-1])[0, 1] == pytest.approx(1.0)


def test_random_directions_hold_little_and_this_is_said() -> None:
    shown = story("random")
    assert keys(shown)[1] == "random"
    assert keys(shown)[-1] == "outside"
    assert shown.plane.share.sum() < 0.5


@pytest.mark.parametrize(
    ("main", "plane", "said"),
    [
        (history, "principal", ["principal", "stems_short", "fell"]),
        (lambda: history(noise=0.3), "principal", ["principal", "stems"]),
        (lambda: history(kinds=("principal",)), "random", ["principal_instead"]),
        (lambda: history(kinds=("random",)), "principal", ["random_instead"]),
        (lambda: history(series=()), "principal", ["principal", "slice"]),
        (lambda: history(1), "principal", ["principal_still", "slice"]),
        (lambda: history(2), "principal", ["principal_whole", "fell"]),
        (lambda: history(30, 1), "principal", ["question_one", "one", "fell_all"]),
        (lambda: history(30, 2, kinds=("random",)), "random", ["random_whole", "fell_all"]),
        (lambda: history(30, 5000), "principal", ["principal", "fell"]),
        (lambda: history(losses_at=lambda at: -bowl(at)), "principal", ["rose"]),
        (lambda: history(losses_at=lambda at: 0 * bowl(at) + 1), "principal", ["level"]),
        (lambda: history(losses_at=lambda at: 1e9 * bowl(at)), "principal", ["fell"]),
        (lambda: history(outcome="diverged at step 391"), "principal", ["diverged"]),
    ],
    ids=["usual", "noisy", "no random", "no principal", "no loss", "once", "two", "one parameter",
         "two parameters", "many", "rises", "level", "huge", "diverged"],
)  # fmt: skip
def test_any_history_is_told_with_what_it_has(
    main: Callable[[], History], plane: str, said: list[str]
) -> None:
    recording = drawn_from(main(), plane)
    for size in ((640, 360), (360, 640)):
        with laying_out(WIDE):
            found = told("landscape", recording, size=size)
        assert set(said) <= found.sentences.keys()
        assert not found.faults
        if "slice" in said:
            assert not {"fell", "rose", "stems"} & found.sentences.keys()


def test_a_plane_without_finite_losses_is_told() -> None:
    given = history()
    holes = given.planes[0].losses.copy()
    holes[:, :8] = np.nan
    gone = np.full_like(holes, np.inf)
    for losses in (holes, gone):
        plane = replace(given.planes[0], losses=losses)
        found = told("landscape", drawn_from(replace(given, planes=(plane,))))
        assert not found.faults


def spec_of(name: str) -> Any:
    """Runs of the engine that are unlike the scene's own."""
    network = RunOptions(data="moons", hidden=(3,), steps=1, learning_rate=0.5)
    return {
        "one step": lambda: mlp_spec(network),
        "a stride": lambda: mlp_spec(network.changed(steps=50, stride=7)),
        "classes": lambda: mlp_spec(network.changed(data="blobs", steps=30)),
        "a number": lambda: mlp_spec(network.changed(data="sine", steps=30, learning_rate=0.05)),
        "a regression": lambda: logistic_spec(RunOptions(steps=30, x=("MaxHR",), y="AHD")),
        "a surface": lambda: surface_spec(RunOptions(steps=30, surface="rosenbrock")),
        "diverges": lambda: surface_spec(
            RunOptions(surface="x**4+y**2", start=(3.0, 1.0), steps=30, learning_rate=1.0)
        ),
    }[name]()


@pytest.mark.parametrize(
    "name",
    ["one step", "a stride", "classes", "a number", "a regression", "a surface", "diverges"],
)
@pytest.mark.parametrize("plane", ["principal", "random"])
def test_any_run_of_the_engine_is_told(name: str, plane: str) -> None:
    recording = drawn_from(run_of(spec_of(name)), plane)
    found = told("landscape", recording)
    assert not found.faults
    shown = LossPlane(recording)
    assert shown.plane.kind == plane
    assert np.isfinite(shown.plane.path).all()


def test_what_it_cannot_draw_is_said_in_a_line() -> None:
    with pytest.raises(RequestError, match=r"a program 1\.0; it draws .* \(loss_at\)"):
        record("landscape", run=replace(history(), planes=()))
    with pytest.raises(RequestError, match="principal"):
        record("landscape", options("flat"))
    with pytest.raises(RequestError, match="principal"):
        LossPlane(record("landscape", options("flat"), run=history()))
