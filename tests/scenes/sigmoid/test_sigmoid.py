from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression as Reference

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.likelihood import Likelihood
from gradreel.scenes.sigmoid import Sigmoid
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.base import Beat
from tests.scenes import layout
from tests.scenes.layout import faults, on_axes, own_table, played

DEFAULTS = entry("sigmoid").defaults
Seen = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record("sigmoid")


@pytest.fixture(scope="module")
def told(recording: Recording) -> tuple[Sigmoid, Seen]:
    """The whole scene told once, with what was to be seen at the end of each beat."""
    seen: Seen = {}

    def look(story: Sigmoid, beat: Beat) -> None:
        family = story.get_mobject_family_members()
        seen[beat.key] = {
            "sentence": beat.sentence,
            "numbers": [
                each.content
                for each in family
                if isinstance(each, Number) and each.get_fill_opacity() > 0
            ],
            "curve": story.curve.points.copy(),
            "tangent": on_axes(story.plot, story.tangent.points),
            "point": on_axes(story.plot, story.point.get_center()),
        }

    return played("sigmoid", recording, look), seen


@pytest.fixture(scope="module")
def fit(recording: Recording) -> FloatArray:
    """The maximum-likelihood fit of another library: (b0, b1)."""
    dataset = objective_of(recording.run).dataset
    found = Reference(C=np.inf, solver="newton-cholesky", tol=1e-10)
    found.fit(dataset.features, dataset.target)
    return np.array([found.intercept_[0], found.coef_[0, 0]])


def test_the_default_run_reaches_the_fit_of_another_library_and_shows_it(
    told: tuple[Sigmoid, Seen], recording: Recording, fit: FloatArray
) -> None:
    story, seen = told
    assert story.shown.fitted == pytest.approx(fit, rel=1e-6)
    assert fit == pytest.approx([6.3249497, -0.0434111], rel=1e-5)
    assert story.run.outcome == "converged"
    key = story.shown.start_key
    values = *fit, -fit[0] / fit[1]
    for value, decimals in zip(values, (3, 5, 0), strict=True):
        assert f"{value:.{decimals}f}".replace("-", "−") in seen[key]["numbers"]
    assert str(recording.run.n_steps) in seen[key]["numbers"]
    assert "the higher maximum heart rate, the lower p" in seen["negative"]["sentence"]


def test_the_curve_follows_the_record_step_by_step(
    told: tuple[Sigmoid, Seen], recording: Recording
) -> None:
    story, run, data = told[0], recording.run, objective_of(recording.run).dataset
    story.shown.share.set_value(1.0)
    for step in (0, 1, 5, 37, 100, run.n_steps):
        story.shown.stand(step)
        story.curve.update()
        b0, b1 = run.parameters[step]
        x, y = on_axes(story.plot, story.curve.points[::4]).T
        assert np.abs(y - expit(b0 + b1 * (x - data.mean[0]) / data.sd[0])).max() < 1e-9


def test_the_tangent_has_a_quarter_of_b1_as_slope_and_touches_the_centre(
    told: tuple[Sigmoid, Seen],
) -> None:
    story, seen = told
    first = story.shown.first
    x, y = seen["steepness"]["tangent"][[0, -1]].T
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(-first.slope / 4)  # flipped
    assert seen["steepness"]["point"] == pytest.approx((first.centre, 0.5))
    assert (x.mean(), y.mean()) == pytest.approx((first.centre, 0.5))


def test_two_curves_say_what_they_say_of_the_new_patient_of_the_scene_before(
    told: tuple[Sigmoid, Seen], fit: FloatArray
) -> None:
    story, seen = told
    assert story.shown.new == 150
    assert expit(fit[0] + fit[1] * 150) == pytest.approx(0.45, abs=0.005)
    assert seen["new"]["sentence"] == "And the new patient, at 150 beats a minute: p = ?"
    assert "p = 0.45" in seen["new"]["numbers"]
    x, y = on_axes(story.plot, seen["another"]["curve"][::4]).T
    assert np.interp(150, x, y) == pytest.approx(0.68, abs=0.005)
    assert expit(fit[0] + fit[1] * 122) == pytest.approx(0.74, abs=0.005)
    assert (
        seen["known_woman"]["sentence"] == "The woman had 122 beats a minute. By that alone, p = ?"
    )
    assert "p = 0.74" in seen["known_woman"]["numbers"]
    assert {"p = 0.45", "p = 0.68"} <= set(seen["another"]["numbers"])


def test_its_last_picture_is_the_first_of_the_next_scene(told: tuple[Sigmoid, Seen]) -> None:
    story, seen = told

    def look(other: Likelihood, beat: Beat) -> None:
        if beat.key == "ask":
            assert seen["another"]["curve"] == pytest.approx(other.curve.points)
            for mine, theirs in zip(story.axes.classes, other.patients.classes, strict=True):
                assert mine.points == pytest.approx(theirs.points)

    played("likelihood", record("likelihood"), look)


def test_the_centre_beside_the_curve_is_that_of_the_plate(told: tuple[Sigmoid, Seen]) -> None:
    shown = told[0].shown
    for seconds in np.linspace(1.0, shown.pace.seconds, 40):
        shown.walk_to(seconds)
        centre, (intercept, slope) = shown.told_centre(), shown.reading().parameters
        assert told[0].centre_name.content in ("", f"c = {centre:.0f}")
        digits = float(f"{intercept:.3f}") / float(f"{slope:.5f}")
        assert -digits == pytest.approx(centre, abs=0.1)


@pytest.mark.slow
def test_a_run_that_diverged_is_drawn_to_its_last_finite_step_and_says_so() -> None:
    recording = record("sigmoid", DEFAULTS.changed(learning_rate=1e307, steps=50))
    story = played("sigmoid", recording, lambda *_: None)
    last = recording.run.n_steps
    sentence = next(beat.sentence for beat in story.beats if beat.key == "diverged")
    assert f"step {last + 1}" in sentence
    assert story.shown.reading().step == last
    assert np.isfinite(story.curve.points).all()
    assert faults("sigmoid", recording, "dark", "en") == []


def test_two_values_of_p_keep_apart_at_the_edge_of_the_data(tmp_path: Path) -> None:
    options = own_table("sigmoid", tmp_path, {"dose": [1.0, 2.0]}, ["no", "yes"])
    assert layout.told("sigmoid", record("sigmoid", options)).faults == []
