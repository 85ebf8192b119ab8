"""From one clip to the next: what stays, what goes and what comes."""

from pathlib import Path

import numpy as np

from gradreel.scenes.render.film import keep_job
from gradreel.scenes.render.frame import Everything, Frame, Pixels
from gradreel.scenes.render.hand_over import SECONDS, HandOverJob, hand_over
from tests.render.jobs import LENGTH, PICTURE, SPANS, Plan, Talk, shade

GROUND = "#283C5A"
SHARES = np.linspace(0, 1, 21)


def picture(**patches: tuple[int, int, int]) -> Pixels:
    pixels = np.full((1, 30, 4), (*bytes.fromhex(GROUND[1:]), 255), np.uint8)
    for name, colour in patches.items():
        pixels[0, 10 * int(name[-1]), :3] = colour
    return pixels


def test_it_begins_with_one_picture_and_ends_with_the_other() -> None:
    last, first = shade(3), shade(40)
    np.testing.assert_array_equal(hand_over(last, first, GROUND, 0.0), last)
    np.testing.assert_array_equal(hand_over(last, first, GROUND, 1.0), first)


def test_what_both_share_stays_and_all_else_goes_before_anything_comes() -> None:
    same, going, coming = (250, 200, 0), (200, 30, 60), (10, 220, 90)
    last, first = picture(at0=same, at1=going), picture(at0=same, at2=coming)
    shown = np.array([hand_over(last, first, GROUND, share)[0] for share in SHARES])
    ground = picture()[0, 0]
    assert (shown[:, 0] == last[0, 0]).all()
    assert not ((shown[:, 10] != ground).any(-1) & (shown[:, 20] != ground).any(-1)).any()
    np.testing.assert_array_equal(shown[10, 1:], [ground] * 29)


def test_where_both_show_an_area_one_becomes_the_other() -> None:
    last, first = np.full((2, 160, 20, 4), 255, np.uint8)
    last[..., :3], first[..., :3] = (200, 0, 0), (100, 0, 200)
    reds = [int(hand_over(last, first, GROUND, share)[80, 10, 0]) for share in SHARES]
    assert reds == sorted(reds, reverse=True)
    assert reds[10] == 150


def test_strokes_of_words_that_cross_are_never_seen_at_once() -> None:
    last, first = (np.resize(picture()[0, 0], (320, 40, 4)) for _ in range(2))
    last[:, 18:21], first[100:103] = 255, 255
    for share in SHARES:
        shown = hand_over(last, first, GROUND, share)
        is_old, is_new = (shown[place] != picture()[0, 0] for place in ((5, 19), (101, 5)))
        assert not (is_old.any() and is_new.any())
    np.testing.assert_array_equal(hand_over(last, first, GROUND, 0.5)[101, 19], picture()[0, 0])


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
    expected = hand_over(shade(len(SPANS) - 1), shade(0), GROUND, 1 / len(frames))
    assert (frames[0].pixels == expected).mean() > 0.9
    np.testing.assert_array_equal(frames[-1].pixels, shade(0))
