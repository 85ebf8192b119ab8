"""Clips that are laid over other footage: without sentences, and with a rim."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gradreel.scenes.make.key import scene_key
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.type.style import GRID, theme
from tests.cli.conftest import Asked, check_refused
from tests.conftest import Ran

LAST = ("-t", "-s", "-r", "640,360")


def picture(path: Path) -> Pixels:
    with Image.open(path) as image:
        return np.array(image.convert("RGBA"))


def top(pixels: Pixels) -> Pixels:
    """The alpha of where kicker and sentence stand."""
    return pixels[: int((GRID.below_sentence - 0.005) * len(pixels)), :, 3]


@pytest.mark.parametrize("scene", ["heart", "descent"])
def test_a_clip_for_light_footage_has_no_sentences_and_a_rim(
    quick: Callable[..., Ran], scene: str, tmp_path: Path
) -> None:
    for name, more in {"plain.png": (), "over.png": ("--no-title", "--outline")}.items():
        ran = quick("render", scene, *LAST, *more, "-o", name)
        assert (ran.status, ran.output) == (0, f"{name}\n"), ran.errors
    plain, over = picture(tmp_path / "plain.png"), picture(tmp_path / "over.png")
    assert top(plain).any()
    assert not top(over).any()
    below = slice(int(GRID.below_sentence * len(plain)) + 4, None)
    was, now = plain[below], over[below]
    solid = was[..., 3] == 255
    assert (now[solid] == was[solid]).all()
    rim = (was[..., 3] == 0) & (now[..., 3] > 0)
    ground = [int(theme("dark").background[at : at + 2], 16) for at in (1, 3, 5)]
    assert rim.sum() > 1000
    assert (now[rim][:, :3] == ground).all()


@pytest.mark.slow
def test_the_files_of_captions_have_the_sentences_that_the_picture_lacks(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    clip = ("render", "heart", "-r", "64,36", "--fps", "2", "--beats", "1..2", "--captions")
    for name, more in {"plain": (), "over": ("--no-title",)}.items():
        assert quick(*clip, *more, "-o", f"{name}.mp4").status == 0
    captions = (tmp_path / "plain.srt").read_text()
    assert "The woman is one row" in captions
    assert (tmp_path / "over.srt").read_text() == captions


def test_both_are_other_clips_to_the_cache(asked: Callable[..., Asked]) -> None:
    clear = ("render", "heart", "-t", "-o", "a.webm")
    requests = [asked(*clear, *more).request for more in ((), ("--no-title",), ("--outline",))]
    usual, untitled, outlined = map(scene_key, requests)
    assert len({usual, untitled, outlined}) == 3
    other = replace(requests[2].picture, outline="#FFFFFF")
    assert scene_key(replace(requests[2], picture=other)) != outlined


@pytest.mark.parametrize(
    "wrong", [("-o", "a.mp4"), ("-t", "--stills", "pictures")], ids=["opaque", "stills"]
)
def test_a_rim_needs_a_clip_without_its_background(
    quick: Callable[..., Ran], wrong: tuple[str, ...]
) -> None:
    check_refused(quick("render", "heart", "--outline", *wrong), "--outline is for a clip or a")
