"""What a file of scenes didn't ask for may change, and what it made itself is no question."""

import os
from pathlib import Path

import pytest

from gradreel.scenes.render.cache.questions import are_unchanged
from tests.render.manim.inputs.scene_file import Case, Files, asked_by, is_seen

DATA: Files = {"data.txt": "1"}
CHANGED: Files = {"data.txt": "22"}
IMPORTED: Files = {"helper.py": "SIZE = 1"}
FOLDER_OF_ITS_OWN = """
import os
os.makedirs('out', exist_ok=True)
open('out/a', 'w').write('1')
open('out/a').read()
"""
TEMPORARY_FILE = """
import tempfile
file = tempfile.NamedTemporaryFile('w+')
file.write('x')
file.seek(0)
file.read()
"""
TEMPORARY_FOLDER = """
import tempfile, os
folder = tempfile.mkdtemp()
open(folder + '/a', 'w').write('1')
os.listdir(folder)
"""


def touched(folder: Path) -> None:
    for path in folder.iterdir():
        os.utime(path, (1, 1))


def with_more(folder: Path) -> None:
    (folder / "unrelated.txt").write_text("more")
    (folder / "unrelated.py").write_text("more")
    (folder / "__pycache__").mkdir(exist_ok=True)
    (folder / "__pycache__" / "stale.pyc").write_bytes(b"")


STEADY = [
    Case("open('data.txt').read()", {}, DATA),
    Case("import helper", {}, IMPORTED),
    Case("import os; name = 'data'; os.path.exists(name + '.txt')", CHANGED, DATA),
    Case("import os; name = 'data'; os.path.getsize(name + '.txt')", {"data.txt": "2"}, DATA),
    Case("open('log.txt', 'a').write('drawn')", {"log.txt": "drawn twice"}, {"log.txt": ""}),
    Case("open('out.csv', 'a').write('drawn')", {"out.csv": "drawn twice"}, {"out.csv": ""}),
    Case("open('out.txt', 'w').write('1'); open('out.txt').read()", {"out.txt": "old"}),
    Case(
        FOLDER_OF_ITS_OWN,
        {"out/a": "old"},
        {"out/b": ""},
    ),
    Case(
        TEMPORARY_FILE,
        {},
    ),
    Case(
        TEMPORARY_FOLDER,
        {},
    ),
    Case("import subprocess, sys; sys.stdout.flush(); dict(stdin=1)", {}),
    Case("import shutil; shutil.rmtree('out', ignore_errors=True)", {"out/a": ""}, {"out/b": ""}),
    Case("import os; os.environ['TITLE'] = 'own'; os.environ['TITLE']", {}),
    Case("import os; os.getenv('TITLE')", {"$OTHER": "two"}),
    Case("import PIL.Image; PIL.Image.new('L', (9, 9)).save('own.png')", {"own.png": "x"}),
    Case("import pickle; pickle.dump(1, open('own.pkl', 'wb'))", {"own.pkl": "x"}),
    Case("import matplotlib.pyplot", {}),
    Case("x = 1", {"$TITLE": "two"}),
    Case("from glob import glob; glob('*.csv')", {"new.txt": ""}, {"old.csv": ""}),
    Case(
        "from pathlib import Path; list(Path('data').glob('*.csv'))",
        {"data/new.txt": ""},
        {"data/a.csv": ""},
    ),
    Case("import helper", {"other/helper.py": ""}, IMPORTED),
    Case(
        "import sys; sys.path.append('lib'); import helper",
        {"lib/helper.py": "2"},
        {**IMPORTED, "lib/a": ""},
    ),
    Case("import numpy", {"README.md": "more"}),
    Case("import numpy, warnings; warnings.warn('look here')", {}),
    Case("import subprocess", {}),
    Case("import inspect, helper; inspect.getsource(helper)", {}, IMPORTED),
    Case("import random; random.seed(1); print('said')", {}),
]


@pytest.mark.parametrize("case", STEADY, ids=str)
def test_what_changes_nothing(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_seen(case, tmp_path, monkeypatch)
    asked = asked_by(tmp_path / "mine.py")
    for harmless in (touched, with_more):
        harmless(tmp_path)
        assert are_unchanged(asked), harmless.__name__
