"""What gradreel chose by itself: said in help beforehand, and in a line when it is done."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.make.telling import scene_job
from gradreel.scenes.render import progress
from tests.cli.conftest import Asked
from tests.conftest import Ran

TRAIN = ("train", "logistic", "--x", "MaxHR", "--y", "AHD", "--steps", "300", "-o", "b.npz")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("descent", ""),
        ("descent --surface rosenbrock", r"--learning-rate 0\.\d+ --steps 100 --start -?\d.*,\d.*"),
        ("descent --optimizer adam", r"--learning-rate [\d.]+"),
        ("descent --surface saddle --lr 0.1 --steps 9 --start 1,1", ""),
        ("minibatch --data sine", r"--learning-rate [\d.e-]+ --batch-size 8"),
        ("sigmoid --data moons --x x1 --lr 0.5", r"--steps \d+00"),
    ],
)
def test_what_was_neither_given_nor_a_default_is_said(
    asked: Callable[..., Asked], line: str, wanted: str
) -> None:
    request = asked("render", *line.split()).request
    _, remarks = scene_job(request)
    assert len(remarks) == bool(wanted)
    if wanted:
        assert re.fullmatch(f"chosen for this run: {wanted}", remarks[0])


SMOKERS = "age,smoker,ill\n2,nein,Ja\n3,ja,Nein\n3,ja,Ja\n4,nein,Nein\n5,ja,Ja\n2,nein,Nein\n"


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ((), "gradreel: y = 1 is ill: Ja; --positive Nein for the other\n"),
        (("--positive", "Nein"), ""),
    ],
)
def test_what_numbers_stand_for_in_a_table_is_said_and_recorded(
    quick: Callable[..., Ran], chosen: tuple[str, ...], told: str
) -> None:
    Path("own.csv").write_text(SMOKERS)
    line = ("train", "logistic", "--data", "own.csv", "--x", "age,smoker", "--y", "ill")
    ran = quick(*line, "--lr", "1", "--steps", "3", *chosen, "-o", "run.npz")
    assert ran.errors.startswith(f"gradreel: smoker: ja 1, nein 0\n{told}out of steps")
    kept = " ".join(quick("inspect", "run.npz").output.split())
    classes = "0: Ja, 1: Nein" if "Nein" in chosen else "0: Nein, 1: Ja"
    assert f"classes {classes} smoker is 0: nein, 1: ja sha256" in kept


def test_combine_asks_for_the_share_of_the_class_that_is_1(quick: Callable[..., Ran]) -> None:
    rows = "".join(f"{x},{'dead' if x % 7 < x / 10 else 'alive'}\n" for x in range(60))
    Path("own.csv").write_text("dose,alive\n" + rows)
    line = ("beats", "combine", "--data", "own.csv", "--x", "dose", "--y", "alive")
    told = quick(*line, "--lr", "1", "--steps", "3").output
    assert "Now dose: does the share of alive keep falling?" in told


def test_a_positive_class_is_set_anywhere_and_holds_for_its_own_column_only(
    asked: Callable[..., Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("own.csv").write_text(SMOKERS)
    Path("gradreel.toml").write_text('data = "own.csv"\nx = "age"\ny = "ill"\npositive = "Nein"')

    def positive(*words: str) -> str | None:
        request = asked("render", "sigmoid", *words).request
        return request.options.positive

    assert [positive(), positive("--positive", "Ja"), positive("--y", "smoker")] == [
        *("Nein", "Ja", None)
    ]
    monkeypatch.setenv("GRADREEL_POSITIVE", "Ja")
    assert positive() == "Ja"


@pytest.mark.parametrize(
    ("values", "told"), [((5, 5, 5, 6), "share one value only"), ((1, 2, 3, 4), "are separated")]
)
def test_classes_are_said_to_be_separated_only_where_they_are(
    asked: Callable[..., Asked], values: tuple[int, ...], told: str
) -> None:
    rows = zip(values, (0, 0, 1, 1), strict=True)
    Path("data.csv").write_text("x,y\n" + "".join(f"{x},{y}\n" for x, y in rows))
    line = ("descent", "--data", "data.csv", "--x", "x", "--y", "y", "--lr", "1", "--steps", "3")
    request = asked("render", *line).request
    assert scene_job(request)[1][-1] == f"the classes {told}, so that the run has no fit"


def test_what_was_chosen_is_said_again_by_the_cache(forked: Callable[..., Ran]) -> None:
    line = ("render", "descent", "--surface", "saddle", "-s", "-r", "160,90", "-w", "1")
    first, second = forked(*line), forked(*line)
    assert "gradreel: chosen for this run: --learning-rate" in first.errors
    assert first == second


def test_a_trained_run_says_its_rate(quick: Callable[..., Ran]) -> None:
    found = re.match(
        r"gradreel: chosen for this run: --learning-rate (\S+)\n", quick(*TRAIN).errors
    )
    assert found
    first = Path("b.npz").read_bytes()
    assert "chosen" not in quick(*TRAIN, "--lr", found[1]).errors
    assert Path("b.npz").read_bytes() == first


@pytest.mark.parametrize(
    ("scene", "option", "others"),
    [
        ("descent", "--learning-rate", ("--surface", "--optimizer", "--data")),
        ("descent", "--steps", ("--surface",)),
        ("minibatch", "--batch-size", ("--data",)),
        ("backprop", "--row", ("--data",)),
    ],
)
def test_help_says_with_what_a_default_is_not_used(
    quick: Callable[..., Ran], scene: str, option: str, others: tuple[str, ...]
) -> None:
    text = " ".join(quick("render", scene, "--help").output.split())
    default = entry(scene).options[option[2:].replace("-", "_")]
    (said,) = re.findall(rf"{option} .*?\[{default}; not with (.*?)\]", text)
    assert set(others) <= set(said.split(", "))


def test_both_parts_of_a_training_have_their_bar(
    quick: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    bars: dict[str, tuple[int | None, bool, list[int]]] = {}

    @contextmanager
    def bar(label: str, total: int | None, shown: bool) -> Iterator[Callable[[int], None]]:
        ticks: list[int] = []
        bars[label] = total, shown, ticks
        yield ticks.append

    monkeypatch.setattr(progress, "progress_bar", bar)
    quick(*TRAIN)
    tried, shown, ticks = bars["choosing the rate"]
    assert shown
    assert tried == sum(ticks)
    total, _, ticks = bars["training"]
    assert total == sum(ticks) == 300
    quick(*TRAIN, "--progress", "none")
    assert not any(shown for _, shown, _ in bars.values())


def test_what_is_shown_of_any_run_may_be_chosen_beside_it(quick: Callable[..., Ran]) -> None:
    quick("train", "mlp", "--data", "moons", "--lr", "1", "--steps", "9", "-o", "run.npz")
    drawn = ("beats", "landscape", "--run", "run.npz")
    assert "Two random directions" in quick(*drawn, "--plane", "random").output
    assert "Two random directions" not in quick(*drawn).output
    assert "leave --steps away" in quick(*drawn, "--steps", "3").errors
