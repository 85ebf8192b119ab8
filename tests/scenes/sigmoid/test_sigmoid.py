from typing import Any

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression as Reference

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.sigmoid import CASES, Sigmoid
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.base import Beat
from tests.scenes.layout import faults, on_axes, played

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
            "tangent": story.tangent.points.copy(),
            "point": story.point.get_center().copy(),
        }

    return played("sigmoid", recording, look), seen


@pytest.fixture(scope="module")
def fit(recording: Recording) -> FloatArray:
    """The maximum-likelihood fit of another library: (b0, b1)."""
    dataset = objective_of(recording.main).dataset
    found = Reference(C=np.inf, solver="newton-cholesky", tol=1e-10)
    found.fit(dataset.features, dataset.target)
    return np.array([found.intercept_[0], found.coef_[0, 0]])


def mean_loss(recording: Recording, intercept: float, slope: float) -> float:
    dataset = objective_of(recording.main).dataset
    logits = intercept + slope * dataset.features[:, 0]
    return float(np.mean(np.logaddexp(0, logits) - dataset.target * logits))


def test_the_default_run_reaches_the_fit_of_another_library_and_shows_it(
    told: tuple[Sigmoid, Seen], recording: Recording, fit: FloatArray
) -> None:
    story, seen = told
    assert story.shown.fitted == pytest.approx(fit, rel=1e-6)
    assert fit == pytest.approx([6.3249497, -0.0434111], rel=1e-5)
    assert story.run.outcome == "converged"
    x, y = on_axes(story.plot, seen["best"]["curve"][::4]).T
    assert np.abs(y - expit(fit[0] + fit[1] * x)).max() < 1e-6
    values = *fit, -fit[0] / fit[1], mean_loss(recording, *fit)
    for value, decimals in zip(values, (3, 5, 1, 4), strict=True):
        assert f"{value:.{decimals}f}".replace("-", "−") in seen["best"]["numbers"]
    assert str(recording.main.n_steps) in seen["best"]["numbers"]
    assert "the higher maximum heart rate, the lower p" in seen["negative"]["sentence"]


def test_the_curve_follows_the_record_step_by_step(
    told: tuple[Sigmoid, Seen], recording: Recording
) -> None:
    story, run, data = told[0], recording.main, objective_of(recording.main).dataset
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
    x, y = on_axes(story.plot, seen["steepness"]["tangent"][[0, -1]]).T
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(first.slope / 4)
    assert on_axes(story.plot, seen["steepness"]["point"]) == pytest.approx((first.centre, 0.5))
    assert (x.mean(), y.mean()) == pytest.approx((first.centre, 0.5))


def test_the_losses_of_the_tries_are_right(
    told: tuple[Sigmoid, Seen], recording: Recording
) -> None:
    for each in told[0].shown.tries:
        loss = mean_loss(recording, -each.slope * each.centre, each.slope)
        assert told[0].shown.loss_of(each.parameters) == pytest.approx(loss, rel=1e-12)
        assert f"{loss:.4f}" in told[1]["measure"]["numbers"]
        assert loss > recording.main.loss[-1]


def test_what_is_said_of_a_person_is_what_the_fit_says_of_each_of_them(
    told: tuple[Sigmoid, Seen], recording: Recording, fit: FloatArray
) -> None:
    dataset = objective_of(recording.main).dataset
    rates, ill = dataset.features[:, 0], dataset.target == 1
    says_ill = expit(fit[0] + fit[1] * rates) > 0.5
    assert np.array_equal(says_ill, rates < 146)
    seen = told[1]["says_below"]
    assert seen["sentence"] == "Below 146 beats a minute, p > 0.5: it says heart disease"
    assert str((says_ill == ill).sum()) in seen["numbers"]
    assert str((~ill).sum()) in seen["numbers"]
    for label, lines in enumerate(told[0].answers):
        mine = says_ill == bool(label)
        assert lines[1].content == f"{(mine & (ill == label)).sum()} of {mine.sum()} right"
    assert not recording.main.parameters[0].any()
    notes = [each.content for each in told[0].judged if isinstance(each, Label)]
    assert notes == ["judged right, of 303:", "p = 0.5 counts as y = 0"]
    assert (told[0].shown.answers(np.array([0.1, 0.0])) == 1).all()


def test_what_is_read_along_the_curve_comes_out_with_the_digits_of_the_fit(
    told: tuple[Sigmoid, Seen], fit: FloatArray
) -> None:
    for place in np.linspace(125, 170, 31):
        told[0].read.set_value(place)
        x, p = (float(each.split("=")[1]) for each in told[0].reader.content.split(":"))
        assert abs(x - place) <= 0.5
        assert p == pytest.approx(expit(fit[0] + fit[1] * x), abs=0.0051)


def test_the_centre_beside_the_curve_is_that_of_the_plate(told: tuple[Sigmoid, Seen]) -> None:
    shown = told[0].shown
    for seconds in np.linspace(1.0, shown.pace.seconds, 40):
        shown.walk_to(seconds)
        centre, (intercept, slope) = shown.told_centre(), shown.reading().parameters
        assert told[0].centre_name.content in ("", f"c = {centre:.1f}")
        digits = float(f"{intercept:.3f}") / float(f"{slope:.5f}")
        assert -digits == pytest.approx(centre, abs=0.1)


def test_the_case_that_is_said_to_be_like_the_data_is_nearest_to_the_fit(
    told: tuple[Sigmoid, Seen], recording: Recording, fit: FloatArray
) -> None:
    steepness = fit[1] * objective_of(recording.main).dataset.features.std()
    nearest = min(CASES, key=lambda each: abs(CASES[each] - steepness))
    assert told[0].chosen is told[0].cases[[*CASES].index(nearest)]
    assert len(told[0].like_data)


@pytest.mark.slow
def test_a_run_that_diverged_is_drawn_to_its_last_finite_step_and_says_so() -> None:
    recording = record("sigmoid", DEFAULTS.changed(learning_rate=1e307, steps=50))
    story = played("sigmoid", recording, lambda *_: None)
    last = recording.main.n_steps
    sentence = next(beat.sentence for beat in story.beats if beat.key == "diverged")
    assert f"step {last + 1}" in sentence
    assert story.shown.reading().step == last
    assert np.isfinite(story.curve.points).all()
    assert faults("sigmoid", recording, "dark", "en") == []
