"""Two parameters: when steps are taken, which map is where, and of which step the numbers are."""

import numpy as np
import pytest
from matplotlib.image import FigureImage
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from gradreel.scenes.app.recording import Recording
from gradreel.scenes.minibatch import MinibatchSurface
from gradreel.scenes.pieces.minibatch import luck
from gradreel.scenes.pieces.minibatch.plane.course import NEXT, Course
from gradreel.scenes.pieces.minibatch.plane.paths import PAST
from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.pieces.minibatch.rooms import BatchRooms
from gradreel.scenes.pieces.minibatch.runs import line_of, plane_of
from gradreel.scenes.stage.runs.epochs import batch_of
from tests.scenes.minibatch.stage import SMALL


@pytest.fixture(scope="module")
def plane(recording: Recording) -> PlaneRun:
    return plane_of(recording)


@pytest.fixture(scope="module")
def surface(recording: Recording) -> MinibatchSurface:
    story = MinibatchSurface(recording)
    story.sheet(SMALL)
    return story


def test_a_slow_step_goes_through_its_phases_and_lands_on_the_full_loss_at_once() -> None:
    course = Course()
    end = course.slowly(NEXT)
    assert end == pytest.approx(sum(NEXT))
    seen = [course.at(each) for each in np.linspace(0, end, 200)]
    for name in ("reform", "aim", "move", "file"):
        shares = [getattr(each, name) for each in seen]
        assert shares == sorted(shares)
        assert (shares[0], shares[-1]) == (0, 1)
    assert all(each.move == 0 for each in seen if each.aim < 1)
    assert all(each.told == (each.move == 1) for each in seen)
    assert all(each.file == 0 for each in seen if each.move < 1)
    assert seen[-1].place == 1


def test_at_rest_between_two_stretches_the_last_step_is_still_lit() -> None:
    course = Course()
    first = course.slowly(NEXT)
    course.fast(9)
    assert course.at(first).step == 0
    assert course.at(first).told == 1
    assert (course.at(course.seconds).step, course.at(course.seconds).told) == (8, 9)


def test_maps_are_laid_to_the_column_in_order_and_never_twice() -> None:
    course = Course()
    course.slowly(NEXT)
    course.fast(30)
    course.slowly(NEXT)
    course.fast(500, seconds=6)
    steps = [card.step for card in course.cards]
    assert steps == sorted(set(steps))
    assert [card.step for card in course.cards if card.shown_large] == [0, 30]
    assert steps[-1] == 499
    starts = [card.start for card in course.cards]
    assert np.diff(starts).min() > 0.2


def test_the_step_that_leads_out_leads_over_the_barrier(plane: PlaneRun) -> None:
    assert plane.crossing == 16
    before, after = plane.main.parameters[15:17]
    way = before + np.linspace(0, 1, 101)[:, None] * (after - before)
    losses = plane.objective.losses(way)
    assert losses.max() > max(losses[0], losses[-1])
    assert plane.crosses_downhill
    on_batch = plane.objective.losses(way, batch_of(plane.main, 15))
    assert (np.diff(on_batch) < 0).all()


def test_a_run_that_is_not_out_crosses_nothing(logistic: Recording) -> None:
    assert plane_of(logistic).crossing is None
    assert not plane_of(logistic).crosses_downhill


def test_what_lies_large_is_the_map_of_the_batch_that_is_lit(surface: MinibatchSurface) -> None:
    reel = surface.maps.reel
    card = surface.steps.cards[0]
    drawn = reel.shown(card.start - 0.01, 1, 0)
    picture = next(each for each in drawn if isinstance(each, FigureImage))
    seen, drawn_alone = np.asarray(picture.get_array(), dtype=float), reel.ground.map_of(card.step)
    np.testing.assert_allclose(seen, drawn_alone, atol=1)
    (left, low), (width, height) = reel.ground.large.p0, reel.ground.large.size
    assert (picture.ox, picture.oy) == (left, low)
    assert np.asarray(picture.get_array()).shape[:2] == (height, width)


def test_it_begins_with_the_picture_that_the_part_before_ends_with(
    surface: MinibatchSurface, recording: Recording
) -> None:
    sheet = surface.sheet(SMALL)
    first = sheet.artists(surface.timeline.state_at(0.0))
    counts = luck.counts_by_size(recording, line_of(recording))
    bars = [each for each in first if isinstance(each, Rectangle)]
    heights = np.array([bar.get_height() for bar in bars])
    full = sheet.y(BatchRooms.counts.top) - sheet.y(BatchRooms.counts.bottom)
    np.testing.assert_allclose(heights / full * luck.SEEDS, list(counts.values()), atol=1e-6)
    written = {each.get_text() for each in first if isinstance(each, Text)}
    assert {str(count) for count in counts.values()} <= written
    later = sheet.artists(surface.timeline.state_at(surface.beats[0].end))
    assert not {id(bar) for bar in bars} & {id(each) for each in later}


def test_what_is_said_to_be_found_is_where_the_run_ends_and_the_loss_is_lowest(
    plane: PlaneRun, surface: MinibatchSurface, logistic: Recording
) -> None:
    assert plane.finds_high_risk
    end = plane.main.parameters[-1]
    lowest = np.unravel_index(plane.landscape.values.argmin(), plane.landscape.values.shape)
    np.testing.assert_allclose(end, [plane.axes[0][lowest[1]], plane.axes[1][lowest[0]]], atol=0.1)
    years, beats = end * plane.data.sd + plane.data.mean
    told = surface.beats[-1].sentence
    assert (
        told == f"Both together: high risk at about {years:.0f} years, {beats:.0f} beats a minute"
    )
    drawn = surface.sheet(SMALL).artists(surface.timeline.state_at(surface.duration))
    written = {each.get_text() for each in drawn if isinstance(each, Text)}
    assert {f"{years:.0f} years", f"{beats:.0f} beats a minute"} <= written
    assert not plane_of(logistic).finds_high_risk


def test_a_run_that_ends_elsewhere_or_beside_its_twin_is_not_said_to_find_anything(
    plane: PlaneRun,
) -> None:
    assert not PlaneRun(plane.twin, plane.twin, plane.at_least).finds_high_risk
    assert not PlaneRun(plane.main, plane.main, plane.at_least).finds_high_risk


def test_the_ways_step_back_at_the_end_and_the_points_stay(surface: MinibatchSurface) -> None:
    path, sheet = surface.maps.runs.main_on_ground, surface.sheet(SMALL)
    sheet.artists(surface.timeline.state_at(surface.duration))
    assert path.line.get_alpha() == pytest.approx(PAST)
    assert {each.get_alpha() for each in path.head.at(np.zeros(2))} == {1}
