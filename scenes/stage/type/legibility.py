"""Colours as eyes see them, and what those of a theme must keep: text is read, opposites differ."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import floor
from typing import Final

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.type.style import Theme

DICHROMACY: Final[Mapping[str, tuple[tuple[float, ...], ...]]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB."""
TO_XYZ: Final = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
"""IEC 61966-2-1, from linear RGB, D65."""
WHITE: Final = (0.95047, 1.0, 1.08883)


def rgb_of(colour: str) -> FloatArray:
    """The red, green and blue (3,) of "#RRGGBB", from 0 to 1."""
    return np.array([int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)])


def light_of(rgb: FloatArray) -> FloatArray:
    """Channels of sRGB (3,) as shares of light."""
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as in WCAG 2.2, from 1 to 21."""
    shares = np.array([0.2126, 0.7152, 0.0722])  # of each channel in luminance
    low, high = sorted(float(shares @ light_of(rgb_of(each))) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def seen_apart(one: str, other: str, sight: str | None) -> float:
    """How far two colours are apart, in CIEDE2000.

    Args:
        one: as "#RRGGBB".
        other: the same.
        sight: one of `DICHROMACY`; full colour vision when None.
    """
    return ciede2000(lab(one, sight), lab(other, sight))


def lab(colour: str, sight: str | None) -> FloatArray:
    """CIE L*a*b* (3,), D65, of a colour as it is seen; `sight` as for `seen_apart`."""
    light = light_of(rgb_of(colour))
    if sight is not None:
        light = np.clip(np.array(DICHROMACY[sight]) @ light, 0, 1)
    share = np.array(TO_XYZ) @ light / np.array(WHITE)
    root = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def ciede2000(one: FloatArray, other: FloatArray) -> float:
    """The difference of two colours in L*a*b* (3,).

    Sharma, Wu and Dalal (2005), The CIEDE2000 color-difference formula.
    """
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7)))
    c1, c2 = np.hypot((1 + g) * a1, b1), np.hypot((1 + g) * a2, b2)
    h1, h2 = (float(np.degrees(np.arctan2(b, (1 + g) * a)) % 360) for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    lightness, chroma, hue = (l1 + l2) / 2, (c1 + c2) / 2, h1 + turn / 2
    t = 1 - 0.17 * np.cos(np.radians(hue - 30)) + 0.24 * np.cos(np.radians(2 * hue))
    t += 0.32 * np.cos(np.radians(3 * hue + 6)) - 0.20 * np.cos(np.radians(4 * hue - 63))
    off = (lightness - 50) ** 2
    in_l = (l2 - l1) / (1 + 0.015 * off / np.sqrt(20 + off))
    in_c = (c2 - c1) / (1 + 0.045 * chroma)
    in_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    bend = 30 * np.exp(-((((hue % 360) - 275) / 25) ** 2))
    twist = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * np.sin(np.radians(2 * bend))
    return float(np.sqrt(in_l**2 + in_c**2 + in_h**2 + twist * in_c * in_h))


WRITTEN: Final = (
    *("text", "muted", "class0", "class1", "beta0", "beta1", "model", "full_loss"),
    *("batch_loss_text", "gradient", "point"),
)
"""The colours that texts have."""
DRAWN: Final = (
    *("negative", "positive", "batch_loss", "run1", "run2", "run3", "run4", "run5"),
    *(f"class{label}" for label in range(2, 10)),
)
"""Those that only lines and marks have."""
READ, READ_ON_PANELS, SEEN = 4.5, 4.3, 3.0
"""The least contrast, as in WCAG 2.2: of a text on the background or a panel, of a line."""
CLASSES: Final = "class0", "class1"
OPPOSITES: Final = (("negative", "positive"), ("full_loss", "batch_loss"), ("beta0", "beta1"))
"""Colours of which one means the opposite of the other, or stands beside it, in one shape."""
RUNS: Final = "point", "run1", "run2", "run3", "run4", "run5"
APART, RUNS_APART = 32.0, 20.0
"""How far opposites are apart, to the colour-blind too, and runs side by side, in CIEDE2000."""


def faults(theme: Theme) -> Iterator[tuple[str, str]]:
    """Yield the colours of a theme that are at fault, each with what is wrong and what to do."""
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
            shown = floor(10 * found) / 10  # never as much as it needs
            yield name, f"has a contrast of {shown:.1f} to {ground} and {advice}"
    everybody = (None,)
    for one, other, least, sights in (
        (*CLASSES, APART, everybody),
        *((*pair, APART, (None, *DICHROMACY)) for pair in OPPOSITES),
        *((other, one, RUNS_APART, everybody) for one, other in combinations(RUNS, 2)),
    ):
        if (sight := _alike(theme, one, other, least, sights)) is not None:
            yield one, f"is too like {other}{sight}; take another hue or lightness"


def doubts(theme: Theme) -> Iterator[tuple[str, str]]:
    """Yield colours that the colour-blind know by their shapes alone, each with which it is like.

    Classes are discs and triangles, and runs have signs of their own; but two runs whose signs are
    both filled, or both hollow, are told apart at a glance by their colours only.
    """
    alike = (pair for kind in (RUNS[::2], RUNS[1::2]) for pair in combinations(kind, 2))
    for one, other, least in (
        (*CLASSES, APART),
        *((other, one, RUNS_APART) for one, other in alike),
    ):
        if (sight := _alike(theme, one, other, least, (*DICHROMACY,))) is not None:
            yield one, f"is like {other}{sight}: there only their shapes tell them apart"


def _alike(
    theme: Theme, one: str, other: str, least: float, sights: Sequence[str | None]
) -> str | None:
    """Say to which eyes two colours are alike, the first of them; None if to none."""
    tokens = theme.tokens()
    for sight in sights:
        if seen_apart(tokens[one], tokens[other], sight) < least:
            return "" if sight is None else f" in {sight}"
    return None
