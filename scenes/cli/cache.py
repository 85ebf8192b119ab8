"""`gradreel cache`: what is kept of clips that were drawn before, and of runs that were trained."""

import time
from typing import TYPE_CHECKING

import click

from gradreel.engine.errors import plain
from gradreel.scenes.cli.command import Commands
from gradreel.scenes.render.amounts import size_text

if TYPE_CHECKING:
    from gradreel.scenes.render.cache.folder import Cache


@click.group(cls=Commands)
def cache() -> None:
    """Show or clear what is kept of clips and runs, which then needn't be drawn or trained again.

    \b
    Example:
      gradreel cache info
    """


@cache.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def info(as_json: bool) -> None:
    """Say where the cache is, how large, and what is in it, used last first.

    GRADREEL_CACHE names another folder, GRADREEL_CACHE_LIMIT another limit than 5GB.

    \b
    Example:
      gradreel cache info
    """
    kept = _cache()
    contents = kept.contents()
    total = sum(each.size for each in contents)
    if as_json:
        import json  # noqa: PLC0415

        clips = [{"title": each.title, "bytes": each.size, "used": each.used} for each in contents]
        about = {"folder": str(kept.folder), "bytes": total, "limit": kept.limit, "clips": clips}
        click.echo(json.dumps(about, indent=2))
        return
    click.echo(f"folder  {plain(str(kept.folder))}")
    click.echo(f"size    {size_text(total)} of {size_text(kept.limit)}, entries: {len(contents)}")
    for each in contents:
        used = time.strftime("%Y-%m-%d %H:%M", time.localtime(each.used))
        click.echo(f"{used}  {size_text(each.size):>9}  {plain(each.title)}")


@cache.command()
def clear() -> None:
    """Remove all that is kept, but for clips that are being drawn at this moment.

    \b
    Example:
      gradreel cache clear
    """
    freed, in_use = _cache().clear()
    still = f"; {in_use} in use and kept" if in_use else ""
    click.echo(f"{size_text(freed)} freed{still}", err=True)


def _cache() -> "Cache":
    from gradreel.scenes.render.cache.folder import Cache  # noqa: PLC0415, the other commands answer at once

    return Cache.of_user()
