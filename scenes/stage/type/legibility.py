"""What the colours of a theme must keep: what is written is read, and opposites are told apart."""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from gradreel.scenes.stage.type.colour import DICHROMACY, contrast, seen_apart
from gradreel.scenes.stage.type.theme import Theme

WRITTEN: Final = (
    *("text", "muted", "class0", "class1", "beta0", "beta1", "model", "full_loss"),
    *("batch_loss_text", "gradient", "point"),
)
"""The colours that texts have."""
DRAWN: Final = ("negative", "positive", "batch_loss", "run1", "run2", "run3", "run4", "run5")
"""Those that only lines and marks have."""
READ, READ_ON_PANELS, SEEN = 4.5, 4.3, 3.0
"""The least contrast, as in WCAG 2.2: of a text on the background or a panel, of a line."""
OPPOSITES: Final = (
    ("class0", "class1"),
    ("negative", "positive"),
    ("full_loss", "batch_loss"),
    ("beta0", "beta1"),
)
"""Colours of which one means the opposite of the other, or stands beside it."""
APART, RUNS_APART = 32.0, 20.0
"""How far opposites are apart, to the colour-blind too, and runs side by side, in CIEDE2000."""


def faults(theme: Theme) -> Iterator[tuple[str, str]]:
    """Yield the colours of a theme that are at fault, each with what is wrong and what to do."""
    yield from _unread(theme)
    yield from _alike(theme)
    yield from _runs_alike(theme)


def _unread(theme: Theme) -> Iterator[tuple[str, str]]:
    tokens = theme.tokens()
    wanted = (
        *((name, "background", READ) for name in WRITTEN),
        *((name, "surface", READ_ON_PANELS) for name in WRITTEN),
        *((name, "background", SEEN) for name in DRAWN),
    )
    for name, ground, least in wanted:
        found = contrast(tokens[name], tokens[ground])
        if found < least:
            advice = f"needs {least:g}; make it lighter or darker"
            yield name, f"has a contrast of {found:.1f} to {ground} and {advice}"


def _alike(theme: Theme) -> Iterator[tuple[str, str]]:
    tokens = theme.tokens()
    for one, other in OPPOSITES:
        for sight in (None, *DICHROMACY):
            if seen_apart(tokens[one], tokens[other], sight) < APART:
                yield one, f"is too like {other}{_to(sight)}; take another hue or lightness"
                break


def _runs_alike(theme: Theme) -> Iterator[tuple[str, str]]:
    """A disc and a ring may look alike in colour to the colour-blind, two of a kind may not."""
    names = ("point", "run1", "run2", "run3", "run4", "run5")
    for (place, one), (later, other) in combinations(enumerate(names), 2):
        for sight in (None, *(DICHROMACY if place % 2 == later % 2 else ())):
            if seen_apart(theme.runs[place], theme.runs[later], sight) < RUNS_APART:
                yield other, f"is too like {one}{_to(sight)}; take another hue or lightness"
                break


def _to(sight: str | None) -> str:
    return "" if sight is None else f" in {sight}"
