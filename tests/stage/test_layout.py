from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from manim import Scene, Square, tempconfig

from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.manim.marks import Marks, RedrawnPath, at, polyline
from gradreel.scenes.stage.manim.motion import appear, dim, set_share, share_of, vanish
from gradreel.scenes.stage.manim.text import Label, Number, backed
from gradreel.scenes.stage.type.style import SIZES, theme

DARK = theme("dark")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Scene]:
    settings = {"media_dir": str(tmp_path), "dry_run": True, "pixel_width": 64, "pixel_height": 36}
    with tempconfig({**settings, "frame_rate": 5, "progress_bar": "none", "verbosity": "ERROR"}):
        yield Scene()


def label(content: str, x: float, y: float, size: float = SIZES.label) -> Label:
    return Label(content, size=size, colour=DARK.text).place(at(x, y))


def curve(*corners: tuple[float, float], opacity: float = 1.0) -> RedrawnPath:
    points = polyline(np.array([at(x, y) for x, y in corners]))
    return RedrawnPath(lambda: points, stroke_color=DARK.model, stroke_opacity=opacity)


def test_a_clean_stage_has_no_findings(stage: Scene) -> None:
    stage.add(label("above", 0.1, 0.3), label("below", 0.1, 0.4), curve((0.5, 0.2), (0.9, 0.9)))
    assert findings(stage) == []


def test_what_is_over_the_margin_is_found(stage: Scene) -> None:
    stage.add(label("out", 0.01, 0.3), Square().move_to(at(0.5, 0.0)))
    assert [finding.split()[0] for finding in findings(stage)] == ["Label", "Square"]
    assert all("over the margin" in finding for finding in findings(stage))


def test_texts_that_overlap_or_nearly_touch_side_by_side_are_found(stage: Scene) -> None:
    first = label("name", 0.3, 0.3)
    number = Number(1.5, 2, colour=DARK.text)
    number.place(np.array([first.get_right()[0] + 0.02, at(0, 0.3)[1], 0]), "left")
    stage.add(first, number, label("one", 0.3, 0.6), label("other", 0.31, 0.61))
    assert len([finding for finding in findings(stage) if "overlaps" in finding]) == 2


def test_text_on_a_curve_or_on_marks_is_found(stage: Scene) -> None:
    marks = Marks(np.array([at(0.31, 0.69)]), 0, DARK)
    stage.add(label("here", 0.3, 0.3), curve((0.28, 0.29), (0.4, 0.29)), label("there", 0.3, 0.7))
    stage.add(marks)
    assert len([finding for finding in findings(stage) if "lies on" in finding]) == 2


def test_text_with_a_backing_may_lie_on_a_curve(stage: Scene) -> None:
    stage.add(curve((0.28, 0.29), (0.4, 0.29)), backed(label("here", 0.3, 0.3), DARK))
    assert findings(stage) == []


def test_small_text_is_found_even_when_it_was_scaled_down(stage: Scene) -> None:
    stage.add(label("small", 0.3, 0.3, size=0.03), label("shrunk", 0.3, 0.6).scale(0.5))
    assert len([finding for finding in findings(stage) if "too small" in finding]) == 2


def test_what_has_faded_away_is_not_looked_at(stage: Scene) -> None:
    hidden = label("out", 0.01, 0.3)
    set_share(hidden, 0)
    stage.add(hidden)
    assert findings(stage) == []


def test_fading_keeps_the_opacity_that_each_part_has_of_its_own(stage: Scene) -> None:
    ghost = curve((0.2, 0.2), (0.4, 0.4), opacity=0.5)
    stage.play(*appear(ghost))
    assert ghost.get_stroke_opacity() == pytest.approx(0.5)
    stage.play(*dim(ghost))
    assert ghost.get_stroke_opacity() == pytest.approx(0.15)
    stage.play(*appear(ghost))
    assert ghost.get_stroke_opacity() == pytest.approx(0.5)
    stage.play(*vanish(ghost))
    assert ghost not in stage.mobjects


def test_a_part_that_vanishes_leaves_its_group_whole(stage: Scene) -> None:
    pair = backed(label("here", 0.3, 0.3), DARK)
    stage.add(pair)
    stage.play(*vanish(pair[1]))
    assert pair in stage.mobjects
    assert share_of(pair[1]) == 0
