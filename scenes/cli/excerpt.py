"""`--beats`, `--from`, `--to`, `--speed` and `--voice`: a part of a clip, its pace, its voice."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import click

from gradreel.engine.errors import RequestError, quoted
from gradreel.scenes.ask.options import Excerpt
from gradreel.scenes.cli.command import SourcedOption
from gradreel.scenes.cli.parameter_types import FiniteNumber, FolderPath, NotSoError, Taken

BETWEEN: Final = ".."
FINEST: Final = 1_000_000
"""The largest denominator of a second or a speed that is given."""


class BeatRange(Taken):
    """The first and the last of some beats: 3..5, best.., ..best, or one alone."""

    name = "beats"

    def read(self, value: Any) -> tuple[str, str]:
        """Turn a text into two names, of which one may be empty."""
        if isinstance(value, tuple):
            return value
        first, between, last = (each.strip() for each in str(value).partition(BETWEEN))
        if not (first or last) or BETWEEN in last:
            message = "names no beats like 3..5, 3.., ..5 or 3; gradreel beats lists them"
            raise NotSoError(f"{quoted(str(value))} {message}")
        return first, last if between else first


def excerpt_options() -> list[click.Option]:
    """Build the options for a part of one of the scenes and its speed."""
    beats = SourcedOption(
        ["--beats"],
        type=BeatRange(),
        metavar="FROM..TO",
        help="Only these beats, by their numbers or names, as gradreel beats lists them.",
    )
    return [beats, *seconds_options()]


def refused_beats_option() -> click.Option:
    """Build the option for beats where a scene has none; help doesn't list it."""
    return click.Option(
        ["--beats"], type=BeatRange(), hidden=True, expose_value=False, callback=_refuse_beats
    )


def _refuse_beats(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    del param
    if value is not None and not ctx.resilient_parsing:
        raise RequestError(
            "only gradreel's own scenes have beats; --from and --to cut any scene by its seconds"
        )


def seconds_options() -> list[click.Option]:
    """Build the options for a part of any scene, in seconds, and its speed."""
    return [
        SourcedOption(
            ["--from", "from_second"],
            type=FiniteNumber(),
            metavar="T",
            help="Seconds into the scene where the clip begins.  [0]",
        ),
        SourcedOption(
            ["--to", "to_second"],
            type=FiniteNumber(),
            metavar="T",
            help="Seconds into the scene where the clip ends.  [the scene's end]",
        ),
        speed_option(),
    ]


def speed_option() -> click.Option:
    """Build the option for how fast a clip is played."""
    return SourcedOption(
        ["--speed"],
        type=FiniteNumber(positive=True),
        metavar="N",
        default=1.0,
        help="How fast it is played: 0.8 is slower, and as smooth.  [1]",
    )


def chosen_excerpt(given: Mapping[str, Any]) -> Excerpt:
    """Return the part and the speed that were asked for.

    Raises:
        RequestError: the part is given by its beats and by its seconds, or has nothing in it.
    """
    beats = given.get("beats")
    start, end = _exact(given["from_second"]), _exact(given["to_second"])
    if beats is not None and (start is not None or end is not None):
        flag = "--to" if start is None else "--from"
        raise RequestError(f"--beats and {flag} both say which part it is; leave one of them away")
    if start is not None and start < 0:
        raise RequestError(f"--from {float(start):g} is before the scene's start; give 0 or more")
    if end is not None and end <= (start or 0):
        begin = float(start or 0)
        raise RequestError(f"--to {float(end):g} isn't after --from {begin:g}; choose a later end")
    return Excerpt(beats, start, end, chosen_speed(given))


def chosen_speed(given: Mapping[str, Any]) -> Fraction:
    """Return how many seconds of a scene pass in one of what is played."""
    return _exact(given["speed"]) or Fraction(given["speed"])


def check_for_stills(excerpt: Excerpt, *, with_clip: bool) -> None:
    """Check that a part suits pictures of beats.

    Args:
        excerpt: the part and the speed.
        with_clip: whether a clip or a sheet is drawn beside them.

    Raises:
        RequestError: it is given by seconds, or there is nothing that could be faster or slower.
    """
    if excerpt.start is not None or excerpt.end is not None:
        raise RequestError("--stills draws whole beats: name them by --beats, not --from or --to")
    if excerpt.speed != 1 and not with_clip:
        raise RequestError("--speed is of a clip, and --stills draws none: leave one of them away")


def _exact(number: float | None) -> Fraction | None:
    return None if number is None else Fraction(number).limit_denominator(FINEST)


def voice_option() -> click.Option:
    """Build the option for a scene that somebody speaks to."""
    return SourcedOption(
        ["--voice"],
        type=FolderPath(),
        metavar="FOLDER",
        help="Sound for the beats, called as gradreel beats names them, such as 01-ask.wav; "
        "each beat lasts as long as its own.",
    )


def film_voice_option() -> click.Option:
    """Build the option for a film that somebody speaks to."""
    return SourcedOption(
        ["--voice"],
        type=FolderPath(),
        metavar="FOLDER",
        help="Sound for the scenes' beats, in a folder for each scene, as render takes it.",
    )
