from collections.abc import Iterator

import numpy as np
import pytest

from gradreel.scenes.ask import catalog
from gradreel.scenes.render.frame import Pixels
from tests.scenes.rhythm import Greys, Watch, greys
from tests.scenes.tellings import LOOKS, watched

SCENES = [entry.name for entry in catalog.entries()]

FPS = 10
SIZE = 320, 180
INK = 40


def picture(*boxes: tuple[int, int], ink: int = 255) -> Pixels:
    """A dark picture with boxes in it, each by its left edge and its upper one."""
    pixels = np.zeros((SIZE[1], SIZE[0], 4), dtype=np.uint8)
    pixels[..., 3] = 255
    for left, top in boxes:
        pixels[top : top + INK, left : left + INK, :3] = ink
    return pixels


def moving(seconds: float, start: int = 0) -> Iterator[Pixels]:
    """A box that goes to the right by a pixel a frame, beside one that stands."""
    for step in range(round(seconds * FPS)):
        yield picture((start + step, 60), (260, 120))


def watch_of(*stretches: Iterator[Pixels] | list[Pixels]) -> Watch:
    watch = Watch(FPS)
    for stretch in stretches:
        for pixels in stretch:
            watch.look(pixels)
    return watch


def at_rest(seconds: float, start: int = 0) -> list[Pixels]:
    return [picture((start, 60), (260, 120))] * round(seconds * FPS)


def test_a_clip_that_moves_and_rests_in_turn_is_right() -> None:
    watch = watch_of(moving(5), at_rest(1, 49), moving(5, 50), at_rest(2.5, 99))
    assert watch.findings() == []
    assert watch.seconds == 13.5
    assert watch.rest_share == pytest.approx(3.5 / 13.5, abs=0.02)
    assert [round(rest.seconds, 1) for rest in watch.rests] == [1.0, 2.5]


def test_a_rest_that_is_too_long_is_found_where_it_is() -> None:
    watch = watch_of(moving(8), at_rest(3, 79), moving(6, 80), at_rest(2.5, 139))
    assert watch.findings() == ["nothing moves for 3.0 s: 7.90 to 10.90 s"]


def test_too_many_rests_are_found() -> None:
    stretches = [each for _ in range(5) for each in (moving(2), at_rest(2, 19))]
    (found,) = watch_of(*stretches).findings()
    assert found.startswith("nothing moves for 5")
    assert "not at most 30%" in found


def test_what_hardly_changes_is_at_rest() -> None:
    faint = [picture((0, 60), ink=100 + step % 10) for step in range(30)]
    (rest,) = watch_of(faint).rests
    assert rest.seconds == pytest.approx(2.9)


def test_a_pause_in_a_movement_is_no_rest() -> None:
    assert watch_of(moving(2), at_rest(0.2, 19), moving(2, 20)).rests == []


def test_a_last_picture_that_goes_at_once_is_found() -> None:
    for seconds in (0.0, 0.9):
        (found,) = watch_of(moving(6), at_rest(seconds, 59)).findings()
        assert found == f"the last picture stands for {seconds} s only"


def test_a_blank_between_two_things_is_found() -> None:
    nothing = [picture()] * 2
    watch = watch_of(moving(3), nothing, moving(4, 40), at_rest(2.5, 79))
    assert [str(blank) for blank in watch.blanks] == ["3.00 to 3.20 s"]
    assert "all goes and other things come: 3.00 to 3.20 s" in watch.findings()


def test_an_empty_stage_at_the_start_is_no_blank() -> None:
    assert watch_of([picture()] * 5, moving(4)).blanks == []


def test_a_fade_to_less_than_stood_there_is_no_blank() -> None:
    assert watch_of(moving(3), [picture((0, 60))] * 40).blanks == []


def glanced_at(pictures: list[Pixels], apart: int, *others: int) -> Watch:
    """Watch a clip by a few of its pictures, and by some others."""
    watch = Watch(FPS)

    def draw(frame: int) -> Greys:
        return greys(pictures[frame])

    for frame in range(len(pictures)):
        if frame % apart == 0 or frame in (*others, len(pictures) - 1):
            watch.glance(draw(frame), frame, draw)
    return watch


@pytest.mark.parametrize("cut", [40, 41, 42])
def test_glances_find_a_jump_wherever_it_is_and_when(cut: int) -> None:
    before = [picture((step, 60), (260, 120)) for step in range(cut)]
    after = [picture((step, 60), (200, 100), (140, 100)) for step in range(cut, 80)]
    watch = glanced_at([*before, *after, *after[-1:] * 25], 3)
    assert watch.jumps == [cut / FPS]
    assert watch.findings() == [f"a jump at {cut / FPS:.2f} s"]


def test_who_glances_now_and_then_finds_rests_but_no_jumps() -> None:
    pictures = [*moving(8), *[picture((9, 100))] * 30]
    seldom, often = (Watch(FPS, is_close=is_close) for is_close in (False, True))
    for frame in (0, 40, 79, 80, 95, 109):
        seldom.glance(greys(pictures[frame]), frame, lambda at: greys(pictures[at]))
    for pixels in pictures:
        often.look(pixels)
    (rest,) = seldom.findings()
    assert [rest, "a jump at 8.00 s"] == often.findings()


def test_glances_find_rests_and_blanks() -> None:
    pictures = [*moving(4), *[picture()] * 5, *moving(5, 45), *at_rest(3, 94)]
    watch = glanced_at(pictures, 3, 40, 44, 45, 94, 95)
    rest, blank, *jumps = watch.findings()
    assert rest.startswith("nothing moves for 3.0 s")
    assert blank == "all goes and other things come: 4.00 to 4.50 s"
    assert jumps == ["a jump at 4.00 s", "a jump at 4.50 s"]


def test_a_fast_movement_is_no_jump() -> None:
    fast = [picture((step * 9, 60), (step * 9, 120), (step * 9, 100)) for step in range(30)]
    assert watch_of(fast).jumps == []


def test_what_changes_in_the_sentence_does_not_count() -> None:
    pictures = [picture((100, 120)) for _ in range(30)]
    for step, pixels in enumerate(pictures):
        pixels[10:30, step * 9 : step * 9 + 40, :3] = 255
    assert not any(watch_of(pictures).moved)


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "language"), LOOKS)
@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_keeps_the_rhythm(scene: str, theme: str, language: str) -> None:
    found = watched(scene, theme, language).watch.findings()
    assert not found, "; ".join(found)
