"""The scene of gradient descent: what it draws is in the record, what it claims is true."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from matplotlib.text import Text

from gradreel.engine.errors import RequestError
from gradreel.engine.surfaces.named import SURFACES
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, record
from gradreel.scenes.descent import Descent, DescentRole, can_draw, companions, run_spec
from gradreel.scenes.stage.runs.verdict import verdict
from gradreel.scenes.stage.type.captions import captions, languages
from gradreel.scenes.stage.type.theme import themes
from gradreel.scenes.stage.type.typesetting import number_text

FORMULA = "(x**2+y-11)**2+(x+y**2-7)**2"
GLOBAL = SURFACES["styblinski-tang"].lowest


@dataclass(frozen=True)
class Picture:
    """What a story is asked for."""

    width: int = 640
    height: int = 360
    fps: int = 10
    transparent: bool = False


def options(**values: object) -> RunOptions:
    """What the command line makes of some flags."""
    from gradreel.scenes.cli.render import run_options

    return run_options(entry("descent"), values)


@cache
def default() -> Recording:
    return record("descent")


@cache
def story() -> Descent:
    return Descent(default())


def drawn_at_end(told: Descent, key: str) -> list[Artist]:
    """All artists at the end of a beat."""
    beat = next(beat for beat in told.beats if beat.key == key)
    return told.sheet(Picture()).artists(told.timeline.state_at(beat.end))


def words(artists: list[Artist]) -> list[str]:
    return [artist.get_text() for artist in artists if isinstance(artist, Text)]


def in_parameters(artists: list[Artist], kind: type[Artist]) -> Iterator[np.ndarray]:
    """The points of artists of a kind that are on the map: in the run's own parameters."""
    for artist in artists:
        points = np.zeros((0, 2))
        if isinstance(artist, kind) and isinstance(artist, PathCollection):
            points = np.asarray(artist.get_offsets())
        elif isinstance(artist, kind) and isinstance(artist, Line2D):
            points = np.asarray(artist.get_xydata())
        if len(points) and np.nanmax(np.abs(points)) < 10:
            yield points


# The claims.


def test_the_first_start_arrives_at_the_global_minimum() -> None:
    run = default().main
    assert run.loss[-1] == pytest.approx(GLOBAL, abs=1e-9)
    assert np.abs(run.objective.gradient(run.parameters[-1])).max() < 1e-5


def test_the_second_start_is_stuck_in_a_higher_minimum() -> None:
    run = default()[DescentRole.SECOND_START]
    assert run.loss[-1] == pytest.approx(-64.195612, abs=1e-6)
    around = run.parameters[-1] + 0.05 * np.array([[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1]])
    assert (run.objective.losses(around) > run.loss[-1]).all()
    assert np.hypot(*(run.parameters[0] - default().main.parameters[0])) < 1.1


def test_every_step_that_is_seen_lowers_the_loss() -> None:
    assert "falls" in [beat.key for beat in story().beats]
    seen = default().main.loss[: story().shown.verdicts[0].step + 1]
    assert len(seen) > 6
    assert (np.diff(seen) < 0).all()


def test_the_default_story_is_told_in_half_a_minute_to_one() -> None:
    for language in languages():
        assert 25 <= Descent(default(), language=language).duration <= 70


@pytest.mark.parametrize(
    ("given", "ending", "step"),
    [
        ({"surface": "six-hump-camel"}, "local", None),
        ({"surface": "himmelblau", "start": (1.0, 1.0)}, "global", None),
        ({"surface": "booth"}, "only", None),
        ({"surface": "rosenbrock"}, "moving", 100),
        ({"surface": "rosenbrock", "learning_rate": 1e-5}, "moving", 100),
        ({"surface": "saddle"}, "left", None),
        ({"surface": "saddle", "start": (-1.5, 0.0)}, "saddle", None),
        ({"surface": "himmelblau", "learning_rate": 0.05}, "diverged", 10),
        ({"surface": FORMULA, "start": (0.0, 0.0), "learning_rate": 0.01}, "lowest", None),
        ({"surface": FORMULA + "+4*x+2*y", "start": (0.0, 0.0)}, "local", None),
        ({"surface": "x**2 - y**2", "start": (0.0, 0.0)}, "saddle", 0),
        ({"x": ("MaxHR",), "y": "AHD"}, "only", None),
    ],
)
def test_an_ending_is_judged_by_the_run(
    given: dict[str, object], ending: str, step: int | None
) -> None:
    told = Descent(record("descent", options(**given)))
    found = told.shown.verdicts[0]
    assert found.ending == ending
    assert step is None or found.step == step
    assert f"{ending}_floorless" in keys(told) or ending in keys(told)
    assert ("moral" in keys(told)) is False


def keys(told: Descent) -> list[str]:
    return [beat.key for beat in told.beats]


def test_separated_classes_are_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("size,big\n1,no\n2,no\n3,yes\n4,yes\n")
    given = options(data=str(path), x=("size",), y="big", steps=30, learning_rate=1.0)
    told = Descent(record("descent", given))
    assert told.shown.verdicts[0].ending == "separated"
    assert "separated" in keys(told)


def test_a_run_that_stands_still_is_not_said_to_step() -> None:
    told = Descent(record("descent", options(surface="0*x + 1")))
    assert keys(told)[3:] == ["flat", "lowest"]


# The record.


def test_the_points_on_the_map_are_those_of_the_record() -> None:
    artists = drawn_at_end(story(), "moral")
    dots = list(in_parameters(artists, PathCollection))
    for run in (default().main, default()[DescentRole.SECOND_START]):
        assert any(np.array_equal(each, run.parameters) for each in dots)


def test_half_way_only_the_steps_so_far_are_drawn() -> None:
    told = story()
    values = {**told.timeline.segments[-1].after, "main": 3.0, "other_shown": 0.0}
    artists = told.sheet(Picture()).artists(values)
    (dots,) = in_parameters(artists, PathCollection)
    assert np.array_equal(dots, default().main.parameters[:4])
    (line,) = {tuple(each[-1]) for each in in_parameters(artists, Line2D)}
    assert line == tuple(default().main.parameters[3])


def test_the_point_stands_where_the_run_is() -> None:
    told = story()
    sheet = told.sheet(Picture())
    artists = drawn_at_end(told, "global")
    dots = next(each for each in artists if isinstance(each, PathCollection)
                and np.array_equal(each.get_offsets(), default().main.parameters))  # fmt: skip
    wanted = dots.get_offset_transform().transform(default().main.parameters[-1])
    centres = [each.center for each in artists if isinstance(each, Circle)]
    assert any(np.allclose(each, wanted) for each in centres)
    assert sheet.x(0.69) < wanted[0] < sheet.x(0.95)


@pytest.mark.parametrize("key", ["start", "falls", "moral"])
def test_the_numbers_of_the_table_are_those_of_the_record(key: str) -> None:
    shown = words(drawn_at_end(story(), key))
    run = default().main
    row = 0 if key == "start" else -1
    x, y = run.parameters[row]
    for wanted in (
        str(run.recorded_steps[row]),
        number_text(float(x), 3),
        number_text(float(y), 3),
        number_text(float(run.loss[row]), 2),
        "0.025",
    ):
        assert wanted in shown


def test_the_first_step_adds_up_with_the_recorded_gradient() -> None:
    shown = words(drawn_at_end(story(), "step"))
    run = default().main
    for axis in (0, 1):
        before, after = run.parameters[:2, axis]
        gradient = run.gradients[0, axis]
        assert after == pytest.approx(before - 0.025 * gradient)
        assert f"= {number_text(float(before), 3)}" in shown
        assert number_text(float(gradient), 3) in shown
        assert f"= {number_text(float(after), 3)}" in shown


def test_another_optimizers_step_is_its_own() -> None:
    recording = record("descent", options(optimizer="adam", learning_rate=0.1))
    run = recording.main
    told = Descent(recording)
    shown = words(drawn_at_end(told, "step_own"))
    step = (run.parameters[0] - run.parameters[1]) / 0.1
    assert step == pytest.approx([1, 1])
    assert shown.count("1.000") == 2
    assert "∂" not in "".join(shown)


# Options.


def test_other_optimizers_have_plain_descent_beside_them() -> None:
    recording = record("descent", options(surface=FORMULA, start=(-3.0, 2.0), optimizer="momentum"))
    twin = recording[DescentRole.PLAIN_TWIN]
    assert np.array_equal(twin.parameters[0], [-3, 2])
    assert twin.spec.steps == recording.main.spec.steps == 100
    told = Descent(recording)
    assert keys(told)[-2:] == ["twin", "compare"]
    shown = words(drawn_at_end(told, "compare"))
    assert "Momentum" in shown
    assert "Gradient descent" in shown
    for run in (recording.main, twin):
        assert f"{run.spec.learning_rate:g}" in shown


def test_only_the_default_start_has_a_second_one() -> None:
    assert set(companions(run_spec(options()), options())) == {DescentRole.SECOND_START}
    elsewhere = options(start=(1.0, 1.0))
    assert companions(run_spec(elsewhere), elsewhere) == {}
    other = options(surface="beale")
    assert companions(run_spec(other), other) == {}


def test_a_rate_that_is_not_given_is_searched_and_shown() -> None:
    recording = record("descent", options(surface="rosenbrock"))
    rate = f"{recording.main.spec.learning_rate:g}"
    assert rate in words(drawn_at_end(Descent(recording), "moving"))


def test_two_columns_are_one_too_many() -> None:
    with pytest.raises(RequestError, match="name one column with --x"):
        run_spec(options(x=("MaxHR", "Age"), y="AHD"))


def test_it_draws_runs_of_two_parameters_and_no_others(tmp_path: Path) -> None:
    from gradreel.scenes.app.runs import logistic_spec

    two = logistic_spec(RunOptions(data="heart", x=("Age",), y="AHD", learning_rate=1.0, steps=9))
    three = logistic_spec(
        RunOptions(data="heart", x=("Age", "Chol"), y="AHD", learning_rate=1.0, steps=9)
    )
    assert can_draw(two)
    assert not can_draw(three)
    train(two).save(tmp_path / "run.npz")
    loaded = Trajectory.load(tmp_path / "run.npz")
    told = Descent(record("descent", RunOptions(), loaded))
    (dots, *_) = in_parameters(told.sheet(Picture()).artists(
        told.timeline.segments[-1].after), PathCollection)  # fmt: skip
    assert np.array_equal(dots, loaded.parameters)


def test_a_run_on_batches_says_what_it_follows() -> None:
    from gradreel.scenes.app.runs import logistic_spec

    spec = logistic_spec(
        RunOptions(
            data="heart", x=("Age",), y="AHD", learning_rate=0.5, steps=30, batch_size=30, seed=3
        )
    )
    told = Descent(record("descent", RunOptions(), train(spec)))
    sentence = next(beat.sentence for beat in told.beats if beat.key == "batch")
    assert "30" in sentence
    assert "303" in sentence
    assert "uphill" not in keys(told)


# What a viewer sees.


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("theme", list(themes()))
def test_the_layout_is_clean(theme: str, language: str) -> None:
    assert Descent(default(), theme, language).findings(Picture()) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "given"),
    [
        ("en", {"surface": FORMULA, "start": (-3.0, 2.0), "optimizer": "momentum"}),
        ("zh", {"surface": "rosenbrock", "optimizer": "adagrad"}),
        ("en", {"surface": "rastrigin", "optimizer": "nesterov"}),
        ("en", {"surface": "saddle"}),
        ("zh", {"surface": "himmelblau", "learning_rate": 0.05}),
        ("zh", {"surface": "six-hump-camel", "optimizer": "rmsprop"}),
        ("en", {"x": ("MaxHR",), "y": "AHD"}),
    ],
)
def test_the_layout_is_clean_for_other_runs(language: str, given: dict[str, object]) -> None:
    told = Descent(record("descent", options(**given)), "light", language)
    assert told.findings(Picture()) == []


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("surface", "start", "given", "ending"),
    [
        ("exp(exp(x))", (1.0, 1.0), {}, "left"),  # heights whose scale is no number
        ("exp(x**2 * y**2)", (1.0, 1.0), {}, "moving"),
        ("exp(x)", (-700.0, 0.0), {}, "lowest"),
        ("1e308*sin(x)", (1.0, 1.0), {"learning_rate": 1e-308}, "moving"),  # a range that is none
        ("1e-300*x", (1.0, 1.0), {}, "moving"),
        ("x**2 + y**2", (1e150, 1e-300), {}, "lowest"),
        ("x**2 + y**2", (1e-310, 0.0), {}, "lowest"),
        ("x*y", (1e154, 1e153), {}, "left"),
        ("x**2", (1e-5, 1e5), {}, "lowest"),
        ("x**2 + y**2", (1.0, 1.0), {"learning_rate": 1.5}, "left"),
        ("x**4 + y**4", (1.0, 1.0), {"learning_rate": 10.0}, "diverged"),
        ("x**2 + y**2", (1.0, 1.0), {"learning_rate": 1e300}, "diverged"),
        ("x**2 + y**2", (1.0, 1.0), {"steps": 1}, "moving"),
        ("sin(1e6*x)", (1.0, 1.0), {}, "moving"),  # a point that the landscape hides throughout
        ("1/x", (1e-5, 0.0), {}, "left"),
        ("tanh(x)", (1e5, 0.0), {}, "level"),
        ("-x**2 - y**2", (0.0, 0.0), {}, "top"),
        ("sqrt(x - 4.4)", (4.45, 0.0), {}, "moving"),
    ],
)
def test_odd_surfaces_and_starts_are_drawn(
    surface: str, start: tuple[float, float], given: dict[str, object], ending: str
) -> None:
    told = Descent(record("descent", options(surface=surface, start=start, **given)), "light")
    assert told.shown.verdicts[0].ending == ending
    assert told.findings(Picture()) == []
    told.last_frame(Picture())


def test_both_languages_say_the_same_things() -> None:
    english, chinese = (captions("descent", language) for language in ("en", "zh"))
    for kind in ("beats", "labels"):
        assert getattr(english, kind).keys() == getattr(chinese, kind).keys()
        for key, content in getattr(english, kind).items():
            fields = {part.split("}")[0] for part in content.split("{")[1:]}
            other = getattr(chinese, kind)[key]
            assert fields == {part.split("}")[0] for part in other.split("{")[1:]}


def test_a_verdict_needs_nothing_but_the_record() -> None:
    found = verdict(default().main, story().shown.landscape)
    assert (found.ending, found.step) == ("global", story().shown.verdicts[0].step)
