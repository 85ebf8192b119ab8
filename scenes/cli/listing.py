"""`gradreel list`: the scenes; apart from what commands that draw take, so that it is quick."""

import click

from gradreel.scenes.ask import catalog
from gradreel.scenes.cli.command import Command


@click.command("list", cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON, options included.")
def list_scenes(as_json: bool) -> None:
    """List the scenes, one line each.

    \b
    Example:
      gradreel list
    """
    entries = catalog.entries()
    if as_json:
        _print_json(entries)
        return
    width = max(len(entry.name) for entry in entries)
    for entry in entries:
        click.echo(f"{entry.name:<{width}}  {entry.summary}")


def _print_json(entries: tuple[catalog.Entry, ...]) -> None:
    import json  # noqa: PLC0415

    rows = [
        {
            "name": entry.name,
            "summary": entry.summary,
            "draws": entry.draws,
            "options": entry.options,
        }
        for entry in entries
    ]
    click.echo(json.dumps(rows, indent=2))
