"""Which sentences the facts of a run allow, and what fills them."""

from typing import Any

from gradreel.scenes.pieces.neuron.diagram import NeuronRooms
from gradreel.scenes.pieces.neuron.unit import NeuronRun
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.typesetting import number_text, percent


class NeuronWords:
    """What is said of a run and of the row that is shown."""

    def __init__(self, texts: Captions, shown: NeuronRun) -> None:
        self.texts, self.shown = texts, shown
        self.row = shown.data.rows([shown.row])

    def class_label(self, number: int) -> str:
        """A class in words."""
        data = self.shown.data
        return self.texts.class_label(
            data.target_name, data.class_names, number, NeuronRooms.longest_truth
        )

    def question(self) -> dict[str, Any]:
        """What fills the first sentence."""
        return {"count": self.shown.data.n_features, "label": self.class_label(1)}

    def verdict_key(self) -> str:
        """What is said of the row at the start: right or wrong, by chance or not."""
        key = "right" if self.shown.passed(0).is_right else "wrong"
        return key if self.shown.is_random else f"{key}_start"

    def said(self, step: int) -> dict[str, Any]:
        """What the neuron says of the row after so many steps."""
        done = self.shown.passed(step)
        return {
            "label": self.class_label(1),
            "share": percent(done.probability),
            "target": done.target,
            "loss": number_text(done.loss, 3 if done.loss < 100 else 0),
        }

    def loss_title(self) -> str:
        """What the loss is of, and what the truth is here."""
        return self.texts.label("loss_title", target=self.shown.passed(0).target)

    def everyone(self, step: int) -> dict[str, Any]:
        """How many rows are judged right."""
        return {
            "count": self.shown.data.n,
            "rows": self.texts.label("rows"),
            "share": percent(self.shown.share_right(step)),
        }

    def trained(self) -> tuple[str, dict[str, Any]]:
        """What is said while the run takes its steps, and what fills it."""
        shown, last = self.shown, self.shown.last_step
        if shown.run.outcome.startswith("diverged"):
            return "diverged", {"step": last + 1}
        values = {
            "optimizer": self.texts.optimizer(shown.run.spec.optimizer_name),
            "parameters": shown.data.n_features + 1,
        }
        return "train" if shown.loss(last) < shown.loss(0) else "no_better", values
