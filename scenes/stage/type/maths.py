"""Formulas, set by Typst on one page for both libraries, their parts in the theme's colours."""

import re
from typing import Literal

import typst

from gradreel.assets import FOLDER
from gradreel.scenes.stage.type.theme import Theme

ASCENT, DESCENT = 3, 2
"""Room above and below the baseline in em: more than any formula takes, and whole pixels."""

PAGE = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(size: {em}pt, fill: rgb("{ink}"), top-edge: "baseline", bottom-edge: "baseline")
#show math.equation: set text(weight: 450)
{colours}
#box(width: 0pt, height: {height}em, baseline: {descent}em)$display({maths})$"""


def typeset(maths: str, theme: Theme, em: float, form: Literal["svg", "png"]) -> bytes:
    """Set a formula on a page of its own, as wide as it is.

    A colour of the theme, its name without underscores, is a function that colours its argument:
    `fullloss(L) = -ln model(p)`.

    Args:
        maths: Typst's maths without the dollars, set as a display.
        theme: the theme whose colours are used; what has no colour of its own is `text`.
        em: size of the letters, in points of an SVG or in pixels of a PNG.
        form: how the page is written.

    Returns:
        the page as a file. Its baseline is `ASCENT` em below the page's upper edge.
    """
    page = PAGE.format(
        em=em,
        ink=theme.text,
        colours=_colours(maths, theme),
        height=ASCENT + DESCENT,
        descent=DESCENT,
        maths=maths,
    )
    drawn: bytes = typst.compile(  # type: ignore[type-var]  # wants a root of the source's type
        page.encode(), root=FOLDER, format=form, ppi=72.0, ignore_system_fonts=True
    )
    return drawn


def _colours(maths: str, theme: Theme) -> str:
    """Define the colours that a formula uses, as functions."""
    tokens = {name.replace("_", ""): colour for name, colour in theme.tokens().items()}
    return "\n".join(
        f'#let {name}(it) = std.text(fill: rgb("{colour}"), it)'
        for name, colour in tokens.items()
        if re.search(rf"\b{name}\(", maths)
    )
