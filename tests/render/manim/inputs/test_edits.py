"""Whatever a file of scenes asks for and is then changed is seen, and nothing else is."""

import os
import py_compile
import sqlite3
from collections.abc import Mapping
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from zipfile import ZipFile

import pytest

from gradreel.scenes.render.cache.questions import are_unchanged
from tests.render.manim.inputs.scene_file import asked_by

Files = Mapping[str, str | None]
"""Files by their names, and variables of the environment as "$NAME"; None where there is none."""

BEFORE: Files = {
    **dict.fromkeys(("data.txt", "data.png", "d/a", "compiled.abi3.so", "own.ttf"), "1"),
    **dict.fromkeys(("d/below/a", "lib/own.py", "log.txt", "old.csv", "out/b"), ""),
    **dict.fromkeys(("package/__init__.py", "package/own.py", "package/data.txt"), ""),
    "helper.py": "SIZE = 1",
    "space/a.py": "x = 1",
    "environs.py": "import os\ntitle = os.getenv('TITLE')",
    "$NAME": "one",
}
SEEN: list[tuple[Files, list[str]]] = [
    (
        {"data.txt": "22"},
        [
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
            "with ThreadPoolExecutor() as pool:\n"
            "    list(pool.map(Path.read_text, [Path('data.txt')]))",
            "import ctypes\ntry: ctypes.CDLL('./data.txt')\nexcept: pass",
            "import os\nos.chdir('..')\nopen(f'{os.path.dirname(__file__)}/data.txt').read()",
            "import os\nclass Own(os.PathLike):\n    def __fspath__(self):\n"
            "        return 'data.txt'\nopen(Own()).read()",
            "open(b'data.txt').read()",
            "import os; os.path.getsize('data.txt')",
            "import os; os.stat('data.txt').st_size",
            "from os import stat; stat('data.txt').st_size",
            "from pathlib import Path; Path('data.txt').stat().st_size",
            "import filecmp; filecmp.cmp('data' + '.txt', 'mine.py')",
        ],
    ),
    (
        {"data.txt": None},
        [
            "import os; os.path.exists('data.txt')",
            "from pathlib import Path; Path('data.txt').resolve()",
        ],
    ),
    ({"data.txt": "2"}, ["import os; os.path.getmtime('data.txt')"]),
    ({"data.txt": "22", "d/a": ""}, ["import shutil; shutil.rmtree('d'); open('data.txt').read()"]),
    (
        {"package/data.txt": "22"},
        [
            "import pkgutil; pkgutil.get_data('package', 'data.txt')",
            "from importlib.resources import files\n"
            "files('package').joinpath('data.txt').read_text()",
            "import package; package.__loader__.get_data(package.__path__[0] + '/data.txt')",
        ],
    ),
    (
        {"data.png": "22"},
        [
            "try: import cairo; cairo.ImageSurface.create_from_png('data.png')\nexcept: pass",
            "try: import av; av.open('data.png')\nexcept: pass",
            "try: import av, os; av.open(os.path.join(os.path.dirname(__file__), 'data.png'))\n"
            "except: pass",
            "try: import av, pathlib; av.open(str(pathlib.Path(__file__).parent / 'data.png'))\n"
            "except: pass",
            "try: import av, pathlib; av.open(f'{pathlib.Path(__file__).parent}/data.png')\n"
            "except: pass",
        ],
    ),
    (
        {"new.txt": ""},
        [
            "import os; os.path.exists('new.txt')",
            "import os; os.path.isfile('new.txt')",
            "import os; os.path.lexists('new.txt')",
            "import os; os.access('new.txt', os.R_OK)",
            "import os, shutil; shutil.which('new.txt', path='.')",
            "from os.path import isfile; isfile('new.txt')",
            "from pathlib import Path; Path('new.txt').exists()",
            "from pathlib import Path; Path('new.txt').is_file()",
            "try: open('new.txt')\nexcept: pass",
            "try: open('new.txt', 'x').close(); import os; os.remove('new.txt')\nexcept: pass",
            "import os; os.listdir('.')",
            "import os; os.listdir()",
            "import os; list(os.scandir('.'))",
        ],
    ),
    ({"new/file": ""}, ["import os; os.path.isdir('new')"]),
    (
        {"d/a": "22"},
        [
            "import os; [each.stat() for each in os.scandir('d')]",
            "import os; os.chdir('d'); open('a').read()",
            "import os; os.open('a', 0, dir_fd=os.open('d', 0))",
            "import os; os.stat('a', dir_fd=os.open('d', 0)).st_size",
        ],
    ),
    (
        {"d/new.csv": ""},
        [
            "import os, glob; glob.glob('*.csv', root_dir='d')",
            "import os; os.listdir(os.open('d', 0))",
            "import os; list(os.scandir(os.open('d', 0)))",
        ],
    ),
    ({"d/below/new": ""}, ["import os; list(os.walk('d'))", "import os; list(os.fwalk('d'))"]),
    ({"d/a": "2", "d/b": None}, ["import os; os.symlink('a', 'd/b'); open('d/b').read()"]),
    (
        {"new.csv": ""},
        [
            "from glob import glob; glob('*.csv')",
            "from pathlib import Path; list(Path('.').iterdir())",
        ],
    ),
    (
        {"data/a/new.csv": ""},
        [
            "from glob import iglob; list(iglob('data/**/*.csv', recursive=True))",
            "from pathlib import Path; list(Path().rglob('*.csv'))",
        ],
    ),
    ({"data/new.csv": ""}, ["from pathlib import Path; list(Path('data').glob('*.csv'))"]),
    ({"data.db": "x"}, ["import sqlite3; sqlite3.connect('data.db').execute('select * from t')"]),
    (
        {"helper.py": "SIZE = 2"},
        [
            "import helper",
            "from helper import SIZE",
            "import runpy; runpy.run_module('helper')",
            "import importlib; importlib.import_module('helper')",
            "from importlib.util import module_from_spec, spec_from_file_location\n"
            "spec = spec_from_file_location('loaded', 'helper.py')\n"
            "spec.loader.exec_module(module_from_spec(spec))",
        ],
    ),
    ({"helper/__init__.py": ""}, ["import helper"]),
    ({f"helper{EXTENSION_SUFFIXES[0]}": ""}, ["import helper"]),
    ({"new/helper.py": "SIZE = 3"}, ["import sys; sys.path.insert(0, 'new'); import helper"]),
    ({"lib/own.py": "SIZE = 3"}, ["import sys; sys.path.append('lib'); import own"]),
    ({"space/a.py": "x = 2"}, ["import space.a"]),
    (
        {"new.py": ""},
        [
            "import pkgutil; list(pkgutil.iter_modules(['.']))",
            "import importlib.util; importlib.util.find_spec('new')",
            "try: import new\nexcept: pass",
        ],
    ),
    ({"new/__init__.py": ""}, ["try: import new\nexcept: pass"]),
    (
        {"package/new.py": ""},
        [
            "try: import package.new\nexcept: pass",
            "try: from package import new\nexcept: pass",
        ],
    ),
    ({"package/__init__.py": "x = 1"}, ["import package.own"]),
    ({"colorsys.py": "own = 1"}, ["import colorsys"]),
    ({"sourceless.pyc": "broken"}, ["import sourceless"]),
    ({"compiled.abi3.so": "2"}, ["try: import compiled\nexcept: pass"]),
    ({"lib.zip": "2"}, ["import sys; sys.path.insert(0, 'lib.zip'); import zipped"]),
    (
        {"$TITLE": "two"},
        [
            "import os; os.environ.get('TITLE')",
            "import os; os.getenv('TITLE')",
            "import os; 'TITLE' in os.environ",
            "import os; os.getenvb(b'TITLE')",
            "import os; {**os.environ}",
            "import os; os.path.expandvars('$TITLE')",
            "import os; os.environ['OWN'] = 'own'; os.environ['OWN']; os.environ.get('TITLE')",
            "from environs import title",
        ],
    ),
    ({"$NAME": "two"}, ["import os; os.environ.get('NAME')"]),
    ({"$NAME": None}, ["import os; os.environ['NAME']"]),
    ({"$HOME": "/nowhere"}, ["import os; os.path.expanduser('~')"]),
    ({"own.ttf": "other"}, ["from manimpango import register_font; register_font('own.ttf')"]),
]
NOT_SEEN: list[tuple[Files, list[str]]] = [
    (
        {},
        [
            "open('data.txt').read()",
            "import helper",
            "import tempfile\nfile = tempfile.NamedTemporaryFile('w+')\n"
            "file.write('x')\nfile.seek(0)\nfile.read()",
            "import tempfile, os\nfolder = tempfile.mkdtemp()\n"
            "open(folder + '/a', 'w').write('1')\nos.listdir(folder)",
            "import subprocess, sys; sys.stdout.flush(); dict(stdin=1)",
            "import os; os.environ['TITLE'] = 'own'; os.environ['TITLE']",
            "import matplotlib.pyplot",
            "import numpy, warnings; warnings.warn('look here')",
            "import inspect, helper; inspect.getsource(helper)",
            "import random; random.seed(1); print('said')",
        ],
    ),
    ({"data.txt": "22"}, ["import os; name = 'data'; os.path.exists(name + '.txt')"]),
    ({"data.txt": "2"}, ["import os; name = 'data'; os.path.getsize(name + '.txt')"]),
    ({"log.txt": "drawn twice"}, ["open('log.txt', 'a').write('drawn')"]),
    (
        {"out/a": "old"},
        [
            "open('out/a', 'w').write('1'); open('out/a').read()",
            "import os; os.makedirs('out', exist_ok=True)\n"
            "open('out/a', 'w').write('1')\nopen('out/a').read()",
            "import shutil; shutil.rmtree('out', ignore_errors=True)",
            "import PIL.Image; PIL.Image.new('L', (9, 9)).save('out/a', 'png')",
            "import pickle; pickle.dump(1, open('out/a', 'wb'))",
        ],
    ),
    ({"$OTHER": "two"}, ["import os; os.getenv('TITLE')"]),
    (
        {"d/new.txt": ""},
        [
            "from glob import glob; glob('d/*.csv')",
            "from pathlib import Path; list(Path('d').glob('*.csv'))",
        ],
    ),
    (
        {"lib/helper.py": ""},
        ["import helper", "import sys; sys.path.append('lib'); import helper"],
    ),
]


def put(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write files into the current folder, or remove them, and set variables."""
    for name, content in files.items():
        if name.startswith("$"):
            monkeypatch.delenv(name[1:], raising=False)
            if content is not None:
                monkeypatch.setenv(name[1:], content)
        elif content is None:
            Path(name).unlink()
        else:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(content)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    put(BEFORE, monkeypatch)
    py_compile.compile("helper.py", "sourceless.pyc")
    with ZipFile("lib.zip", "w") as archive:
        archive.writestr("zipped.py", "SIZE = 1")
    sqlite3.connect("data.db").execute("create table t (a)")
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("source", "edit"), [(source, edit) for edit, sources in SEEN for source in sources]
)
def test_what_was_asked_for_is_seen(
    source: str, edit: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asked_by(source)
    assert are_unchanged(asked)
    put(edit, monkeypatch)
    assert not are_unchanged(asked)


@pytest.mark.parametrize(
    ("source", "edit"), [(source, edit) for edit, sources in NOT_SEEN for source in sources]
)
def test_what_was_not_asked_for_may_change(
    source: str, edit: Files, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asked_by(source)
    put(edit, monkeypatch)
    assert are_unchanged(asked)
    for path in folder.iterdir():
        os.utime(path, (1, 1))
    assert are_unchanged(asked)
    put(dict.fromkeys(("more.txt", "more.py", "__pycache__/stale.pyc"), ""), monkeypatch)
    assert are_unchanged(asked)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "source",
    [
        "file = open('data.txt', 'r+'); file.read(); file.write('x')",
        "open('data.txt').read(); open('data.txt', 'w').write('mine')",
        "open('data.txt', 'a').write('x'); open('data.txt').read()",
        "import subprocess; subprocess.run(['cat', 'data.txt'], stdout=-3)",
        "import os; os.system('cat data.txt > /dev/null')",
        "import os; os.waitpid(os.fork() or os._exit(0), 0)",
        "import sys; sys.stdin.read()",
        "from sys import stdin; stdin.read()",
        "try: input()\nexcept: pass",
        "open(0).read()",
        "import socket\ntry: socket.create_connection(('127.0.0.1', 1), 0.1)\nexcept: pass",
    ],
)
def test_what_is_never_the_same(source: str) -> None:
    assert not are_unchanged(asked_by(source))


@pytest.mark.usefixtures("folder")
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
def test_the_commands_own_arguments(source: str, is_asked: bool) -> None:
    assert ("arguments" in asked_by(source)) == is_asked
