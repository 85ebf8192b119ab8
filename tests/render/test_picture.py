import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from gradreel.engine.errors import GradreelError, RequestError
from gradreel.scenes.render.picture import (
    Picture,
    exact_rate,
    plan_outputs,
    plan_picture,
    plan_stills,
)
from tests import ROOT

SMALL = Picture(160, 90, 30)
CLEAR = Picture(160, 90, 30, transparent=True)


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def planned(
    paths: list[str], formats: list[str], picture: Picture = SMALL
) -> list[tuple[str, str]]:
    outputs = plan_outputs([Path(path) for path in paths], formats, "sigmoid", picture)
    return [(str(output.path), output.format) for output in outputs]


@pytest.mark.parametrize(
    ("letter", "picture"),
    [
        ("l", Picture(854, 480, 15)),
        ("m", Picture(1280, 720, 30)),
        ("h", Picture(1920, 1080, 60)),
        ("p", Picture(2560, 1440, 60)),
        ("k", Picture(3840, 2160, 60)),
    ],
)
def test_qualities_are_those_of_manim(letter: str, picture: Picture) -> None:
    assert plan_picture(letter) == picture


def test_size_and_rate_override_the_quality() -> None:
    assert plan_picture("m", (640, 360), 25, True) == Picture(640, 360, 25, True)


@pytest.mark.parametrize(
    ("fps", "exact"),
    [
        (29.97, Fraction(30000, 1001)),
        (23.976, Fraction(24000, 1001)),
        (59.94, Fraction(60000, 1001)),
        (30.0, Fraction(30)),
        (12.5, Fraction(25, 2)),
        (24.0, Fraction(24)),
    ],
)
def test_a_decimal_rate_is_exact(fps: float, exact: Fraction) -> None:
    assert exact_rate(fps) == exact


@pytest.mark.parametrize(
    ("paths", "formats", "result"),
    [
        ([], [], [("sigmoid.mp4", "mp4")]),
        ([], ["gif", "mp4"], [("sigmoid.gif", "gif"), ("sigmoid.mp4", "mp4")]),
        ([], ["png-sequence"], [("sigmoid", "png-sequence")]),
        (["clip.mp4"], [], [("clip.mp4", "mp4")]),
        (["CLIP.MP4"], [], [("CLIP.MP4", "mp4")]),
        (["clip.mp4"], ["gif"], [("clip.mp4", "mp4"), ("clip.gif", "gif")]),
        (["clip.mp4"], ["mp4"], [("clip.mp4", "mp4")]),
        (["a.mp4", "b.gif"], [], [("a.mp4", "mp4"), ("b.gif", "gif")]),
        (["frames"], ["png-sequence"], [("frames", "png-sequence")]),
        (["my.clip.v2.mp4"], ["gif"], [("my.clip.v2.mp4", "mp4"), ("my.clip.v2.gif", "gif")]),
        (["clip.png"], ["png-sequence"], [("clip.png", "png"), ("clip", "png-sequence")]),
        (["clip.mp4"], ["gif", "gif"], [("clip.mp4", "mp4"), ("clip.gif", "gif")]),
    ],
)
def test_outputs_follow_from_paths_and_formats(
    paths: list[str], formats: list[str], result: list[tuple[str, str]]
) -> None:
    assert planned(paths, formats) == result


def test_a_transparent_clip_is_a_webm() -> None:
    assert planned([], [], CLEAR) == [("sigmoid.webm", "webm")]


@pytest.mark.parametrize(
    ("paths", "formats", "result"),
    [
        ([], [], ["sigmoid.png"]),
        ([], ["png"], ["sigmoid.png"]),
        (["a.png"], [], ["a.png"]),
        (["A.PNG", "b.png"], ["png", "png"], ["A.PNG", "b.png"]),
        (["still"], [], ["still"]),
        (["still"], ["png"], ["still"]),
    ],
)
def test_the_last_frame_alone_is_a_png(
    paths: list[str], formats: list[str], result: list[str]
) -> None:
    outputs = plan_stills([Path(path) for path in paths], formats, "sigmoid", SMALL)
    assert [(str(output.path), output.format) for output in outputs] == [
        (path, "png") for path in result
    ]


@pytest.mark.parametrize(
    ("paths", "formats", "message"),
    [
        (["a.mp4"], [], "as a png and not as mp4: write -o 'a.png', or leave out -s"),
        (["my.clip.GIF"], [], "write -o 'my.clip.png'"),
        (["a.png", "b.webm"], [], "write -o 'b.png'"),
        (["a.mov"], ["png"], "write -o 'a.png'"),
        (["a.png"], ["gif"], "leave out --format gif, or -s"),
        ([], ["png-sequence"], "leave out --format png-seq"),
        (["frames"], ["png", "mp4"], "leave out --format mp4"),
        (["a.jpg"], [], "no file ending '.jpg'"),
    ],
)
def test_the_last_frame_alone_is_nothing_else(
    paths: list[str], formats: list[str], message: str
) -> None:
    with pytest.raises(RequestError, match=message) as caught:
        plan_stills([Path(path) for path in paths], formats, "sigmoid", SMALL)
    _check_line(caught.value)


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ((0, 90), "0x90"),
        ((-160, 90), "-160x90"),
        ((15, 90), "16 to 7680"),
        ((7682, 90), "16 to 7680"),
        ((10**30, 10**30), "16 to 7680"),
        ((7680, 7680), "too large"),
    ],
)
def test_absurd_sizes_are_refused(size: tuple[int, int], message: str) -> None:
    with pytest.raises(RequestError, match=message) as caught:
        Picture(*size, 30)
    _check_line(caught.value)


@pytest.mark.parametrize("fps", [0, -1, 121, 10**30, Fraction(1, 2)])
def test_absurd_rates_are_refused(fps: Fraction | int) -> None:
    with pytest.raises(RequestError, match="give 1 to 120") as caught:
        Picture(160, 90, fps)
    _check_line(caught.value)


@pytest.mark.parametrize("form", ["mp4", "webm", "mov"])
@pytest.mark.parametrize("size", [(161, 90), (160, 91)])
def test_odd_sizes_are_refused_where_colour_is_halved(form: str, size: tuple[int, int]) -> None:
    with pytest.raises(RequestError, match=r"even width and height.* use -r 160,90") as caught:
        planned([f"clip.{form}"], [], Picture(*size, 30))
    _check_line(caught.value)


@pytest.mark.parametrize("form", ["gif", "png", "png-sequence"])
def test_odd_sizes_are_fine_elsewhere(form: str) -> None:
    assert planned([], [form], Picture(161, 91, 30))


@pytest.mark.parametrize(
    ("paths", "formats", "picture", "message"),
    [
        (["clip.mp5"], [], SMALL, "'.mp5'; did you mean '.mp4'"),
        (["clip.avi"], [], SMALL, "'.avi'"),
        (["clip.jpg"], ["png"], SMALL, "'.jpg'"),
        (["clip"], [], SMALL, "no ending"),
        (["folder.mp4"], [], SMALL, "is a folder"),
        (["folder.mp4/"], [], SMALL, "is a folder"),
        (["file/clip.mp4"], [], SMALL, "file' is a file and no folder"),
        (["file/new/clip.mp4"], [], SMALL, "file' is a file and no folder"),
        (["file"], ["png-sequence"], SMALL, "is a file"),
        (["full"], ["png-sequence"], SMALL, "holds 'notes.txt'"),
        (["clip.mp4"], [], CLEAR, "mp4 can't be transparent"),
        (["clip.webm"], ["mp4"], CLEAR, "mp4 can't be transparent"),
        (["clip.mp4", "./clip.mp4"], [], SMALL, "same path"),
        ([], ["avi"], SMALL, "no format 'avi'"),
        (["x" * 300 + "/clip.mp4"], [], SMALL, "File name too long"),
        (["x" * 300 + ".mp4"], [], SMALL, "File name too long"),
        (["\0.mp4"], [], SMALL, "null byte"),
    ],
)
def test_what_cant_be_written_is_refused_in_one_line(
    paths: list[str], formats: list[str], picture: Picture, message: str
) -> None:
    Path("folder.mp4").mkdir()
    Path("file").touch()
    Path("full").mkdir()
    Path("full/notes.txt").touch()
    with pytest.raises(RequestError, match=message) as caught:
        planned(paths, formats, picture)
    _check_line(caught.value)


def test_a_read_only_folder_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    with pytest.raises(RequestError, match="can't be written; choose another"):
        planned(["clip.mp4"], [])


def test_an_unknown_quality_names_the_nearest() -> None:
    with pytest.raises(RequestError, match="no quality 'x'"):
        plan_picture("x")


def test_planning_loads_nothing_heavy() -> None:
    code = (
        "import sys, gradreel.scenes.render.picture; "
        "print(*{'numpy', 'manim', 'av'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert result.stdout.strip() == ""


def _check_line(error: GradreelError) -> None:
    assert len(str(error)) <= 200
    assert "\n" not in str(error)
