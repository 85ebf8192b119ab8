"""The examples of the help, the README and the documentation run as they are printed, but small."""

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from inspect import cleandoc
from pathlib import Path

import click
import pytest

from gradreel.scenes.cli import gradreel as commands
from gradreel.scenes.cli import run_command
from tests import ROOT
from tests.cli.test_commands import all_commands
from tests.pictures import write_shapes
from tests.render.sound.tones import tone, write_wav

FONTS = ROOT / "assets" / "fonts"
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
LINE = re.compile(r"^\s*(gradreel (?:%s)\b.*?)(?: +#.*)?$", re.MULTILINE)
BLOCK = re.compile(r"^```(?:sh|bash|console)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
CELL = re.compile(r"\| `(gradreel [^`]+)` \|$", re.MULTILINE)
SETTINGS = {
    "GRADREEL_RESOLUTION": "64,36",
    "GRADREEL_FPS": "1",
    "GRADREEL_WORKERS": "1",
    "GRADREEL_PROGRESS": "none",
}
SMALLER = {
    r" -q \w": "",
    r" -r \d+,\d+": "",
    r" --fps \d+": "",
    r" --steps \d{3,}": " --steps 40",
    r"\bbackprop\b": "heart",
}
"""What is said of the size would outdo the settings; and another scene is told sooner."""
NOT_RUN = {
    r"--cluster": "it needs a scheduler",
    r"gradreel (?:film|gallery)": "it draws several scenes, as the tests of those do",
    r"gradreel slides (?:-|\w+ (?!-o))": "likewise, or one more, as another example does",
    r"gradreel check": "it runs the tests of a scene, as those are run anyway",
    r"gradreel watch": "it goes on until it is stopped, as its own tests do",
    r"--theme all": "it draws each beat four times; in one look they are drawn",
}
BEFORE = (
    "gradreel train logistic --data heart --x MaxHR --y AHD --optimizer adam "
    "--learning-rate 0.05 --steps 400 --batch-size 30 --seed 1 -o run.npz",
    "gradreel render sigmoid -o sigmoid.mp4",
)
"""What makes the files that other examples take."""
FILES = {
    "my_scenes.py": "from manim import Circle, Create, Scene\n\n\nclass MyScene(Scene):\n"
    "    def construct(self):\n        self.play(Create(Circle()))\n        self.wait(10)\n",
    "brand.toml": '[light]\nbackground = "#FFFFFF"\n[dark]\nbackground = "#0B0E14"\n',
    "mine.py": "import numpy as np\n\n\n"
    "def two_dips(x, y):\n    return np.minimum(x**2, 1 + y**2)\n\n\n"
    "class Signs:\n    def init(self, parameters):\n        return None\n\n"
    "    def update(self, gradient, state, parameters):\n        return np.sign(gradient), state\n",
    "story.toml": '[[scene]]\nname = "heart"\nbeats = "..2"\n',
    "patients.csv": "age,outcome\n"
    + "".join(f"{30 + n},{'recovered' if n % 7 > 2 else 'ill'}\n" for n in range(40)),
    "penguins.csv": "bill_length,species\n"
    + "".join(
        f"{35 + n % 17},{('Adelie', 'Gentoo', 'Chinstrap')[(n % 17 + n % 5) // 7]}\n"
        for n in range(60)
    ),
}


def examples() -> Iterator[str]:
    names = "|".join(name for name in all_commands() if " " not in name)
    line = re.compile(LINE.pattern % names, re.MULTILINE)
    for command in all_commands().values():
        yield from line.findall(cleandoc(command.help or ""))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in BLOCK.findall(text):
            yield from line.findall(block)
        yield from CELL.findall(text)


def small(line: str) -> str:
    """Return a line without what it says of the size."""
    for large, less in SMALLER.items():
        line = re.sub(large, less, line)
    return line


def asked(line: str) -> frozenset[str]:
    """Return what a line asks for: its command, its options, and the endings of its files."""
    words = shlex.split(small(line))[1:]
    plain = [word for word in words if not word.startswith("-")]
    command = plain[:2] if plain[0] in ("train", "cache") else plain[:1]
    endings = (Path(word).suffix for word in words if re.fullmatch(r"[\w-]+\.[a-z]\w+", word))
    return frozenset((*command, *(word for word in words if word.startswith("-")), *endings))


def runnable() -> list[str]:
    """Return the lines that ask for what no other does, those first whose files others take."""
    known = [line for line in examples() if not any(re.search(why, line) for why in NOT_RUN)]
    lines = {asked(line): line for line in (*known, *BEFORE)}
    most = [line for words, line in lines.items() if not any(words < other for other in lines)]
    return sorted({*most, *BEFORE}, key=lambda line: (turn(line), line))


def turn(line: str) -> int:
    """Return when a line is run: all records are called the same, and one of them is drawn."""
    if line in BEFORE or line.startswith("gradreel texts"):
        return 1
    return 0 if line.startswith("gradreel train") else 3 if "cache clear" in line else 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    for name, content in FILES.items():
        (folder / name).write_text(content)
    for name in ("Brand.ttf", "Brand-Regular.ttf", "Brand-Bold.ttf"):
        shutil.copy(FONTS / "SourceSans3-Regular.otf", folder / name)
    write_shapes(folder / "shapes")
    (folder / "voice").mkdir()
    write_wav(folder / "voice" / "1.wav", tone(440, 0.5))
    return folder


@pytest.fixture
def run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], None]:
    """Run a command line in the folder that all of them share."""
    monkeypatch.chdir(folder)
    settings = {**SETTINGS, "GRADREEL_CACHE": str(folder / "cache")}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    def run_line(line: str) -> None:
        with pytest.raises(SystemExit) as ended:
            run_command(shlex.split(small(line))[1:])
        assert not ended.value.code, capsys.readouterr().err

    return run_line


@pytest.mark.slow
@pytest.mark.parametrize("line", runnable())
def test_an_example_runs(line: str, run: Callable[[str], None]) -> None:
    run(line)


def parse(line: str) -> None:
    """Parse a command line to its end without carrying it out."""
    command: click.Command = commands
    words = shlex.split(line)[1:]
    context = None
    while isinstance(command, click.Group):
        assert words, line
        context = click.Context(command, parent=context)
        _, found, words = command.resolve_command(context, words)
        assert found is not None
        command = found
    command.make_context(command.name, words, parent=context)


def test_every_example_parses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "story.toml").write_text(FILES["story.toml"])
    monkeypatch.chdir(tmp_path)
    assert len(set(examples())) > 60
    for line in set(examples()):
        parse(line)
    assert all(any(re.search(why, line) for line in examples()) for why in NOT_RUN)
