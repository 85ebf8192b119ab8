"""`gradreel watch`: a scene on a page that shows it anew at each save."""

import os
import shlex
import sys
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from gradreel.assets import LANGUAGES, THEMES
from gradreel.engine.errors import RequestError
from gradreel.scenes.ask import catalog
from gradreel.scenes.ask.catalog import chosen_for, run_options
from gradreel.scenes.cli import spellings
from gradreel.scenes.cli.command import Command, SourcedOption, flag_name, option
from gradreel.scenes.cli.manim_options import (
    chosen_settings,
    config_options,
    shape_in_manim_cfg,
)
from gradreel.scenes.cli.options import (
    OWN_OPTIONS,
    PICTURE_OPTIONS,
    chosen_appearances,
    picture_option,
)
from gradreel.scenes.cli.parameter_types import Name, OneOf, SceneClass, Whole
from gradreel.scenes.cli.process import say
from gradreel.scenes.cli.render import RenderedCommands
from gradreel.scenes.cli.run_options import RunsOption, scene_options
from gradreel.scenes.render.picture import QUALITIES, Picture, plan_picture
from gradreel.scenes.render.targets import check_scene_file

if TYPE_CHECKING:
    from gradreel.scenes.watch.watching import Choice, Control

PREVIEW: Final = "l"
"""The quality of what is watched where nothing is said."""
LOOKS: Final = {"theme": (THEMES, spellings.THEMES), "lang": (LANGUAGES, spellings.LANGUAGES)}
BOOLEAN: Final = ("yes", "no")
LAST_PORT: Final = 65535
OPENING: Final = '<!doctype html><meta http-equiv="refresh" content="0;url={}">'


class WatchedCommands(RenderedCommands):
    """The scenes as sub-commands, and files of Python."""

    def command_of(self, entry: catalog.Entry) -> click.Command:
        """Build the command that watches a scene."""
        return _scene_command(entry)

    def command_of_file(self, name: str, defaults: Mapping[str, Any]) -> click.Command:
        """Build the command that watches a scene of a file."""
        del defaults  # they are of what is rendered
        return _file_command(name)


@click.command("watch", cls=WatchedCommands)
def watch_command() -> None:
    """Show a scene in the browser while you write it: each save draws it anew.

    \b
    Examples:
      gradreel watch my_scenes.py MyScene
      gradreel watch sigmoid --learning-rate 0.5
    """


def _watch_options() -> list[click.Option]:
    flags, settings = PICTURE_OPTIONS["quality"]
    told = f"480p15, 720p30, 1080p60, 1440p60 or 2160p60.  [{PREVIEW}]"
    return [
        click.Option([*flags], **{**settings, "help": told}),
        *(
            click.Option([*PICTURE_OPTIONS[name][0]], **PICTURE_OPTIONS[name][1])
            for name in ("resolution", "fps")
        ),
        click.Option(
            ["--port"],
            type=Whole(1, LAST_PORT),
            metavar="N",
            help="Where the page is served, on this machine alone.  [any that is free]",
        ),
        click.Option(
            ["--no-open"],
            is_flag=True,
            help="Open no browser: say the page's address, and a line for each build.",
        ),
    ]


def _scene_command(entry: catalog.Entry) -> click.Command:
    def callback(**given: Any) -> None:
        _watch_scene(entry, given)

    return Command(
        entry.name,
        callback=callback,
        chosen_for=chosen_for(entry),
        params=[
            *_controlled(entry),
            RunsOption(entry),
            *map(picture_option, OWN_OPTIONS),
            *_watch_options(),
        ],
        help=f"{entry.summary}\n\n\b\nExample:\n  gradreel watch {entry.name}",
    )


def _controlled(entry: catalog.Entry) -> list[SourcedOption]:
    """Build the options that the page has controls for."""
    return [*scene_options(entry), *map(_look_option, LOOKS)]


def _look_option(name: str) -> SourcedOption:
    names, others = LOOKS[name]
    flags, settings = PICTURE_OPTIONS[name]
    kind = OneOf("language" if name == "lang" else name, names, others)
    return option(*flags, **{**settings, "type": kind, "metavar": "|".join(names)})


def _file_command(name: str) -> click.Command:
    def callback(scene: str | None, **given: Any) -> None:
        _watch_file(Path(name), scene, given)

    return Command(
        name,
        callback=callback,
        params=[
            click.Argument(["scene"], required=False, metavar="[CLASS]", type=SceneClass()),
            option(
                "--seed",
                type=Whole(0),
                metavar="N",
                help="Where random numbers start.  [manim's configuration, or 0]",
            ),
            *config_options(),
            *_watch_options(),
        ],
        help="Show a scene that was written for manim while you write it.\n\n"
        "The class may be left out where the file has just one.\n\n\b\nExample:\n"
        "  gradreel watch my_scenes.py MyScene",
    )


def _picture(given: Mapping[str, Any], size: tuple[int, int] | None = None) -> Picture:
    """Return the picture of the preview.

    Args:
        given: what was asked for.
        size: what holds where neither a quality nor a size was given.
    """
    asked = given["resolution"] or (None if given["quality"] else size)
    return plan_picture(given["quality"] or PREVIEW, asked, given["fps"])


def _previewed(shape: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return a shape in the pixels of a preview; a side that isn't even can't be halved."""
    if shape is None:
        return None
    share = QUALITIES[PREVIEW][1] / min(shape)
    width, height = (max(2, 2 * round(each * share / 2)) for each in shape)
    return width, height


def _watch_file(path: Path, scene: str | None, given: Mapping[str, Any]) -> None:
    """Carry out `gradreel watch FILE.py CLASS`.

    Raises:
        RequestError: there is no such file.
    """
    from gradreel.scenes.make.request import Request, SceneFile  # noqa: PLC0415, help needs none
    from gradreel.scenes.watch.messages import Wanted  # noqa: PLC0415
    from gradreel.scenes.watch.watching import Choice  # noqa: PLC0415

    check_scene_file(path)
    file = SceneFile(path, (scene,) if scene else (), chosen_settings(given))
    words = ["gradreel", "render", str(path), *file.scenes]
    words += [] if given["seed"] is None else ["--seed", str(given["seed"])]
    words += [] if given["config_file"] is None else ["-c", str(given["config_file"])]
    picture = _picture(given, _previewed(shape_in_manim_cfg(given["config_file"])))
    choice = Choice(Wanted(Request({}, picture), file), shlex.join(words))
    _watch(choice, (), lambda _: choice, given)


def _watch_scene(entry: catalog.Entry, given: Mapping[str, Any]) -> None:
    """Carry out `gradreel watch SCENE`."""
    context = click.get_current_context()
    controlled = _controlled(entry)
    named = {
        each.name: _text(given[each.name])
        for each in controlled
        if context.get_parameter_source(each.name) is not ParameterSource.DEFAULT
        and given[each.name] is not None
    }
    others = [("run", path) for path in given["run"]]
    others += [(name, given[name]) for name in OWN_OPTIONS if given[name] is not None]
    rest = [word for name, path in others for word in (flag_name(name), str(path))]

    def choose(values: Mapping[str, str]) -> "Choice":
        args = [word for each in controlled for word in _words(each, values.get(each.name, ""))]

        def made(**chosen: Any) -> "Choice":
            return _choice(entry, {**given, **chosen}, [*args, *rest])

        command = Command(
            entry.name, callback=made, params=[*controlled], chosen_for=chosen_for(entry)
        )
        try:
            with command.make_context(entry.name, [*args], context) as own:
                chosen: Choice = command.invoke(own)
        except click.ClickException as error:
            raise RequestError(error.format_message()) from error
        return chosen

    args = [word for each in controlled for word in _words(each, named.get(each.name, ""))]
    controls = tuple(_control(entry, each, named.get(each.name, "")) for each in controlled)
    _watch(_choice(entry, given, [*args, *rest]), controls, choose, given)


def _choice(entry: catalog.Entry, given: Mapping[str, Any], args: Sequence[str]) -> "Choice":
    from gradreel.scenes.make.request import Request  # noqa: PLC0415, help needs none
    from gradreel.scenes.watch.messages import Wanted  # noqa: PLC0415
    from gradreel.scenes.watch.watching import Choice  # noqa: PLC0415

    (look,) = chosen_appearances(given, (entry.name,))
    options = {entry.name: run_options(entry, given)}
    request = Request(options, _picture(given), look, given["run"])
    return Choice(Wanted(request), shlex.join(["gradreel", "render", entry.name, *args]))


def _text(value: Any) -> str:
    """Write a value as the line has it."""
    if isinstance(value, bool):
        return BOOLEAN[0] if value else BOOLEAN[1]
    return ",".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _words(option: click.Option, value: str) -> Iterator[str]:
    """Give the words that choose a value on the line; none where it is empty."""
    if not value.strip():
        return
    if option.is_flag:
        flags = (option.opts[-1], *option.secondary_opts)
        yield flags[0] if value == BOOLEAN[0] else flags[-1]
    else:
        yield from (option.opts[-1], value.strip())


def _control(entry: catalog.Entry, option: click.Option, value: str) -> "Control":
    from gradreel.scenes.watch.watching import Control  # noqa: PLC0415, help needs none

    default = {**entry.options, "theme": THEMES[0], "lang": "en"}.get(option.name)
    kind, names = option.type, tuple[str, ...]()
    if option.is_flag:
        names = BOOLEAN
    elif isinstance(kind, OneOf):
        names = tuple(kind.names)
    elif isinstance(kind, Name):
        names = tuple(kind.known)
    is_closed = option.is_flag or type(kind) is OneOf
    taken = "–" if is_closed else option.metavar or ""
    hint = taken if default is None else _text(default)
    return Control(option.name, option.opts[-1], value, hint, option.help or "", names, is_closed)


def _watch(choice: "Choice", controls: "tuple[Control, ...]", choose: Any, given: Any) -> None:
    from gradreel.scenes.watch.page import page_files  # noqa: PLC0415, help needs none of this
    from gradreel.scenes.watch.watching import Watch, watch  # noqa: PLC0415

    language = choice.wanted.request.appearance.language
    files = page_files(choice.wanted.name, language)

    def opened(address: str, folder: Path) -> None:
        click.echo(address)
        sys.stdout.flush()
        if not given["no_open"] and _has_display():
            _open(address, folder)

    watch(Watch(choice, files, controls, choose, given["port"] or 0, say, opened))


def _has_display() -> bool:
    return sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


def _open(address: str, folder: Path) -> None:
    """Open the page by a file that only its owner reads: all see what programs are called with."""
    path = folder / "open.html"
    with suppress(OSError):
        path.write_text(OPENING.format(address), encoding="utf-8")
        Thread(target=webbrowser.open, args=(path.as_uri(),), daemon=True).start()
