"""`gradreel gif`: any video as a GIF or in another format, within a number of bytes."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from gradreel.engine.errors import RequestError
from gradreel.scenes.cli.command import Command, is_on_line, option
from gradreel.scenes.cli.delivery import deliver, note_length
from gradreel.scenes.cli.parameter_types import FilePath, FiniteNumber, Whole
from gradreel.scenes.cli.places import check_suits, largest_size, size_options
from gradreel.scenes.cli.process import say
from gradreel.scenes.render.picture import (
    ENDINGS,
    FITTED,
    LARGEST_SIDE,
    SMALLEST_SIDE,
    VIDEOS,
    Output,
    Picture,
    ending_of,
    plan_picture,
)
from gradreel.scenes.render.targets import check_beside, check_target, shown

if TYPE_CHECKING:
    from gradreel.scenes.render.clip_file import ClipFile

MOST_PIXELS: Final = 4096 * 2304
"""Of a picture of a video; one of 4K has fewer."""
ENLARGED: Final = 1920
"""The width in pixels to which a narrower video may be enlarged."""


@click.command(
    "gif",
    cls=Command,
    params=[
        click.Argument(["video"], metavar="VIDEO", type=FilePath()),
        click.Option(
            ["-o", "--output"],
            type=FilePath(),
            metavar="FILE",
            help="The file to write; its ending picks the format, a GIF or another.  "
            "[a GIF beside the video]",
        ),
        *size_options(),
        option(
            "--width",
            type=Whole(SMALLEST_SIDE, LARGEST_SIDE),
            metavar="W",
            help="Its width in pixels.  [that of the video]",
        ),
        option(
            "--fps",
            type=FiniteNumber(positive=True),
            metavar="N",
            help="Frames a second.  [those of the video, at most 50]",
        ),
        option(
            "--loop",
            type=Whole(0, 65_536),
            metavar="N",
            default=0,
            help="How often an animation plays; 0 for ever.  [0]",
        ),
        click.Option(
            ["--from", "start"],
            type=FiniteNumber(),
            metavar="T",
            help="Seconds into the video where it begins.  [0]",
        ),
        click.Option(
            ["--to", "end"],
            type=FiniteNumber(positive=True),
            metavar="T",
            help="Seconds into the video where it ends.  [the video's end]",
        ),
    ],
)
def gif_command(**given: Any) -> None:
    """Turn a video into a GIF, within a number of bytes, or into another format.

    \b
    Examples:
      gradreel gif sigmoid.mp4
      gradreel gif sigmoid.mp4 --max-size 8MB --from 10 --to 25 -o part.gif
      gradreel gif sigmoid.mp4 --max-size 1MB -o small.webp
    """
    from gradreel.scenes.render.clip_file import ClipFile  # noqa: PLC0415, help needs none
    from gradreel.scenes.render.fitting import FitRequest, write_fitting  # noqa: PLC0415
    from gradreel.scenes.render.muxing import MUTE  # noqa: PLC0415
    from gradreel.scenes.render.progress import time_taken  # noqa: PLC0415

    source = ClipFile.of(given["video"], MOST_PIXELS)
    target = _target(given["video"], given["output"])
    _check_width(source, given["width"])
    check_suits({**given, "poster": False}, (target,), _picture(source, given["width"]))
    start, end = _part(source, given["start"], given["end"])
    _check_work(source, target, given, (end or source.seconds) - start)
    sounds = source.sounds(start, end)
    request = FitRequest(
        source,
        target,
        largest_size(given),
        given["width"],
        _rate(given["fps"]),
        given["loop"],
        start,
        end,
        sounds=sounds if target.format in VIDEOS else (),
    )
    # nothing is kept: what a stranger's file shows may be in others, which a playlist only names
    with time_taken(f"making {shown(target.path)}", shown=True):
        made = write_fitting(request)
    note_length(float(min(end or source.seconds, source.seconds) - start))
    deliver([target.path])
    say(made.summary)
    if len(sounds) > len(request.sounds):
        say(f"{shown(target.path)} {MUTE}")


def _target(video: Path, asked: Path | None) -> Output:
    """Return the file to write.

    Raises:
        RequestError: its format isn't known, it can't be written, or it is the video itself.
    """
    path = asked or video.with_suffix(".gif")
    form = ENDINGS.get(ending_of(path))
    if form not in FITTED:
        endings = ", ".join(ending for ending, name in ENDINGS.items() if name in FITTED)
        raise RequestError(f"{shown(path)} is no name of a clip; end it in one of {endings}")
    (check_target if asked else check_beside)(path)
    if path.exists() and video.exists() and path.samefile(video):
        raise RequestError(f"{shown(video)} would be written over; name another with -o")
    if is_on_line("loop") and form in VIDEOS:
        raise RequestError(f"{shown(path)} plays as its player says; --loop is for animations")
    return Output(path, form)


def _check_width(source: "ClipFile", width: int | None) -> None:
    """Check that a clip isn't enlarged without end.

    Raises:
        RequestError: it would be.
    """
    most = max(source.width, ENLARGED)
    if (width or 0) > most:
        raise RequestError(
            f"--width {width} enlarges a video of {source.width}; give {most} at most"
        )


def _check_work(
    source: "ClipFile", target: Output, given: Mapping[str, Any], seconds: Fraction
) -> None:
    """Check that an animation, whose pictures are all compared and painted, isn't too large.

    Raises:
        RequestError: it is.
    """
    if target.format in VIDEOS:
        return
    from gradreel.scenes.render.media import check_animation  # noqa: PLC0415, help needs none

    rate = min(Fraction(given["fps"] or source.fps), source.fps)
    size = source.sized(given["width"] or source.width)
    check_animation(target.path, size, round(seconds * rate), MOST_PIXELS)


def _picture(source: "ClipFile", width: int | None) -> Picture:
    """Return a picture of the size that the clip begins to be tried in."""
    return Picture(*source.sized(width or source.width), 1)


def _part(
    source: "ClipFile", start: float | None, end: float | None
) -> tuple[Fraction, Fraction | None]:
    """Return where the part begins and ends in seconds.

    Raises:
        RequestError: there is nothing in it.
    """
    length = float(source.seconds)
    if start is not None and not 0 <= start < length:
        raise RequestError(f"--from {start:g} is outside the video, which has {length:.2f} s")
    if end is not None and end <= (start or 0):
        raise RequestError(f"--to {end:g} isn't after --from {start or 0:g}; choose a later end")
    return Fraction(start or 0), None if end is None else Fraction(end)


def _rate(fps: float | None) -> Fraction | None:
    return None if fps is None else Fraction(plan_picture("m", fps=fps).fps)
