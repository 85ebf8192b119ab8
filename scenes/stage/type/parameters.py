"""Parameters' names as maths."""

import re


def maths_name(name: str) -> str:
    """A parameter's name in Typst's maths: b1 is beta with the index 1."""
    found = re.fullmatch(r"([A-Za-z])(\d*)", name)
    if not found:
        return f'"{name}"'
    letter = "beta" if found[1] == "b" else found[1]
    return f"{letter}_{found[2]}" if found[2] else letter
