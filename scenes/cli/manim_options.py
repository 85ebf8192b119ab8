"""What manim's command takes, hidden from help where gradreel's has no use of its own for it.

What manim.cfg says of a clip is followed where neither an option nor a setting says otherwise.
"""

from collections.abc import Callable, Mapping, Sequence
from configparser import ConfigParser
from configparser import Error as ConfigError
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from gradreel.engine.errors import RequestError, shorten
from gradreel.scenes.cli.options import FORMAT_FLAGS
from gradreel.scenes.cli.parameter_types import FilePath, Listing, NotSoError, OneOf, Whole
from gradreel.scenes.cli.process import say
from gradreel.scenes.files.sources import MAX_SETTINGS_BYTES, open_regular
from gradreel.scenes.render.cache.environment import settings_files
from gradreel.scenes.render.manim.settings import ManimSettings
from gradreel.scenes.render.picture import QUALITIES, ending_of
from gradreel.scenes.render.targets import shown

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
MOST_BYTES: Final = 2**20
SECTION: Final = "CLI"
OPTIONS: Final[Mapping[str, str]] = {
    "quality": "quality",
    "resolution": "resolution",
    "frame_rate": "fps",
    "format": "formats",
    "output_file": "output",
    "media_dir": "media_dir",
    "tex_template_file": "tex_template",
    "zero_pad": "zero_pad",
    "write_all": "write_all",
    "save_sections": "save_sections",
    "dry_run": "dry_run",
    "preview": "preview",
    "show_in_file_browser": "show_in_file_browser",
    "disable_caching": "no_cache",
    "progress_bar": "progress",
}
"""Keys that an option here stands for; what else decides a frame is in manim's configuration."""
UNFOLLOWED: Final = ("video_dir", "images_dir", "sections_dir")
"""Folders that no clip is written to here."""
USUAL_PIXELS: Final = {"pixel_width": "1920", "pixel_height": "1080"}
USUAL_HEIGHT: Final = 8.0
CUT_OFF: Final = 0.99
"""A frame is cut off where less of its height is seen; pixels alone make it a little uneven."""


class AnimationRange(Listing):
    """The animations to draw, from a number and perhaps to another, as manim counts them."""

    def __init__(self) -> None:
        super().__init__(Whole(0), name="FROM,TO")

    def read(self, value: Any) -> tuple[Any, ...]:
        """Turn a text into one or two numbers."""
        numbers = super().read(str(value).replace("-", ","))
        if len(numbers) > 2 or list(numbers) != sorted(numbers):
            raise NotSoError(f"{value!r} should be FROM or FROM,TO, counted from 0")
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
        *config_options(),
        click.Option(["-0", "--zero_pad"], hidden=True, type=Whole(0, 9)),
        click.Option(["--dry_run"], hidden=True, is_flag=True),
        click.Option(["--save_sections"], hidden=True, is_flag=True),
    ]


def config_options() -> list[click.Option]:
    """Build manim's options for files that say how it draws."""
    return [
        click.Option(
            ["-c", "--config_file"],
            type=FilePath(),
            metavar="FILE",
            help="Read this in place of the folder's manim.cfg.",
        ),
        click.Option(["--tex_template"], hidden=True, type=FilePath()),
    ]


def chosen_settings(given: Mapping[str, Any]) -> ManimSettings:
    """Return what was chosen of manim's settings.

    Raises:
        RequestError: there is no such template.
    """
    template = given["tex_template"]
    if template is not None:
        open_regular(template, MAX_SETTINGS_BYTES).close()
    return ManimSettings(given["seed"], given["config_file"], template)


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


def with_manim_cfg(given: Mapping[str, Any]) -> dict[str, Any]:
    """Add what the user's manim.cfg and the folder's, or a file that was named, say to options.

    As in manim a quality beats a size and a rate. What is named on the line isn't put elsewhere.

    Raises:
        RequestError: a file can't be read, or says what can't be.
    """
    parser, path = _read(given["config_file"])
    told = _told(parser)
    found = {**given, **_chosen(told, given, path)}
    others = [key for key in UNFOLLOWED if key in told]
    if others or parser.has_section("video_encoder"):
        names = ", ".join(others) or "video_encoder"
        say(f"not followed: {names} in {shown(path)}; -o and --format say where and how")
    with suppress(ValueError):  # which manim will say of
        _tell_of_shape(told, found, path)
    return found


def shape_in_manim_cfg(named: Path | None) -> tuple[int, int] | None:
    """Return the pixels that manim.cfg asks for, or a file that was named; None where none does.

    Raises:
        RequestError: a file can't be read.
    """
    told = _told(_read(named)[0])
    with suppress(ValueError, KeyError):  # manim will say of what is wrong there
        width, height = map(int, told["resolution"].split(","))
        if min(width, height) > 0 and not told.get("quality"):
            return width, height
    return None


def _read(named: Path | None) -> tuple[ConfigParser, Path]:
    """Read the user's manim.cfg and the folder's, or a file that was named, and return its path."""
    users, folders = settings_files()
    path = named or folders
    read = [*filter(_has_content, {users, path} - {named}), *([named] if named else [])]
    return read_settings(read), path


def _told(parser: ConfigParser) -> dict[str, str]:
    told = dict(parser.items(SECTION, raw=True)) if parser.has_section(SECTION) else {}
    if any(told.get(key) for key in USUAL_PIXELS):
        told["resolution"] = ",".join(told.get(key) or usual for key, usual in USUAL_PIXELS.items())
    return told


def _has_content(path: Path) -> bool:
    return path.exists() and (not path.is_file() or path.stat().st_size > 0)


def read_settings(paths: Sequence[Path]) -> ConfigParser:
    """Read files of manim's settings, each of which is stronger than those before it.

    Raises:
        RequestError: one can't be read.
    """
    parser = ConfigParser()
    for path in paths:
        try:
            with open_regular(path, MOST_BYTES) as file:
                parser.read_string(file.read().decode(), str(path))
        except (ConfigError, UnicodeDecodeError) as error:
            line = " ".join(str(error).split())
            raise RequestError(shorten(f"can't read {shown(path)}: {line}", 180)) from error
    return parser


def _chosen(told: Mapping[str, str], given: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Return the options that hold of what was told, converted as those of the line are."""
    left_out = set[str]()
    if told.get("quality") or _is_given("quality"):
        left_out |= {"resolution", "fps"}
    if given["output"]:
        left_out |= {"output", "media_dir"}
    if any(map(ending_of, given["output"])) or _is_given("last_frame", *FORMAT_FLAGS):
        left_out.add("formats")
    context = click.get_current_context()
    options = {each.name: each for each in context.command.params}
    found: dict[str, Any] = {}
    for key, name in OPTIONS.items():
        if told.get(key) and name not in left_out and not _is_given(name):
            option = options[name]
            value = (told[key],) if option.multiple else told[key]
            try:
                found[name] = option.type_cast_value(context, value)
            except (click.BadParameter, RequestError) as error:
                where = ", ".join(USUAL_PIXELS) if name == "resolution" else key
                reason = error.message if isinstance(error, click.BadParameter) else str(error)
                raise RequestError(f"{where} in {shown(path)}: {reason}") from error
    return found


def _is_given(*names: str) -> bool:
    """Whether any of these options was given, on the line or as a setting."""
    source = click.get_current_context().get_parameter_source
    return any(source(name) is not ParameterSource.DEFAULT for name in names)


def _tell_of_shape(told: Mapping[str, str], found: Mapping[str, Any], path: Path) -> None:
    """Say where a flag gives pixels in which the frame that a file asks for is cut off."""
    if not _is_given("quality", "resolution") or not {"resolution", "frame_width"} & told.keys():
        return
    pixels = tuple(map(int, told.get("resolution", "1920,1080").split(",")))
    height = float(told.get("frame_height", USUAL_HEIGHT))
    width = float(told.get("frame_width", height * pixels[0] / pixels[1]))
    across, down = found["resolution"] or QUALITIES[found["quality"]][:2]
    seen = width * down / across
    if seen < height * CUT_OFF:
        say(
            f"{across}x{down} pixels show {width:g}x{seen:.3g} units of the {width:g}x{height:g} "
            f"in {shown(path)}, as in manim; without -q and -r all are shown"
        )
