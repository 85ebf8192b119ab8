"""What a recorded run would have done next."""

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory


def step_beyond(run: Trajectory) -> FloatArray:
    """Return the parameters (p,) to which the step after a run's last one leads.

    They are what a run met that diverged: they aren't finite, or their loss isn't. The optimizer
    is led through the run's gradients again, since its state isn't recorded.

    Args:
        run: one without batches.
    """
    spec = run.spec
    optimizer, parameters = spec.optimizer, spec.start
    state = optimizer.init(parameters)
    known = len(run.gradients) if spec.stride == 1 else 0
    with np.errstate(all="ignore"):
        for step in range(run.n_steps + 1):
            gradient = run.gradients[step] if step < known else spec.objective.gradient(parameters)
            move, state = optimizer.update(gradient, state, parameters)
            parameters = parameters - spec.learning_rate_at(step) * move
    return parameters
