"""What can be asked of the scene: the band on age and its like on a surface, or other data."""

from collections.abc import Mapping

import numpy as np

from gradreel.engine import optimizers
from gradreel.engine.bands import band_of_two
from gradreel.engine.data import Dataset, load
from gradreel.engine.errors import RequestError
from gradreel.engine.models import Band
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.runs import check_one_feature, dataset, logistic_on, with_rate

BAND = Band((2.5,), -1.5, 3.0)
"""Of age, in years: a risk of 18 % outside and 82 % at the centre."""

START, START_OF_TWO = (45.0,), (-1.2, -0.3)
RATE_OF_TWO, SEED_OF_TWO = 1.2, 291
WINDOW_OF_TWO = ((-1.6, -1.1), (1.4, -0.2))

AGES = (42.0, 72.0)
"""What is shown of the band's centre, in years, at least."""

SHARE_IN_BATCH = 10
"""A batch is a tenth of the data unless its size is given."""

SLOWER_AFTER, SLOWER_BY = 5 / 8, 0.2
"""The band's runs take smaller steps at the end, so that the noise lets them settle."""


def band_objective() -> ModelObjective:
    """What the scene's own run lowers."""
    return ModelObjective(BAND, load("heart", ("Age",), "AHD"))


def is_band_on_age(spec: RunSpec) -> bool:
    """Whether a run lowers that."""
    return bool(spec.objective.describe() == band_objective().describe())


def band_spec(options: RunOptions) -> RunSpec:
    """Return the scene's own run: of the band on age."""
    return _spec(band_objective(), options.changed(start=options.start or START))


def band_of_two_spec(options: RunOptions, defaults: Mapping[str, object]) -> RunSpec:
    """Return the run on two parameters: what was chosen for the one holds for it too.

    Args:
        options: what was chosen.
        defaults: the scene's own options; where they are left, the surface has its own, too.
    """
    own_rate = options.learning_rate == defaults["learning_rate"]
    chosen = options.changed(
        start=START_OF_TWO,
        learning_rate=RATE_OF_TWO if own_rate else None,
        seed=SEED_OF_TWO if options.seed == defaults["seed"] else options.seed,
    )
    return _spec(band_of_two(), chosen)


def logistic_on_batches(options: RunOptions) -> RunSpec:
    """Return the run of a logistic regression on other data.

    Raises:
        RequestError: they have more than one feature, or the batch is all of them.
    """
    data = dataset(options)
    check_one_feature("minibatch", data)
    size = options.batch_size or max(1, data.n // SHARE_IN_BATCH)
    _check_smaller(size, data)
    return logistic_on(data, options.changed(batch_size=size))


def _check_smaller(size: int, data: Dataset) -> None:
    if size == data.n:
        raise RequestError(f"a batch of {size} is all the data: give a smaller --batch-size")


def _spec(objective: ModelObjective, options: RunOptions) -> RunSpec:
    steps, size = options.steps or 80, options.batch_size or 30
    spec = RunSpec(
        objective=objective,
        optimizer=optimizers.build(options.optimizer or "gradient-descent"),
        learning_rate=options.learning_rate or 1.0,
        steps=steps,
        batch_size=size,
        start=np.array(options.start),
        seed=options.seed or 0,
        drop_last=True,
        rate_drops=((max(1, int(steps * SLOWER_AFTER)), SLOWER_BY),),
    )
    _check_smaller(size, objective.dataset)
    return with_rate(spec, options.learning_rate)
