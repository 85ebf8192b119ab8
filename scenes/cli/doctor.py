"""`gradreel doctor`: what is missing on this machine, and the command that mends it."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from gradreel.scenes.cli.command import Command

if TYPE_CHECKING:
    from gradreel.scenes.render.manim.guards import Original

INSTALL = "make install"
ENCODERS = ("libx264", "libvpx-vp9", "prores_ks", "gif", "png")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        name: what was looked at.
        found: what was found, in words.
        mend: the command that mends it, or nothing where all is well.
    """

    name: str
    found: str
    mend: str = ""


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Say what is missing on this machine, and the command that mends it.

    \b
    Example:
      gradreel doctor
    """
    findings = [finding for check in CHECKS for finding in check()]
    if as_json:
        import json  # noqa: PLC0415

        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            click.echo(_line(finding))
    context.exit(int(any(finding.mend for finding in findings)))


def _line(finding: Finding) -> str:
    mark = "missing" if finding.mend else "ok"
    return f"{mark:<8} {finding.name}: {finding.found}" + (
        f"; run: {finding.mend}" if finding.mend else ""
    )


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    mend = "" if sys.version_info >= (3, 11) else "install Python 3.11 or newer, then make install"
    yield Finding("Python", version, mend)


def _packages() -> Iterator[Finding]:
    """Compare what is installed with what the project asks for."""
    from importlib.metadata import PackageNotFoundError, requires, version  # noqa: PLC0415

    from packaging.requirements import Requirement  # noqa: PLC0415

    for text in requires("gradreel") or ():
        wanted = Requirement(text)
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(wanted.name)
        except PackageNotFoundError:
            yield Finding(wanted.name, "not installed", INSTALL)
            continue
        fits = wanted.specifier.contains(found, prereleases=True)
        yield Finding(wanted.name, found, "" if fits else INSTALL)


def _drawing_libraries() -> Iterator[Finding]:
    for name, module in (("Cairo", "cairo"), ("Pango", "manimpango"), ("Typst", "typst")):
        try:
            __import__(module)
        except ImportError as error:
            yield Finding(name, f"{error}".splitlines()[0], INSTALL)
        else:
            yield Finding(name, "loads")


def _shortcuts() -> Iterator[Finding]:
    """Compare manim's functions with those that gradreel's own versions were written for."""
    try:
        from gradreel.scenes.render.manim.formulas import (  # noqa: PLC0415
            TYPESETTING,
            TYPESETTING_TYPST,
        )
        from gradreel.scenes.render.manim.seeking import PLAYING  # noqa: PLC0415
        from gradreel.scenes.render.manim.shortcuts import SHORTCUTS  # noqa: PLC0415
    except ImportError:  # the packages tell of it
        return
    quick = [*(original for original, _ in SHORTCUTS), TYPESETTING, TYPESETTING_TYPST]
    off = [original for original in quick if not original.is_known()]
    on = f"{len(quick) - len(off)} of {len(quick)} are on"
    yield Finding("shortcuts through manim", f"{on}{_differing(off)}")
    if other := [original for original in PLAYING if not original.is_known()]:
        found = f"frames may not be manim's{_differing(other)}"
        yield Finding("playing manim's scenes", found, INSTALL)


def _differing(originals: "Sequence[Original]") -> str:
    names = ", ".join(map(str, originals))
    return f"; this manim has another {names}" if names else ""


def _encoders() -> Iterator[Finding]:
    try:
        from av.codec import Codec  # noqa: PLC0415
    except ImportError as error:
        yield Finding("encoders", f"{error}".splitlines()[0], INSTALL)
        return
    for name in ENCODERS:
        try:
            Codec(name, "w")
        except ValueError:
            yield Finding(f"encoder {name}", "not in this PyAV", INSTALL)
        else:
            yield Finding(f"encoder {name}", "there")


def _fonts() -> Iterator[Finding]:
    from gradreel.scenes.stage.type.typesetting import FACES  # noqa: PLC0415

    for face in FACES:
        there = face.path.is_file()
        yield Finding(
            f"font {face.path.name}",
            "there" if there else "not in assets/fonts",
            "" if there else "git checkout -- assets/fonts",
        )


def _temporary_folder() -> Iterator[Finding]:
    import tempfile  # noqa: PLC0415

    try:
        with tempfile.NamedTemporaryFile(prefix="gradreel-") as file:
            yield Finding("temporary folder", file.name.rpartition("/")[0])
    except OSError as error:
        yield Finding("temporary folder", str(error), "export TMPDIR=<a folder with space>")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _python,
    _packages,
    _drawing_libraries,
    _shortcuts,
    _encoders,
    _fonts,
    _temporary_folder,
)
