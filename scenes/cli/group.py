"""A group of commands that answers a wrong name with the nearest right one."""

import click

from gradreel.engine.errors import RequestError, shorten, unknown
from gradreel.scenes.cli.command import Request


class Commands(click.Group):
    """A group in which a wrong name is an error that names the nearest right one."""

    kind = "command"
    command_class = Request

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
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            raise unknown(self.kind, args[0], self.list_commands(ctx))
        return super().resolve_command(ctx, args)
