"""Formulas, set by Typst on one page for both libraries, their parts in the theme's colours."""

import re
from collections.abc import Sequence
from typing import Literal

import typst

from gradreel.assets import FOLDER
from gradreel.scenes.stage.type.style import Theme


def maths_name(name: str) -> str:
    """A parameter's name in Typst's maths: b1 is beta with the index 1."""
    found = re.fullmatch(r"([A-Za-z])(\d*)", name)
    if not found:
        return f'"{name}"'
    letter = "beta" if found[1] == "b" else found[1]
    return f"{letter}_{found[2]}" if found[2] else letter


ASCENT, DESCENT = 3, 2
"""Room above and below the baseline in em: more than any formula takes, and whole pixels."""

Slot = int | str
"""The name of a part of a formula, or its number."""
SLOT = re.compile(r"\bslot(\d+|[a-z]+)\(")
RELATIONS = "=", "approx", "arrow.r"
OPERATORS = "+", "-", *RELATIONS
"""Before these a formula can go on in the next line, outside of brackets."""

PAGE = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(size: {em}pt, fill: rgb("{ink}"), top-edge: "baseline", bottom-edge: "baseline")
#show math.equation: set text(weight: 450)
{colours}
#box(width: 0pt, height: {height}em, baseline: {descent}em)$display({maths})$"""


def typeset(
    maths: str, theme: Theme, em: float, form: Literal["svg", "png"], *, marked: bool = False
) -> bytes:
    """Set a formula on a page of its own, as wide as it is.

    A colour of the theme, its name without underscores, is a function that colours its argument:
    `fullloss(L) = -ln model(p)`. So is `slot`, with a name after it or a number, which changes
    nothing but marks a part: `slotweight(1.2) - slotrate(0.1) times slotslope(3)`.

    Args:
        maths: Typst's maths without the dollars, set as a display.
        theme: the theme whose colours are used; what has no colour of its own is `text`.
        em: size of the letters, in points of an SVG or in pixels of a PNG.
        form: how the page is written.
        marked: whether, in the place of the theme's colours, each slot has one of its own.

    Returns:
        the page as a file. Its baseline is `ASCENT` em below the page's upper edge.
    """
    page = PAGE.format(
        em=em,
        ink=theme.text,
        colours=_functions(maths, theme, marked=marked),
        height=ASCENT + DESCENT,
        descent=DESCENT,
        maths=maths,
    )
    drawn: bytes = typst.compile(  # type: ignore[type-var]  # wants a root of the source's type
        page.encode(), root=FOLDER, format=form, ppi=72.0, ignore_system_fonts=True
    )
    return drawn


def slots_in(maths: str) -> tuple[Slot, ...]:
    """The slots that a formula marks: numbers rising, or names as they come in it."""
    found = dict.fromkeys(SLOT.findall(maths))
    numbers = sorted(int(each) for each in found if each.isdecimal())
    return (*numbers, *(each for each in found if not each.isdecimal()))


def slot_after(slot: Slot, slots: Sequence[Slot]) -> Slot:
    """The slot that comes next in a formula; behind the last name an empty one."""
    if isinstance(slot, int):
        return slot + 1
    return next(iter(slots[slots.index(slot) + 1 :]), "")


def breakable(maths: str, operators: Sequence[str] = OPERATORS) -> list[str]:
    """Cut a formula before each of some operators that is in no bracket."""
    pieces, open_brackets = [""], 0
    for word in maths.split(" "):
        if word in operators and not open_brackets and pieces != [""]:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word}".strip()
        open_brackets += word.count("(") - word.count(")")
    return pieces


def goes_on(maths: str) -> bool:
    """Whether a line of a formula begins with an operator, as one does that was broken there."""
    return maths.split(" ", 1)[0] in OPERATORS


def marks_of(maths: str) -> dict[Slot, str]:
    """The colours, as "#rrggbb", that mark the slots of a formula."""
    return {slot: f"#0000{place:02x}" for place, slot in enumerate(slots_in(maths), start=1)}


def _functions(maths: str, theme: Theme, *, marked: bool) -> str:
    """Define the colours that a formula uses, and its slots; those of one kind change nothing."""
    tokens = {name.replace("_", ""): colour for name, colour in theme.tokens().items()}
    used = {name: each for name, each in tokens.items() if re.search(rf"\b{name}\(", maths)}
    slots = {f"slot{slot}": mark for slot, mark in marks_of(maths).items()}
    plain, coloured = (used, slots) if marked else (slots, used)
    changing = (
        f'#let {name}(it) = std.text(fill: rgb("{colour}"), it)'
        for name, colour in coloured.items()
    )
    return "\n".join([*(f"#let {name}(it) = it" for name in plain), *changing])
