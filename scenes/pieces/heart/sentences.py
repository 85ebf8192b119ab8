"""What the sentences name of the data, and which of them is true."""

from dataclasses import dataclass

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.scenes.pieces.heart.windows import Share, Windows
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.quantity import told_apart_by
from gradreel.scenes.stage.type.typesetting import number_text


@dataclass(frozen=True, eq=False)
class DataSentences:
    """Of a data set.

    Attributes:
        data: it.
        windows: in which shares are counted.
        texts: of the scene.
    """

    data: Dataset
    windows: Windows
    texts: Captions

    def question(self) -> dict[str, str]:
        """The rows, the feature that is kept, and class 1."""
        data, texts = self.data, self.texts
        return {
            "rows": texts.label("rows", count=data.n),
            "x": texts.column(data.feature_names[0]),
            "outcome": texts.class_label(data.target_name, data.class_names, 1),
        }

    def said(self, chances: FloatArray) -> str:
        """What an untrained model says of each."""
        p = number_text(float(chances[0]), 2)
        return self.texts.label("said", p=p, outcome=self.question()["outcome"])

    def meaning(self) -> str:
        """What is asked for of a new one."""
        return self.texts.label("given", **self.question())

    def share(self, share: Share) -> dict[str, object]:
        """What happened about one value."""
        return {
            "value": self.texts.measured(self.data.feature_names[0], self._value(share.middle)),
            "ones": share.ones,
            "count": share.count,
            "outcome": self.question()["outcome"],
        }

    def window(self) -> str:
        """What the share is of."""
        half = self._value(self.windows.half)
        return self.texts.label("window", outcome=self.question()["outcome"], half=half)

    def counted(self, share: Share) -> tuple[str, str]:
        """The share at a value, and of how many it is."""
        value, written = self._value(share.middle), number_text(share.value, 2)
        return (
            self.texts.label("share", value=value, share=written),
            self.texts.label("counted", ones=share.ones, count=share.count),
        )

    @property
    def trend_key(self) -> str:
        """How the shares go from low values to high ones."""
        match [each.value for each in self.windows.stops]:
            case low, middle, high if low > middle > high:
                return "fewer"
            case low, middle, high if low < middle < high:
                return "more"
        return "mixed"

    def _value(self, middle: float) -> str:
        values = self.data.features[:, 0]
        if middle == round(middle) and abs(middle) < 1e6:
            return number_text(middle, 0)
        return told_apart_by(values, float(values.std())).text(middle)
