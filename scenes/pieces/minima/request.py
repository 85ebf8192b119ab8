"""What can be asked of the scene: where runs start, and what is held; and all the runs of it."""

from dataclasses import dataclass, replace

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError, counted
from gradreel.engine.held import Held
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.optimizers import build
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.bands import band_of_two
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Role

AGES, RATES_OF_HEART = (35.0, 72.5), (112.0, 172.0)
"""What is shown of the band's centre: years, and beats a minute."""

SWEPT = 81
"""So many starts all over the ages are run at once."""

STARTS = 2, 3
"""How many starts may be followed."""


@dataclass(frozen=True)
class LineStart(Role):
    """A run of the age alone, from one of the starts that were asked for; the first is the main."""

    index: int


@dataclass(frozen=True)
class Swept(Role):
    """A run of the age alone, from one of many starts."""

    index: int


@dataclass(frozen=True)
class PlaneStart(Role):
    """A run of both parameters, from one of the starts."""

    index: int


def line_spec(options: RunOptions) -> RunSpec:
    """Return the run of the age alone from the first start, the heart rate held.

    Raises:
        RequestError: there are too many starts, or some are outside of what is shown.
    """
    _check("--starts", options["starts"], AGES, "years")
    _check("--held", (options["held"],), RATES_OF_HEART, "beats a minute")
    count, (least, most) = len(options["starts"]), STARTS
    if not least <= count <= most:
        raise RequestError(f"--starts gives {counted(count, 'start')}: give {least} or {most}")
    whole = band_of_two()
    rate = float(_scaled(whole, (0.0, options["held"]))[1])
    held = ModelObjective(Held(whole.model, (0.0, rate), (0,)), whole.dataset)
    return RunSpec(
        objective=held,
        optimizer=build(options.optimizer or "gradient-descent"),
        learning_rate=options.learning_rate or 1.0,
        steps=options.steps or 60,
        batch_size=None,
        start=_scaled(whole, (options["starts"][0], options["held"]))[:1],
        seed=0,
    )


def other_runs(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return the other starts, many more to be counted, and those of both parameters."""
    whole, model = band_of_two(), cut_model(main)
    ages = [float(main.start[0]), *(_age(whole, each) for each in options["starts"][1:])]
    swept = [_age(whole, each) for each in np.linspace(*AGES, SWEPT + 2)[1:-1]]
    starts: dict[Role, float] = {
        **{LineStart(index): age for index, age in enumerate(ages) if index},
        **{Swept(index): age for index, age in enumerate(swept)},
    }
    lines = {role: replace(main, start=np.array([age])) for role, age in starts.items()}
    planes: dict[Role, RunSpec] = {
        PlaneStart(index): replace(main, objective=whole, start=np.array([age, model.values[1]]))
        for index, age in enumerate(ages)
    }
    return lines | planes


def cut_model(spec: RunSpec) -> Held:
    """The model of a run of the age alone.

    Raises:
        TypeError: it is another's.
    """
    objective = spec.objective
    if not isinstance(objective, ModelObjective) or not isinstance(objective.model, Held):
        raise TypeError("not a run that holds a parameter")
    return objective.model


def is_along_cut(spec: RunSpec) -> bool:
    """Whether a run is of the age alone, from within the ages that are shown."""
    objective, whole = spec.objective, band_of_two()
    if not isinstance(objective, ModelObjective) or not isinstance(objective.model, Held):
        return False
    held = Held(whole.model, (0.0, objective.model.values[-1]), (0,))
    same = objective.describe() == ModelObjective(held, whole.dataset).describe()
    low, high = (_age(whole, each) for each in AGES)
    return same and low < spec.start[0] < high


def _scaled(objective: ModelObjective, centre: tuple[float, float]) -> FloatArray:
    data = objective.dataset
    return np.asarray((np.array(centre) - data.mean) / data.sd)


def _age(objective: ModelObjective, years: float) -> float:
    return float(_scaled(objective, (years, 0.0))[0])


def _check(option: str, values: tuple[float, ...], room: tuple[float, float], unit: str) -> None:
    low, high = room
    if not all(low < each < high for each in values):
        raise RequestError(f"{option} must be between {low:g} and {high:g} {unit}")
