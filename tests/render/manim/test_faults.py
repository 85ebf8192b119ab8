"""A file that can't be drawn is told of in one line: where it fails, and what takes its place."""

from pathlib import Path

import manim
import pytest

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.render.manim.faults import OLDER
from gradreel.scenes.render.manim.user_scene import UserScene, look_into
from gradreel.scenes.render.picture import Picture

PICTURE = Picture(64, 36, 5)
OWNERS = (manim, manim.Axes, manim.VMobject, manim.ThreeDScene)
SCENE = "class One(Scene):\n    def construct(self):\n        "


@pytest.mark.parametrize(
    ("old", "new"), [each for names in OLDER.values() for each in names.items()]
)
def test_manim_has_the_new_names_and_not_the_old(old: str, new: str) -> None:
    assert not any(hasattr(owner, old) for owner in OWNERS)
    new = new.removeprefix("config.")
    assert any(hasattr(owner, new) for owner in (*OWNERS, manim.config))


AT_IMPORT = {
    "def broken(:": "SyntaxError: invalid syntax",
    "import nowhere": "ModuleNotFoundError: No module named 'nowhere'",
    "import sys; sys.exit(0)": "the file ends the program",
    "import below": "below.py', line 2: ZeroDivisionError: division by zero",
    "from manimlib import *": "it imports manimlib, so it is for ManimGL",
    "from manim_imports_ext import *": "for ManimGL",
    "from manim.imports import *": "an older manim: manim.imports is gone",
    "from manim import ShowCreation": "before 0.7: ShowCreation is Create now",
    "def own(**_): raise TypeError('own() got nothing')\nown()": "TypeError: own() got nothing",
    "own = lambda: 1; own(code=1)": "TypeError: <lambda>() got an",
    "undefined": "NameError: name 'undefined' is not defined",
}
IN_SCENE = {
    "self.play(Create(Circel()))": "NameError: name 'Circel' is not defined",
    "self.interactive_embed()": "interactive_embed() needs manim's OpenGL window",
    "self.play(Wait(1), run_time=-1)": "ValueError: ",
    "raise SystemExit": "the file ends the program",
    "self.add(MathTex('x'))": "its formula needs LaTeX, and there is no latex",
    "ShowCreation(Circle())": "before 0.7: ShowCreation is Create now",
    "TextMobject('a')": "before 0.6: TextMobject is Tex now",
    "TexText('a')": "it is for ManimGL: TexText is Tex in manim",
    "Axes().get_graph(abs)": "before 0.14: get_graph is plot now",
    "Axes(x_min=-3)": "before 0.12: x_min= is x_range= now",
    "Code(code='a')": "before 0.19: code= is code_string= now",
    "Square().fix_in_frame()": "fix_in_frame is add_fixed_in_frame_mobjects in manim",
    "self.camera.frame.scale(2)": "only the camera of a MovingCameraScene has a frame",
}


@pytest.mark.parametrize("code", [*AT_IMPORT, *IN_SCENE])
def test_a_fault_is_told_in_a_line(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "below.py").write_text("\n1 / 0\n")
    file = tmp_path / "mine.py"
    file.write_text(f"from manim import *\n{SCENE if code in IN_SCENE else ''}{code}")
    with pytest.raises(WorkError) as caught:  # noqa: PT012, some fail as they are imported
        look_into(file, [], PICTURE)
        UserScene(file, "One").count(PICTURE)
    told = str(caught.value)
    assert {**AT_IMPORT, **IN_SCENE}[code] in told
    assert f".py', line {4 if code in IN_SCENE else 2}: " in told
    assert len(told) <= 200


@pytest.mark.parametrize(
    ("source", "asked", "message"),
    [
        ("", ["Other"], "has no scene: no class in it extends"),
        ("config.renderer = 'opengl'", [], "OpenGL renderer"),
        ("class Still(Scene): ...\nclass Moving(Scene): ...", [], "name one: Moving, Still"),
        ("class Still(Scene): ...", ["Still", "Stil"], r"'Stil'; did you mean 'Still'\?"),
        ("class Still(Scene): ...", ["Other"], "there is no scene 'Other'"),
    ],
)
def test_a_scene_that_is_not_there_is_refused(
    source: str, asked: list[str], message: str, tmp_path: Path
) -> None:
    (tmp_path / "neighbour.py").write_text("from manim import *\nclass Other(Scene): ...")
    file = tmp_path / "mine.py"
    file.write_text(f"from manim import *\nfrom neighbour import Other\n{source}")
    with pytest.raises(RequestError, match=message):
        look_into(file, asked, PICTURE)
