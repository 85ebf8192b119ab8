"""What manim.cfg says of a clip, followed where neither a flag nor a setting says otherwise."""

from collections.abc import Mapping
from configparser import ConfigParser
from configparser import Error as ConfigError
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from gradreel.engine.errors import RequestError, shorten
from gradreel.engine.io.sources import open_regular
from gradreel.scenes.cli.options import FORMAT_FLAGS
from gradreel.scenes.cli.process import say
from gradreel.scenes.render.cache.environment import settings_files
from gradreel.scenes.render.output.targets import shown
from gradreel.scenes.render.picture import QUALITIES, ending_of

MOST_BYTES: Final = 2**20
SECTION: Final = "CLI"
OPTIONS: Final[Mapping[str, str]] = {
    "quality": "quality",
    "resolution": "resolution",
    "frame_rate": "fps",
    "format": "formats",
    "output_file": "output",
    "media_dir": "media_dir",
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


def with_manim_cfg(given: Mapping[str, Any]) -> dict[str, Any]:
    """Add what the user's manim.cfg and the folder's, or a file that was named, say to options.

    As in manim a quality beats a size and a rate. What is named on the line isn't put elsewhere.

    Raises:
        RequestError: a file can't be read, or says what can't be.
    """
    named = given["config_file"]
    users, folders = settings_files()
    path = named or folders
    parser = _read([*filter(_has_content, {users, path} - {named}), *([named] if named else [])])
    told = dict(parser.items(SECTION, raw=True)) if parser.has_section(SECTION) else {}
    if any(told.get(key) for key in USUAL_PIXELS):
        told["resolution"] = ",".join(told.get(key) or usual for key, usual in USUAL_PIXELS.items())
    found = {**given, **_chosen(told, given, path)}
    others = [key for key in UNFOLLOWED if key in told]
    if others or parser.has_section("video_encoder"):
        names = ", ".join(others) or "video_encoder"
        say(f"{names} in {shown(path)} isn't followed: -o and --format say where and how")
    with suppress(ValueError):  # which manim will say of
        _tell_of_shape(told, found, path)
    return found


def _has_content(path: Path) -> bool:
    return path.exists() and (not path.is_file() or path.stat().st_size > 0)


def _read(paths: list[Path]) -> ConfigParser:
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
