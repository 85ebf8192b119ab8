"""What a race is asked for, turned into its runs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gradreel.engine import optimizers
from gradreel.engine.errors import RequestError, counted
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Role
from gradreel.scenes.app.runs import surface_spec, with_rate
from gradreel.scenes.pieces.race.courses import COURSES, RaceCourse, course_of

STEPS, LEAST, MOST = 200, 2, 6
"""How many steps each may take unless it is said, and how many may race."""


@dataclass(frozen=True)
class Racer(Role):
    """A run on the main run's course, by another optimizer."""

    optimizer: str


@dataclass(frozen=True)
class Rematch(Role):
    """A run on another course, by any of the optimizers."""

    optimizer: str


def first_racer(options: RunOptions) -> RunSpec:
    """The main run: that of the optimizer that is named first.

    Raises:
        RequestError: what is asked for is no race.
    """
    names, rates = _names(options), _rates(options)
    start = options.start or _usual_start(options.surface)
    chosen = options.changed(start=start, steps=options.steps or STEPS, learning_rate=1.0)
    spec = surface_spec(chosen.changed(optimizer=names[0]))
    _check_floor(spec)
    if options.steps is None and (course := course_of(spec)):
        spec = replace(spec, steps=course.steps)
    return _at_rate(spec, names[0], rates[0])


def other_racers(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """The others from the same start; and all on another course where this one is a known one.

    Args:
        main: the main run, which may have been brought.
        options: what is asked for.
    """
    own = main.optimizer_name
    named = zip(_names(options), _rates(options), strict=True)
    chosen = {name: rate for name, rate in named if name != own}
    racers: dict[Role, RunSpec] = {
        Racer(name): _at_rate(main, name, rate) for name, rate in list(chosen.items())[: MOST - 1]
    }
    other = _other_course(main)
    if other is not None and {own, *chosen} <= other.rates.keys():
        racers |= {Rematch(name): _on(other, main, name) for name in (own, *chosen)}
    return racers


def _names(options: RunOptions) -> Sequence[str]:
    names = tuple(options["optimizers"])
    for name in names:
        optimizers.build(name)
    if len(set(names)) < len(names):
        raise RequestError("--optimizers names one twice: name each once")
    if not LEAST <= len(names) <= MOST:
        raise RequestError(f"--optimizers names {len(names)}: name {LEAST} to {MOST} for a race")
    return names


def _rates(options: RunOptions) -> Sequence[float | None]:
    """A rate for each optimizer, None where it is to be found.

    Raises:
        RequestError: there are too few, too many, or one that can't be.
    """
    rates, count = options["rates"], len(options["optimizers"])
    if rates is None:
        return [None] * count
    if len(rates) != count:
        each = counted(count, "optimizer")
        raise RequestError(f"--rates has {len(rates)} for {each}: give one for each, in order")
    if min(rates) <= 0:
        raise RequestError("--rates must be above 0")
    return tuple(rates)


def _usual_start(surface: str | None) -> tuple[float, float] | None:
    return next((each.start for each in COURSES if each.surface == surface), None)


def _check_floor(spec: RunSpec) -> None:
    objective = spec.objective
    if isinstance(objective, SurfaceObjective) and objective.surface.lowest == -np.inf:
        raise RequestError(
            f"nobody can arrive on the surface {objective.surface.title}, it has no floor: "
            "take another"
        )


def _at_rate(spec: RunSpec, name: str, rate: float | None) -> RunSpec:
    """A run of an optimizer with its rate: given, known for this course, or found by trying."""
    course = course_of(spec)
    known = course.rates.get(name) if course and rate is None else rate
    return with_rate(replace(spec, optimizer=optimizers.build(name)), known)


def _other_course(main: RunSpec) -> RaceCourse | None:
    """The course of the rematch: none where the first race isn't on a known one as it is known."""
    own = course_of(main)
    if own is None or main.batch_size is not None:
        return None
    return next(each for each in COURSES if each is not own)


def _on(course: RaceCourse, main: RunSpec, name: str) -> RunSpec:
    chosen = RunOptions(
        surface=course.surface, start=course.start, steps=course.steps, seed=main.seed
    )
    return surface_spec(chosen.changed(optimizer=name, learning_rate=course.rates[name]))
