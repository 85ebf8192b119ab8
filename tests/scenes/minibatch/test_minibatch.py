"""What `minibatch` shows and says of the sun's cycle, and of anybody's series."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.data import load
from gradreel.engine.errors import RequestError
from gradreel.engine.training import train
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.minibatch import JUMP, BatchPlayer, Minibatch, Shuffle, WaveRuns, wave_spec
from gradreel.scenes.stage.manim.text import Formula
from gradreel.scenes.stage.runs.objective import batch_of
from gradreel.scenes.stage.type.style import WIDE, laying_out
from tests.scenes import tellings
from tests.scenes.layout import asked, told

SUN = load("sunspots")
YEARS, SPOTS = SUN.features[:, 0], (SUN.target - SUN.target.mean()) / SUN.target.std()


def loss(period: float, rows: IntArray | slice = slice(None)) -> float:
    """The mean squared miss of the wave, written out."""
    wave = 1.25 * np.cos(2 * np.pi * (YEARS[rows] - 1937.5) / period)
    return float(np.mean((wave - SPOTS[rows]) ** 2))


def trained(options: RunOptions) -> WaveRuns:
    """What is known of the run on batches and of that on all rows."""
    main = wave_spec(options)
    return WaveRuns(
        Recording(train(main), {"twin": train(replace(main, batch_size=None))}, options)
    )


@pytest.fixture(scope="module")
def recording() -> Recording:
    return tellings.recording("minibatch")


@pytest.fixture(scope="module")
def player(recording: Recording) -> BatchPlayer:
    return BatchPlayer(recording.run, WaveRuns(recording).leap)


def test_batches_leave_the_minimum_in_which_all_years_stay(recording: Recording) -> None:
    known, path = WaveRuns(recording), recording.run.parameters[:, 0]
    assert recording["twin"].parameters[-1, 0] == pytest.approx(8.937, abs=2e-3)
    assert (known.key, known.twin_key, known.leap) == ("settle", "stuck", 14)
    assert path[:15].max() < 9.55 < path[15]
    assert path[-1] == pytest.approx(10.561, abs=0.03)


def test_too_little_noise_stays_in_the_minimum_and_too_much_strays(recording: Recording) -> None:
    runs = recording.all_of(Shuffle).items()
    ends = {
        size: np.array([run.parameters[-1, 0] for role, run in runs if role.size == size])
        for size in (3, 8, 40)
    }
    assert (np.abs(ends[40] - 8.937) < 0.6).all()
    arrived = {size: np.sum(np.abs(each - 10.561) < 1.0) for size, each in ends.items()}
    assert arrived[3] < arrived[8]
    assert np.sum(np.abs(ends[3] - 8.937) < 0.6) < 0.2 * (len(ends[3]) - arrived[3])


def test_the_curve_of_a_batch_is_the_loss_of_its_years(player: BatchPlayer) -> None:
    for step, period in ((0, 7.5), (1, 9.0), (14, 10.5)):
        own = loss(period, batch_of(player.run, step))
        assert player.batch(step).loss(period) == pytest.approx(own)


def test_the_point_is_on_what_it_is_measured_on_and_leaps_over_both_curves(
    player: BatchPlayer,
) -> None:
    for step in range(20):
        player.set_value(step)
        assert player.loss_seen() == pytest.approx(loss(player.path[step]))
    rows = batch_of(player.run, 14)
    start, end = player.path[14:16].tolist()
    assert (np.diff([loss(each, rows) for each in np.linspace(start, end, 50)]) < 0).all()
    for share in np.linspace(JUMP + 0.01, 0.99, 25):
        player.set_value(14 + share)
        curves = loss(player.place()), loss(player.place(), rows)
        assert player.loss_seen() > max(curves)


def test_eight_years_arrive_most_often_and_all_never(recording: Recording) -> None:
    known, counts = WaveRuns(recording), dict[int, int]()
    for role, run in recording.all_of(Shuffle).items():
        arrives = abs(run.parameters[-1, 0] - 10.561) < 0.5
        assert known.arrives(float(run.parameters[-1, 0])) == arrives
        counts[role.size] = counts.get(role.size, 0) + arrives
    assert counts == {3: 65, 8: 87, 16: 51, 40: 0}


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({"start": (10.2,)}, ("settle", "full")),
        ({"learning_rate": 0.02}, ("neither", "stuck")),
        ({"learning_rate": 20.0}, ("off", "under_way")),
        ({"start": (13.0,), "learning_rate": 0.05}, ("neither", "stuck")),
        ({"steps": 1}, ("neither", "under_way")),
    ],
)
def test_the_sentences_follow_the_record(changes: dict[str, Any], keys: tuple[str, str]) -> None:
    known = trained(asked("minibatch", **changes))
    assert (known.key, known.twin_key) == keys


def series(folder: Path, times: FloatArray, numbers: FloatArray) -> dict[str, Any]:
    """Write somebody's own series, and name it as flags do."""
    path = folder / "own.csv"
    rows = "\n".join(f"{t!r},{y!r}" for t, y in zip(times.tolist(), numbers.tolist(), strict=True))
    path.write_text(f"day,tide\n{rows}\n", encoding="utf-8")
    return {"data": str(path), "x": ("day",), "y": "tide"}


def tides(scale: float = 1.0) -> tuple[FloatArray, FloatArray]:
    """Sixty numbers about a wave of 1.7 days."""
    times = np.linspace(0.0, 14.0, 60)
    noise = np.random.default_rng(4).normal(0.0, 0.2, 60)
    return scale * times, 3.0 + np.cos(2 * np.pi * (times - 0.5) / 1.7) + noise


def test_no_period_below_zero_is_told(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).normal(size=40)  # without a cycle
    known = trained(asked("minibatch", **series(tmp_path, np.arange(40.0), noise)))
    assert known.twin_key == "gone"


def test_a_step_to_no_period_is_told_in_symbols(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = np.random.default_rng(6).normal(size=20)
    options = asked("minibatch", steps=2, **series(tmp_path, np.arange(20.0), noise))
    made = record("minibatch", options)
    assert made.run.parameters[1, 0] < 0
    rules, written = list[str](), Minibatch.written

    def noted(story: Minibatch, step: int) -> Formula:
        rules.append((rule := written(story, step)).maths)
        return rule

    monkeypatch.setattr(Minibatch, "written", noted)
    told("minibatch", made)
    assert rules == ["P - eta dot d L \\/ d P"]


@pytest.mark.parametrize("scale", [1e-4, 1e4])
def test_anybodys_series_gets_a_start_a_rate_and_a_window_that_suit(
    tmp_path: Path, scale: float
) -> None:
    options = asked("minibatch", **series(tmp_path, *tides(scale)))
    known = trained(options)
    assert known.best == pytest.approx(1.7 * scale, rel=0.02)
    assert known.goal is not None
    assert known.goal.at == pytest.approx(known.best, rel=0.02)
    assert known.twin_key == "stuck"
    assert known.window[0] < wave_spec(options).start[0] < known.best < known.window[1]


@pytest.mark.slow
@pytest.mark.parametrize(("scale", "size"), [(1e-4, (640, 360)), (1e4, (360, 640))])
def test_it_is_told_with_its_own_names(tmp_path: Path, scale: float, size: tuple[int, int]) -> None:
    made = record("minibatch", asked("minibatch", **series(tmp_path, *tides(scale))))
    with laying_out(WIDE):
        found = told("minibatch", made, size=size)
    assert found.faults == []
    assert found.sentences["ask"] == "Must each step use all 60 rows?"
    assert "year" not in " ".join(found.sentences.values())


@pytest.mark.parametrize(
    ("count", "changes", "message"),
    [
        (60, {"batch_size": 60}, "a batch of 60 is all the data"),
        (60, {"x": ("day", "tide")}, "can't be both a feature and y"),
        (1200, {}, "draws up to 1,000 rows, these are 1,200"),
        (5, {}, "shows no cycle"),
    ],
)
def test_what_cant_be_drawn_is_refused_in_one_line(
    tmp_path: Path, count: int, changes: dict[str, Any], message: str
) -> None:
    times = np.linspace(0.0, 20.0, count)
    flags = series(tmp_path, times, np.cos(times)) | changes
    with pytest.raises(RequestError, match=message):
        Minibatch.runs(asked("minibatch", **flags))


def test_it_draws_records_of_the_period_on_batches_only(recording: Recording) -> None:
    assert Minibatch.can_draw(recording.run.spec)
    assert not Minibatch.can_draw(recording["twin"].spec)
    assert not Minibatch.can_draw(tellings.recording("slope").run.spec)
