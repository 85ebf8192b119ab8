"""How far something is, as a terminal and a log are told it."""

import io
import re
import sys
import time

import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.render import progress
from gradreel.scenes.render.amounts import clock_text, time_text
from gradreel.scenes.render.progress import LINES, Going, progress_bar, time_taken

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_clock_counts_to_hours_and_what_took_less_than_a_minute_is_told_in_tenths() -> None:
    assert list(map(clock_text, (0, 7.6, 750, 3723))) == ["0:00", "0:08", "12:30", "1:02:03"]
    assert list(map(time_text, (8.14, 59.9, 59.96, 88))) == ["8.1 s", "59.9 s", "1:00", "1:28"]


@pytest.fixture
def now() -> list[float]:
    """What the clock says."""
    return [0.0]


@pytest.fixture
def going(now: list[float]) -> Going:
    return Going("sigmoid", None, "frames", clock=lambda: now[0])


def test_the_rate_is_of_late_and_the_rest_follows_from_it(now: list[float], going: Going) -> None:
    assert (going.told(), going.seconds_left) == ("0 frames", None)
    for now[0] in range(1, 21):
        going.advance(4)
    assert going.told() == "80 frames, 4.0 a second"
    going.total = 880
    assert going.told() == "80/880 frames, 4.0 a second, 3:20 left"
    for now[0] in range(21, 41):
        going.advance(20)
    assert going.told() == "480/880 frames, 20 a second, 0:20 left"
    assert going.told(briefly=True) == "480/880, 20/s, 0:20"


def test_what_was_there_before_says_nothing_of_the_pace(now: list[float], going: Going) -> None:
    going.total = 100
    going.advance(60, were_there=True)
    assert (going.told(), going.seconds_left) == ("60/100 frames", None)
    now[0] = 2
    going.advance(10)
    assert going.told() == "70/100 frames, 5.0 a second, 0:06 left"


def test_the_rest_is_told_roughly_until_somebody_knows_how_much_there_is(
    now: list[float], going: Going
) -> None:
    going.usual = 1800
    assert going.told() == "0 frames"
    now[0] = 5
    going.advance(1)  # after much that says nothing of the pace
    assert going.told() == "1 frames, 0.2 a second"
    now[0] = 6
    going.advance(20)
    assert going.told() == "21 frames, 20 a second, about 1:29 left"
    assert going.told(briefly=True) == "21, 20/s, ~1:29"
    going.total = 821
    assert going.told() == "21/821 frames, 20 a second, 0:40 left"
    going.total = None
    going.advance(1800)
    assert going.seconds_left is None


@pytest.mark.parametrize(("columns", "told"), [(50, "120/1812, "), (120, "120/1812 frames, ")])
def test_a_bar_fits_a_terminal(columns: int, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", str(columns))
    with progress_bar("learning-rate", None, shown=True, unit="frames") as bar:
        bar.expect(1812)
        bar(120)
    lines = re.split(r"[\r\n]+", ESCAPES.sub("", terminal.getvalue()))
    assert "learning-rate" in lines[1]
    assert told in lines[-2]
    assert "━" in lines[-2]
    assert max(map(len, lines)) <= columns


def test_elsewhere_there_is_a_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "USUAL_SECONDS", 1)
    monkeypatch.setattr(progress, "PATIENCE", 0.8)
    with progress_bar("sigmoid", 900, shown=True, unit="frames") as bar:
        began = time.monotonic()
        while time.monotonic() < began + 2.5:
            time.sleep(0.1)
            bar(10)
    lines = capsys.readouterr().err.splitlines()
    assert 1 <= len(lines) <= 2
    told = r"progress: sigmoid: \d+/900 frames, \d+ a second, 0:\d\d left"
    assert all(re.fullmatch(told, line) for line in lines)


def test_a_log_gets_lines_where_it_asks_for_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(LINES, "100")
    with time_taken("training sigmoid", shown=True), progress_bar("film", 9, shown=True) as bar:
        bar(4)
        bar.say("a remark")
        bar(5)
    first, second, remark, last = capsys.readouterr().err.splitlines()
    assert (first, second) == ("progress: training sigmoid", "progress: film: 0/9 steps")
    assert remark == "a remark"
    assert last.startswith("progress: film: 9/9 steps, ")
    with progress_bar("film", 9, shown=False):
        pass
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("seconds", ["x", "0", "-1", "nan", "inf"])
def test_a_time_between_lines_that_there_is_not_is_refused(
    monkeypatch: pytest.MonkeyPatch, seconds: str
) -> None:
    monkeypatch.setenv(LINES, seconds)
    with (
        pytest.raises(RequestError, match=f"{LINES}: '{seconds}'"),
        progress_bar("film", 9, shown=True),
    ):
        pass
