"""Two parameters: when steps are taken, which map is where, and of which step the numbers are."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import FigureImage
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.minibatch import Minibatch, MinibatchSurface
from gradreel.scenes.minibatch_maps import SEEDS, LastPicture, LineRun
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.runs.landscape import landscape_of
from gradreel.scenes.stage.runs.objective import batch_of
from gradreel.scenes.stage.story.values import reading
from tests.scenes.minibatch.stage import DEFAULTS, SMALL


@pytest.fixture(scope="module")
def logistic() -> Recording:
    """The run of the README's example, with two parameters."""
    asked = {"x": ("MaxHR",), "start": None, "optimizer": "adam", "learning_rate": 0.05}
    return record("minibatch", DEFAULTS.changed(**asked, steps=400, batch_size=30, seed=1))


@pytest.fixture(scope="module")
def surface(recording: Recording) -> MinibatchSurface:
    story = MinibatchSurface(recording)
    story.sheet(SMALL)
    return story


def test_maps_are_laid_to_the_column_in_order_and_never_twice(logistic: Recording) -> None:
    deck = MinibatchSurface(logistic).deck
    steps = [card.step for card in deck]
    assert steps == sorted(set(steps))
    assert [card.step for card in deck if card.player is None] == [0, 1, 2]
    assert steps[-1] == 399
    starts = [card.start for card in deck if card.player is deck[-1].player]
    assert np.diff(starts).min() > 0.2


def test_the_step_that_leads_out_leads_over_the_barrier(surface: MinibatchSurface) -> None:
    plane = surface.plane
    assert plane.crossing == 16
    before, after = plane.main.parameters[15:17]
    way = before + np.linspace(0, 1, 101)[:, None] * (after - before)
    losses = plane.objective.losses(way)
    assert losses.max() > max(losses[0], losses[-1])
    assert plane.crosses_downhill
    on_batch = plane.objective.losses(way, batch_of(plane.main, 15))
    assert (np.diff(on_batch) < 0).all()


def test_what_lies_large_is_the_map_of_the_batch_that_is_lit(surface: MinibatchSurface) -> None:
    maps, card = surface.maps, surface.deck[0]
    with reading({surface.reform: 1.0}):
        drawn = maps.cards_shown(1.0)
    picture = next(each for each in drawn if isinstance(each, FigureImage))
    np.testing.assert_allclose(
        np.asarray(picture.get_array(), dtype=float), maps.map_of(card.step), atol=1
    )
    assert (picture.ox, picture.oy) == tuple(maps.large.p0)


def test_it_begins_with_the_picture_that_the_part_before_ends_with(
    surface: MinibatchSurface, recording: Recording
) -> None:
    sheet = surface.sheet(SMALL)
    first = sheet.artists(surface.timeline.state_at(0.0))
    counts = LineRun(recording).counts
    bars = [each for each in first if isinstance(each, Rectangle)]
    heights = np.array([bar.get_height() for bar in bars])
    full = sheet.y(LastPicture.counts.top) - sheet.y(LastPicture.counts.bottom)
    np.testing.assert_allclose(heights / full * SEEDS, list(counts.values()), atol=1e-6)
    written = {each.get_text() for each in first if isinstance(each, Text)}
    assert {str(count) for count in counts.values()} <= written
    later = sheet.artists(surface.timeline.state_at(surface.beats[0].end))
    assert not {id(bar) for bar in bars} & {id(each) for each in later}


def test_what_is_said_to_be_found_is_where_the_run_ends_and_the_loss_is_lowest(
    surface: MinibatchSurface,
) -> None:
    plane, end = surface.plane, surface.plane.main.parameters[-1]
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


def test_the_map_is_the_loss_of_the_recorded_batch(surface: MinibatchSurface) -> None:
    plane = surface.plane
    for row, column in ((0, 0), (60, 30), (120, 90)):
        place = np.array([plane.axes[0][column], plane.axes[1][row]])
        for step, batch in ((None, None), (2, batch_of(plane.main, 2))):
            expected = plane.main.objective.loss(place, batch)
            assert plane.losses_of(step)[row, column] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("rate", "start"), [(1e-300, (0.0, 0.0)), (1e-9, (1e9, 1.0))])
def test_a_run_that_hardly_moves_has_a_landscape_to_be_seen_on(
    rate: float, start: tuple[float, float]
) -> None:
    asked = DEFAULTS.changed(x=("MaxHR",), start=start, learning_rate=rate, steps=3)
    story = MinibatchSurface(record("minibatch", asked))
    story.sheet(SMALL)
    for axis in (*story.plane.axes, landscape_of([story.run]).xs):
        assert (np.diff(axis) > 0).all()


def test_a_recorded_run_of_two_parameters_is_told_by_the_surface_alone(
    recording: Recording, logistic: Recording
) -> None:
    assert Minibatch.parts(recording) == (Minibatch, MinibatchSurface)
    assert Minibatch.parts(logistic) == (MinibatchSurface,)
    assert Minibatch.parts(Recording(recording.main, {}, DEFAULTS)) == (Minibatch,)
    story = MinibatchSurface(logistic)
    assert not story.plane.finds_high_risk
    sentences = [beat.sentence for beat in story.beats]
    assert sentences[1] == f"On all 303, Adam arrives at {logistic['twin'].loss[-1]:.4f}"
    last = logistic.main.loss[-1], logistic["twin"].loss[-1]
    assert f"Step 400: {last[0]:.4f} on batches, {last[1]:.4f} on all 303" in sentences
    assert "Rows read: 11,028 on batches, 121,200 on all 303" in sentences


def test_a_run_that_diverges_is_drawn_to_its_last_finite_step() -> None:
    for rate, step in ((1e307, 3), (1.7e308, 1)):
        run = record("minibatch", DEFAULTS.changed(x=("MaxHR",), start=None, learning_rate=rate))
        assert run.main.outcome == f"diverged at step {step}"
        story = MinibatchSurface(run)
        assert story.beats[-1].sentence == f"The run diverges: step {step} has no finite value"
        assert story.findings(Picture(640, 360, 10, False)) == []


@pytest.mark.parametrize(("last", "key"), [(5, "separated"), (6, "touching")])
def test_separated_classes_have_no_lowest_point(tmp_path: Path, last: int, key: str) -> None:
    path, rows = tmp_path / "apart.csv", [f"{x},{int(x > 5)}" for x in range(12)]
    path.write_text("\n".join(["x,y", *rows, f"{last},0"]))
    given = DEFAULTS.changed(data=str(path), x=("x",), y="y", start=None, steps=20, batch_size=4)
    story = MinibatchSurface(record("minibatch", given))
    assert f"map_{key}" in [beat.key for beat in story.beats]


def test_counters_of_many_digits_stay_clear_of_their_names() -> None:
    chosen = {"x": ("MaxHR",), "start": None, "learning_rate": 0.5}
    asked = DEFAULTS.changed(**chosen, batch_size=302, steps=12000)
    assert MinibatchSurface(record("minibatch", asked)).findings() == []
