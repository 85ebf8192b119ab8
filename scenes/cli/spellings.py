"""Other spellings of what can be asked for: of manim, of PyTorch, and of people in a hurry."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

OPTIONS: Final[Mapping[str, str]] = {
    "lr": "learning-rate",
    "rate": "learning-rate",
    "language": "lang",
    "frame-rate": "fps",
    "save-last-frame": "last-frame",
    "output-file": "output",
    "progress-bar": "progress",
    "disable-caching": "no-cache",
    "flush-cache": "no-cache",
    "subtitles": "captions",
    "pos-label": "positive",
    "positive-class": "positive",
}
"""Options by what they are called elsewhere; `-` and `_` mean the same."""

ELSEWHERE: Final[Mapping[str, str]] = {
    "--epochs": "--steps counts the steps",
    "--iterations": "--steps counts them",
    "--width": "-r W,H is the frame's size",
    "--height": "-r W,H is the frame's size",
    "--size": "-r W,H is the frame's size",
    "--features": "--x names them",
    "--target": "--y names it",
    "--csv": "--data takes it",
    "--function": "--surface takes a formula",
    "--dark": "--theme dark is meant",
    "--light": "--theme light is meant",
    **dict.fromkeys(("--srt", "--vtt"), "--captions writes both"),
    "--jobs": "-w N is how many processes draw",
}
"""What stands for options that people look for here, where a value of them would mean another."""

OPTIMIZERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("sgd", "gd", "stochasticgradientdescent"), "gradient-descent"),
    **dict.fromkeys(("sgdmomentum", "sgdwithmomentum", "heavyball"), "momentum"),
    **dict.fromkeys(("nag", "nesterovmomentum"), "nesterov"),
}
ALL: Final = "all"
"""Every theme or language that there is."""

THEMES: Final[Mapping[str, str]] = {"both": ALL}
LANGUAGES: Final[Mapping[str, str]] = {
    "both": ALL,
    **dict.fromkeys(("cn", "zhcn", "zhhans", "zhhanscn", "zhsg", "chinese", "中文"), "zh"),
    **dict.fromkeys(("enus", "engb", "english"), "en"),
}
QUALITIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("low", "lowquality", "480p", "480p15"), "l"),
    **dict.fromkeys(("medium", "mediumquality", "720p", "720p30"), "m"),
    **dict.fromkeys(("high", "highquality", "1080p", "1080p60"), "h"),
    **dict.fromkeys(("production", "productionquality", "1440p", "1440p60", "2k"), "p"),
    **dict.fromkeys(("fourk", "fourkquality", "2160p", "2160p60", "4k"), "k"),
}
PROGRESS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("display", "leave", "on", "yes", "true"), "auto"),
    **dict.fromkeys(("off", "no", "false"), "none"),
}
"""Values by what they are called elsewhere, folded."""


def folded(text: str) -> str:
    """Return a name without what people take for the same: case, hyphens, spaces and dots."""
    return re.sub(r"[\W_]", "", text.lower())


def spelled(text: str, names: Iterable[str]) -> str | None:
    """Return the one of some names that is meant, if one is."""
    known = {folded(name): name for name in names}
    return known.get(folded(text))


def listed(values: Iterable[object]) -> str:
    """Write several values as the command line has them: between commas."""
    return ",".join(f'"{each}"' if "," in str(each) else str(each) for each in values)


def unlisted(text: str) -> list[str]:
    """Return the values in such a text; one with a comma of its own stands in double quotes.

    Raises:
        csv.Error: it can't be read.
    """
    import csv  # noqa: PLC0415, most lines need none

    (parts,) = csv.reader([" ".join(text.splitlines())], skipinitialspace=True)
    return parts


def option_named(name: str) -> str:
    """Return how an option is spelled here, without its hyphens in front."""
    if len(name) == 1:  # -s and -S, if there are both, mean two things
        return name
    plain = name.lower().replace("_", "-")
    return OPTIONS.get(plain, plain)
