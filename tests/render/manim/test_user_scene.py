import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gradreel.scenes.render.frame import Everything
from gradreel.scenes.render.manim.user_scene import UserJob
from gradreel.scenes.render.picture import Picture
from tests import ROOT
from tests.conftest import Ran
from tests.render.sound.tones import tone, write_wav

SCENES = Path(__file__).parent / "manim_files" / "own_scenes.py"
PICTURE = Picture(160, 90, 10)
SIZE = ("-r", "160,90", "--fps", "10")
SCENE = "from manim import *\nclass One(Scene):\n    def construct(self):\n        "

Gradreel = Callable[..., Ran]


def test_a_job_tells_which_files_another_machine_must_have(tmp_path: Path) -> None:
    beside, file = tmp_path / "beside.py", tmp_path / "mine.py"
    beside.write_text("")
    file.write_text(f"import beside\n{SCENE}self.add(Dot())")
    places = list(sys.path)
    job = UserJob(file, "One")
    job.parts()[0].count(PICTURE)
    files = job.files()
    assert {str(file), str(beside)} <= files.keys()
    assert not [path for path in files if path.startswith((sys.prefix, sys.base_prefix))]
    folders = {folder for file in files for folder in Path(file).resolve().parents}
    assert not {ROOT / name for name in ("gradreel", "engine", "scenes", "assets")} & folders
    assert len(files[str(beside)]) == 64
    assert sys.path == places


def test_what_has_changed_is_imported_anew_in_the_same_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "chapter").mkdir()
    sizes, file = tmp_path / "shared" / "sizes.py", tmp_path / "chapter" / "mine.py"
    file.write_text(f"from shared.sizes import SIZE\n{SCENE}self.add(Square(SIZE))")
    monkeypatch.syspath_prepend(tmp_path)
    found: list[bytes] = []
    for size in (1, 2, 1):
        sizes.write_text(f"SIZE = {size}  # {'!' * len(found)}")
        job = UserJob(file, "One")
        take = lambda frame: found.append(frame.pixels.tobytes())  # noqa: E731
        job.parts()[0].draw(PICTURE, take, Everything())
    first, second, third = found[::2]  # a picture and the end, each time
    assert first == third != second


@pytest.mark.slow
def test_each_of_several_scenes_gets_its_own_files(gradreel: Gradreel, tmp_path: Path) -> None:
    write_wav(tmp_path / "click.wav", tone(440, 0.1))
    (tmp_path / "gradreel.toml").write_text('fps = 10\nresolution = "160,90"\ntheme = "light"\n')
    ran = gradreel("render", SCENES, "Skipping", "Still", "-w", "2")
    assert (ran.status, ran.output) == (0, "Skipping.mp4\nSkipping.srt\nStill.mp4\n")
    assert "gradreel:" not in ran.errors
    assert (tmp_path / "Skipping.srt").read_text() == (
        "1\n00:00:00,000 --> 00:00:00,300\nA square\n\n2\n00:00:01,300 --> 00:00:01,800\nShown\n\n"
    )


@pytest.mark.slow
def test_texts_are_drawn_in_other_fonts_than_those_of_the_file_itself(
    gradreel: Gradreel, tmp_path: Path
) -> None:
    text = 'Text("other", font="serif", weight=BOLD, slant=ITALIC)'
    (tmp_path / "mine.py").write_text(f"{SCENE}self.add(TITLE, {text})\n\nTITLE = Text('title')")
    ran = gradreel("render", "mine.py", *SIZE, "-o", "clip.gif")
    assert (ran.status, ran.errors) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.py"], "there is no file 'nowhere.py'"),
        (["clip.mp4"], "'clip.mp4' isn't a Python file"),
        ([SCENES, "Still", "Clock", "-o", "clip.mp4"], "-o names one clip"),
        ([SCENES, "Still", "--theme", "light"], "No such option '--theme'"),
        ([SCENES, "Still", "--save_sections", "--to", "1"], "--save_sections cuts a whole clip"),
    ],
)
def test_the_command_refuses(gradreel: Gradreel, arguments: list[str], message: str) -> None:
    ran = gradreel("render", *arguments)
    assert (ran.status, ran.output, ran.errors.count("\n")) == (2, "", 1)
    assert message in ran.errors


def test_what_a_scene_prints_is_not_among_the_files(gradreel: Gradreel, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(f"print('imported')\n{SCENE}print('played')\n        self.add(Dot())")
    ran = gradreel("render", file, "-o", "last.png", *SIZE)
    assert (ran.status, ran.output) == (0, "last.png\n")
    assert "played" in ran.errors
