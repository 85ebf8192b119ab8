"""RunSpec: all that decides a training run, and so all that it takes to repeat it."""

import hashlib
import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray, read_only
from gradreel.engine.data import Dataset
from gradreel.engine.errors import RequestError, counted, unknown
from gradreel.engine.objectives import ModelObjective, Objective, objective_from_description
from gradreel.engine.optimizers import Optimizer
from gradreel.engine.own import Origin, OwnOptimizer
from gradreel.engine.surfaces.surface import Surface

MAX_STEPS = 100_000
MAX_RECORD_BYTES = 2**29
STEP_ROWS, ROW_PARAMETERS = 1000, 64
"""A step takes as long as so many rows beside its own; so many parameters double a row's time."""
CONSTANT, COSINE = SCHEDULES = ("constant", "cosine")


@dataclass(frozen=True, eq=False)
class RunSpec:
    """A training run that could be made.

    Attributes:
        objective: what is lowered.
        optimizer: turns gradients into steps.
        learning_rate: the factor on the optimizer's step.
        steps: how many steps are taken; none is left out when the run has converged.
        batch_size: samples in a batch; None for all of them, in their own order.
        start: the parameters (p,) before the first step.
        seed: of the generator that draws the batches.
        stride: parameters, gradient and full loss are recorded at every stride-th step.
        drop_last: whether an epoch's last batch is left out when it is short.
        rate_drops: (step, factor) pairs: from that step on the rate is multiplied by the factor.
        schedule: a name of `SCHEDULES`: the rate is constant but for its drops, or falls along half
            a cosine wave from all of it to nothing when the steps are done.

    Raises:
        RequestError: a value that can't be.
    """

    objective: Objective
    optimizer: Optimizer
    learning_rate: float
    steps: int
    batch_size: int | None
    start: FloatArray
    seed: int
    stride: int = 1
    drop_last: bool = False
    rate_drops: tuple[tuple[int, float], ...] = ()
    schedule: str = CONSTANT

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", read_only(self.start))
        _check_numbers(self)
        _check_batch_size(self)
        _check_start(self)
        if self.record_bytes > MAX_RECORD_BYTES:
            raise RequestError(
                f"the record would take {self.record_bytes / 1e9:.1f} GB: "
                "take fewer steps or record with a larger stride"
            )

    def __repr__(self) -> str:
        batches = f"batches of {self.batch_size}" if self.batch_size else "full batch"
        rate = f"learning rate {self.learning_rate:.6g}"
        ran = f"{self.optimizer_name}, {rate}, {counted(self.steps, 'step')}, {batches}"
        return f"<RunSpec: {self.objective.describe()['kind']}, {ran}, seed {self.seed}>"

    @property
    def optimizer_name(self) -> str:
        """The optimizer's name, as commands know it."""
        return optimizers.name_of(self.optimizer)

    @property
    def dataset(self) -> Dataset | None:
        """The data that the model is trained on; None for a surface."""
        return self.objective.dataset if isinstance(self.objective, ModelObjective) else None

    @property
    def missing(self) -> Origin | None:
        """The code of a person's own that the run needs and that isn't here; None if all is."""
        if isinstance(self.optimizer, OwnOptimizer) and self.optimizer.rule is None:
            return self.optimizer.origin
        surface: Surface | None = getattr(self.objective, "surface", None)
        return None if surface is None else surface.missing

    @property
    def record_bytes(self) -> int:
        """How much memory the record takes, in bytes."""
        rows = -(-self.steps // self.stride) + 1
        per_step = 1 + (self.batch_size or 0)
        return 8 * (rows * (2 + 2 * self.objective.n_parameters) + self.steps * per_step)

    @property
    def work(self) -> int:
        """How long the run takes: rows of a model of few parameters, some 20 million a second."""
        rows = self.batch_size or self.objective.n_samples or 0
        row = 1 + self.objective.n_parameters // ROW_PARAMETERS
        return self.steps * (STEP_ROWS + rows * row)

    def learning_rate_at(self, step: int) -> float:
        """Return the rate of the step that leads from parameters[step] to the next."""
        factors = (factor for first, factor in self.rate_drops if step >= first)
        rate = math.prod(factors, start=self.learning_rate)
        if self.schedule == COSINE:
            rate *= 0.5 * (1.0 + math.cos(math.pi * min(step, self.steps) / self.steps))
        return rate

    @property
    def hash(self) -> str:
        """Hex digest of everything that decides the run; it names the run."""
        return hashlib.sha256(self.to_json().encode() + self.start.tobytes()).hexdigest()

    def to_json(self) -> str:
        """Return all but the start and the data, of which it holds the SHA-256."""
        values = {
            "objective": self.objective.describe(),
            "optimizer": optimizers.describe(self.optimizer),
            "learning_rate": self.learning_rate,
            "steps": self.steps,
            "batch_size": self.batch_size,
            "seed": self.seed,
            "stride": self.stride,
            "drop_last": self.drop_last,
            "rate_drops": [list(drop) for drop in self.rate_drops],
            "schedule": self.schedule,
        }
        return json.dumps(values, sort_keys=True, allow_nan=False)

    @classmethod
    def from_json(
        cls, text: str, start: FloatArray, dataset: Dataset | None, kept: Surface | None = None
    ) -> "RunSpec":
        """Build the spec that `to_json` wrote.

        Args:
            text: the JSON.
            start: the parameters (p,) to start from.
            dataset: the data; None for a surface.
            kept: what the record keeps of a surface that is a person's own function.

        Raises:
            RequestError: it names what doesn't exist, or other data, or holds impossible values.
            KeyError, TypeError, ValueError: the text is damaged.
        """
        values = json.loads(text, parse_constant=_refuse_constant)
        drops = tuple((int(step), float(factor)) for step, factor in values["rate_drops"])
        return cls(
            objective=objective_from_description(values["objective"], dataset, kept),
            optimizer=_optimizer(values["optimizer"]),
            learning_rate=values["learning_rate"],
            steps=values["steps"],
            batch_size=values["batch_size"],
            start=start,
            seed=values["seed"],
            stride=values["stride"],
            drop_last=values["drop_last"],
            rate_drops=drops,
            schedule=values["schedule"],
        )


def _optimizer(description: dict[str, Any]) -> Optimizer:
    """Build the optimizer that was described; of a person's own there is no more than that."""
    if "own" in description:
        return OwnOptimizer(Origin.from_description(description))
    return optimizers.build(**description)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} in JSON")


def _is_whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _check_numbers(spec: RunSpec) -> None:
    rates = (spec.learning_rate, *(factor for _, factor in spec.rate_drops))
    if not all(isinstance(rate, int | float) and 0.0 < rate < math.inf for rate in rates):
        raise RequestError("learning rate and its factors must be finite numbers above 0")
    if not _is_whole(spec.steps, 1) or spec.steps > MAX_STEPS:
        raise RequestError(f"steps must be a whole number from 1 to {MAX_STEPS:,}")
    if not _is_whole(spec.stride, 1):
        raise RequestError("the stride of the record must be a whole number above 0")
    if not _is_whole(spec.seed, 0):
        raise RequestError("the seed must be a whole number from 0")
    if spec.schedule not in SCHEDULES:
        raise unknown("schedule of the rate", str(spec.schedule), SCHEDULES)
    if not isinstance(spec.drop_last, bool):
        raise RequestError("drop_last must be true or false")


def _check_batch_size(spec: RunSpec) -> None:
    if spec.batch_size is None:
        return
    n_samples = spec.objective.n_samples
    if n_samples is None:
        raise RequestError("a surface has no data to draw batches from: leave out the batch size")
    if not _is_whole(spec.batch_size, 1) or spec.batch_size > n_samples:
        raise RequestError(
            f"the batch size must be a whole number from 1 to the {n_samples} samples of the data"
        )


def _check_start(spec: RunSpec) -> None:
    count = spec.objective.n_parameters
    if spec.start.shape != (count,):
        given = counted(spec.start.size, "number")
        raise RequestError(f"the start has {given}; the run needs {count}")
    if not np.isfinite(spec.start).all():
        raise RequestError("the start must be finite numbers")
    spec.objective.check_start(spec.start)
