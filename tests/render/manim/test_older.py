"""Files for ManimGL or an older manim: one line says what is in the place of what is gone."""

from pathlib import Path

import manim
import pytest

from gradreel.engine.errors import WorkError
from gradreel.scenes.render.manim.faults import OLDER
from gradreel.scenes.render.manim.user_scene import UserScene, look_into
from gradreel.scenes.render.picture import Picture

PICTURE = Picture(64, 36, 5)
OWNERS = (manim, manim.Axes, manim.VMobject, manim.ThreeDScene)


@pytest.mark.parametrize("name", [name for names in OLDER.values() for name in names])
def test_manim_has_the_new_names_and_not_the_old(name: str) -> None:
    new = next(names[name] for names in OLDER.values() if name in names)
    assert not any(hasattr(owner, name) for owner in OWNERS)
    new = new.removeprefix("config.")
    assert any(hasattr(owner, new) for owner in (*OWNERS, manim.config))


FAULTS = {
    "from manimlib import *": "it imports manimlib, so it is for ManimGL",
    "from manim_imports_ext import *": "for ManimGL",
    "from manim.imports import *": "an older manim: manim.imports is gone",
    "from manim import ShowCreation": "before 0.7: ShowCreation is Create now",
    "ShowCreation(Circle())": "before 0.7: ShowCreation is Create now",
    "TextMobject('a')": "before 0.6: TextMobject is Tex now",
    "TexText('a')": "it is for ManimGL: TexText is Tex in manim",
    "Axes().get_graph(abs)": "before 0.14: get_graph is plot now",
    "Axes(x_min=-3)": "before 0.12: x_min= is x_range= now",
    "Code(code='a')": "before 0.19: code= is code_string= now",
    "Square().fix_in_frame()": "fix_in_frame is add_fixed_in_frame_mobjects in manim",
    "self.camera.frame.scale(2)": "only the camera of a MovingCameraScene has a frame",
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_file_for_another_manim_is_told_what_is_in_its_place(code: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    inside = f"class One(Scene):\n    def construct(self):\n        {code}\n"
    file.write_text(f"from manim import *\n{code if 'import' in code else inside}\n")
    line = 2 if "import" in code else 4
    with pytest.raises(WorkError) as caught:  # noqa: PT012, some fail as they are imported
        look_into(file, [], PICTURE)
        UserScene(file, "One").count(PICTURE)
    assert FAULTS[code] in str(caught.value)
    assert f"mine.py', line {line}: " in str(caught.value)


OWN = {
    "def own(**_): raise TypeError('own() got nothing')\nown()": "TypeError: own() got nothing",
    "class Own:\n    def __init__(self): pass\nOwn(code=1)": "TypeError: Own.__init__() got an",
    "undefined": "NameError: name 'undefined' is not defined",
}


@pytest.mark.parametrize("code", OWN)
def test_other_faults_are_told_as_they_are(code: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(f"from manim import *\n{code}\n")
    with pytest.raises(WorkError, match=r"mine\.py', line ") as caught:
        look_into(file, [], PICTURE)
    assert OWN[code] in str(caught.value)
