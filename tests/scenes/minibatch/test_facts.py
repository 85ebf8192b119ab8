"""Which sentences and runs of mini-batches there may be."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gradreel.engine.errors import RequestError
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, record
from gradreel.scenes.minibatch import (
    MinibatchSurface,
    can_draw,
    companions,
    run_spec,
)
from gradreel.scenes.pieces.minibatch.line_run import LineRun
from gradreel.scenes.pieces.minibatch.panels import Working
from gradreel.scenes.pieces.minibatch.phases import ENDS, end_of, moment
from gradreel.scenes.pieces.minibatch.request import AGES
from gradreel.scenes.pieces.minibatch.runs import MinibatchRole
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.runs.valleys import valleys
from tests.scenes.minibatch.stage import DEFAULTS, tell


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
    [{"learning_rate": 5.0}, {"optimizer": "momentum", "learning_rate": 7.0}],
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


@pytest.mark.parametrize(("ends", "key"), [((5, 6), "separated"), ((6, 6), "touching")])
def test_separated_classes_have_no_lowest_point(
    tmp_path: Path, ends: tuple[int, int], key: str
) -> None:
    last, first = ends
    rows = [*((x, 0) for x in range(last + 1)), *((x, 1) for x in range(first, 12))]
    path = tmp_path / "apart.csv"
    path.write_text("x,y\n" + "".join(f"{x},{y}\n" for x, y in rows))
    given = DEFAULTS.changed(data=str(path), x=("x",), y="y", start=None, steps=20, batch_size=4)
    story = MinibatchSurface(record("minibatch", given))
    assert f"map_{key}" in [beat.key for beat in story.beats]


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
