"""Templates of pages, in assets/web/: Jinja2 escapes what comes into HTML."""

from functools import cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from gradreel.assets import FOLDER

WEB: Final = FOLDER / "web"


def read(name: str) -> str:
    """Return a file that a page has in it as it is."""
    return (WEB / name).read_text(encoding="utf-8")


def clock(seconds: float) -> str:
    """Write a time as a player does."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


@cache
def template(name: str) -> Template:
    """Return a template by its path in the folder."""
    environment = Environment(
        loader=FileSystemLoader(WEB),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["read"] = read
    environment.filters["clock"] = clock
    return environment.get_template(name)
