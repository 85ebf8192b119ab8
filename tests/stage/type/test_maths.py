"""Formulas are set on one page for both libraries."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from gradreel.scenes.stage.figure.text import math_pixels
from gradreel.scenes.stage.manim.marks import tall
from gradreel.scenes.stage.manim.text import math
from gradreel.scenes.stage.type.maths import breakable, goes_on
from gradreel.scenes.stage.type.style import theme

pytestmark = pytest.mark.usefixtures("no_litter")

DARK = theme("dark")
EM = 40
TALL = "point(x) + (((a^2 / b^2) / c) / d) / e"
"""Its fractions reach two em up and two down; the x stands first, alone in its colour."""


@pytest.mark.parametrize("token", DARK.tokens())
def test_each_colour_goes_by_its_name_without_underscores_in_both(token: str) -> None:
    maths = f"a + {token.replace('_', '')}(b)"
    wanted = np.array(to_rgb(DARK.tokens()[token])) * 255
    pixels, _ = math_pixels(maths, DARK, EM)
    solid = pixels[pixels[..., 3] > 250][:, :3]
    assert np.abs(solid - wanted).max(axis=1).min() < 3
    assert len(math(maths, DARK).part(token, DARK)) == 1


@pytest.mark.parametrize("maths", ["point(x)", "point(x) + a / b", TALL])
def test_the_baseline_is_where_it_is_however_tall_a_formula_is(maths: str) -> None:
    pixels, baseline = math_pixels(maths, DARK, EM)
    x = pixels[:, : EM // 2, 3].any(axis=1)
    assert np.flatnonzero(x)[-1] == pytest.approx(baseline, abs=1)
    letter = math(maths, DARK, size=0.05).part("point", DARK)
    assert letter.get_bottom()[1] == pytest.approx(0, abs=0.02 * tall(0.05))


def test_a_formula_goes_on_in_the_next_line_before_an_operator_outside_of_brackets() -> None:
    maths = "z = slot0(w) (x - y) - (a + b) approx slot1(2)"
    pieces = breakable(maths)
    assert " ".join(pieces) == maths
    assert pieces == [
        "z",
        "= slot0(w) (x - y)",
        "- (a + b)",
        "approx slot1(2)",
    ]
    assert [goes_on(each) for each in pieces] == [False, *[True] * 3]
