"""Some of a scene's animations only, as with `manim render -n`."""

import subprocess
from pathlib import Path

import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.manim.settings import ManimSettings
from gradreel.scenes.render.manim.user_scene import UserJob, scenes_of
from gradreel.scenes.render.picture import Output
from gradreel.scenes.render.pipeline import RenderSettings, render
from tests.render.manim.test_user_scene import MANIM, PICTURE, SCENES, bytes_in

SCENE = """
from manim import *

class Turning(Scene):
    def construct(self):
        square = Square()
        self.play(Create(square), run_time=0.5)
        self.wait(0.3)
        square.add_updater(lambda mobject, dt: mobject.rotate(dt))
        self.play(square.animate.shift(RIGHT), run_time=0.5)
        self.play(FadeOut(square), run_time=0.4)
"""


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    path = tmp_path / "turning.py"
    path.write_text(SCENE)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("animations", [(1, 2), (3, 9)])
def test_the_files_are_those_of_manim(
    animations: tuple[int, ...], scene: Path, tmp_path: Path
) -> None:
    target = tmp_path / "ours"
    job = UserJob(scene, "Turning", ManimSettings(3), animations=animations)
    render(job, PICTURE, [Output(target, "manim-sequence")], RenderSettings(workers=2))
    given = ["-n", ",".join(map(str, animations)), "--format", "png-sequence", str(scene)]
    subprocess.run([*MANIM, *given], cwd=tmp_path, check=True, capture_output=True)
    assert bytes_in(target) == bytes_in(tmp_path / "media/images/turning/Turning")


def test_no_animation_is_left(scene: Path, tmp_path: Path) -> None:
    job = UserJob(scene, "Turning", animations=(4,))
    with pytest.raises(RequestError, match="the last animation of Turning is 3"):
        render(job, PICTURE, [Output(tmp_path / "a.gif", "gif")])


def test_all_scenes_are_named() -> None:
    assert scenes_of(SCENES, PICTURE)[:3] == ("Chance", "Clock", "Extended")
