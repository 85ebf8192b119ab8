"""`--voice`: a person's own voice, a file for each beat."""

import click

from gradreel.scenes.cli.parameter_types import FolderPath


def voice_option() -> click.Option:
    """Build the option for a scene that somebody speaks to."""
    return click.Option(
        ["--voice"],
        type=FolderPath(),
        metavar="FOLDER",
        help="Sound for the beats, called as gradreel beats names them, such as 01-ask.wav; "
        "each beat lasts as long as its own.",
    )


def film_voice_option() -> click.Option:
    """Build the option for a film that somebody speaks to."""
    return click.Option(
        ["--voice"],
        type=FolderPath(),
        metavar="FOLDER",
        help="Sound for the scenes' beats, in a folder for each scene, as render takes it.",
    )
