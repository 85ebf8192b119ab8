"""What people type: other spellings, other cases, other separators, and manim's own options."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from manim.cli.render.commands import render as manim_render

from gradreel.scenes.cli.manim_options import REFUSED
from gradreel.scenes.stage.type.appearance import Appearance
from tests import ROOT
from tests.cli.conftest import Asked, check_refused
from tests.conftest import Ran

FILM = "from manim import *\n" + "".join(
    f"class {name}(Scene):\n    def construct(self):\n        self.add(Dot())\n"
    for name in ("Intro", "Outro")
)


@pytest.fixture
def film(tmp_path: Path) -> str:
    (tmp_path / "film.py").write_text(FILM)
    (tmp_path / "plain.cfg").write_text("[CLI]\n")
    return "film.py"


RUNS = [
    ("descent --lr 0.1", "learning_rate", 0.1),
    ("minibatch --Batch-Size=7", "batch_size", 7),
    ("descent --optimizer sgd", "optimizer", "gradient-descent"),
    ("descent --optimizer GD", "optimizer", "gradient-descent"),
    ("descent --optimizer Gradient_Descent", "optimizer", "gradient-descent"),
    ("descent --surface six_hump_camel", "surface", "six-hump-camel"),
    ("descent --surface x*y", "surface", "x*y"),
    ("sigmoid --data Heart", "data", "heart"),
    ("descent --start (1;-2)", "start", (1.0, -2.0)),
    ("backprop --hidden [3,2]", "hidden", (3, 2)),
    ("backprop --activation ReLU", "activation", "relu"),
    ("Descent --steps 3", "steps", 3),
]


@pytest.mark.parametrize(("line", "name", "value"), RUNS)
def test_a_choice_about_a_run_in_another_spelling(
    asked: Callable[..., Asked], line: str, name: str, value: Any
) -> None:
    request = asked("render", *line.split()).request
    assert getattr(request.options, name) == value


def test_several_optimizers_in_other_spellings(asked: Callable[..., Asked]) -> None:
    request = asked("render", "race", "--optimizers", "Adam,SGD").request
    assert request.options["optimizers"] == ("adam", "gradient-descent")


@pytest.mark.parametrize("size", ["320x180", "320X180", "320×180", "320,180", "320;180", "320-180"])
def test_a_size_in_another_spelling(asked: Callable[..., Asked], size: str) -> None:
    picture = asked("render", "sigmoid", "-r", size).picture
    assert (picture.width, picture.height) == (320, 180)


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ("-q H", (1920, 1080, 60)),
        ("-ql", (854, 480, 15)),
        ("-q 4k", (3840, 2160, 60)),
        ("-r 1080p", (1920, 1080, 30)),
        ("-r 4K", (3840, 2160, 30)),
        ("--frame_rate 12", (1280, 720, 12)),
    ],
)
def test_a_quality_in_another_spelling(
    asked: Callable[..., Asked], given: str, size: tuple[int, int, int]
) -> None:
    picture = asked("render", "sigmoid", *given.split()).picture
    assert (picture.width, picture.height, picture.fps) == size


@pytest.mark.parametrize("given", ["cn", "zh-CN", "zh_cn", "ZH", "Chinese", "中文"])
def test_a_language_in_another_spelling(asked: Callable[..., Asked], given: str) -> None:
    request = asked("render", "sigmoid", "--lang", given, "--theme", "Light").request
    assert request.appearance == Appearance("light", "zh")


@pytest.mark.parametrize(
    ("given", "files"),
    [
        ("--format .mp4", ["sigmoid.mp4"]),
        ("--format GIF", ["sigmoid.gif"]),
        ("-o clip", ["clip.mp4"]),
        ("-o clip -t", ["clip.webm"]),
        ("--output_file clip.GIF", ["clip.GIF"]),
        ("--save_last_frame", ["sigmoid.png"]),
        ("--media_dir clips", ["clips/sigmoid.mp4"]),
        ("--media_dir clips -o clip.mov", ["clips/clip.mov"]),
    ],
)
def test_a_file_in_another_spelling(
    asked: Callable[..., Asked], given: str, files: list[str]
) -> None:
    assert [str(each.path) for each in asked("render", "sigmoid", *given.split()).outputs] == files


VALUES = {
    "--verbosity": "INFO",
    "--renderer": "cairo",
    "--format": "auto",
    "--quality": "l",
    "--resolution": "320,180",
    "--progress_bar": "leave",
    "--output_file": "clip",
    "--from_animation_number": "1,2",
    "--encoder-option": "a=b",
    "--gui_location": "1,2",
    **dict.fromkeys(("--config_file", "--tex_template"), "plain.cfg"),
}
MANIMS = [option for option in manim_render.params if isinstance(option, click.Option)]


@pytest.mark.parametrize("option", MANIMS, ids=lambda option: option.opts[-1])
def test_every_option_of_manim_s_command_is_taken_or_refused_in_a_line(
    quick: Callable[..., Ran],
    asked: Callable[..., Asked],
    film: str,
    option: click.Option,
) -> None:
    if option.name == "help":
        return
    document = (ROOT / "docs" / "manim-users.md").read_text(encoding="utf-8")
    refused = {name for names in REFUSED for name in names}
    for name in (*option.opts, *option.secondary_opts):
        value = [] if option.is_flag else [VALUES.get(option.opts[-1], "1")]
        line = ["render", name, *value, film, *(["Intro"] if option.name != "write_all" else [])]
        if refused.isdisjoint(option.opts):
            asked(*line)
        else:
            ran = quick(*line)
            check_refused(ran, option.opts[-1])
    assert f"`{option.opts[-1]}" in document


def test_a_folder_s_configuration_may_not_ask_for_opengl(
    gradreel: Callable[..., Ran], film: str, tmp_path: Path
) -> None:
    (tmp_path / "manim.cfg").write_text("[CLI]\nrenderer = opengl\n")
    ran = gradreel("render", film, "Intro", "-s")
    check_refused(ran, "manim.cfg asks for manim's OpenGL renderer")


def test_all_scenes_of_a_file_go_to_a_folder(
    asked: Callable[..., Asked], quick: Callable[..., Ran], film: str
) -> None:
    found = asked("render", "-ql", film, "-a", "--media_dir", "clips")
    assert (found.file.scenes, found.outputs[0].path) == (("Outro",), Path("clips/Outro.mp4"))
    assert asked("render", film, "-a", "-o", "folder").outputs[0].path == Path("folder/Outro.mp4")
    assert "-o names one clip" in quick("render", film, "-a", "-o", "clip.mp4").errors


def test_animations_are_counted_as_in_manim(asked: Callable[..., Asked], film: str) -> None:
    for given, wanted in (("2", (2,)), ("1,3", (1, 3)), ("1-3", (1, 3)), ("1;3", (1, 3))):
        assert asked("render", film, "Intro", "-n", given).file.animations == wanted


def test_a_file_may_be_named_without_its_ending(asked: Callable[..., Asked], film: str) -> None:
    assert asked("render", "film", "Intro").file.path == Path(film)


@pytest.mark.parametrize(
    ("given", "proposed"), [("--surface", None), ("--jupiter", "cluster"), ("--sed", "seed")]
)
def test_only_what_help_shows_is_proposed(
    quick: Callable[..., Ran], given: str, proposed: str | None
) -> None:
    told = quick("render", "backprop", given, "x").errors
    assert "--jupyter" not in told
    assert ("mean" in told) == (proposed is not None)
    assert f"--{proposed or given[2:]}" in told
