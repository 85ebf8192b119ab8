"""The colours, type sizes and grid that manim's scenes and Matplotlib's figures share."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache

from gradreel.assets import FOLDER
from gradreel.engine.errors import unknown


@dataclass(frozen=True)
class Theme:
    """The colours of one theme as "#RRGGBB"; assets/palette.toml says what each means."""

    name: str
    background: str
    surface: str
    text: str
    muted: str
    line: str
    grid: str
    class0: str
    class1: str
    negative: str
    positive: str
    beta0: str
    beta1: str
    model: str
    full_loss: str
    batch_loss: str
    batch_loss_text: str
    gradient: str
    point: str

    def tokens(self) -> dict[str, str]:
        """Every colour of the theme by its name."""
        return {each.name: getattr(self, each.name) for each in fields(self)[1:]}

    def of_class(self, label: int) -> str:
        """The colour of class 0 or class 1."""
        return self.class1 if label else self.class0

    def of_sign(self, weight: float) -> str:
        """The colour of a weight: one that raises p or one that lowers it."""
        return self.positive if weight >= 0 else self.negative


@dataclass(frozen=True)
class TypeSizes:
    """Em sizes as fractions of the frame's height, to be multiplied by the `scale` of the face."""

    sentence: float = 0.054
    formula: float = 0.049
    number: float = 0.042
    label: float = 0.038
    kicker: float = 0.036
    tick: float = 0.036
    smallest: float = 0.034


@dataclass(frozen=True)
class Grid:
    """Places on a 16:9 frame as fractions of its width or height, y counted from the top."""

    margin: float = 0.05
    kicker_baseline: float = 0.082
    sentence_baseline: float = 0.152
    second_baseline: float = 0.218
    lowest_baseline: float = 0.94
    figure_left: float = 0.085
    figure_right: float = 0.66
    figure_top: float = 0.19
    figure_bottom: float = 0.83
    panel_left: float = 0.70
    panel_right: float = 0.95
    panel_padding: float = 0.022


SIZES = TypeSizes()
GRID = Grid()
DIMMED = 0.3
"""The opacity of what is not being spoken of."""


@cache
def themes() -> dict[str, Theme]:
    """Read every theme of the palette.

    Returns:
        the themes by name, in the palette's order.
    """
    palette = tomllib.loads((FOLDER / "palette.toml").read_text(encoding="utf-8"))
    return {name: Theme(name=name, **colours) for name, colours in palette.items()}


def theme(name: str) -> Theme:
    """Look a theme up by its name.

    Args:
        name: "dark" or "light".

    Raises:
        RequestError: there is no such theme.
    """
    if name not in themes():
        raise unknown("theme", name, themes())
    return themes()[name]
