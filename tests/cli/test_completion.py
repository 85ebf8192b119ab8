"""What the shell offers, asked as bash asks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gradreel.engine.data_names import DATA_NAMES
from gradreel.engine.optimizers import optimizer_names
from gradreel.engine.surfaces.names import SURFACE_NAMES
from gradreel.scenes.ask import catalog
from gradreel.scenes.cli import COMMANDS, run_command

SCENES = tuple(entry.name for entry in catalog.entries())
FILM = "import manim\nclass Mine(manim.Scene): ...\nclass Other(Mine): ...\nclass Plain: ...\n"


@pytest.fixture
def offers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], list[str]]:
    """Complete the last word of a line, in a folder with a table and a file of scenes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.py").write_text(FILM)
    (tmp_path / "\udcff.csv").write_text("a name that can't be told to a shell")
    (tmp_path / "words.toml").write_text('language = "en"')
    (tmp_path / "own.csv").write_text(
        "age,blood pressure,outcome\n1,2,well\n1,2,very  ill\n1,2,well\n", encoding="utf-8-sig"
    )

    def complete(line: str) -> list[str]:
        words = f"gradreel {line}".split(" ")
        monkeypatch.setenv("COMP_WORDS", " ".join(words))
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        monkeypatch.setenv("_GRADREEL_COMPLETE", "bash_complete")
        with pytest.raises(SystemExit):
            run_command([])
        return capsys.readouterr().out.splitlines()

    return complete


OFFERED: dict[str, tuple[str, ...]] = {
    "": tuple(COMMANDS),
    "render ": (*SCENES, "film.py"),
    "render fi": ("film.py",),
    "render film.py ": ("Mine", "Other"),
    "render film.py Mine O": ("Other",),
    "train ": ("logistic", "mlp", "surface", "wave"),
    "render descent --optimizer ": optimizer_names(),
    "render descent --surface ": SURFACE_NAMES,
    "render sigmoid --data ": (*DATA_NAMES, "own.csv"),
    "render sigmoid --data own.csv --y ": ("age", r"blood\\ pressure", "outcome"),
    "render sigmoid --data own.csv --y outcome --positive ": (r"very\\ ill", "well"),
    "render sigmoid --data own.csv --positive ": (),
    "train logistic --positive ": ("No", "Yes"),
    "train mlp --data moons --positive ": ("0", "1"),
    "render sigmoid --data moons --x ": ("x1", "x2", "class"),
    "render sigmoid --x MaxH": ("MaxHR",),
    "render backprop --x Age,MaxH": ("Age,MaxHR",),
    "render sigmoid --theme ": ("dark", "light", "all"),
    "render sigmoid --theme = li": ("light",),
    "render sigmoid --data = own.csv --y = o": ("outcome",),
    "slides si": ("sigmoid",),
    "render sigmoid --sti": ("--stills", "--stills-format"),
    "render sigmoid --stills-format ": ("png", "svg", "pdf"),
    "render film.py Mine --con": ("--config_file", "--contact-sheet"),
    "render sigmoid --texts ": ("words.toml",),
    "film --palette w": ("words.toml",),
    "render sigmoid -q ": ("l", "m", "h", "p", "k"),
    "render sigmoid --lr 3 --no-c": ("--no-cache",),
    "render sigmoid --data nowhere.csv --y ": (),
    "render sigmoid --data \udcff": (),
}


@pytest.mark.parametrize("line", OFFERED)
def test_values_are_offered(offers: Callable[[str], list[str]], line: str) -> None:
    assert [each.removeprefix("plain,") for each in offers(line) if each] == [*OFFERED[line]]


@pytest.mark.parametrize(
    "line",
    ["render sigmoid --run ", "render sigmoid -o c", "inspect ", "render sigmoid --data ../"],
)
def test_files_and_folders_are_left_to_the_shell(
    offers: Callable[[str], list[str]], line: str
) -> None:
    assert offers(line) == [f"file,{line.rsplit(' ', maxsplit=1)[-1]}"]
    assert offers("render sigmoid --stills o") == ["dir,o"]
