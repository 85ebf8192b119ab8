"""Which sentences the data and the record of a run allow, and what they name."""

from dataclasses import dataclass

import numpy as np

from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.likelihood.example import Example
from gradreel.scenes.pieces.likelihood.fitting import LOSS
from gradreel.scenes.stage.runs.objective import ending, is_fitted, objective_of
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.quantity import sized

NOISE = 1e-12
"""A loss that rises by less in a step doesn't rise but for rounding."""
SURE = 0.1
"""A curve was sure and wrong that gave no more to what happened."""


@dataclass(frozen=True, eq=False)
class RunSentences:
    """What may be said of a run.

    Attributes:
        run: it.
        texts: of the scene.
    """

    run: Trajectory
    texts: Captions

    @property
    def start_key(self) -> str:
        """What is said as the run sets out."""
        if not self.run.n_steps:
            return "no_step"
        falls = self.run.spec.stride == 1 and bool((np.diff(self.run.loss) <= NOISE).all())
        return "run" if falls else "moves"

    @property
    def end_key(self) -> str:
        """What is said of the run's end."""
        return {"fitted": "fit", "moving": "ended"}.get(found := ending(self.run), found)

    @property
    def has_arrived(self) -> bool:
        """Whether it ends at the lowest point."""
        return is_fitted(self.run)

    def worst_key(self, example: Example) -> str:
        """What is said of the one that costs most."""
        return "worst" if example.chance <= SURE else "costliest"

    @property
    def closing_key(self) -> str:
        """What is to be remembered."""
        return "closing" if self.has_arrived else "lower"

    def rows(self) -> dict[str, str]:
        """How many of what there are."""
        return {"rows": self.texts.label("rows", count=objective_of(self.run).dataset.n)}

    def example(self, example: Example) -> dict[str, str]:
        """What happened, what the curve gave to it, and what that costs."""
        data = objective_of(self.run).dataset
        outcome = self.texts.class_label(data.target_name, data.class_names, example.label)
        return {
            "outcome": outcome,
            "chance": example.worked.terms[0],
            "penalty": example.worked.result,
        }

    def ending(self) -> dict[str, object]:
        """The losses of the end and of the best curve, the steps, the one that wasn't finite."""
        steps, best = self.run.n_steps, objective_of(self.run).best_fit
        losses = {"loss": LOSS.text(float(self.run.loss[-1]))}
        if best is not None:
            losses["lowest"] = LOSS.text(self.run.objective.loss(best))
        return {"steps": steps, "step": steps + 1, **losses}

    def on_own_scale(self) -> str:
        """b0 and b1 of the end for the feature as it is."""
        data = objective_of(self.run).dataset
        intercept, slope = self.run.own_scale(self.run.parameters[-1])
        size = max(abs(float(data.mean[0] / data.sd[0])), 1.0)
        return self.texts.label(
            "own_scale",
            intercept=sized(size, 4).text(float(intercept)),
            slope=sized(1 / float(data.sd[0]), 4).text(float(slope)),
        )
