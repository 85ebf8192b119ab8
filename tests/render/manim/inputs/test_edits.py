"""Whatever a file of scenes asks for and is then changed is seen, and nothing else is."""

import sqlite3
import sys
from pathlib import Path

import pytest

from gradreel.scenes.render.cache.questions import are_unchanged
from tests.render.manim.inputs.scene_file import Case, Files, asked_by, is_seen, put

DATA: Files = {"data.txt": "1"}
CHANGED: Files = {"data.txt": "22"}
IMPORTED: Files = {"helper.py": "SIZE = 1"}
TRYING = "try:\n    {}\nexcept Exception:\n    pass"

READ = [
    "open('data.txt').read()",
    "open('data.txt', 'rb').read()",
    "open('data.txt', 'r+').read()",
    "file = open('data.txt', 'a+'); file.seek(0); file.read()",
    "import os; os.read(os.open('data.txt', os.O_RDONLY), 9)",
    "import os; os.read(os.open('data.txt', os.O_RDWR), 9)",
    "import io; io.FileIO('data.txt').read()",
    "import pathlib; pathlib.Path('data.txt').read_text()",
    "import os; open(os.open('data.txt', 0)).read()",
    "import mmap; file = open('data.txt', 'r+b'); mmap.mmap(file.fileno(), 0)[:]",
    "import numpy; numpy.loadtxt('data.txt')",
    "import numpy; numpy.fromfile('data.txt', 'u1')",
    "import numpy; numpy.memmap('data.txt', 'u1', 'r')",
    "import fileinput; list(fileinput.input('data.txt'))",
    "import linecache; linecache.getline('data.txt', 1)",
    "import shutil; shutil.copy('data.txt', 'copy.txt'); open('copy.txt').read()",
    "import os; os.rename('data.txt', 'moved.txt'); open('moved.txt').read(); "
    "os.rename('moved.txt', 'data.txt')",
    "import runpy; runpy.run_path('data.txt')",
    "exec(open('data.txt').read())",
    "import threading; thread = threading.Thread(target=lambda: open('data.txt').read()); "
    "thread.start(); thread.join()",
    "from concurrent.futures import ThreadPoolExecutor\nfrom pathlib import Path\n"
    "with ThreadPoolExecutor() as pool:\n    list(pool.map(Path.read_text, [Path('data.txt')]))",
    "import ctypes\n" + TRYING.format("ctypes.CDLL('./data.txt')"),
    "import os\nos.chdir('..')\nopen(f'{FOLDER}/data.txt').read()".replace(
        "{FOLDER}", "{os.path.dirname(__file__)}"
    ),
    "import os\nclass Own(os.PathLike):\n    def __fspath__(self):\n        return 'data.txt'\n"
    "open(Own()).read()",
    "open(b'data.txt').read()",
    "import pkgutil; pkgutil.get_data('package', 'data.txt')",
    "from importlib.resources import files; files('package').joinpath('data.txt').read_text()",
    "import package; package.__loader__.get_data(package.__path__[0] + '/data.txt')",
]
BY_C = [
    TRYING.format("import cairo; cairo.ImageSurface.create_from_png('data.png')"),
    TRYING.format("import av; av.open('data.png')"),
    TRYING.format("import av, os; av.open(os.path.join(os.path.dirname(__file__), 'data.png'))"),
    TRYING.format("import av, pathlib; av.open(str(pathlib.Path(__file__).parent / 'data.png'))"),
    TRYING.format("import av, pathlib; av.open(f'{pathlib.Path(__file__).parent}/data.png')"),
]
PACKAGED: Files = {"package/__init__.py": "", "package/data.txt": "1"}


CHANGING = [
    "file = open('data.txt', 'r+'); file.read(); file.write('x')",
    "open('data.txt').read(); open('data.txt', 'w').write('mine')",
    "open('data.txt', 'a').write('x'); open('data.txt').read()",
    "import subprocess; subprocess.run(['cat', 'data.txt'], stdout=-3)",
    "import os; os.system('cat data.txt > /dev/null')",
    "import os; os.waitpid(os.fork() or os._exit(0), 0)",
    "import sys; sys.stdin.read()",
    "from sys import stdin; stdin.read()",
    TRYING.format("input()"),
    "open(0).read()",
    "import socket\n" + TRYING.format("socket.create_connection(('127.0.0.1', 1), 0.1)"),
]


@pytest.mark.parametrize("source", READ)
def test_a_file_that_was_read(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = "package" in source
    files, edit = (PACKAGED, {"package/data.txt": "22"}) if inside else (DATA, CHANGED)
    assert is_seen(Case(source, edit, files), tmp_path, monkeypatch)


@pytest.mark.parametrize("source", BY_C)
def test_a_file_that_a_library_in_c_has_read(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_seen(Case(source, {"data.png": "22"}, {"data.png": "1"}), tmp_path, monkeypatch)


@pytest.mark.parametrize("source", CHANGING)
def test_what_is_never_the_same(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, {**DATA, "mine.py": source}, monkeypatch)
    assert not are_unchanged(asked_by(tmp_path / "mine.py"))


LOOKED_UP = [
    Case("import os; os.path.exists('new.txt')", {"new.txt": ""}),
    Case("import os; os.path.isfile('new.txt')", {"new.txt": ""}),
    Case("import os; os.path.isdir('new')", {"new/file": ""}),
    Case("import os; os.path.lexists('new.txt')", {"new.txt": ""}),
    Case("import os; os.access('new.txt', os.R_OK)", {"new.txt": ""}),
    Case("import os; os.path.getsize('data.txt')", CHANGED, DATA),
    Case("import os; os.stat('data.txt').st_size", CHANGED, DATA),
    Case("import os; os.path.exists('data.txt')", {"data.txt": None}, DATA),
    Case("from os.path import isfile; isfile('new.txt')", {"new.txt": ""}),
    Case("from os import stat; stat('data.txt').st_size", CHANGED, DATA),
    Case("from pathlib import Path; Path('new.txt').exists()", {"new.txt": ""}),
    Case("from pathlib import Path; Path('new.txt').is_file()", {"new.txt": ""}),
    Case("from pathlib import Path; Path('data.txt').stat().st_size", CHANGED, DATA),
    Case("import os, shutil; shutil.which('tool', path='.')", {"tool": ""}),
    Case(TRYING.format("open('new.txt')"), {"new.txt": ""}),
    Case(
        TRYING.format("open('new.txt', 'x').close()\n    import os; os.remove('new.txt')"),
        {"new.txt": ""},
    ),
    Case("import os; os.listdir('.')", {"new.txt": ""}),
    Case("import os; os.path.getmtime('data.txt')", {"data.txt": "2"}, DATA),
    Case("import os; [each.stat() for each in os.scandir('d')]", {"d/a": "22"}, {"d/a": "1"}),
    Case("import os, glob; glob.glob('*.csv', root_dir='d')", {"d/a.csv": ""}, {"d/b": ""}),
    Case("import os; os.chdir('d'); open('a').read()", {"d/a": "2"}, {"d/a": "1"}),
    Case("import os; os.listdir(os.open('d', 0))", {"d/b": ""}, {"d/a": ""}),
    Case("import os; list(os.scandir(os.open('d', 0)))", {"d/b": ""}, {"d/a": ""}),
    Case("import os; list(os.fwalk('d'))", {"d/b/c": ""}, {"d/a": "", "d/b/d": ""}),
    Case("import os; os.open('a', 0, dir_fd=os.open('d', 0))", {"d/a": "2"}, {"d/a": "1"}),
    Case("import os; os.stat('a', dir_fd=os.open('d', 0)).st_size", {"d/a": "22"}, {"d/a": "1"}),
    Case(
        "import shutil; shutil.rmtree('d'); open('a').read()",
        {"a": "2", "d/a": ""},
        {"a": "1", "d/a": ""},
    ),
    Case(
        "import os; os.symlink('a', 'd/b'); open('d/b').read()",
        {"d/a": "2", "d/b": None},
        {"d/a": "1"},
    ),
    Case("import filecmp; filecmp.cmp('a' + '.txt', 'mine.py')", {"a.txt": "22"}, {"a.txt": "1"}),
    Case("import os; os.listdir()", {"new.txt": ""}),
    Case("import os; list(os.scandir('.'))", {"new.txt": ""}),
    Case(
        "import os; list(os.walk('folder'))", {"folder/below/new.txt": ""}, {"folder/below/a": ""}
    ),
    Case("from glob import glob; glob('*.csv')", {"new.csv": ""}),
    Case(
        "from glob import iglob; list(iglob('data/**/*.csv', recursive=True))", {"data/a/b.csv": ""}
    ),
    Case("from pathlib import Path; list(Path('data').glob('*.csv'))", {"data/new.csv": ""}),
    Case("from pathlib import Path; list(Path().rglob('*.csv'))", {"data/a/new.csv": ""}),
    Case("from pathlib import Path; list(Path('.').iterdir())", {"new.csv": ""}),
    Case("from pathlib import Path; Path('data.txt').resolve()", {"data.txt": None}, DATA),
    Case(
        "import sqlite3; sqlite3.connect('data.db').execute('select * from t')",
        {"data.db": "x"},
        {"data.db": b"BASE"},
    ),
]


def database(path: Path) -> bytes:
    with sqlite3.connect(path) as connection:
        connection.execute("create table t (a)")
    connection.close()
    return path.read_bytes()


@pytest.mark.parametrize("case", LOOKED_UP, ids=str)
def test_what_was_looked_up(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "data.db" in case.files:
        case = Case(case.source, case.edit, {"data.db": database(tmp_path / "base.db")})
    assert is_seen(case, tmp_path, monkeypatch)


LOADED = """
from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location('loaded', 'helper.py')
module = module_from_spec(spec)
spec.loader.exec_module(module)
"""
IMPORTS = [
    Case("import helper", {"helper.py": "SIZE = 2"}, IMPORTED),
    Case("import runpy; runpy.run_module('helper')", {"helper.py": "SIZE = 2"}, IMPORTED),
    Case("import pkgutil; list(pkgutil.iter_modules(['.']))", {"new.py": ""}),
    Case("import space.a", {"space/a.py": "x = 2"}, {"space/a.py": "x = 1"}),
    Case("from helper import SIZE", {"helper.py": "SIZE = 2"}, IMPORTED),
    Case(
        "import importlib; importlib.import_module('helper')", {"helper.py": "SIZE = 2"}, IMPORTED
    ),
    Case(LOADED, {"helper.py": "SIZE = 2"}, IMPORTED),
    Case("import importlib.util; importlib.util.find_spec('helper')", {"helper.py": ""}),
    Case(TRYING.format("import helper"), {"helper.py": ""}),
    Case(TRYING.format("import helper"), {"helper/__init__.py": ""}),
    Case(
        TRYING.format("import package.helper"),
        {"package/helper.py": ""},
        {"package/__init__.py": ""},
    ),
    Case(
        TRYING.format("from package import helper"),
        {"package/helper.py": ""},
        {"package/__init__.py": ""},
    ),
    Case("import helper", {"helper/__init__.py": ""}, IMPORTED),
    Case(
        "import helper",
        {
            "helper.cpython-311-x86_64-linux-gnu.so".replace(
                "cpython-311", f"cpython-{sys.version_info[0]}{sys.version_info[1]}"
            ): ""
        },
        IMPORTED,
    ),
    Case("import colorsys", {"colorsys.py": "own = 1"}),
    Case(
        "import sys; sys.path.insert(0, 'lib'); import helper",
        {"lib/helper.py": "SIZE = 3"},
        IMPORTED,
    ),
    Case(
        "import sys; sys.path.append('lib'); import helper",
        {"lib/helper.py": "SIZE = 3"},
        {"lib/helper.py": ""},
    ),
    Case(
        "import package.helper",
        {"package/__init__.py": "x = 1"},
        {"package/__init__.py": "", "package/helper.py": ""},
    ),
    Case("import sourceless", {"sourceless.pyc": "broken"}, {"sourceless.pyc": b"COMPILED"}),
    Case(TRYING.format("import compiled"), {"compiled.abi3.so": "2"}, {"compiled.abi3.so": "1"}),
    Case(
        "import sys; sys.path.insert(0, 'lib.zip'); import zipped",
        {"lib.zip": "2"},
        {"lib.zip": b"ZIP"},
    ),
]


def made_of(name: str, folder: Path) -> bytes:
    """A compiled module, or an archive with one."""
    import py_compile
    import zipfile

    source = folder / "zipped.py"
    source.write_text("SIZE = 1")
    if name == "COMPILED":
        return Path(str(py_compile.compile(str(source), str(folder / "made.pyc")))).read_bytes()
    with zipfile.ZipFile(folder / "made.zip", "w") as archive:
        archive.write(source, "zipped.py")
    source.unlink()
    return (folder / "made.zip").read_bytes()


@pytest.mark.parametrize("case", IMPORTS, ids=str)
def test_a_module(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        name: made_of(content.decode(), tmp_path) if content in {b"COMPILED", b"ZIP"} else content
        for name, content in case.files.items()
    }
    assert is_seen(Case(case.source, case.edit, files), tmp_path, monkeypatch)


SURROUNDINGS = [
    Case("import os; os.environ.get('TITLE')", {"$TITLE": "two"}),
    Case("import os; os.environ.get('TITLE')", {"$TITLE": "two"}, {"$TITLE": "one"}),
    Case("import os; os.environ['TITLE']", {"$TITLE": None}, {"$TITLE": "one"}),
    Case("import os; os.getenv('TITLE')", {"$TITLE": "two"}),
    Case("import os; 'TITLE' in os.environ", {"$TITLE": "two"}),
    Case("import os; os.getenvb(b'TITLE')", {"$TITLE": "two"}),
    Case("import os; {**os.environ}", {"$TITLE": "two"}),
    Case("import os; os.path.expandvars('$TITLE')", {"$TITLE": "two"}),
    Case("import os; os.path.expanduser('~')", {"$HOME": "/nowhere"}),
    Case(
        "import os; os.environ['TITLE'] = 'own'; os.environ['TITLE']; os.environ.get('OTHER')",
        {"$OTHER": "two"},
    ),
    Case(
        "from environs import title",
        {"$TITLE": "two"},
        {"environs.py": "import os\ntitle = os.getenv('TITLE')"},
    ),
    Case(
        "from manimpango import register_font; register_font('own.ttf')",
        {"own.ttf": b"other"},
        {"own.ttf": b"FONT"},
    ),
]


@pytest.mark.parametrize("case", SURROUNDINGS, ids=str)
def test_what_is_around(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_seen(case, tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("source", "is_asked"),
    [
        ("import sys; sys.argv[1:]", True),
        ("from sys import argv", True),
        ("import argparse; argparse.ArgumentParser().parse_known_args()", True),
        ("def later():\n    import sys\n    return sys.argv", True),
        ("import sys; sys.path", False),
    ],
)
def test_the_commands_own_arguments(source: str, is_asked: bool, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(source)
    assert ("arguments" in asked_by(tmp_path / "mine.py")) == is_asked
