"""The colours that manim's scenes and Matplotlib's figures share."""

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from gradreel.assets import PALETTE
from gradreel.engine.errors import unknown
from gradreel.scenes.stage.type.files import asset_error, read_asset, table_in

COLOUR = re.compile("#[0-9A-Fa-f]{6}")


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
    run1: str
    run2: str
    run3: str
    run4: str
    run5: str

    @property
    def runs(self) -> tuple[str, ...]:
        """The colours of runs side by side: the first has that of a point."""
        return self.point, self.run1, self.run2, self.run3, self.run4, self.run5

    def tokens(self) -> dict[str, str]:
        """Every colour of the theme by its name."""
        return {each.name: getattr(self, each.name) for each in fields(self)[1:]}

    def of_class(self, label: int) -> str:
        """The colour of class 0 or class 1."""
        return self.class1 if label else self.class0

    def of_sign(self, weight: float) -> str:
        """The colour of a weight: one that raises p or one that lowers it."""
        return self.positive if weight >= 0 else self.negative


DIMMED = 0.3
"""The opacity of what is not being spoken of."""


@cache
def themes() -> dict[str, Theme]:
    """Read every theme of the palette.

    Returns:
        the themes by name, in the palette's order.

    Raises:
        WorkError: a colour is missing, or isn't one.
    """
    palette = read_asset(PALETTE)
    return {name: _theme(name, table_in(palette, name, PALETTE)) for name in palette}


def _theme(name: str, colours: dict[str, Any]) -> Theme:
    wanted = [each.name for each in fields(Theme)[1:]]
    for key in (*wanted, *colours):
        if key not in wanted:
            raise asset_error(PALETTE, f"has {name}.{key}, and no colour is called so; remove it")
        if not COLOUR.fullmatch(str(colours.get(key))):
            raise asset_error(PALETTE, f'has no colour for {name}.{key}; write it like "#1A2B3C"')
    return Theme(name=name, **colours)


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
