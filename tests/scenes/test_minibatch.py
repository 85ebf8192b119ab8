import csv
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from gradreel.assets import FOLDER
from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.errors import RequestError
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.production import parts_of
from gradreel.scenes.app.recording import Recording, record
from gradreel.scenes.minibatch import (
    Minibatch,
    MinibatchSurface,
    can_draw,
    companions,
    parts,
    run_spec,
)
from gradreel.scenes.pieces.minibatch.chart import BatchChart
from gradreel.scenes.pieces.minibatch.line_run import LineRun, batch_curve
from gradreel.scenes.pieces.minibatch.luck import SEEDS, counts_by_size
from gradreel.scenes.pieces.minibatch.panels import Working
from gradreel.scenes.pieces.minibatch.phases import ENDS, end_of, moment
from gradreel.scenes.pieces.minibatch.plane_run import PlaneRun
from gradreel.scenes.pieces.minibatch.request import AGES
from gradreel.scenes.pieces.minibatch.runs import MinibatchRole, Shuffle
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.pipeline import still_frames
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.manim.place import HEIGHT, WIDTH
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.runs.epochs import batch_of, read_before, steps_in_epoch
from gradreel.scenes.stage.runs.valleys import valleys
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.captions import captions
from gradreel.scenes.stage.type.theme import theme

SMALL = Picture(160, 90, Fraction(10), False)
DEFAULTS = entry("minibatch").defaults
HIDDEN = 0.02


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record("minibatch")


@pytest.fixture(scope="module")
def logistic() -> Recording:
    """The run of the README's example, with two parameters."""
    options = RunOptions(
        data="heart",
        x=("MaxHR",),
        y="AHD",
        optimizer="adam",
        learning_rate=0.05,
        steps=400,
        batch_size=30,
        seed=1,
    )
    return record("minibatch", None, train(run_spec(options)))


@pytest.fixture(scope="module")
def line(recording: Recording) -> LineRun:
    return LineRun(recording.main, recording[MinibatchRole.TWIN], AGES)


@pytest.fixture
def chart(line: LineRun) -> BatchChart:
    made = BatchChart(line, theme("dark"), captions("minibatch", "en"))
    made.views.seen.set_value(2)
    made.traced.set_value(1)
    made.lit.set_value(1)
    return made


@pytest.fixture(scope="module")
def told(recording: Recording) -> dict[str, dict[str, object]]:
    """The first part told once: what was to be read at the end of each beat."""
    seen: dict[str, dict[str, object]] = {}

    def look(story: ManimStory, beat: Beat) -> None:
        family = story.get_mobject_family_members()
        shown = [each for each in family if isinstance(each, Number | Label) and visible(each)]
        seen[beat.key] = {
            "sentence": beat.sentence,
            "numbers": [each.content for each in shown if isinstance(each, Number)],
            "labels": [each.content for each in shown if isinstance(each, Label)],
            "length": beat.end,
        }

    tell(recording, look)
    return seen


def visible(each: Number | Label) -> bool:
    parts_ = each.submobjects or [each]
    return float(parts_[0].get_fill_opacity()) > HIDDEN


def tell(
    recording: Recording,
    look: Callable[[ManimStory, Beat], None] | None = None,
    theme: str = "dark",
    language: str = "en",
) -> Minibatch:
    with manim_settings(SMALL):
        story = Minibatch(recording, theme, language, renderer=SeekingRenderer(None))
        story.at_beat_end = look
        story.render()
    return story


@cache
def ages_and_disease() -> tuple[FloatArray, FloatArray]:
    """The two columns, read without the engine."""
    with (FOLDER / "data" / "heart.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    age = np.array([float(row["Age"]) for row in rows])
    return age, np.array([float(row["AHD"] == "Yes") for row in rows])


def band_loss(centre: float, rows: IntArray | None = None) -> float:
    """Mean cross-entropy of the band on age, written out."""
    chosen = np.arange(303) if rows is None else rows
    age, disease = (each[chosen] for each in ages_and_disease())
    z = -1.5 + 3 * np.exp(-((age - centre) ** 2) / (2 * 2.5**2))
    p = 1 / (1 + np.exp(-z))
    return float(-np.mean(disease * np.log(p) + (1 - disease) * np.log(1 - p)))


def band_slope(centre: float, rows: IntArray | None = None) -> float:
    return (band_loss(centre + 1e-5, rows) - band_loss(centre - 1e-5, rows)) / 2e-5


def on_axes(plot: Plot, point: FloatArray) -> tuple[float, float]:
    """Read a place off a plot: the inverse of what drew it."""
    box = plot.box
    across = (point[0] / WIDTH + 0.5 - box.left) / (box.right - box.left)
    up = (box.bottom - 0.5 + point[1] / HEIGHT) / (box.bottom - box.top)
    return (
        plot.x.low + across * (plot.x.high - plot.x.low),
        plot.y.low + up * (plot.y.high - plot.y.low),
    )


def cells_of(points: FloatArray, count: int) -> set[int]:
    """Which cells of the strip an outline fills, read off its corners."""
    lefts = points.reshape(-1, 16, 3)[:, 0, 0] / WIDTH + 0.5
    return {round((left - 0.05) / 0.9 * count) for left in lefts}


# What the scene claims.


def test_the_loss_has_the_dip_the_barrier_and_the_lowest_valley(line: LineRun) -> None:
    assert line.trap is not None
    assert line.goal is not None
    assert line.barrier is not None
    for place, loss, expected, height in (
        (line.trap.at, line.trap.loss, 48.04, 0.8995),
        (line.barrier, line.loss(line.barrier), 51.16, 0.9207),
        (line.goal.at, line.goal.loss, 60.04, 0.6999),
    ):
        assert place == pytest.approx(expected, abs=0.01)
        assert loss == pytest.approx(height, abs=1e-4)
        assert loss == pytest.approx(band_loss(place), abs=1e-6)


def test_all_the_data_are_stuck_in_the_dip(recording: Recording) -> None:
    twin = recording[MinibatchRole.TWIN]
    assert twin.parameters[0, 0] == recording.main.parameters[0, 0] == 45
    assert twin.parameters[-1, 0] == pytest.approx(48.04, abs=0.005)
    assert abs(band_slope(float(twin.parameters[-1, 0]))) < 1e-6


def test_batches_lead_out_at_the_step_that_is_named(
    line: LineRun, told: dict[str, dict[str, object]]
) -> None:
    centres = line.centres
    assert line.arrival == 13
    assert (centres[13:] > 51.16).all()
    assert centres[12] < 51.16
    assert told["over"]["sentence"] == "Step 13: this batch’s slope leads over the barrier"
    assert centres[-1] == pytest.approx(60.04, abs=0.6)


def test_seed_47_crosses_at_step_14(recording: Recording) -> None:
    run = train(replace(recording.main.spec, seed=47))
    crossed = LineRun(run, recording[MinibatchRole.TWIN], AGES)
    assert crossed.arrival == 14


def test_the_count_on_screen_is_the_count_of_the_runs(
    recording: Recording, line: LineRun, told: dict[str, dict[str, object]]
) -> None:
    counts: dict[int, int] = {}
    for run in recording.all_of(Shuffle).values():
        size = len(run.batch_indices[0])
        counts[size] = counts.get(size, 0) + bool(run.parameters[-1, 0] > 51.16)
    counts[303] = 0
    assert counts == counts_by_size(recording, line)
    assert counts[30] == 88
    assert counts[100] < 10 < counts[10] < counts[30]
    assert (
        told["count"]["sentence"]
        == f"{counts[30]} of {SEEDS} shuffles get there: the noise must be right"
    )
    written = told["count"]["labels"]
    assert isinstance(written, list)
    for size, count in counts.items():
        assert str(size) in written
        assert str(count) in written


def test_every_seed_is_a_run_of_its_own(recording: Recording) -> None:
    ends = {
        float(run.parameters[-1, 0])
        for shuffle, run in recording.all_of(Shuffle).items()
        if shuffle.size == 30
    }
    assert len(ends) == SEEDS
    alone = train(replace(recording.main.spec, seed=7))
    assert alone.parameters[-1, 0] == recording[Shuffle(size=30, seed=7)].parameters[-1, 0]


def test_on_the_surface_all_are_stuck_and_batches_lead_out(recording: Recording) -> None:
    plane = PlaneRun(recording[MinibatchRole.SURFACE], recording[MinibatchRole.SURFACE_TWIN])
    np.testing.assert_allclose(plane.twin.parameters[-1], (-0.828, -0.835), atol=0.002)
    assert plane.twin.loss[-1] == pytest.approx(1.136, abs=0.001)
    assert plane.main.objective.loss(np.array([0.548, -0.348])) == pytest.approx(0.933, abs=0.001)
    assert plane.main.loss[-1] < 0.94
    assert plane.twin_is_stuck
    assert plane.ending == "out"


# The step, against the record and against arithmetic done anew.


def test_each_step_is_minus_the_rate_times_the_slope_of_its_batch(line: LineRun) -> None:
    run = line.main
    for step in (0, 1, 12, 49, 50, 79):
        slope = run.gradients[step, 0]
        rate = 70.0 if step < 50 else 14.0
        assert slope == pytest.approx(band_slope(line.centres[step], batch_of(run, step)), abs=1e-7)
        move = line.centres[step + 1] - line.centres[step]
        assert move == pytest.approx(-rate * slope, rel=1e-12)


@pytest.mark.parametrize("step", [0, 1, 2, 12])
def test_the_point_jumps_upright_onto_the_batch_and_steps_along_its_slope(
    chart: BatchChart, step: int
) -> None:
    line, plot = chart.line, chart.views.plots[2]
    rows = batch_of(line.main, step)
    chart.clock.set_value(end_of("reform", step))
    before = on_axes(plot, chart.point_place())
    chart.clock.set_value(end_of("jump", step))
    landed = on_axes(plot, chart.point_place())
    chart.clock.set_value(step + 1)
    after = on_axes(plot, chart.point_place())
    assert before[0] == pytest.approx(line.centres[step], abs=1e-9)
    assert landed[0] == pytest.approx(before[0], abs=1e-9)
    assert landed[1] == pytest.approx(band_loss(float(line.centres[step]), rows), abs=1e-9)
    assert after[0] == pytest.approx(line.centres[step + 1], abs=1e-9)
    slope = (after[1] - landed[1]) / (after[0] - landed[0])
    assert slope == pytest.approx(band_slope(float(line.centres[step]), rows), abs=1e-6)


def test_the_arrow_ends_where_the_step_does(chart: BatchChart) -> None:
    chart.clock.set_value(end_of("aim", 12))
    chart.slope.write()
    corners = chart.slope.points.reshape(-1, 4, 3)[:, 0]
    tip = max((on_axes(chart.views.plots[2], corner) for corner in corners), key=lambda at: at[0])
    assert tip[0] == pytest.approx(chart.line.centres[13], abs=1e-6)


def test_the_batch_curve_is_the_loss_of_the_recorded_batch(chart: BatchChart) -> None:
    plot, line = chart.views.plots[2], chart.line
    chart.clock.set_value(end_of("reform", 1))
    chart.batch.write()
    chart.full.write()
    for corner in chart.batch.points.reshape(-1, 4, 3)[::40, 0]:
        x, y = on_axes(plot, corner)
        assert y == pytest.approx(band_loss(x, batch_of(line.main, 1)), abs=1e-9)
    for corner in chart.full.points.reshape(-1, 4, 3)[::40, 0]:
        x, y = on_axes(plot, corner)
        assert y == pytest.approx(band_loss(x), abs=1e-9)


def test_curves_keep_their_colours_in_both_themes(line: LineRun) -> None:
    for name in ("dark", "light"):
        chart = BatchChart(line, theme(name), captions("minibatch", "en"))
        for mobject, token in (
            (chart.full, "full_loss"),
            (chart.batch, "batch_loss"),
            (chart.risk, "model"),
        ):
            colour = theme(name).tokens()[token]
            assert hex_of(mobject.stroke_rgbas) == colour
        assert hex_of(chart.slope.fill_rgbas) == theme(name).gradient
        assert hex_of(chart.drawn.fill_rgbas) == theme(name).batch_loss


def hex_of(rgbas: FloatArray) -> str:
    return "#" + "".join(f"{round(each * 255):02X}" for each in rgbas[0, :3])


def test_ghosts_are_the_batches_before(chart: BatchChart) -> None:
    chart.clock.set_value(end_of("aim", 4))
    last, before, oldest = chart.ghosts[2], chart.ghosts[1], chart.ghosts[0]
    for ghost in chart.ghosts:
        ghost.write()
    assert last.get_stroke_opacity() == pytest.approx(0.28)
    assert before.get_stroke_opacity() == pytest.approx(0.16)
    assert oldest.get_stroke_opacity() == pytest.approx(0)
    x, y = on_axes(chart.views.plots[2], last.points[len(last.points) // 2])
    curve = batch_curve(chart.line, 3)
    assert y == pytest.approx(float(np.interp(x, chart.line.xs, curve)), abs=2e-3)


def test_marks_on_the_axis_are_where_the_run_has_been(chart: BatchChart) -> None:
    chart.clock.set_value(20)
    chart.places.write()
    feet = chart.places.points.reshape(-1, 4, 3)[:, 0]
    found = [on_axes(chart.views.plots[2], foot)[0] for foot in feet]
    np.testing.assert_allclose(found, chart.line.centres[:21], atol=1e-9)


def test_in_calm_the_point_is_on_the_full_loss(chart: BatchChart) -> None:
    chart.clock.set_value(80)
    chart.calm.set_value(1)
    x, y = on_axes(chart.views.plots[2], chart.point_place())
    assert x == pytest.approx(chart.line.centres[80], abs=1e-9)
    assert y == pytest.approx(chart.line.main.loss[80], abs=1e-9)


# The strip.


@pytest.mark.parametrize("clock", [0.5, 1.0, 1.2, 9.9, 10.1, 13.0, 80.0])
def test_lit_cells_are_the_batch_of_the_step(chart: BatchChart, clock: float) -> None:
    run = chart.line.main
    step = int(np.ceil(clock)) - 1
    chart.clock.set_value(clock)
    chart.drawn.write()
    chart.read.write()
    assert cells_of(chart.drawn.points, 303) == set(run.batch_indices[step].tolist())
    first = step - step % 10
    assert cells_of(chart.read.points, 303) == set(run.batch_indices[first:step].ravel().tolist())


def test_an_epoch_uses_each_sample_once_and_the_next_is_shuffled(recording: Recording) -> None:
    run = recording.main
    assert steps_in_epoch(run) == 10
    epochs = run.batch_indices.reshape(8, 300)
    assert all(len(set(epoch.tolist())) == 300 for epoch in epochs)
    assert not np.array_equal(epochs[0], epochs[1])
    assert len(read_before(run, 10)) == 0
    assert len(read_before(run, 19)) == 270


def test_short_last_batches_are_told_apart_from_padding(logistic: Recording) -> None:
    run = logistic.main
    assert steps_in_epoch(run) == 11
    assert len(batch_of(run, 10)) == 3
    assert len(read_before(run, 10)) == 300


# Numbers and words on the frames.


def test_numbers_in_the_panel_are_those_of_the_record(
    line: LineRun, told: dict[str, dict[str, object]]
) -> None:
    run = line.main
    shown = told["step"]["numbers"]
    assert isinstance(shown, list)
    expected = [
        "1",
        f"{run.parameters[1, 0]:.2f}",
        f"{run.batch_loss[0]:.3f}",
        f"{run.loss[1]:.3f}",
        f"−{abs(run.gradients[0, 0]):.4f}",
        "70",
    ]
    assert [each for each in expected if each not in shown] == []


def test_the_rule_with_numbers_comes_out(told: dict[str, dict[str, object]]) -> None:
    for key in ("step", "again"):
        shown = told[key]["numbers"]
        assert isinstance(shown, list)
        working = next(each for each in shown if "×" in each)
        result = next(each for each in shown if each.startswith("= "))
        c, rate, slope = (float(each) for each in re.findall(r"-?[\d.]+", ascii_minus(working)))
        assert c - rate * slope == pytest.approx(float(ascii_minus(result)[2:]), abs=0.011)


def ascii_minus(content: str) -> str:
    """Turn signs into what Python reads; the minus between two numbers becomes a gap."""
    return content.replace(" − ", " ").replace("−", "-")


def test_what_is_set_by_hand_is_said(told: dict[str, dict[str, object]]) -> None:
    labels = told["band"]["labels"]
    assert isinstance(labels, list)
    assert {"−1.5, 3 and 2.5 are", "set by hand, c is learned"} <= set(labels)


def test_the_scene_takes_as_long_as_it_should(
    recording: Recording, logistic: Recording, told: dict[str, dict[str, object]]
) -> None:
    first = told["count"]["length"]
    assert isinstance(first, float)
    assert 25 < first + MinibatchSurface(recording).duration < 70
    assert 25 < MinibatchSurface(logistic).duration < 70


# Both parts on every stage.


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_layout_is_clean_at_the_end_of_every_beat(
    recording: Recording, logistic: Recording, theme: str, language: str
) -> None:
    faults: list[str] = []
    tell(
        recording,
        lambda story, beat: faults.extend(beat.faults(findings(story))),
        theme,
        language,
    )
    for each in (recording, logistic):
        faults += MinibatchSurface(each, theme, language).findings(Picture(640, 360, 10, False))
    assert faults == []


@pytest.mark.slow
def test_a_frame_drawn_alone_is_the_frame_drawn_in_turn(recording: Recording) -> None:
    in_turn = still_frames(
        parts_of("minibatch", recording, "dark", "en"), SMALL, np.arange(36.0, 37.0, 0.1).tolist()
    )
    (alone,) = still_frames(parts_of("minibatch", recording, "dark", "en"), SMALL, [36.9])
    np.testing.assert_array_equal(in_turn[-1], alone)
    (later,) = still_frames(parts_of("minibatch", recording, "dark", "en"), SMALL, [62.0])
    assert not np.array_equal(later, alone)


# The surface.


def test_the_map_is_the_loss_of_the_recorded_batch(recording: Recording) -> None:
    plane = PlaneRun(recording[MinibatchRole.SURFACE], recording[MinibatchRole.SURFACE_TWIN])
    mean, sd = plane.data.mean, plane.data.sd
    for step in (None, 0, 2):
        shown = plane.map_of(step)
        batch = None if step is None else batch_of(plane.main, step)
        for row, column in ((0, 0), (60, 30), (120, 90)):
            place = (np.array([shown.xs[column], shown.ys[row]]) - mean) / sd
            expected = plane.main.objective.loss(place, batch)
            assert shown.values[row, column] == pytest.approx(expected, rel=1e-9)


def test_every_recorded_step_lies_on_the_path(logistic: Recording) -> None:
    story = MinibatchSurface(logistic)
    story.sheet(SMALL)
    path = story.maps.main_on_map
    path.at(400.0)
    dots = np.asarray(path.dots.get_offsets())
    np.testing.assert_allclose(dots, logistic.main.parameters, atol=1e-12)
    path.at(7.0)
    assert len(np.asarray(path.dots.get_offsets())) == 8


def test_the_strip_of_the_surface_lights_the_batch(logistic: Recording) -> None:
    story = MinibatchSurface(logistic)
    sheet = story.sheet(SMALL)
    at_step = next(
        each for each in reversed(story.timeline.segments) if 1 < each.after["clock"] < 3
    )
    sheet.artists(at_step.after)
    lefts = [float(np.asarray(path.vertices)[0, 0]) for path in story.maps.drawn.get_paths()]
    found = {round((left - sheet.x(0.05)) / (0.9 * sheet.width) * 303) for left in lefts}
    step = moment(at_step.after["clock"], 400).step
    assert found == set(batch_of(logistic.main, step).tolist())


def test_a_recorded_run_of_two_parameters_is_told_by_the_surface_alone(
    recording: Recording, logistic: Recording
) -> None:
    assert parts(recording) == (Minibatch, MinibatchSurface)
    assert parts(logistic) == (MinibatchSurface,)
    assert parts(Recording(recording.main, {}, DEFAULTS)) == (Minibatch,)
    sentences = [beat.sentence for beat in MinibatchSurface(logistic).beats]
    assert "stuck" not in " ".join(sentences)
    assert (
        sentences[1] == f"On all 303, Adam arrives at {logistic[MinibatchRole.TWIN].loss[-1]:.4f}"
    )
    last = logistic.main.loss[-1], logistic[MinibatchRole.TWIN].loss[-1]
    assert f"Step 400: {last[0]:.4f} on batches, {last[1]:.4f} on all 303" in sentences
    assert "Rows read: 11,028 on batches, 121,200 on all 303" in sentences


# Sentences are chosen from facts.


@pytest.mark.parametrize(
    ("changes", "ending", "is_trapped"),
    [
        ({}, "settle", True),
        ({"learning_rate": 5.0}, "neither", True),
        ({"start": (60.0,)}, "both", False),
        ({"seed": 2, "batch_size": 10}, None, True),
        ({"steps": 2}, "ended", False),
    ],
)
def test_what_is_said_of_the_end_is_true(
    recording: Recording, changes: dict[str, object], ending: str | None, is_trapped: bool
) -> None:
    main = train(run_spec(DEFAULTS.changed(**changes)))
    line = LineRun(main, train(replace(main.spec, batch_size=None)), AGES)
    assert (line.trap is not None) == is_trapped
    assert ending is None or line.ending == ending
    arrived = main.parameters[-1, 0] > 51.16
    assert (line.ending in ("settle", "both")) == bool(arrived)


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"learning_rate": 5.0},
        {"start": (60.0,)},
        {"steps": 1},
        {"optimizer": "momentum", "learning_rate": 7.0},
    ],
)
def test_other_runs_are_told_without_a_false_word(changes: dict[str, object]) -> None:
    main = train(run_spec(DEFAULTS.changed(**changes)))
    run = Recording(
        main, {MinibatchRole.TWIN: train(replace(main.spec, batch_size=None))}, DEFAULTS
    )
    faults: list[str] = []
    story = tell(run, lambda story, beat: faults.extend(findings(story)))
    told = {beat.key: beat.sentence for beat in story.beats}
    stuck = abs(run[MinibatchRole.TWIN].parameters[-1, 0] - 48.04) < 0.31
    assert ("stuck" in told) == bool(stuck)
    assert ("over" in told) == bool(stuck and main.parameters[-1, 0] > 51.16)
    assert "count" not in told
    assert faults == []


def test_long_runs_are_shown_in_bounded_time(recording: Recording) -> None:
    main = train(replace(recording.main.spec, steps=500))
    run = Recording(
        main, {MinibatchRole.TWIN: train(replace(main.spec, batch_size=None))}, DEFAULTS
    )
    assert tell(run).beats[-1].end < 55


def test_a_run_that_diverges_is_drawn_to_its_last_finite_step() -> None:
    for rate, step in ((1e307, 3), (1.7e308, 1)):
        run = record("minibatch", DEFAULTS.changed(x=("MaxHR",), start=None, learning_rate=rate))
        assert run.main.outcome == f"diverged at step {step}"
        story = MinibatchSurface(run)
        assert story.beats[-1].sentence == f"The run diverges: step {step} has no finite value"
        assert story.findings(Picture(640, 360, 10, False)) == []


def test_separated_classes_have_no_lowest_point(logistic: Recording) -> None:
    main = logistic.main
    separated = Trajectory(
        **{name: getattr(main, name) for name in main.__dataclass_fields__}
        | {"outcome": "separated"}
    )
    story = MinibatchSurface(Recording(separated, logistic.companions, DEFAULTS))
    assert "map_separated" in [beat.key for beat in story.beats]


# What can be drawn, and what is asked for.


def test_what_cannot_be_drawn_is_refused(recording: Recording) -> None:
    spec = recording.main.spec
    assert can_draw(spec)
    assert not can_draw(replace(spec, batch_size=None))
    assert not can_draw(replace(spec, batch_size=303))
    assert not can_draw(replace(spec, stride=2))
    bowl = surface("quadratic-bowl")
    on_surface = replace(
        spec, objective=SurfaceObjective(bowl), batch_size=None, start=np.array(bowl.start)
    )
    assert not can_draw(on_surface)
    with pytest.raises(RequestError, match="one or two parameters on mini-batches"):
        record("minibatch", None, train(replace(spec, batch_size=None)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"batch_size": 303}, "a batch of 303 is all the data"),
        ({"batch_size": 304}, "batch size"),
        ({"x": ("Age", "MaxHR")}, "name one column with --x"),
        ({"start": (1.0, 2.0)}, "start"),
        ({"x": ("Agee",)}, "Agee"),
    ],
)
def test_a_wrong_request_is_answered_in_one_line(changes: dict[str, object], words: str) -> None:
    with pytest.raises(RequestError, match=words) as error:
        run_spec(DEFAULTS.changed(**changes))
    assert len(str(error.value)) <= 200
    assert "\n" not in str(error.value)


def test_other_data_make_a_logistic_regression_with_a_tenth_in_a_batch() -> None:
    spec = run_spec(RunOptions(data="heart", x=("MaxHR",), y="AHD", steps=20, learning_rate=0.5))
    assert spec.objective.parameter_names == ("b0", "b1")
    assert spec.batch_size == 30
    assert set(companions(spec, DEFAULTS)) == {MinibatchRole.TWIN}


def test_the_clock_reads_phases_one_after_the_other() -> None:
    assert moment(0, 10).step == moment(1.0, 10).step == 0
    assert moment(1.0, 10).move == 1
    assert moment(1.0 + 1e-3, 10).step == 1
    assert moment(10.0, 10) == moment(10.0 + 1e-9, 10)
    order = list(ENDS)
    for place, phase in enumerate(order):
        now = moment(end_of(phase, 3), 10)
        done = [getattr(now, each) for each in order]
        assert done == [1.0] * (place + 1) + [0.0] * (len(order) - place - 1)


def test_valleys_of_a_curve_that_is_known() -> None:
    xs = np.linspace(0, 4 * np.pi, 2001)
    first, second = valleys(xs, np.cos(xs) + 0.02 * xs)
    assert first.at == pytest.approx(np.pi + np.arcsin(0.02) * -1, abs=1e-4)
    assert second.at == pytest.approx(first.at + 2 * np.pi, abs=1e-4)
    assert first.right == second.left == pytest.approx(2 * np.pi + np.arcsin(0.02), abs=1e-4)
    assert second.right == np.inf
    assert valleys(xs, -xs) == ()


def test_working_shows_what_it_is_given() -> None:
    made = Working(lambda: "1.20 − 3 × 0.1", "#FFFFFF")
    assert made.content == "1.20 − 3 × 0.1"
    made.write()
    assert len(made.points) > 0
