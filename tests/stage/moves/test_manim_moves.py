"""The moves of a film on manim's stage: what they leave, and that any frame can be drawn alone."""

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import Circle, Square, VGroup

from gradreel.scenes.ask.recording import record
from gradreel.scenes.render.frame import Only, Pixels
from gradreel.scenes.render.manim.part import ManimPart
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.sigmoid import Sigmoid
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.manim.marks import at
from gradreel.scenes.stage.manim.motion import arrive, dim, for_now, keep
from gradreel.scenes.stage.manim.moves import become, travels
from gradreel.scenes.stage.manim.player import RunPlayer, lasting
from gradreel.scenes.stage.manim.text import Label, math
from gradreel.scenes.stage.type.style import Box, theme

PICTURE = Picture(160, 90, 10)
DARK = theme("dark")


class Moving(Sigmoid):
    """Plays what a test asks for, on the stage of a scene of gradreel's."""

    def __init__(self, script: Callable[["Moving"], None], **kwargs: Any) -> None:
        self.script = script
        super().__init__(record("sigmoid"), **kwargs)

    def construct(self) -> None:
        """Play it."""
        self.script(self)


def drawn(script: Callable[[Moving], None], *selection: int) -> dict[int, Pixels]:
    """The frames of a script, all of them or some, each by its index."""
    part = ManimPart(lambda renderer: Moving(script, renderer=renderer))
    frames: dict[int, Pixels] = {}
    wanted = selection or tuple(range(part.count(PICTURE)))
    part.draw(
        PICTURE, lambda frame: frames.__setitem__(frame.index, frame.pixels.copy()), Only(wanted)
    )
    return frames


def played(script: Callable[[Moving], None]) -> Moving:
    """The scene after a script."""
    scenes: list[Moving] = []

    def keep(scene: Moving) -> None:
        scenes.append(scene)
        script(scene)

    ManimPart(lambda renderer: Moving(keep, renderer=renderer)).count(PICTURE)
    return scenes[0]


def everything(scene: Moving) -> None:
    """Use every move once."""
    circle, square = Circle(0.6).move_to(at(0.3, 0.5)), Square(1.2).move_to(at(0.7, 0.6))
    number = Label("0.62", size=0.06, colour=DARK.text).place(at(0.2, 0.7))
    formula = math("z = slot0(0.62) + slot1(3)", DARK).place(at(0.1, 0.9))
    scene.keep_still(formula)
    scene.add(circle, number, formula)
    scene.play(scene.focus(number, 1.7))
    scene.play(travels([(number, formula.slot(0)), (number, formula.slot(1))]))
    scene.play(scene.pull_out())
    scene.play(become(circle, square), arrive(at(0.7, 0.6), DARK))


def test_any_frame_of_the_moves_can_be_drawn_alone() -> None:
    every = drawn(everything)
    for index in (4, 13, 22, 30):
        alone = drawn(everything, index)[index]
        np.testing.assert_array_equal(alone, every[index])


def test_what_is_there_for_now_is_gone_with_the_next_sentence_unless_that_keeps_it() -> None:
    passing, kept, staying, unseen = (Circle(size) for size in (0.1, 0.2, 0.3, 0.4))
    seen: list[list[bool]] = []

    def script(scene: Moving) -> None:
        things = passing, kept, staying, unseen

        def look() -> None:
            seen.append([each in scene.on_stage(*things) for each in things])

        scene.beat("moves", for_now(passing, kept), for_now(unseen, by=()), staying)
        look()
        scene.beat("family", keep(kept))
        look()
        scene.beat("steepness")
        look()

    played(script)
    assert seen == [
        [True, True, True, False],
        [False, True, True, False],
        [False, False, True, False],
    ]


def test_a_run_walks_along_its_pace_and_goes_to_steps_with_the_numbers_of_the_last_whole_one() -> (
    None
):
    run = record("sigmoid").run
    player = RunPlayer(run, lasting(2, [0.5, 0.5, 1.0]))

    def script(scene: Moving) -> None:
        scene.play(player.go(1.6, run_time=0.2))
        assert (player.step, player.told) == (1.6, 1)
        np.testing.assert_allclose(
            player.parameters(), run.parameters[1] + 0.6 * np.diff(run.parameters[1:3], axis=0)[0]
        )
        scene.play(player.go(2, run_time=0.2))
        scene.play(player.walk(until=4, seconds=0.3))
        assert (player.step, player.clock, player.told) == (4, 1.0, 4)
        scene.play(player.walk())
        assert (player.step, player.reading().loss) == (5, run.loss[5])
        scene.play(player.walk(until=2))
        assert (player.step, player.clock, player.told) == (2, 0.0, 2)

    played(script)


def test_what_was_put_on_the_stage_in_parts_steps_back_from_how_it_was_seen() -> None:
    def script(scene: Moving) -> None:
        parts = [
            Square(1.0, color="#FFFFFF", fill_opacity=1).move_to(at(x, 0.5)) for x in (0.3, 0.7)
        ]
        scene.add(*parts)
        scene.wait(0.2)
        scene.play(dim(VGroup(*parts), share=0.5))

    seen = [int(pixels[45, 48, 0]) for _, pixels in sorted(drawn(script).items())]
    assert seen == sorted(seen, reverse=True)
    assert seen[0] == 255
    assert seen[-1] < 160


def test_what_stands_still_is_drawn_alike_wherever_the_camera_looks() -> None:
    word = Label("still", size=0.08, colour=DARK.text).place(at(0.1, 0.9))
    mark = Circle(0.3).move_to(at(0.5, 0.5))

    def script(scene: Moving) -> None:
        scene.keep_still(word)
        scene.add(word, mark)
        scene.play(scene.focus(mark, 2))

    frames = drawn(script)
    first, last = frames[0], frames[max(frames)]
    np.testing.assert_array_equal(first[75:], last[75:])
    assert (first[:75] != last[:75]).any()


def test_the_camera_brings_a_place_to_the_middle_of_its_window_and_goes_back() -> None:
    window = Box(left=0.05, right=0.65, top=0.2, bottom=0.8)
    place = at(0.2, 0.7)

    def script(scene: Moving) -> None:
        scene.add(Circle(0.3).move_to(place))
        scene.play(scene.focus(place, 2, window=window))
        seen = scene.stage_camera.seen(place[None])[0]
        np.testing.assert_allclose(seen, at(0.35, 0.5), atol=1e-9)
        scene.play(scene.pull_out())
        assert scene.stage_camera.is_home

    played(script)


def test_the_layout_is_checked_as_the_camera_shows_it() -> None:
    inside = Label("inside", size=0.05, colour=DARK.text).place(at(0.2, 0.5))
    outside = Label("outside", size=0.05, colour=DARK.text).place(at(0.7, 0.5))

    def script(scene: Moving) -> None:
        scene.add(inside, outside)
        assert findings(scene) == []
        scene.play(scene.focus(at(0.5, 0.5), 1.9))
        assert any("outside" in each for each in findings(scene))
        scene.play(scene.focus(inside, 4))
        assert findings(scene) == []

    played(script)
