"""Groups of commands, which answer a wrong name with the nearest right one."""

from abc import abstractmethod

import click

from gradreel.engine.errors import RequestError, shorten, unknown
from gradreel.scenes.app import catalog
from gradreel.scenes.cli.command import Command
from gradreel.scenes.cli.spellings import spelled


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


class SceneCommands(Commands):
    """The scenes as sub-commands, each with just the options that it takes."""

    kind = "scene"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the scenes' names in the order of the story."""
        del ctx
        return [entry.name for entry in catalog.entries()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Build the command of one scene."""
        known = cmd_name in self.list_commands(ctx)
        return self.command_of(catalog.entry(cmd_name)) if known else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the scenes in help; building their commands for it would take as long again."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, entry.summary) for entry in catalog.entries()])

    @abstractmethod
    def command_of(self, entry: catalog.Entry) -> click.Command:
        """Build the command of a scene."""
