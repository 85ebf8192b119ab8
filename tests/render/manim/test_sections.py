"""Sections that are left out are left out as manim does."""

import subprocess
from pathlib import Path

import pytest

from gradreel.scenes.render.manim.settings import ManimSettings
from gradreel.scenes.render.manim.user_scene import UserJob
from gradreel.scenes.render.picture import Output
from gradreel.scenes.render.pipeline import RenderSettings, render
from tests.render.manim.test_user_scene import FOLDER, MANIM, PICTURE, bytes_in

SECTIONS = FOLDER / "skipped_sections.py"
SCENES = (
    *("WaitLeftOut", "FirstLeftOut", "LastLeftOut", "OnlyWaits"),
    *("UntilLeftOut", "RendererLeavesOut"),
)


@pytest.fixture(scope="module")
def manim_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("manim")
    for form in ("png-sequence", "png"):
        options = ["--format", form, "--media_dir", str(folder / form)]
        subprocess.run([*MANIM, *options, SECTIONS], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("name", SCENES)
def test_what_is_left_out_is_what_manim_leaves_out(
    name: str, workers: int, manim_folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / name
    render(
        UserJob(SECTIONS, name, ManimSettings(3)),
        PICTURE,
        [Output(target, "manim-sequence")],
        RenderSettings(workers),
    )
    theirs = bytes_in(manim_folder / "png-sequence" / "images" / SECTIONS.stem / name)
    assert bytes_in(target) == theirs


@pytest.mark.parametrize("name", [*SCENES, "AllLeftOut"])
def test_the_last_picture_is_what_all_that_was_left_out_leads_to(
    name: str, manim_folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "last.png"
    render(UserJob(SECTIONS, name, ManimSettings(3)), PICTURE, [Output(target, "png")])
    (theirs,) = (manim_folder / "png" / "images" / SECTIONS.stem).glob(f"{name}_*.png")
    assert target.read_bytes() == theirs.read_bytes()


def test_a_scene_of_which_all_is_left_out_is_one_frame_as_one_that_plays_nothing(
    manim_folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "AllLeftOut"
    render(
        UserJob(SECTIONS, "AllLeftOut", ManimSettings(3)),
        PICTURE,
        [Output(target, "manim-sequence")],
    )
    (theirs,) = (manim_folder / "png" / "images" / SECTIONS.stem).glob("AllLeftOut_*.png")
    assert list(bytes_in(target).values()) == [theirs.read_bytes()]
