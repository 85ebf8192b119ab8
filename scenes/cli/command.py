"""Commands whose choices are made on the line, in the environment or in a file, and groups."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

import click
from click.core import ParameterSource

from gradreel.engine.errors import FaultsError, RequestError, shorten, unknown
from gradreel.scenes.cli.spellings import spelled

SETTINGS_FILE: Final = "gradreel.toml"
KEYS: Final[Mapping[str, str]] = {"from_second": "from", "to_second": "to"}
"""How a file has the options whose names aren't those of their flags."""


def flag_name(name: str) -> str:
    """Return an option's name as the command line has it."""
    return "--" + name.replace("_", "-")


def variable_name(name: str) -> str:
    """Return the environment variable that stands for an option."""
    return "GRADREEL_" + name.replace("-", "_").upper()


class Defaults(dict[str, Any]):
    """Click's map of defaults, of several tables.

    Args:
        values: the defaults, by the options' names.
        places: likewise the tables that they are from; `SETTINGS_FILE` where nothing is said.
    """

    def __init__(self, values: Mapping[str, Any], places: Mapping[str, str]) -> None:
        super().__init__(values)
        self.places = places


def key_name(name: str) -> str:
    """Return the key that stands for an option, and the file that it is in."""
    defaults = click.get_current_context().default_map
    places = defaults.places if isinstance(defaults, Defaults) else {}
    return f"{KEYS.get(name, name)} in {places.get(name, SETTINGS_FILE)}"


SOURCES: Final = {
    ParameterSource.DEFAULT_MAP: key_name,
    ParameterSource.ENVIRONMENT: variable_name,
    ParameterSource.COMMANDLINE: flag_name,
}
"""Where choices are made, the weakest place first, and what they are called there."""


class SourcedOption(click.Option):
    """An option; what is wrong with its value is said of the place where it was set."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """Convert and check a value.

        Raises:
            RequestError: it is wrong, and wasn't given on the command line.
        """
        source = ctx.get_parameter_source(self.name)
        try:
            return super().process_value(ctx, value)
        except (click.BadParameter, RequestError) as error:
            if source not in {ParameterSource.DEFAULT_MAP, ParameterSource.ENVIRONMENT}:
                raise
            reason = error.message if isinstance(error, click.BadParameter) else str(error)
            raise RequestError(f"{SOURCES[source](self.name)}: {reason}") from error

    def chosen_at(self, ctx: click.Context, source: ParameterSource) -> Any:
        """Return what was chosen in one place, though another may outdo it; None for nothing."""
        if ctx.get_parameter_source(self.name) is source:
            return ctx.params.get(self.name)
        if source is ParameterSource.COMMANDLINE:
            return None
        from_file = source is ParameterSource.DEFAULT_MAP
        raw = ctx.lookup_default(self.name) if from_file else self.value_from_envvar(ctx)
        with suppress(click.BadParameter, RequestError):
            return self.type_cast_value(ctx, raw)
        return raw


def option(*names: str, **settings: Any) -> SourcedOption:
    """Build an option that may also be set as GRADREEL_<NAME>."""
    long_name = next(name for name in names if name.startswith("--")).split("/")[0]
    default = False if settings.get("is_flag") else None
    variable = variable_name(long_name[2:])
    return SourcedOption([*names], envvar=variable, **{"default": default, **settings})


def is_on_line(*names: str) -> bool:
    """Whether any of these options was given to this command, on its line."""
    context = click.get_current_context()
    return any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in names)


class Command(click.Command):
    """A command in which no choice is made twice, and none loses to a weaker one.

    Args:
        positional: for `click.Command`.
        chosen_for: by its options about a run, those that mean nothing when it has another value.
        named: for `click.Command`.
    """

    def __init__(
        self,
        *positional: Any,
        chosen_for: Mapping[str, tuple[str, ...]] | None = None,
        **named: Any,
    ) -> None:
        super().__init__(*positional, **named)
        self._chosen_for = chosen_for or {}

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the line.

        Raises:
            RequestError: an option that takes one value is given several.
            NoSuchOption: there is no such option; those that help shows are proposed.
        """
        try:
            if not ctx.resilient_parsing:
                *_, order = self.make_parser(ctx).parse_args(list(args))
                for option in order:
                    _check_given_once(option, order.count(option))
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            raise click.NoSuchOption(error.option_name, None, self._shown(ctx), ctx) from None

    def _shown(self, ctx: click.Context) -> list[str]:
        """Return the options that help shows, however each may be written."""
        shown = [each for each in self.get_params(ctx) if each.get_help_record(ctx)]
        return [name for each in shown for name in (*each.opts, *each.secondary_opts)]

    def invoke(self, ctx: click.Context) -> Any:
        """Call what the command does, with the choices that hold.

        Raises:
            RequestError: what was asked for can't be; settings that it speaks of are named.
        """
        from gradreel.scenes.cli.alternatives import Choices, outdone  # noqa: PLC0415, help needs none

        options = [each for each in self.params if isinstance(each, SourcedOption)]
        layers = [
            Choices(named, _chosen_at(ctx, source, options)) for source, named in SOURCES.items()
        ]
        lost = outdone(layers, self._chosen_for)
        for source, names in zip(SOURCES, lost, strict=True):
            for option in options:
                if option.name in names and ctx.get_parameter_source(option.name) is source:
                    ctx.params[option.name] = option.type_cast_value(ctx, option.default)
                    ctx.set_parameter_source(option.name, ParameterSource.DEFAULT)
        try:
            return super().invoke(ctx)
        except FaultsError:
            raise
        except RequestError as error:
            raise _with_settings(error, list(_settings(ctx, options))) from error


def _chosen_at(
    ctx: click.Context, source: ParameterSource, options: list[SourcedOption]
) -> dict[str, Any]:
    chosen = {option.name: option.chosen_at(ctx, source) for option in options}
    return {name: value for name, value in chosen.items() if value is not None and value != ()}


def _check_given_once(option: click.Parameter, times: int) -> None:
    """Refuse a second value, but not a second `-t`."""
    takes_many = not isinstance(option, click.Option) or option.multiple or option.count
    is_plain_flag = isinstance(option, click.Option) and option.is_flag
    if times > 1 and not (takes_many or (is_plain_flag and not option.secondary_opts)):
        name = max(option.opts, key=len)
        raise RequestError(f"{name} is given {times} times; give it once")


def _settings(ctx: click.Context, options: list[SourcedOption]) -> Iterator[tuple[str, str]]:
    """Yield what holds of the environment and the file: what it is called, and a pattern for it."""
    for option in options:
        source = ctx.get_parameter_source(option.name)
        if source in {ParameterSource.DEFAULT_MAP, ParameterSource.ENVIRONMENT}:
            yield SOURCES[source](option.name), words_about(option.name, ctx.params[option.name])


def words_about(name: str, value: Any) -> str:
    """Return a pattern of the words by which a message speaks of an option, or of its value."""
    words = [name.replace("_", " "), flag_name(KEYS.get(name, name)), *_telling(value)]
    return "|".join(map(re.escape, words))


def _telling(value: Any) -> list[str]:
    """Return how a message would show a value, but for numbers: they may be those of anything."""
    parts = [str(each) for each in (value if isinstance(value, tuple) else [value])]
    return [text for text in {*parts, "x".join(parts)} if not text.replace(".", "").isdecimal()]


def _with_settings(error: RequestError, settings: list[tuple[str, str]]) -> RequestError:
    """Add where the settings are that an error speaks of: they aren't on the line to be seen."""
    text = str(error)
    meant = [
        name
        for name, words in settings
        if name not in text and re.search(rf"(?<!\w)(?:{words})(?!\w)", text)
    ]
    return RequestError(f"{text} ({'; '.join(meant)})") if meant else error


class Commands(click.Group):
    """A group in which a wrong name is an error that names the nearest right one."""

    kind = "command"
    command_class = Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Ask which one is meant when nothing is named.

        Raises:
            RequestError: nothing is named.
        """
        if not args and ctx.parent is not None and not ctx.resilient_parsing:
            names = shorten(", ".join(self.list_commands(ctx)), 110)
            raise RequestError(f"name a {self.kind}: {names}; see {ctx.command_path} --help")
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments begin with.

        Raises:
            RequestError: there is none of this name.
        """
        name = args[0]
        if self.get_command(ctx, name) is None:
            meant = spelled(name, self.list_commands(ctx))
            if meant is not None:
                args = [meant, *args[1:]]
            elif not ctx.resilient_parsing:
                raise self.unknown(ctx, name)
        return super().resolve_command(ctx, args)

    def unknown(self, ctx: click.Context, name: str) -> RequestError:
        """Build the error for a name that isn't of a command."""
        return unknown(self.kind, name, self.list_commands(ctx))
