"""From one clip to the next: what stays, what goes and what comes."""

from pathlib import Path

import numpy as np

from gradreel.scenes.render.film.hand_over import SECONDS, HandOverJob, between
from gradreel.scenes.render.film.reels import keep_job
from gradreel.scenes.render.frame import Frame, Pixels
from gradreel.scenes.render.owned import Everything
from tests.render.jobs import LENGTH, PICTURE, SPANS, Plan, Talk, shade

GROUND = "#283C5A"
SHARES = np.linspace(0, 1, 21)


def picture(**patches: tuple[int, int, int]) -> Pixels:
    pixels = np.full((1, 3, 4), (*bytes.fromhex(GROUND[1:]), 255), np.uint8)
    for name, colour in patches.items():
        pixels[0, int(name[-1]), :3] = colour
    return pixels


def test_it_begins_with_one_picture_and_ends_with_the_other() -> None:
    last, first = shade(3), shade(40)
    np.testing.assert_array_equal(between(last, first, GROUND, 0.0), last)
    np.testing.assert_array_equal(between(last, first, GROUND, 1.0), first)


def test_what_both_share_stays_and_all_else_goes_before_anything_comes() -> None:
    same, going, coming = (250, 200, 0), (200, 30, 60), (10, 220, 90)
    last, first = picture(at0=same, at1=going), picture(at0=same, at2=coming)
    shown = np.array([between(last, first, GROUND, share)[0] for share in SHARES])
    ground = picture()[0, 0]
    assert (shown[:, 0] == last[0, 0]).all()
    assert not ((shown[:, 1] != ground).any(-1) & (shown[:, 2] != ground).any(-1)).any()
    np.testing.assert_array_equal(shown[10, 1:], [ground, ground])


def test_where_both_show_something_one_becomes_the_other() -> None:
    last, first = picture(at0=(200, 0, 0)), picture(at0=(100, 0, 200))
    reds = [int(between(last, first, GROUND, share)[0, 0, 0]) for share in SHARES]
    assert reds == sorted(reds, reverse=True)
    assert reds[10] == 150


def test_it_is_drawn_from_the_last_picture_of_one_job_and_the_first_of_the_next(
    tmp_path: Path,
) -> None:
    plan = Plan(tmp_path / "log")
    keep_job(Talk(plan), tmp_path / "job")
    (part,) = HandOverJob(tmp_path / "job", tmp_path / "job", GROUND).parts()
    frames: list[Frame] = []
    assert part.draw(PICTURE, frames.append, Everything()) == SECONDS * PICTURE.fps
    assert [each.index for each in frames[:-1]] == list(range(len(frames) - 1))
    assert plan.n_drawn < LENGTH
    expected = between(shade(len(SPANS) - 1), shade(0), GROUND, 1 / len(frames))
    assert (frames[0].pixels == expected).mean() > 0.9
    np.testing.assert_array_equal(frames[-1].pixels, shade(0))
