"""What is installed: one import name, with all that it needs, and what it says that it needs."""

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from gradreel.scenes.ask import catalog
from tests import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAME = f"gradreel-{PROJECT['version']}"
LICENCES = {Path("licenses") / path for path in PROJECT["license-files"]}


def build(source: Path, target: Path, *kinds: str) -> None:
    asked = (word for kind in kinds for word in ("-t", kind))
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(target), *asked]
    subprocess.run(command, cwd=source, check=True, capture_output=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel, the sdist, and in a folder `again` the sdist's wheel."""
    folder = tmp_path_factory.mktemp("built")
    build(ROOT, folder, "wheel", "sdist")
    with tarfile.open(folder / f"{NAME}.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    build(folder / NAME, folder / "again", "wheel")
    return folder


def content(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def wheel_of(folder: Path) -> Path:
    (wheel,) = folder.glob("*.whl")
    return wheel


def ours(folder: str) -> set[str]:
    """The files of a top-level folder, under the names that they are installed under."""
    paths = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    files = {path.relative_to(ROOT) for path in paths if "__pycache__" not in path.parts}
    return {f"gradreel/{path.as_posix()}" for path in files if path.parts[1] != "gifs"}


def test_a_wheel_holds_one_import_name_and_all_of_it(built: Path) -> None:
    names = set(content(wheel_of(built)))
    information = {name for name in names if name.startswith(f"{NAME}.dist-info/")}
    own = {path.relative_to(ROOT).as_posix() for path in (ROOT / "gradreel").glob("*.py*")}
    own.add("gradreel/py.typed")
    assert names - information == own | ours("engine") | ours("scenes") | ours("assets")
    assert information >= {(Path(f"{NAME}.dist-info") / path).as_posix() for path in LICENCES}


def test_the_readme_shows_scenes_and_loads_soon() -> None:
    shown = sorted((ROOT / "assets" / "gifs").iterdir())
    assert {path.stem for path in shown} <= {entry.name for entry in catalog.entries()}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"assets/gifs/{path.name}" in readme for path in shown)
    assert sum(path.stat().st_size for path in shown) < 6_000_000


def test_the_page_of_an_index_has_no_links_that_lead_nowhere() -> None:
    assert "](" not in PROJECT["readme"]["text"]
    assert not any("Private" in each for each in PROJECT["classifiers"])


def test_an_sdist_makes_the_same_wheel(built: Path) -> None:
    assert content(wheel_of(built / "again")) == content(wheel_of(built))


def test_an_sdist_holds_only_what_a_wheel_is_made_of(built: Path) -> None:
    inside = {path.name for path in (built / NAME).iterdir()}
    always = {".gitignore", "PKG-INFO", "pyproject.toml"}
    assert inside == {"gradreel", "README.md", "LICENSE", *always}
    assert not list((built / NAME).rglob("*.gif"))


@pytest.fixture(scope="module")
def installed(built: Path) -> Path:
    """The programs of an environment with the wheel, which doesn't know of the checkout."""
    environment = built / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    (own,) = environment.glob("lib/python*/site-packages")
    (own / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install"]
    options = ["--no-deps", "--no-index", "--ignore-installed", str(wheel_of(built))]
    subprocess.run([*pip, *options], check=True, capture_output=True)
    return python.parent


@pytest.mark.slow
@pytest.mark.parametrize("scene", ["heart", "descent"])
def test_what_a_wheel_installs_draws_a_scene(scene: str, installed: Path, tmp_path: Path) -> None:
    def picture(programs: Path) -> bytes:
        command = [str(programs / "gradreel"), "render", scene, "-o", "last.png", "--no-cache"]
        subprocess.run([*command, "-r", "64,36", "--fps", "2", "-w", "1"], cwd=tmp_path, check=True)
        return (tmp_path / "last.png").read_bytes()

    assert picture(installed) == picture(Path(sys.executable).parent)


def imports() -> Iterator[str]:
    """The first names of all that the product imports, wherever it does."""
    folders = ("gradreel", "engine", "scenes", "assets")
    for path in (path for name in folders for path in (ROOT / name).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.partition(".")[0]


def test_what_is_imported_is_declared_and_nothing_else() -> None:
    foreign = set(imports()) - sys.stdlib_module_names - {"gradreel"}
    libraries = packages_distributions()
    imported = {canonicalize_name(libraries[name][0]) for name in foreign}
    optional = PROJECT["optional-dependencies"].items()
    extras = (texts for name, texts in optional if name not in {"dev", "docs"})
    texts = [*PROJECT["dependencies"], *(text for extra in extras for text in extra)]
    assert imported == {canonicalize_name(Requirement(text).name) for text in texts}


def test_what_is_declared_is_pinned() -> None:
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = {canonicalize_name(name) for name in re.findall(r"^[\w.-]+(?===)", constraints, re.M)}
    extras = PROJECT["optional-dependencies"].values()
    texts = [*PROJECT["dependencies"], *(text for extra in extras for text in extra)]
    assert {canonicalize_name(Requirement(text).name) for text in texts} <= pinned


STAND_IN = """#!/bin/sh
case "$*" in
    "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    "-m pip "*) echo "pip is at work" >&2 ;;
    *version_info*2]*) echo python3.11 ;;
esac
"""


def test_an_installation_says_what_it_does_before_it_takes_its_time(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("python3", "cc", "pkg-config"):
        (tools / name).write_text(STAND_IN, encoding="utf-8")
        (tools / name).chmod(0o755)
    path = f"{tools}:{os.environ['PATH']}"
    command = ["make", "-s", "install", "PYTHON=python3"]
    ran = subprocess.run(
        command, cwd=tmp_path, env={"PATH": path}, capture_output=True, text=True, check=True
    )
    before, during, after, *with_tests = ran.stderr.splitlines()
    assert "into .venv" in before
    assert "minutes" in before
    assert (during, after) == ("pip is at work", "installed: .venv/bin/gradreel")
    told = "installing what tests and docs need too, about 1.8 GB with PyTorch"
    assert with_tests == [told, during]
