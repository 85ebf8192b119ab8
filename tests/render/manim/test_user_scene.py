import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from manim import config

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.render.frame import Everything, Frame, Pixels
from gradreel.scenes.render.manim.settings import ManimSettings
from gradreel.scenes.render.manim.user_scene import UserJob, UserScene, look_into
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import RenderSettings, render
from tests import ROOT
from tests.conftest import Ran
from tests.render.sound.tones import tone, write_wav

FOLDER = Path(__file__).parent / "manim_files"
SCENES = FOLDER / "own_scenes.py"
SETTINGS = FOLDER / "own_settings.py"
PICTURE = Picture(160, 90, 10)
SEED = ManimSettings(3)
NAMES = (
    *("Extended", "OwnConstructor", "Falling", "Clock", "Stateful", "Chance", "Skipping"),
    *("Moving", "Zoomed", "Solid", "OwnCamera", "Picture"),
)
MANIM = (
    *(sys.executable, "-m", "manim", "render", "--silent", "-a", "--seed", "3", "-v", "ERROR"),
    *("-r", "160,90", "--fps", "10", "--progress_bar", "none", "--disable_caching"),
)

Gradreel = Callable[..., Ran]


def drawn(name: str, path: Path) -> dict[int, Pixels]:
    frames: dict[int, Pixels] = {}

    def take(frame: Frame) -> None:
        pixels = frame.pixels.copy()
        frames.update((frame.index + ahead, pixels) for ahead in range(frame.repeats))

    UserScene(path, name, SEED).draw(PICTURE, take, Everything())
    return frames


@pytest.fixture(autouse=True)
def _beside_a_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw where the scenes find their sound."""
    write_wav(tmp_path / "click.wav", tone(440, 0.1))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def manim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What manim's own command makes of the scenes."""
    folder = tmp_path_factory.mktemp("manim")
    write_wav(folder / "click.wav", tone(440, 0.1))
    for form, file in (("png-sequence", SCENES), ("png-sequence", SETTINGS), ("png", SCENES)):
        options = ["--format", form, "--media_dir", str(folder / form)]
        subprocess.run([*MANIM, *options, file], cwd=folder, check=True, capture_output=True)
    return folder


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_those_of_manim(name: str, manim: Path, tmp_path: Path) -> None:
    target = tmp_path / name
    job = UserJob(SCENES, name, SEED)
    render(job, PICTURE, [Output(target, "manim-sequence")], RenderSettings(workers=2))
    theirs = bytes_in(manim / "png-sequence" / "images" / SCENES.stem / name)
    assert len(theirs) > 5
    assert bytes_in(target) == theirs


@pytest.mark.slow
@pytest.mark.parametrize("name", [*NAMES, "Still"])
def test_the_last_picture_is_that_of_manim(name: str, manim: Path, tmp_path: Path) -> None:
    render(UserJob(SCENES, name, SEED), PICTURE, [Output(tmp_path / "last.png", "png")])
    (theirs,) = (manim / "png" / "images" / SCENES.stem).glob(f"{name}_*.png")
    assert (tmp_path / "last.png").read_bytes() == theirs.read_bytes()


@pytest.mark.slow
def test_a_file_may_set_its_own_picture(manim: Path, tmp_path: Path) -> None:
    before = config.copy()
    found = look_into(SETTINGS, [], PICTURE)
    assert (found.name, found.picture) == ("Upright", Picture(90, 160, 12))
    target = tmp_path / "pictures"
    render(UserJob(SETTINGS, "Upright", SEED), found.picture, [Output(target, "manim-sequence")])
    assert bytes_in(target) == bytes_in(manim / "png-sequence/images/own_settings/Upright")
    assert all(config[key] == before[key] for key in config if key != "tex_template")


def test_several_scenes_are_listed_where_none_was_named() -> None:
    with pytest.raises(RequestError, match=r"several scenes; name one: Chance, Clock, Extended"):
        look_into(SCENES, [], PICTURE)


def test_a_neighbours_scene_is_not_the_files() -> None:
    with pytest.raises(RequestError, match="there is no scene 'Labelled'"):
        look_into(SCENES, ["Labelled"], PICTURE)


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(RequestError, match=r"'Moveing'; did you mean 'Moving'\?"):
        look_into(SCENES, ["Still", "Moveing"], PICTURE)


SCENE = "from manim import *\nclass One(Scene):\n    def construct(self):\n        "


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        ("def broken(:\n", WorkError, "line 1: SyntaxError: invalid syntax"),
        ("\nimport nowhere\n", WorkError, "line 2: ModuleNotFoundError: No module named 'nowhere'"),
        ("import sys\nsys.exit(0)\n", WorkError, "line 2: the file ends the program"),
        ("import below\n", WorkError, "below.py', line 2: ZeroDivisionError: division by zero"),
        ("x = 1\n", RequestError, "has no scene: no class in it extends"),
        ("from manim import *\nconfig.renderer = 'opengl'\n", RequestError, "OpenGL renderer"),
    ],
)
def test_a_file_that_cant_be_used(
    source: str, error: type[Exception], message: str, tmp_path: Path
) -> None:
    (tmp_path / "below.py").write_text("\n1 / 0\n")
    file = tmp_path / "mine.py"
    file.write_text(source)
    with pytest.raises(error) as caught:
        look_into(file, [], PICTURE)
    assert message in str(caught.value)
    assert "mine.py" in str(caught.value) or "below.py" in str(caught.value)
    assert len(str(caught.value)) <= 200


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("self.play(Create(Circel()))", "line 4: NameError: name 'Circel' is not defined"),
        ("self.interactive_embed()", "line 4: interactive_embed() needs manim's OpenGL window"),
        ("self.play(Wait(1), run_time=-1)", "line 4: ValueError: "),
        ("raise SystemExit", "line 4: the file ends the program"),
        ("self.add(MathTex('x'))", "line 4: its formula needs LaTeX, and there is no latex"),
    ],
)
def test_a_scene_that_fails(
    body: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    file = tmp_path / "mine.py"
    file.write_text(SCENE + body)
    with pytest.raises(WorkError) as caught:
        drawn("One", file)
    assert message in str(caught.value)


def test_random_numbers_of_the_file_itself_are_the_same_in_every_drawing(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(
        "import random\nimport numpy as np\nPLACE = random.random() * np.random.rand()\n"
        + SCENE
        + "self.add(Dot([PLACE, 0, 0]).scale(5))"
    )
    first, second = (drawn("One", file) for _ in range(2))
    np.testing.assert_array_equal(first[0], second[0])


def test_a_job_tells_what_its_frames_were_drawn_from(tmp_path: Path) -> None:
    text, beside, file = (tmp_path / name for name in ("numbers.txt", "beside.py", "mine.py"))
    text.write_text("3")
    beside.write_text("")
    file.write_text(f"import beside\n{SCENE}Text(open({str(text)!r}).read())")
    places = list(sys.path)
    job = UserJob(file, "One")
    job.parts()[0].draw(PICTURE, lambda _: None, Everything())
    read = job.inputs()
    assert {str(text), str(file), str(beside)} <= read.keys()
    assert not [path for path in read if path.startswith((sys.prefix, sys.base_prefix))]
    folders = {folder for file in read for folder in Path(file).resolve().parents}
    assert not {ROOT / name for name in ("gradreel", "engine", "scenes", "assets")} & folders
    assert len(read[str(text)]) == 64
    assert sys.path == places


def test_what_has_changed_is_imported_anew_in_the_same_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "chapter").mkdir()
    sizes, file = tmp_path / "shared" / "sizes.py", tmp_path / "chapter" / "mine.py"
    file.write_text(f"from shared.sizes import SIZE\n{SCENE}self.add(Square(SIZE))")
    monkeypatch.syspath_prepend(tmp_path)
    found: list[dict[int, Pixels]] = []
    for size in (1, 2, 1):
        sizes.write_text(f"SIZE = {size}  # {'!' * len(found)}")
        found.append(drawn("One", file))
        assert str(sizes) in UserJob(file, "One").inputs()
    assert not np.array_equal(found[0][0], found[1][0])
    np.testing.assert_array_equal(found[0][0], found[2][0])


@pytest.mark.slow
def test_the_command_renders_a_scene(gradreel: Gradreel, tmp_path: Path) -> None:
    size = ("-r", "160,90", "--fps", "10")
    ran = gradreel("render", SCENES, "Skipping", "-o", "clip.mp4", *size, "-w", "2")
    assert (ran.status, ran.output) == (0, "clip.mp4\nclip.srt\n")
    assert "gradreel:" not in ran.errors
    assert (tmp_path / "clip.srt").read_text() == (
        "1\n00:00:00,000 --> 00:00:00,300\nA square\n\n2\n00:00:01,300 --> 00:00:01,800\nShown\n\n"
    )


@pytest.mark.slow
def test_texts_are_drawn_in_other_fonts_than_those_of_the_file_itself(
    gradreel: Gradreel, tmp_path: Path
) -> None:
    text = 'Text("other", font="serif", weight=BOLD, slant=ITALIC)'
    (tmp_path / "mine.py").write_text(f"{SCENE}self.add(TITLE, {text})\n\nTITLE = Text('title')")
    ran = gradreel("render", "mine.py", "-r", "160,90", "--fps", "15", "-o", "clip.gif")
    assert (ran.status, ran.errors) == (0, "")


LATEX = """#!/bin/sh
echo made >> "$0.log"
for last; do :; done
for each; do case "$each" in -output-directory=*) folder="${each#*=}";; esac; done
cp "$last" "$folder/$(basename "$last" .tex).dvi"
"""
DVISVGM = """#!/bin/sh
for each; do case "$each" in --output=*) file="${each#*=}";; esac; done
cat > "$file" <<END
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g id="unique000">
<path d="M0 0 L9 0 L5 9 Z"/></g></svg>
END
"""


@pytest.mark.slow
def test_a_formula_is_typeset_once(gradreel: Gradreel, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, script in (("latex", LATEX), ("dvisvgm", DVISVGM)):
        (tools / name).write_text(script)
        (tools / name).chmod(0o755)

    def render(comment: str) -> bytes:
        (tmp_path / "mine.py").write_text(f"{SCENE}self.add(MathTex('x'))  # {comment}")
        path = f"{tools}:{os.environ['PATH']}"
        ran = gradreel("render", "mine.py", "-s", "-r", "160,90", "-o", "clip.png", PATH=path)
        assert ran.status == 0, ran.errors
        return (tmp_path / "clip.png").read_bytes()

    pictures = [render("first"), render("second")]
    assert (tools / "latex.log").read_text() == "made\n"
    (kept,) = (Path(os.environ["GRADREEL_CACHE"]) / "formulas").iterdir()
    kept.write_bytes(kept.read_bytes()[:-9])
    pictures.append(render("third"))
    assert (tools / "latex.log").read_text() == "made\n" * 2
    assert len(set(pictures)) == 1


@pytest.mark.slow
def test_each_of_several_scenes_gets_its_own_file(gradreel: Gradreel, tmp_path: Path) -> None:
    (tmp_path / "gradreel.toml").write_text('fps = 10\nresolution = "160,90"\ntheme = "light"\n')
    ran = gradreel("render", SCENES, "Extended", "Still", "--format", "gif")
    assert (ran.status, ran.output) == (0, "Extended.gif\nStill.gif\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.py"], "there is no file 'nowhere.py'"),
        (["clip.mp4"], "'clip.mp4' isn't a Python file"),
        ([SCENES, "Still", "Clock", "-o", "clip.mp4"], "-o names one clip"),
        ([SCENES, "Still", "--theme", "light"], "No such option '--theme'"),
    ],
)
def test_the_command_refuses(gradreel: Gradreel, arguments: list[str], message: str) -> None:
    ran = gradreel("render", *arguments)
    assert ran.status == 2
    assert message in ran.errors


def test_what_a_scene_prints_is_not_among_the_files(gradreel: Gradreel, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(f"print('imported')\n{SCENE}print('played')\n        self.add(Dot())")
    ran = gradreel("render", file, "-o", "last.png", "-r", "160,90", "--fps", "10")
    assert (ran.status, ran.output) == (0, "last.png\n")
    assert "played" in ran.errors
