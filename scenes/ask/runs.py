"""From options to the data and the RunSpec that the engine trains."""

import math
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset, load
from gradreel.engine.data.dataset import IS
from gradreel.engine.data.lookup import HEART, with_columns
from gradreel.engine.data.tables import read_data
from gradreel.engine.data.toys import TOYS
from gradreel.engine.data_names import DATA_NAMES
from gradreel.engine.errors import RequestError, counted, plain, quoted, shorten, unknown
from gradreel.engine.fits import FITTED, best_fit, misfit
from gradreel.engine.mlp import CROSS_ENTROPY, MLP, SQUARED_ERROR
from gradreel.engine.models import LogisticRegression, Model, PartlyFrozen
from gradreel.engine.objectives import ModelObjective, Objective, SurfaceObjective
from gradreel.engine.optimizers import Optimizer
from gradreel.engine.own import own_optimizer
from gradreel.engine.rates import best_rate
from gradreel.engine.spec import MAX_STEPS, RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.surfaces.own import own_surface
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.engine.waves import best_wave, slipped
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.own_code import names_code
from gradreel.scenes.files.packed import unpacked
from gradreel.scenes.files.sources import MAX_TABLE_BYTES, read_regular

FEWEST, MOST_WORK = 100, 10**8
"""Steps in which a logistic regression is fitted at the least; `RunSpec.work` at the most."""
FRESH = 1
"""After a run's seed, the seed of data that are drawn anew."""
PATIENCE, SLOW = 1600, 0.9
"""A fit never comes if, after so many steps, twice as many leave so much of what is left to it."""
TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".gz", ".xlsx")
MOST_BYTES = 6 * 10**8
"""What training a network may take of the memory."""
STEEP, BESIDE = 1.46, 1e-4
"""A wave's learning rate in the inverse of the curvature at its best period, and how far beside
that its slopes are measured, as a share of it."""
TOO_OFTEN = 1.5
"""By so many cycles: from there, all rows lead into a local minimum beside the best one."""
MOST_LAYERS, MOST_WIDE = 3, 5
"""Hidden layers of a network that can be drawn; where a unit has more inputs than this, its weights
are smaller at the start."""
SPREAD, SMALL_RATE = 0.8, 0.5
"""Deviation of such a network's parameters at the start, and its learning rate unless given."""


def load_data(  # noqa: PLR0913
    source: str,
    x: Sequence[str] | None = None,
    y: str | None = None,
    *,
    rng: np.random.Generator | None = None,
    positive: str | None = None,
    as_number: bool = False,
    missing: str | None = None,
) -> Dataset:
    """Load a built-in data set or a table.

    Args:
        source: a name of `DATA_NAMES`, or the path of a table, or of a folder of pictures.
        x: the feature columns, as `load` has them; of a table None means every column of numbers
            but y.
        y: the target column; needed for a table.
        rng: draws the toy sets.
        positive: which of two classes y = 1 is; None for the data's own order of them.
        as_number: whether the target is a number to be predicted, and no class.
        missing: what becomes of rows of a file that lack a value, as `read_data` has it.

    Raises:
        RequestError: no such data, column or class, or cells that can't be used.
    """
    if source not in DATA_NAMES and _exists(source) and Path(source).is_dir():
        from gradreel.scenes.ask.pictures import read_pictures  # noqa: PLC0415, it needs Pillow

        data = with_columns(read_pictures(Path(source)), x, y)
    elif source in DATA_NAMES:
        data = load(source, x, y, rng=rng, as_number=as_number, missing=missing)
    else:
        data = _of_file(source, x, y, as_number=as_number, missing=missing)
    return data if positive is None else data.answering(positive)


def _of_file(
    source: str,
    x: Sequence[str] | None,
    y: str | None,
    *,
    as_number: bool,
    missing: str | None,
) -> Dataset:
    is_path = source.lower().endswith(TABLE_ENDINGS) or "/" in source or "\\" in source
    if not is_path and not _exists(source):
        raise unknown("data set or file", source, DATA_NAMES)
    name = Path(source).name
    content = unpacked(read_regular(Path(source), MAX_TABLE_BYTES), quoted(name, 50))
    is_heart = content == HEART.read_bytes()  # somebody's copy of it
    named = "heart" if is_heart else source
    return read_data(content, x, y, source=named, name=name, as_number=as_number, missing=missing)


def _exists(source: str) -> bool:
    try:
        return Path(source).exists()
    except (OSError, ValueError):  # too long for a name, or with a null byte in it
        return False


def dataset(options: RunOptions, *, as_number: bool = False) -> Dataset:
    """Load the data that the options name, standardised unless they say otherwise.

    Digits come with a scale of their own, on which they stay.

    Args:
        options: what was chosen.
        as_number: whether the target is a number to be predicted, and no class.
    """
    rng = np.random.default_rng(options.seed or 0)
    source = "heart" if options.data is None else options.data
    data = load_data(
        source,
        options.x,
        options.y,
        rng=rng,
        positive=options.positive,
        as_number=as_number,
        missing=options.missing,
    )
    return data.standardized() if options.standardize and not data.is_scaled else data


def check_one_feature(scene: str, data: Dataset) -> None:
    """Refuse data of several features for a scene that draws a logistic regression of one.

    Raises:
        RequestError: there are more.
    """
    if data.n_features > 1:
        words = next((each for each in data.feature_names if IS in each), "")
        such = f"such as {shlex.quote(words)}" if words else "of numbers or of two words"
        raise RequestError(
            f"{scene} draws one feature, these data have {data.n_features}: "
            f"name one column with --x, {such}"
        )


def check_two_classes(who: str, data: Dataset) -> None:
    """Refuse a target of other than two classes, and say what makes two of more.

    Args:
        who: what takes two only, and a verb.
        data: the data.

    Raises:
        RequestError: there are more, or none.
    """
    if data.n_classes != 2:
        found, advice = "is a number", "choose another --y"
        if data.n_classes:
            named = shlex.quote(plain(data.class_names[0]))
            found, advice = (
                f"has {data.n_classes}",
                f"--positive {named} takes one against the rest",
            )
            advice += "; boundary, curves and weights draw all"
        raise RequestError(f"{who} two classes, {quoted(data.target_name)} {found}: {advice}")


def logistic_spec(options: RunOptions) -> RunSpec:
    """Return the run of a logistic regression; its start is zero unless given."""
    return logistic_on(dataset(options), options)


def logistic_on(data: Dataset, options: RunOptions) -> RunSpec:
    """Return the same on data that are there; what the options say of data doesn't count."""
    check_two_classes("logistic regression takes", data)
    model = LogisticRegression(data.n_features)
    return _spec(ModelObjective(model, data), options, np.zeros(model.n_parameters))


def fitted_on(data: Dataset, options: RunOptions, fewest: int = FEWEST) -> RunSpec:
    """Return the run of a logistic regression; unless told how many, it takes the steps it needs.

    They are doubled until it has come to its best fit, if there is one and it comes near at all.

    Args:
        data: those to fit; what the options say of data doesn't count.
        options: what was chosen.
        fewest: so many steps are tried first.
    """
    spec = logistic_on(data, options)
    objective = spec.objective
    assert isinstance(objective, ModelObjective)  # noqa: S101  what is built above
    if options.steps is not None or spec.batch_size is not None:
        return spec
    spec, left = replace(spec, steps=fewest), math.inf
    while best_fit(objective) is not None and 2 * spec.work <= MOST_WORK:
        run = run_of(spec)
        before, left = left, misfit(objective, run.parameters[-1])
        is_hopeless = spec.steps >= PATIENCE and left > SLOW * before
        if run.n_steps < spec.steps or left <= FITTED or is_hopeless or spec.steps == MAX_STEPS:
            break
        spec = replace(spec, steps=min(2 * spec.steps, MAX_STEPS))
    return spec


def mlp_spec(options: RunOptions) -> RunSpec:
    """Return the run of a network; its start is drawn from the seed unless given."""
    data = dataset(options)
    return mlp_on(data, options, 1 if data.n_classes <= 2 else data.n_classes)


def mlp_on(data: Dataset, options: RunOptions, outputs: int) -> RunSpec:
    """Return the same on data that are there; what the options say of data doesn't count.

    Args:
        data: the data.
        options: what was chosen.
        outputs: of the network: one, of two classes or for a number, or as many as classes.
    """
    sizes = (data.n_features, *(options.hidden or (8,)), outputs)
    loss = CROSS_ENTROPY if data.n_classes else SQUARED_ERROR
    model = MLP(sizes, options.activation or "tanh", loss)
    _check_memory(model, data)
    return _spec(ModelObjective(model, data), options, drawn_start(model, options))


def small_mlp_spec(scene: str, options: RunOptions) -> RunSpec:
    """Return the run of a small network on two classes, from weights of one place after the point.

    Args:
        scene: what draws it.
        options: what was chosen.

    Raises:
        RequestError: the network wouldn't be small, or the data have more than two classes.
    """
    data, hidden = dataset(options), options.hidden or (3, 2)
    check_two_classes(f"{scene} draws", data)
    if len(hidden) > MOST_LAYERS:
        raise RequestError(
            f"{scene} draws up to {MOST_LAYERS} hidden layers: choose --hidden such as 3,2"
        )
    widths = data.n_features, *hidden, 1
    spreads = [
        np.full((before + 1) * units, SPREAD * min((MOST_WIDE / before) ** 0.5, 1))
        for before, units in pairwise(widths)
    ]
    spread = np.concatenate(spreads)
    drawn = np.random.default_rng(options.seed or 0).normal(0.0, spread)
    start, rate = tuple(np.round(drawn, 1).tolist()), options.learning_rate or SMALL_RATE
    return mlp_spec(options.changed(hidden=hidden, start=start, learning_rate=rate))


def is_small_mlp(spec: RunSpec) -> bool:
    """Whether this is a run of a network of two classes, small enough to be read."""
    model = getattr(spec.objective, "model", None)
    if not isinstance(model, MLP) or not model.n_classes:
        return False
    _, *hidden, outputs = model.sizes
    return outputs == 1 and 1 <= len(hidden) <= MOST_LAYERS


def series(options: RunOptions) -> Dataset:
    """Load the numbers over time that the options name, in their own units."""
    return dataset(options.changed(standardize=False), as_number=True)


def wave_spec(options: RunOptions) -> RunSpec:
    """Return the run of the period of a wave through a series."""
    return wave_on(series(options), options)


def wave_on(data: Dataset, options: RunOptions) -> RunSpec:
    """Return the run of the best wave's period, its height and peak held.

    Unless they are given, it starts where the wave goes round one and a half times too often, and
    gradient descent has a rate that suits the curvature at the best period.

    Args:
        data: the series; what the options say of data doesn't count.
        options: what was chosen.

    Raises:
        RequestError: no cycle can be seen in the data.
    """
    wave, (period, peak) = best_wave(data)
    objective = ModelObjective(PartlyFrozen(wave, (0.0, float(peak)), (0,)), data)
    if options.learning_rate is None and options.optimizer in (None, "gradient-descent"):
        ends = np.array([[period - BESIDE * period], [period + BESIDE * period]])
        before, after = (float(objective.gradient(each)[0]) for each in ends)
        curvature = max((after - before) / float(np.ptp(ends)), 1e-12)
        options = options.changed(learning_rate=float(f"{STEEP / curvature:.0e}"))
    start = float(f"{slipped(data, float(peak), TOO_OFTEN):.1e}")
    return _spec(objective, options, np.array([start]))


def surface_spec(options: RunOptions) -> RunSpec:
    """Return the run of a point on a surface; it starts where the surface suggests unless given."""
    named = "himmelblau" if options.surface is None else options.surface
    chosen = (
        surface(refusing_code(named, "surface", "surface"))
        if isinstance(named, str)
        else own_surface(named)
    )
    return _spec(SurfaceObjective(chosen), options, np.array(chosen.start))


def drawn_anew(spec: RunSpec) -> Dataset | None:
    """Draw data of the same kind that a run hasn't seen, scaled as its own; None if none can be."""
    known = spec.dataset
    if known is None or known.source not in TOYS:
        return None
    rng = np.random.default_rng([spec.seed, FRESH])
    fresh = load(known.source, known.feature_names, known.target_name, rng=rng)
    if fresh.class_names != known.class_names:
        fresh = fresh.answering(known.class_names[1])
    return replace(fresh, mean=known.mean, sd=known.sd)


@lru_cache(maxsize=1)
def run_of(spec: RunSpec) -> Trajectory:
    """Train a run, unless it is the one that was trained last."""
    return train(spec)


SPECS: Mapping[str, Callable[[RunOptions], RunSpec]] = {
    "logistic": logistic_spec,
    "mlp": mlp_spec,
    "surface": surface_spec,
    "wave": wave_spec,
}


def _check_memory(model: MLP, data: Dataset) -> None:
    """Refuse a network that can't be trained in memory, before any of it is taken.

    At once there are about eight vectors of the parameters' length, those of an optimizer's state
    among them, and for each unit its value and two derivatives on every row.
    """
    needed = 8 * (8 * model.n_parameters + 3 * data.n * sum(model.sizes))
    if needed > MOST_BYTES:
        raise RequestError(
            f"a network of {model.n_parameters:,} parameters on {counted(data.n, 'row')} "
            f"would take {needed / 1e9:,.1f} GB: take fewer hidden units or rows"
        )


def drawn_start(model: Model, options: RunOptions) -> FloatArray:
    """Draw parameters (p,) to start from, from the seed."""
    return model.initial(np.random.default_rng(options.seed or 0))


def _spec(objective: Objective, options: RunOptions, start: FloatArray) -> RunSpec:
    chosen = start if options.start is None else np.array(options.start)
    spec = RunSpec(
        objective=objective,
        optimizer=_optimizer(options.optimizer or "gradient-descent", objective),
        learning_rate=options.learning_rate or 1.0,
        steps=options.steps or 400,
        batch_size=options.batch_size,
        start=chosen,
        seed=options.seed or 0,
        stride=options.stride,
    )
    return with_rate(spec, options.learning_rate)


def _optimizer(named: str | Optimizer, objective: Objective) -> Optimizer:
    if not isinstance(named, str):
        return own_optimizer(named)
    kind = type(getattr(objective, "model", None))
    model = {MLP: "mlp", LogisticRegression: "logistic", type(None): "surface"}.get(kind, "wave")
    return optimizers.build(refusing_code(named, model, "optimizer"))


def refusing_code(text: str, model: str, option: str) -> str:
    """Return a name or a formula.

    Args:
        text: the name.
        model: what is trained.
        option: what the text was given for.

    Raises:
        RequestError: it names code.
    """
    if names_code(text):
        code = shlex.quote(shorten(text, 60))
        train = f"gradreel train {model} --{option} {code} -o run.npz"
        raise RequestError(
            f"only gradreel train runs {quoted(text)}: {train}, then gradreel render SCENE "
            "--run run.npz"
        )
    return text


def with_rate(
    spec: RunSpec, rate: float | None, advance: Callable[[int], None] | None = None
) -> RunSpec:
    """Give a run a learning rate: the given one, or the best of real runs when None.

    Args:
        spec: the run; its own rate doesn't count.
        rate: the given rate.
        advance: told how many more rates were tried.
    """
    return replace(spec, learning_rate=best_rate(spec, advance) if rate is None else rate)
