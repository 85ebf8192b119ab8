"""`--poster`: a picture that stands for a clip, beside it."""

from collections.abc import Iterable

import click

from gradreel.scenes.render.picture import Output


def poster_option() -> click.Option:
    """Build the option for a poster."""
    return click.Option(
        ["--poster"],
        is_flag=True,
        help="Write a picture that shows what the clip is about too, as .poster.png beside it.",
    )


def check_poster(is_asked: bool, outputs: Iterable[Output]) -> None:
    """Check before any work that a poster can be written, where one is asked for.

    Raises:
        RequestError: it can't, or there is no clip for it.
    """
    if is_asked:
        from gradreel.scenes.render.poster import check_posters  # noqa: PLC0415, most ask for none

        check_posters(outputs)
