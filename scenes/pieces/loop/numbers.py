"""How the numbers of the loop are written, and the first update with its own."""

import numpy as np

from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.scenes.pieces.loop.shown import ShownLoop
from gradreel.scenes.stage.type.arithmetic import ways, worked
from gradreel.scenes.stage.type.quantity import Quantity, sized
from gradreel.scenes.stage.type.typesetting import as_given


def loop_digits(shown: ShownLoop) -> dict[str, Quantity]:
    """How the losses, the slope and the parameter are written."""
    run = shown.run
    slopes = np.abs(run.gradients[:, shown.index]) if run.n_steps else np.ones(1)
    sizes = np.abs(run.parameters[:, shown.index])
    return {
        "loss": sized(max(float(run.loss[0]), 1e-6), 3),
        "gradient": sized(max(float(slopes.max()), 1e-6), 3),
        "parameter": sized(max(float(sizes.max()), 1e-6), 4),
    }


def words_of_update(shown: ShownLoop, numbers: dict[str, Quantity]) -> tuple[str, dict[str, str]]:
    """The first update of the weight that is told of, with its numbers if they are plain."""
    run = shown.run
    spec, index = run.spec, shown.index
    write = numbers["parameter"]
    before, after = (float(each) for each in run.parameters[:2, index])
    slope = float(run.gradients[0, index])
    if not isinstance(spec.optimizer, GradientDescent) or write.power:
        return "update", {"before": write.text(before), "after": write.text(after)}
    rate = as_given(spec.learning_rate_at(0))
    made = worked(
        lambda weight, factor, other: weight - factor * other,
        [ways(before, write.decimals), (rate,), ways(slope, numbers["gradient"].decimals)],
        after,
        write.text,
    )
    weight, factor, other = made.terms
    signed = f"({other})" if other.startswith("−") else other
    sign = "=" if made.exact else "≈"
    return "update_sum", {
        "rate": rate,
        "sum": f"{weight} − {factor} × {signed} {sign} {made.result}",
    }
