import os
from fractions import Fraction
from pathlib import Path

import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.picture import (
    Picture,
    exact_rate,
    plan_outputs,
    plan_picture,
    plan_stills,
)

SMALL = Picture(160, 90, 30)
CLEAR = Picture(160, 90, 30, transparent=True)


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def planned(paths: str, formats: str = "", picture: Picture = SMALL) -> str:
    """Return the outputs as `path: format`; paths and formats have a space between them."""
    outputs = plan_outputs(list(map(Path, paths.split())), formats.split(), "sigmoid", picture)
    return ", ".join(f"{output.path}: {output.format}" for output in outputs)


def stills(paths: str, formats: str = "") -> str:
    outputs = plan_stills(list(map(Path, paths.split())), formats.split(), "sigmoid", SMALL)
    assert {output.format for output in outputs} == {"png"}
    return " ".join(str(output.path) for output in outputs)


def test_qualities_are_those_of_manim() -> None:
    sizes = {"l": (854, 480, 15), "m": (1280, 720, 30), "h": (1920, 1080, 60)}
    sizes |= {"p": (2560, 1440, 60), "k": (3840, 2160, 60)}
    for letter, size in sizes.items():
        assert plan_picture(letter) == Picture(*size)
    assert plan_picture("m", (640, 360), 25, True) == Picture(640, 360, 25, True)
    with pytest.raises(RequestError, match="no quality 'x'"):
        plan_picture("x")


def test_a_decimal_rate_is_exact() -> None:
    rates = {29.97: Fraction(30000, 1001), 23.976: Fraction(24000, 1001), 12.5: Fraction(25, 2)}
    rates |= {59.94: Fraction(60000, 1001), 24.0: Fraction(24)}
    assert {rate: exact_rate(rate) for rate in rates} == rates


@pytest.mark.parametrize(
    ("paths", "formats", "result"),
    [
        ("", "", "sigmoid.mp4: mp4"),
        ("", "gif mp4", "sigmoid.gif: gif, sigmoid.mp4: mp4"),
        ("", "png-sequence", "sigmoid: png-sequence"),
        ("CLIP.MP4", "", "CLIP.MP4: mp4"),
        ("clip.mp4", "gif gif mp4", "clip.mp4: mp4, clip.gif: gif"),
        ("a.mp4 b.gif", "", "a.mp4: mp4, b.gif: gif"),
        ("frames", "png-sequence", "frames: png-sequence"),
        ("my.clip.v2.mp4", "gif", "my.clip.v2.mp4: mp4, my.clip.v2.gif: gif"),
        ("clip.png", "png-sequence", "clip.png: png, clip: png-sequence"),
    ],
)
def test_outputs_follow_from_paths_and_formats(paths: str, formats: str, result: str) -> None:
    assert planned(paths, formats) == result


def test_a_transparent_clip_is_a_webm() -> None:
    assert planned("", "", CLEAR) == "sigmoid.webm: webm"


@pytest.mark.parametrize(
    ("paths", "formats", "result"),
    [("", "", "sigmoid.png"), ("A.PNG b.png", "png png", "A.PNG b.png"), ("still", "png", "still")],
)
def test_the_last_frame_alone_is_a_png(paths: str, formats: str, result: str) -> None:
    assert stills(paths, formats) == result


@pytest.mark.parametrize(
    ("paths", "formats", "message"),
    [
        ("a.mp4", "", "as a png and not as mp4: write -o 'a.png', or leave out -s"),
        ("a.png my.clip.GIF", "", "write -o 'my.clip.png'"),
        ("a.mov", "png", "write -o 'a.png'"),
        ("a.png", "gif", "leave out --format gif, or -s"),
        ("frames", "png mp4", "leave out --format mp4"),
        ("a.jpg", "", "no file ending '.jpg'"),
    ],
)
def test_the_last_frame_alone_is_nothing_else(paths: str, formats: str, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        stills(paths, formats)


@pytest.mark.parametrize(
    ("size", "fps", "message"),
    [
        ((0, 90), 30, "0x90"),
        ((15, 90), 30, "16 to 7680"),
        ((10**30, 10**30), 30, "16 to 7680"),
        ((7680, 7680), 30, "too large"),
        *(((160, 90), fps, "give 1 to 120") for fps in (-1, 121, 10**30, Fraction(1, 2))),
    ],
)
def test_absurd_pictures_are_refused(
    size: tuple[int, int], fps: Fraction | int, message: str
) -> None:
    with pytest.raises(RequestError, match=message) as caught:
        Picture(*size, fps)
    assert len(str(caught.value)) <= 200


@pytest.mark.parametrize("form", ["mp4", "webm", "mov"])
def test_odd_sizes_are_refused_where_colour_is_halved(form: str) -> None:
    for size in ((161, 90), (160, 91)):
        with pytest.raises(RequestError, match=r"even width and height.* use -r 160,90"):
            planned("", form, Picture(*size, 30))


def test_odd_sizes_are_fine_elsewhere() -> None:
    assert planned("", "gif png png-sequence", Picture(161, 91, 30))


@pytest.mark.parametrize(
    ("paths", "formats", "picture", "message"),
    [
        ("clip.mp5", "", SMALL, "'.mp5'; did you mean '.mp4'"),
        ("clip.avi", "png", SMALL, "'.avi'"),
        ("clip", "", SMALL, "no ending"),
        ("folder.mp4/", "", SMALL, "is a folder"),
        ("file/new/clip.mp4", "", SMALL, "file' is a file and no folder"),
        ("file", "png-sequence", SMALL, "is a file"),
        ("full", "png-sequence", SMALL, "holds 'notes.txt'"),
        ("clip.webm", "mp4", CLEAR, "mp4 can't be transparent"),
        ("clip.mp4 ./clip.mp4", "", SMALL, "same path"),
        ("", "avi", SMALL, "no format 'avi'"),
        ("x" * 300 + "/clip.mp4", "", SMALL, "File name too long"),
        ("\0.mp4", "", SMALL, "null byte"),
    ],
)
def test_what_cant_be_written_is_refused_in_one_line(
    paths: str, formats: str, picture: Picture, message: str
) -> None:
    Path("folder.mp4").mkdir()
    Path("file").touch()
    Path("full").mkdir()
    Path("full/notes.txt").touch()
    with pytest.raises(RequestError, match=message) as caught:
        planned(paths, formats, picture)
    assert len(str(caught.value)) <= 200
    assert "\n" not in str(caught.value)


def test_a_read_only_folder_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    with pytest.raises(RequestError, match="can't be written; choose another"):
        planned("clip.mp4")
