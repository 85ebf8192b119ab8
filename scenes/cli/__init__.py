"""The commands: each parses, calls and prints."""

import os
import re
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from gradreel.engine.errors import GradreelError, RequestError, plain, quoted, shorten
from gradreel.scenes.cli.command import Commands
from gradreel.scenes.cli.process import debugging, leading_nowhere, say, well_behaved
from gradreel.scenes.cli.spellings import ELSEWHERE, option_named
from gradreel.scenes.make.stopping import Stopped, asked_to_stop

LONGEST_MESSAGE = 188
MANIMS_SETTINGS = "/manim/_config/"
"""Where manim reads its settings, as soon as it is imported."""
COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "beats": ("beats", "beats_command"),
    "cache": ("cache", "cache"),
    "check": ("check", "check_command"),
    "doctor": ("doctor", "doctor"),
    "film": ("film", "film_command"),
    "gallery": ("gallery", "gallery_command"),
    "gif": ("gif", "gif_command"),
    "inspect": ("inspect", "inspect"),
    "list": ("listing", "list_scenes"),
    "play": ("play", "play_command"),
    "render": ("render", "render_command"),
    "slides": ("slides", "slides_command"),
    "texts": ("texts", "texts_command"),
    "train": ("train", "train_command"),
    "watch": ("watch", "watch_command"),
}
"""Modules here, and the commands in them, which are imported when they are asked for."""


class Gradreel(Commands):
    """All commands; what can be rendered is no command itself."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names."""
        del ctx
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by what their sources say of them; importing all takes far longer."""
        told = {name: click.Command(name, help=_docstring(*at)) for name, at in COMMANDS.items()}
        click.Group(commands=told).format_commands(ctx, formatter)

    def unknown(self, ctx: click.Context, name: str) -> RequestError:
        """Say how a scene or a file is rendered."""
        from gradreel.scenes.cli.render import render_command  # noqa: PLC0415, only here

        if name.endswith(".py") or name in render_command.list_commands(ctx):
            return RequestError(
                f"{quoted(name)} is rendered by: gradreel render {shorten(name, 60)}"
            )
        return super().unknown(ctx, name)


def _docstring(module: str, function: str) -> str:
    """Read the first paragraph of a function's docstring."""
    source = Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
    found = re.search(rf'^def {function}\(.*?"""(.+?)\n\n', source, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


@click.group(
    cls=Gradreel,
    context_settings={"help_option_names": ["-h", "--help"], "token_normalize_func": option_named},
)
@click.version_option(package_name="gradreel", message="%(prog)s %(version)s")
@click.pass_context
def gradreel(context: click.Context) -> None:
    """Turn real training runs into explainer videos and GIFs.

    \b
    Example:
      gradreel render sigmoid -o sigmoid.mp4
    """
    if context.invoked_subcommand == "list":  # which writes no file, and takes nothing of settings
        return
    from gradreel.scenes.cli.delivery import begin  # noqa: PLC0415, help needs none of this
    from gradreel.scenes.cli.settings import settings_from_file  # noqa: PLC0415

    begin(context)
    context.default_map = settings_from_file()


def run_command(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and exit: 0 done, 1 the work failed, 2 the request was wrong."""
    with well_behaved():
        _run(arguments)


def _run(arguments: Sequence[str] | None) -> NoReturn:
    if "_GRADREEL_COMPLETE" in os.environ:  # how a shell asks what to offer
        import_module("gradreel.scenes.cli.completion")
    try:
        status = gradreel.main(arguments, prog_name="gradreel", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except (Stopped, Exception) as error:  # what is raised to end the process passes
        if debugging() and not isinstance(error, click.ClickException | GradreelError):
            raise
        reason = error if isinstance(error, Stopped) else asked_to_stop() or error
        for fault in getattr(reason, "faults", ()):
            say(fault)
        explain, status = next(
            (explain, status) for kind, explain, status in EXPLAINED if isinstance(reason, kind)
        )
        _fail(explain(reason), status + getattr(reason, "number", 0))
    sys.exit(status if isinstance(status, int) else 0)


def _with_hint(error: click.ClickException) -> str:
    message = shorten(error.format_message(), LONGEST_MESSAGE).rstrip(".")
    if isinstance(error, click.NoSuchOption) and error.option_name in ELSEWHERE:
        return f"there is no option {error.option_name}; {ELSEWHERE[error.option_name]}"
    context = getattr(error, "ctx", None)
    hint = f"; see {context.command_path} --help" if context else ""
    return message + hint if len(message + hint) <= LONGEST_MESSAGE else message


def _of_system(error: OSError) -> str:
    reason = shorten(error.strerror or str(error), 50)
    if error.filename is None and isinstance(error, FileNotFoundError):
        return "the current folder has been removed; change to another"
    if error.filename is None:
        return f"can't write the output: {reason}; make room, or send it elsewhere"
    from gradreel.scenes.render.targets import shown  # noqa: PLC0415, as few need it

    return f"{shown(Path(str(error.filename)))}: {reason}; check it and try again"


def _of_signal(stop: Stopped) -> str:
    name = signal.Signals(stop.number).name
    return f"ended by {name}; {stop.advice or 'no half-written file is left'}"


def _unexpected(error: Exception) -> str:
    from traceback import extract_tb  # noqa: PLC0415, as above

    if any(MANIMS_SETTINGS in frame.filename for frame in extract_tb(error.__traceback__)):
        reason = shorten(str(error), 120)
        return f"manim's settings, as in manim.cfg, can't be used: {reason}; mend them"
    return f"{type(error).__name__}: {shorten(str(error), 120)} (GRADREEL_DEBUG=1 shows where)"


OUT_OF_MEMORY = "out of memory; ask for less: a smaller frame, fewer steps or less data"
EXPLAINED: tuple[tuple[type[BaseException], Callable[[Any], str], int], ...] = (
    (click.ClickException, _with_hint, 2),
    (RequestError, str, 2),
    (GradreelError, str, 1),
    (Stopped, _of_signal, 128),
    (BrokenPipeError, lambda _: "", 1),  # whoever read the output has heard enough
    (MemoryError, lambda _: OUT_OF_MEMORY, 1),
    (OSError, _of_system, 1),
    (Exception, _unexpected, 1),
)
"""What is said of each kind of error, the first that fits, and the exit status."""


def _fail(message: str, status: int) -> NoReturn:
    """Say why in one line, where anybody listens, and exit."""
    line = plain(shorten(" ".join(message.split()), LONGEST_MESSAGE))
    for stream, text in ((sys.stdout, ""), (sys.stderr, f"gradreel: {line}\n" if line else "")):
        try:
            stream.write(text)
            stream.flush()
        except OSError:  # a full disk or a closed pipe: Python would complain again at its end
            leading_nowhere(stream.fileno())
    sys.exit(status)
