"""What a page that one can play with computes: runs, data and landscapes as JSON can hold them."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from contourpy import FillType, contour_generator
from numpy.random import PCG64

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.data import Dataset
from gradreel.engine.errors import RequestError
from gradreel.engine.models import LogisticRegression, PartlyFrozen
from gradreel.engine.objectives import ModelObjective, Objective, SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.formula import Formula
from gradreel.engine.surfaces.names import SURFACE_NAMES
from gradreel.engine.trajectory import Trajectory
from gradreel.engine.waves import Wave, best_wave
from gradreel.scenes.ask import records, runs
from gradreel.scenes.ask.catalog import chosen_beyond, entry
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import MAIN, specs_of
from gradreel.scenes.make.programs import program_of, rule_of
from gradreel.scenes.stage.runs.endings import minima_in
from gradreel.scenes.stage.runs.landscape import Landscape, over
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.runs.line import LineLandscape, LossSlice
from gradreel.scenes.stage.runs.objective import MOST, direction, drawn_rows, objective_of
from gradreel.scenes.stage.type.quantity import told_apart_by

REACH, WIDEST, BEYOND = 4.2, 3.0, 1.3
"""A slider reaches so far to either side for a feature in deviations, at the most so many times as
far, and so many times as far as the run ends."""
TURNED = 1.2
"""The steepness of the curve at first, for a feature in deviations: it goes the wrong way."""
SIDE, BANDS = 81, 16
"""Points of a side of the grid that a map is drawn from, and its colours."""
ABOVE_ALL, STRAIGHT = 2.0, 1.0
"""Shades are at the most 1; and so many thousandths of a map from a straight line aren't seen."""
ALIKE = 1e-3
"""So little of a map's range is too little to be lower."""
PRETTY: Final = {"w1": "w₁", "w2": "w₂", "b0": "β₀", "b1": "β₁", "t0": "t₀"}
"""How parameters are written."""
STEPS, RUNS = 100, 100
"""Steps of a run on another surface than the one that was asked for; runs that are counted."""


@dataclass(frozen=True)
class Panel:
    """A scene that one can play with.

    Attributes:
        scene: its name.
        spec: the run that it begins with, on as many rows as a page has.
        count: how many rows there are in all.
        values: all that the page computes with.
        remarks: what there is to say about the run, in lines for a person.
    """

    scene: str
    spec: RunSpec
    count: int
    values: Mapping[str, Any]
    remarks: tuple[str, ...]

    @property
    def data(self) -> Dataset | None:
        """Its data; None for a surface."""
        return self.spec.dataset

    @property
    def is_sample(self) -> bool:
        """Whether a page has fewer rows than there are."""
        return self.data is not None and self.data.n < self.count


def panel_of(scene: str, options: RunOptions, record: Path | None = None) -> Panel:
    """Prepare a scene.

    Args:
        scene: one that there is a panel of.
        options: what was chosen about its run.
        record: of the run to play with, if it is a recorded one.

    Raises:
        RequestError: the scene can't show that run, or a page can't compute it.
    """
    run = None if record is None else records.load_any(record)
    if run is not None and not isinstance(run, Trajectory):
        raise RequestError(f"play can't compute a run of {run.maker}; it computes the engine's own")
    whole = specs_of(scene, options, run)[MAIN]
    assert isinstance(whole, RunSpec)  # noqa: S101  a main run
    spec = sampled(whole)
    names = entry(scene).options if record is None else ()
    values = {"spec": spec_as_json(spec), **VALUES[scene](spec)}
    remarks = chosen_beyond(options, whole, names)
    return Panel(scene, spec, whole.objective.n_samples or 0, values, remarks)


def sampled(spec: RunSpec) -> RunSpec:
    """Return the same run on no more rows than scenes draw, chosen evenly as they choose them."""
    data = spec.dataset
    if data is None or data.n <= MOST:
        return spec
    even = np.linspace(0, data.n - 1, MOST).round().astype(int)
    rows = drawn_rows(data) if data.n_classes else even
    objective = replace(objective_of(spec), dataset=data.rows(rows))
    size = spec.batch_size and min(spec.batch_size, len(rows))
    return replace(spec, objective=objective, batch_size=size)


def spec_as_json(spec: RunSpec, seeds: Iterable[int] = ()) -> dict[str, Any]:
    """Return a run as the page's `engine.train` takes it.

    Args:
        spec: the run.
        seeds: those that the page may give it in place of its own.

    Raises:
        RequestError: a page can't compute it.
    """
    rule = rule_of(spec.optimizer)
    if rule is None:
        raise RequestError(
            f"a page can't run {spec.optimizer_name}: play with a run of another optimizer"
        )
    return {
        "objective": objective_as_json(spec.objective),
        "optimizer": asdict(rule),
        "name": spec.optimizer_name,
        "learningRate": spec.learning_rate,
        "steps": spec.steps,
        "batchSize": spec.batch_size,
        "start": spec.start.tolist(),
        "seed": str(spec.seed),  # it may have more digits than JavaScript's numbers
        "generators": {str(seed): _generator(seed) for seed in {*seeds, spec.seed}},
        "dropLast": spec.drop_last,
        "rateDrops": spec.rate_drops,
        "schedule": spec.schedule,
    }


def _generator(seed: int) -> list[str]:
    """Return the two large numbers that NumPy's generator of a seed begins with."""
    state = PCG64(seed).state["state"]
    return [str(state["state"]), str(state["inc"])]


def objective_as_json(objective: Objective) -> dict[str, Any]:
    """Return what is lowered as the page's `engine.objective` takes it.

    Raises:
        RequestError: a page can't compute it.
    """
    if isinstance(objective, SurfaceObjective) and isinstance(objective.surface.formula, Formula):
        return {"kind": "surface", "program": asdict(program_of(objective.surface.formula))}
    if isinstance(objective, ModelObjective):
        model, data = objective.model, objective.dataset
        rows = np.c_[data.inputs[:, 0], data.target].tolist()
        if isinstance(model, LogisticRegression) and model.n_features == 1:
            return {"kind": "logistic", "rows": rows}
        held = PartlyFrozen(model, (0.0, 0.0), (0, 1)) if isinstance(model, Wave) else model
        if isinstance(held, PartlyFrozen) and isinstance(held.model, Wave):
            return {"kind": "wave", "rows": rows, **asdict(held), **asdict(held.model)}
    raise RequestError(
        "a page can't compute this run: it computes formulas, waves, and logistic regressions of "
        "one feature"
    )


def _sigmoid(spec: RunSpec) -> dict[str, Any]:
    data = objective_of(spec).dataset
    inputs, way = data.inputs[:, 0], direction(data)
    mean, sd = float(inputs.mean()), float(inputs.std())
    usual = np.array([REACH * (1 + abs(mean) / sd), REACH / sd])
    ended = np.abs(runs.run_of(spec).parameters[-1])
    slope = -way * TURNED / sd
    spans = np.clip(BEYOND * ended, usual, WIDEST * usual)
    xs, ys = (np.linspace(-span, span, SIDE) for span in spans)
    return {
        "values": data.features[:, 0].tolist(),
        "scale": [float(data.mean[0]), float(data.sd[0])],
        "first": [-slope * mean, slope],
        **_map(Landscape(xs, ys, over(spec.objective, xs, ys))),
    }


def _map(land: Landscape) -> dict[str, Any]:
    """Return a window, and by SVG's paths in thousandths of it all that is as high as each band."""
    land = land.resampled(SIDE)
    across = np.linspace(0, 1000, SIDE)
    shades = np.ma.masked_invalid(land.shade(land.grid))
    found = contour_generator(across, 1000 - across, shades, fill_type=FillType.OuterOffset)
    lowest = [-ABOVE_ALL, *(index / BANDS for index in range(1, BANDS))]
    bands = ["".join(_outlines(*found.filled(low, ABOVE_ALL))) for low in lowest]
    return {"window": land.window.tolist(), "bands": bands}


def _outlines(areas: Sequence[FloatArray], offsets: Sequence[IntArray]) -> Iterator[str]:
    """Write the rings that bound areas, each point that is needed by its move from the last."""
    from matplotlib.path import Path as Outline  # noqa: PLC0415, help needs none

    for points, ends in zip(areas, offsets, strict=True):
        for first, last in pairwise(ends):
            outline = Outline(points[first:last])
            outline.simplify_threshold = STRAIGHT
            ring = np.asarray(outline.cleaned(simplify=True).vertices)[:-1].round().astype(int)
            moves = np.diff(ring, axis=0)
            told = " ".join(f"{x} {y}" for x, y in moves[moves.any(axis=1)])
            yield f"M{ring[0, 0]} {ring[0, 1]}l{told}z".replace(" -", "-")


def _descent(spec: RunSpec) -> dict[str, Any]:
    own = getattr(spec.objective, "surface", None)
    name = "data" if own is None else own.name
    options = RunOptions(learning_rate=1.0, steps=STEPS)
    others = (
        runs.with_rate(runs.surface_spec(options.changed(surface=each)), None)
        for each in SURFACE_NAMES
        if each != name
    )
    rules = {each: rule_of(optimizers.build(each)) for each in optimizers.OPTIMIZERS}
    rules[spec.optimizer_name] = rule_of(spec.optimizer)
    return {
        "optimizers": {each: asdict(rule) for each, rule in rules.items() if rule is not None},
        "leftOut": [each for each, rule in rules.items() if rule is None],
        "own": name,
        "surfaces": {
            name: landscape_as_json(spec),
            **{each.objective.surface.name: landscape_as_json(each) for each in others},  # type: ignore[attr-defined]
        },
    }


def landscape_as_json(spec: RunSpec) -> dict[str, Any]:
    """Return what is known of a function of two parameters, and how a run on it begins."""
    run = runs.run_of(spec)
    shown = LandscapeRuns((run,))
    surface = shown.surface
    return {
        "objective": objective_as_json(spec.objective),
        **_map(shown.landscape),
        "minima": [*_minima(shown)],
        "isFloorless": surface is not None and surface.lowest == -math.inf,
        "isSeparated": run.outcome == "separated",
        "names": [PRETTY.get(each, each) for each in shown.parameter_names],
        "start": spec.start.tolist(),
        "rate": spec.learning_rate,
        "steps": spec.steps,
    }


def _minima(shown: LandscapeRuns) -> Iterator[tuple[list[float], str]]:
    """Yield the minima on a map, and by its key what is said of a run that ends in one."""
    land, surface = shown.landscape, shown.surface
    if surface is not None and surface.name in SURFACE_NAMES:
        best = "only" if len(surface.minima) == 1 else "global"
        for each in surface.minima:
            yield [each.x, each.y], best if each.is_global else "local"
        return
    found = minima_in(shown.objective, land)
    finite = land.values[np.isfinite(land.values)]
    low = float(finite.min()) + ALIKE * float(np.ptp(finite))
    lowest = min((each.loss for each in found), default=0.0)
    for place in found:
        is_lowest = place.loss <= min(low, lowest + ALIKE * abs(lowest))
        yield place.place.tolist(), "lowest" if is_lowest else "local"


def _minibatch(spec: RunSpec) -> dict[str, Any]:
    data = objective_of(spec).dataset
    window = entry("minibatch").load().window_of(spec)
    line = LossSlice.of_parameter(spec.objective, 0, np.zeros(1))
    land = LineLandscape(line, window)
    valley, best = land.lowest, float(best_wave(data)[1][0])
    edges = (valley.left, valley.right) if valley else (best, best)
    sizes = {spec.batch_size or data.n, *(2**power for power in range(data.n.bit_length()))}
    # the scene's own order was found for its story: who plays begins with any, or with their own
    own = 0 if spec.seed == entry("minibatch").defaults.seed else spec.seed
    seeds = [*dict.fromkeys((own, *range(RUNS)))][:RUNS]
    return {
        "spec": spec_as_json(spec, seeds),
        "seeds": [*map(str, seeds)],
        "window": list(window),
        "highest": float(land.losses.max()),
        "valley": [each if math.isfinite(each) else None for each in edges],
        "goal": valley.at if valley else best,
        "decimals": told_apart_by(np.array(window), window[1] - window[0]).decimals,
        "sizes": sorted(size for size in sizes if size < data.n),
    }


VALUES: Final = {"sigmoid": _sigmoid, "descent": _descent, "minibatch": _minibatch}
"""What the panel of each scene computes with beside its run."""
