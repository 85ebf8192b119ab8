"""`gradreel render`: one scene to one or several files, in one pass over its frames."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask import catalog
from gradreel.scenes.ask.catalog import chosen_for, run_options
from gradreel.scenes.cli.command import Command
from gradreel.scenes.cli.completion import names_or_files
from gradreel.scenes.cli.delivery import deliver
from gradreel.scenes.cli.excerpt import (
    check_for_stills,
    chosen_excerpt,
    excerpt_options,
    voice_option,
)
from gradreel.scenes.cli.manim_options import manim_options
from gradreel.scenes.cli.options import (
    PICTURE_OPTIONS,
    captions_option,
    check_outline,
    chosen_appearances,
    chosen_outputs,
    chosen_picture,
    drawn_picture,
    how,
    open_if_asked,
    output_options,
    overlay_options,
    tell_of_small,
    with_shares,
)
from gradreel.scenes.cli.render_file import SETTINGS, file_command, names_a_file
from gradreel.scenes.cli.run_options import RunsOption, SceneCommands, scene_options
from gradreel.scenes.cli.stills import (
    asks_for_clip,
    check_choices,
    chosen_sheet,
    chosen_stills,
    on_sheet,
    sheet_options,
    stills_options,
)
from gradreel.scenes.render.picture import Output
from gradreel.scenes.render.targets import shown

if TYPE_CHECKING:
    from gradreel.scenes.make.request import Request
    from gradreel.scenes.stage.type.appearance import Appearance


class RenderedCommands(SceneCommands):
    """The scenes as sub-commands, and files of Python."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let options come before the scene, as they may in manim: `render -ql FILE.py CLASS`."""
        if args and args[0].startswith("-") and (scene := self._scene_among(ctx, args)) is not None:
            args = [args[scene], *args[:scene], *args[scene + 1 :]]
        return super().parse_args(ctx, args)

    def _scene_among(self, ctx: click.Context, words: list[str]) -> int | None:
        names = self.list_commands(ctx)
        found = (place for place, word in enumerate(words) if word in names or word.endswith(".py"))
        return next(found, None)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the scenes, and files of Python."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return names_or_files(self.list_commands(ctx), (".py",), incomplete)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Build the command of one scene, or of a file that somebody wrote for manim.

        Raises:
            RequestError: the file is a story.
        """
        if cmd_name.lower().endswith(".toml"):
            raise RequestError(f"{shown(Path(cmd_name))} is a story: gradreel film draws it")
        if (command := super().get_command(ctx, cmd_name)) is not None:
            return command
        if not names_a_file(cmd_name) and Path(f"{cmd_name}.py").is_file():
            cmd_name += ".py"
        if names_a_file(cmd_name):
            return self.command_of_file(cmd_name, (ctx.default_map or {}).get(SETTINGS, {}))
        return None

    def command_of_file(self, name: str, defaults: Mapping[str, Any]) -> click.Command:
        """Build the command that draws scenes of a file."""
        return file_command(name, defaults)

    def unknown(self, ctx: click.Context, name: str) -> RequestError:
        """Build the error for a name that is of no scene and no file."""
        if Path(name).is_dir():
            return RequestError(f"{shown(Path(name))} is a folder; give a file of scenes in it")
        return super().unknown(ctx, name)

    def command_of(self, entry: catalog.Entry) -> click.Command:
        """Build the command that draws a scene."""
        return _scene_command(entry)


@click.command("render", cls=RenderedCommands)
def render_command() -> None:
    """Draw a scene, one of these or your own for manim, as a video, a GIF or pictures.

    \b
    Examples:
      gradreel render sigmoid -o sigmoid.mp4
      gradreel render my_scenes.py MyScene -o clip.mp4
      gradreel render descent --run run.npz -o clip.mp4 --format gif
      gradreel render backprop --stills stills --theme all --lang all
    """


def _scene_command(entry: catalog.Entry) -> click.Command:
    def callback(**given: Any) -> None:
        _render(entry, given)

    return Command(
        entry.name,
        callback=callback,
        chosen_for=chosen_for(entry),
        params=[
            *scene_options(entry),
            RunsOption(entry),
            *output_options(PICTURE_OPTIONS),
            captions_option(),
            *overlay_options(),
            *excerpt_options(),
            voice_option(),
            *stills_options(),
            *sheet_options(),
            *manim_options(),
        ],
        help=f"{entry.summary}\n\n\b\nExample:\n  gradreel render {entry.name} -o {entry.name}.gif",
    )


def _render(entry: catalog.Entry, given: Mapping[str, Any]) -> None:
    """Carry out `gradreel render SCENE` with the options that were given."""
    from gradreel.scenes.make.request import Request  # noqa: PLC0415, help needs none

    picture = chosen_picture(given)
    check_choices(given, picture)
    outputs = chosen_outputs(given, entry.name, picture) if asks_for_clip(given) else ()
    check_outline(given, picture, outputs)
    options = {entry.name: run_options(entry, given)}
    excerpt = chosen_excerpt(given)
    if given["stills"] is not None:
        has_more = bool(outputs) or given["contact_sheet"] is not None
        check_for_stills(excerpt, with_clip=has_more)
    titled, part = not given["no_title"], (excerpt, given["voice"])
    looks = tuple(replace(look, titled=titled) for look in chosen_appearances(given, (entry.name,)))
    request = Request(options, picture, looks[0], given["run"], *part, **how(given))
    written = _pictures(request, looks, given)
    if outputs:
        written += _clips(request, outputs, given)
    deliver(written)
    open_if_asked(given, written[-1])


def _clips(
    request: "Request", outputs: tuple[Output, ...], given: Mapping[str, Any]
) -> tuple[Path, ...]:
    from gradreel.scenes.make.clip import render_scene  # noqa: PLC0415, help needs none

    drawn = drawn_picture(given, request.picture, outputs)
    shared = with_shares(given, drawn, outputs)
    tell_of_small(given, drawn, shared)
    rim = request.appearance.palette.background if given["outline"] else None
    return render_scene(replace(request, picture=replace(drawn, outline=rim)), shared)


def _pictures(
    request: "Request", looks: "tuple[Appearance, ...]", given: Mapping[str, Any]
) -> tuple[Path, ...]:
    """Draw what was asked for beside a clip, or in its place."""
    formats, sheet = chosen_stills(given), chosen_sheet(given)
    if not formats and sheet is None:
        return ()
    from gradreel.scenes.make.stills import render_sheet, render_stills  # noqa: PLC0415

    if sheet is not None:
        sheet.check(request.picture)  # before the stills are drawn
    written = render_stills(request, looks, given["stills"], formats) if formats else ()
    if sheet is not None:
        written += (render_sheet(on_sheet(request), sheet),)
    return written
