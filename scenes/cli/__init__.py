"""The commands: each parses, calls and prints."""

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from engine.errors import RequestError, WorkError, shorten
from scenes.cli.cache import cache
from scenes.cli.doctor import doctor
from scenes.cli.group import Commands
from scenes.cli.inspect import inspect
from scenes.cli.listing import list_scenes
from scenes.cli.render import render
from scenes.cli.settings import settings_from_file
from scenes.cli.train import train

LONGEST_MESSAGE = 188


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gradreel", message="%(prog)s %(version)s")
@click.pass_context
def gradreel(context: click.Context) -> None:
    """Turn real training runs into explainer videos and GIFs.

    \b
    Example:
      gradreel render sigmoid -o sigmoid.mp4
    """
    context.default_map = settings_from_file()


for command in (list_scenes, render, train, inspect, doctor, cache):
    gradreel.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and exit: 0 done, 1 the work failed, 2 the request was wrong."""
    try:
        status = gradreel.main(arguments, prog_name="gradreel", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code if error.exit_code != 1 else 2)
    except RequestError as error:
        _fail(str(error), 2)
    except WorkError as error:
        _fail(str(error), 1)
    except (KeyboardInterrupt, click.Abort):
        _fail("interrupted; no file was changed", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("GRADREEL_DEBUG"):
            raise
        _fail(f"{type(error).__name__}: {error} (GRADREEL_DEBUG=1 shows where)", 1)
    sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str, status: int) -> NoReturn:
    line = " ".join(message.split())
    click.echo(f"gradreel: {shorten(line, LONGEST_MESSAGE)}", err=True)
    sys.exit(status)
