"""What `curves` draws and says is what was recorded, whoever recorded it, and however it ended."""

from dataclasses import replace

import numpy as np
import pytest

from gradreel.engine.data import load
from gradreel.engine.errors import RequestError
from gradreel.engine.history import History
from gradreel.engine.objectives import ModelObjective
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Recording, record, record_together
from gradreel.scenes.ask.runs import FRESH
from gradreel.scenes.curves import Curves, CurvesTogether
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.figure.charts import ChartAxes, upward
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.story.figure import CHECKED
from gradreel.scenes.stage.type.scale import LogScale, scale
from gradreel.scenes.stage.type.style import Box, theme
from tests.scenes.layout import asked

STEPS = np.arange(50)
FALLS = 0.1 + 0.9 * 0.9**STEPS


def made(**series: object) -> History:
    """A history of another program, in which only some numbers are known."""
    known = {name: np.asarray(values, dtype=float) for name, values in series.items()}
    return History(
        maker="a loop 1.0",
        precision="float32",
        steps=STEPS[: len(known["loss"])],
        series=known,
        snapshots=np.array([0]),
    )


def told(history: History) -> dict[str, str]:
    """Its sentences, by their keys; it has to be laid out well too."""
    story = Curves(Recording(history, {}, RunOptions()))
    assert story.findings() == []
    return {beat.key: beat.sentence for beat in story.beats}


def test_the_run_of_the_engine_overfits_as_its_numbers_say() -> None:
    recording = record("curves", asked("curves"))
    story = Curves(recording)
    run, fresh = recording.run, load("blobs", rng=np.random.default_rng([0, FRESH]))
    objective, data = run.objective, run.dataset
    assert isinstance(objective, ModelObjective)
    assert data is not None
    unseen = ModelObjective(objective.model, replace(fresh, mean=data.mean, sd=data.sd))
    losses = [unseen.loss(each) for each in run.parameters]
    assert story.other is not None
    np.testing.assert_allclose(story.other.values, losses, rtol=1e-12)
    assert story.facts["best"] == str(int(np.argmin(losses)))
    said = {beat.key: beat.sentence for beat in story.beats}
    assert f"step {np.argmin(losses)}" in said["moral_overfits"]
    assert f"{run.loss[0]:.3f} to {run.loss[-1]:.3f}" in said["fell"]


@pytest.mark.parametrize(
    ("history", "keys"),
    [
        (made(loss=FALLS), ["ask", "fell", "moral_settled"]),
        (made(loss=FALLS[::-1]), ["ask", "rose", "moral_worse"]),
        (made(loss=np.linspace(2.0, 1.0, 50)), ["ask", "fell", "moral_falls"]),
        (made(loss=0.85**STEPS), ["ask", "fell", "moral_falls"]),
        (made(loss=[*FALLS[:-2], 0.01, 0.2]), ["ask", "fell", "moral_wavers"]),
        (made(loss=[0.5, 0.5]), ["ask", "same", "moral_worse"]),
        (
            made(loss=FALLS, learning_rate=np.full(50, 0.1), gradient_norm=FALLS),
            ["ask", "fell", "gradient_norm", "moral_settled"],
        ),
        (
            made(loss=FALLS, learning_rate=0.1 * FALLS, accuracy=1 - FALLS / 2),
            ["ask", "fell", "accuracy", "learning_rate", "moral_settled"],
        ),
        (
            made(loss=FALLS, held_out_loss=np.where(STEPS % 10 == 0, FALLS, np.nan)),
            ["ask", "fell", "unseen", "follows", "moral_settled"],
        ),
        (
            replace(made(loss=10.0 ** np.arange(40)), outcome="diverged at step 40"),
            ["ask", "diverged", "moral_worse"],
        ),
    ],
)
def test_sentences_are_chosen_by_what_was_recorded(history: History, keys: list[str]) -> None:
    assert [*told(history)] == keys


def test_numbers_far_apart_are_written_each_in_its_own_way() -> None:
    run = made(loss=[1.8, 1.6e-4], gradient_norm=[20.0, 3e-5])
    assert told(run)["fell"] == "In 1 steps the loss falls from 1.8 to 1.6×10⁻⁴"


def test_it_needs_a_loss_at_two_steps() -> None:
    assert not Curves.can_draw_history(made(loss=[1.0, np.nan]))
    assert Curves.can_draw_history(made(loss=[1.0, 2.0]))


def test_points_are_where_their_numbers_are() -> None:
    story = Curves(Recording(made(loss=FALLS), {}, RunOptions()))
    sheet = Sheet(CHECKED.width, CHECKED.height, theme("dark"))
    axes = ChartAxes(sheet, scale(0, 49), scale(0, 1), lambda: Box(0.1, 0.9, 0.2, 0.8))
    head = axes.until(story.loss, 10.5)[-1]
    expected = sheet.at(0.1 + 0.8 * 10.5 / 49, 0.8 - 0.6 * (FALLS[10] + FALLS[11]) / 2)
    np.testing.assert_allclose(head, expected)
    assert isinstance(
        upward([replace(story.loss, values=np.power(0.5, STEPS.astype(float)))]), LogScale
    )


SLOW, QUICK = 0.1 + 0.9 * 0.94**STEPS, 0.3 + 0.7 * 0.8**STEPS
LOST = replace(made(loss=2.0 * 1.5 ** np.arange(30)), outcome="diverged at step 30")


def together(**runs: History) -> CurvesTogether:
    """Several runs, by their names; they have to be laid out well in both shapes."""
    story = CurvesTogether(record_together("curves", RunOptions(), runs))
    assert story.findings(Picture(360, 640, 5)) == story.findings() == []
    return story


@pytest.mark.parametrize(
    ("runs", "keys"),
    [
        ({"slow": SLOW, "quick": QUICK}, ["lowest", "passed", "moral_passed"]),
        ({"low": QUICK / 2, "high": QUICK}, ["lowest", "moral_led"]),
        ({"one": QUICK, "other": QUICK[::-1][:1].repeat(50)}, ["tied", "moral_tied"]),
        (dict.fromkeys("abc", QUICK), ["level", "moral_level"]),
        ({"slow": SLOW, "lost": LOST}, ["lowest", "lost_one", "moral_led"]),
        (
            {"slow": SLOW, "lost": LOST, "gone": LOST},
            ["lowest", "lost_some", "moral_led"],
        ),
        ({"lost": LOST, "gone": LOST}, ["all_diverged", "moral_all_diverged"]),
        ({"short": QUICK[:9], "slow": SLOW}, ["lowest", "passed", "moral_passed"]),
    ],
)
def test_of_several_runs_is_said_what_holds(runs: dict[str, object], keys: list[str]) -> None:
    known = {
        name: each if isinstance(each, History) else made(loss=each) for name, each in runs.items()
    }
    assert [beat.key for beat in together(**known).beats] == ["ask_together", *keys]


def test_of_runs_on_different_rows_it_is_said() -> None:
    first, second = (load("blobs", rng=np.random.default_rng(seed)) for seed in range(2))
    for other, ask in ((first, "ask_together"), (second, "ask_apart")):
        known = zip("ab", (first, other), (SLOW, QUICK), strict=True)
        story = together(
            **{name: replace(made(loss=loss), dataset=data) for name, data, loss in known}
        )
        assert story.beats[0].key == ask


def test_who_is_lowest_and_when_it_came_to_be_is_as_recorded() -> None:
    story = together(slow=made(loss=SLOW), quick=made(loss=QUICK))
    step = int(np.flatnonzero(SLOW > QUICK)[-1]) + 1
    said = {beat.key: beat.sentence for beat in story.beats}
    assert said["passed"] == f"At step {step}, slow passes quick and stays lowest"
    assert said["lowest"] == (
        f"slow ends lowest, at {SLOW[-1]:.3f}; next comes quick, at {QUICK[-1]:.3f}"
    )


def test_the_engines_runs_and_others_are_compared_on_all_that_two_have() -> None:
    run = record("curves", asked("curves")).run
    other = made(loss=FALLS, held_out_loss=FALLS / 9, accuracy=1 - FALLS / 9, learning_rate=FALLS)
    story = together(**{"the engine's": run, "the other": other})  # type: ignore[arg-type]
    assert [each.name for each in story.layers] == [
        *("loss", "held_out_loss", "accuracy", "learning_rate")
    ]
    for layer, values in zip(story.layers, (FALLS, FALLS / 9, 1 - FALLS / 9, FALLS), strict=True):
        curve = layer.curves[1]
        assert curve is not None
        np.testing.assert_array_equal(curve.values, values)
    assert story.heading() == "Learning curves · recorded by gradreel, a loop 1.0"
    said = {beat.key: beat.sentence for beat in story.beats}
    assert said["held_out_loss_together"].endswith(f"the other ends lowest: {FALLS[-1] / 9:.4f}")
    assert run.loss[-1] < FALLS[-1]
    assert said["moral_unseen"].startswith("Lowest on its own data is the engine's")
    assert said["accuracy_together"] == (
        "the other judges the largest share of its own data right: 98.8%"
    )


def test_six_long_names_are_told_apart() -> None:
    runs = {
        f"a network with a long name, the {at}th of six runs": made(loss=QUICK * at)
        for at in range(1, 7)
    }
    assert len({*together(**runs).names}) == 6


def test_losses_of_different_kinds_are_not_compared() -> None:
    data = replace(load("moons", rng=np.random.default_rng(0)))
    runs = {"classes": replace(made(loss=FALLS), dataset=data)}
    runs["number"] = replace(made(loss=FALLS), dataset=load("sunspots", as_number=True))
    with pytest.raises(RequestError, match="'classes' tells classes apart; 'number' predicts"):
        record_together("curves", RunOptions(), runs)


def test_unseen_data_have_the_columns_and_the_order_of_classes_of_the_run() -> None:
    columns = load("moons", rng=np.random.default_rng(0)).feature_names
    names = load("moons", rng=np.random.default_rng(0)).class_names
    chosen = RunOptions(data="moons", x=columns[1:], positive=names[0], hidden=(2,), steps=20)
    story = Curves(record("curves", chosen.changed(optimizer="adam", learning_rate=0.1)))
    unseen = story.recording.held_out
    assert unseen is not None
    assert (unseen.feature_names, unseen.class_names) == (columns[1:], names[::-1])
