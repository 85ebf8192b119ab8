"""What manim's command takes and gradreel's has no use of its own for, hidden from help."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import click

from gradreel.engine.errors import RequestError
from gradreel.scenes.cli.parameter_types import FilePath, Listing, OneOf, Whole

NOTHING_HANGS_ON: Final[Mapping[tuple[str, ...], str | None]] = {
    ("-v", "--verbosity"): "LEVEL",
    ("--notify_outdated_version/--silent",): None,
    ("--no_latex_cleanup",): None,
    ("--preview_command",): "COMMAND",
    ("--log_dir",): "FOLDER",
    ("--log_to_file",): None,
    ("--max-inflight-encoders",): "N",
    ("--encoder-queue-size",): "N",
    ("--use_projection_fill_shaders",): None,
    ("--use_projection_stroke_shaders",): None,
    ("--write_to_movie",): None,
    ("--custom_folders",): None,
}
"""Options that change no frame and no file here, and what each takes."""

NO_WINDOW: Final = "opens a window of manim's, and there is none; leave it out"
OPENGL: Final = "asks for manim's OpenGL renderer; only Cairo scenes are drawn, so leave it out"
ENCODERS: Final = "chooses an encoder of manim's; --format and the file's ending choose one here"
IN_THE_FILE: Final = "isn't taken from the line; set it in the file of scenes or in manim.cfg"
REFUSED: Final[Mapping[tuple[str, ...], tuple[str | None, str]]] = {
    ("--background_color",): ("COLOUR", IN_THE_FILE),
    ("--video-codec",): ("NAME", ENCODERS),
    ("--pixel-format",): ("NAME", ENCODERS),
    ("--encoder-option",): ("KEY=VALUE", ENCODERS),
    ("--enable_gui",): (None, NO_WINDOW),
    ("--gui_location",): ("PLACE", NO_WINDOW),
    ("--fullscreen",): (None, NO_WINDOW),
    ("-l", "--live-preview"): (None, f"{NO_WINDOW}, or see the file with -p"),
    ("--jupyter",): (None, "is for notebooks; leave it out"),
    ("--enable_wireframe",): (None, OPENGL),
    ("--use_opengl_renderer",): (None, OPENGL),
    ("--use_webgl_renderer",): (None, OPENGL),
}
"""Options without which something else would come out, what each takes, and what is said."""


class AnimationRange(Listing):
    """The animations to draw, from a number and perhaps to another, as manim counts them."""

    def __init__(self) -> None:
        super().__init__(Whole(0), name="FROM,TO")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Any, ...]:
        """Turn a text into one or two numbers."""
        numbers = super().convert(str(value).replace("-", ","), param, ctx)
        if len(numbers) > 2 or list(numbers) != sorted(numbers):
            self.fail(f"{value!r} should be FROM or FROM,TO, counted from 0", param, ctx)
        return numbers


def manim_options() -> list[click.Option]:
    """Build manim's options that any scene may be rendered with; help doesn't list them."""
    return [
        *(_without_effect(names, metavar) for names, metavar in NOTHING_HANGS_ON.items()),
        *(_refused(names, *each) for names, each in REFUSED.items()),
        click.Option(["--renderer"], hidden=True, expose_value=False, callback=_check_renderer),
        click.Option(["--media_dir"], hidden=True, type=FilePath()),
        click.Option(["--show_in_file_browser"], hidden=True, is_flag=True),
        click.Option(["-i", "--save_as_gif"], hidden=True, is_flag=True),
        click.Option(["-g", "--save_pngs"], hidden=True, is_flag=True),
    ]


def manim_file_options() -> list[click.Option]:
    """Build manim's options that are about a file of scenes."""
    return [
        click.Option(["-a", "--write_all"], is_flag=True, help="Draw all scenes of the file."),
        click.Option(
            ["-n", "--from_animation_number", "animations"],
            type=AnimationRange(),
            metavar="FROM[,TO]",
            help="Draw these of the scene's animations only, counted from 0.",
        ),
        click.Option(
            ["-c", "--config_file"],
            type=FilePath(),
            metavar="FILE",
            help="Read this in place of the folder's manim.cfg.",
        ),
        click.Option(["--tex_template"], hidden=True, type=FilePath()),
        click.Option(["-0", "--zero_pad"], hidden=True, type=Whole(0, 9)),
        click.Option(["--dry_run"], hidden=True, is_flag=True),
        click.Option(["--save_sections"], hidden=True, is_flag=True),
    ]


def _without_effect(names: tuple[str, ...], metavar: str | None) -> click.Option:
    settings: dict[str, Any] = {"hidden": True, "expose_value": False}
    if metavar is None:
        return click.Option([*names], is_flag=True, **settings)
    if "--verbosity" in names:
        levels = ("debug", "info", "warning", "error", "critical")
        return click.Option([*names], type=OneOf("verbosity", levels), **settings)
    return click.Option([*names], type=click.STRING, **settings)


def _refused(names: tuple[str, ...], metavar: str | None, reason: str) -> click.Option:
    return click.Option(
        [*names],
        is_flag=metavar is None,
        hidden=True,
        expose_value=False,
        callback=_refusal(f"{names[-1]} {reason}"),
    )


def _refusal(message: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def refuse(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        del param
        if value and not ctx.resilient_parsing:
            raise RequestError(message)

    return refuse


def _check_renderer(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    del ctx, param
    if value is not None and value.lower() != "cairo":
        raise RequestError(f"--renderer {value[:20]} {OPENGL}")
