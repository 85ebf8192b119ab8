"""Where a choice is made: on the line, in the environment or in gradreel.toml; what holds then."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gradreel.scenes.cli.command import variable_name
from tests.cli.conftest import Asked, check_refused
from tests.conftest import Ran


@pytest.fixture
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Set what stands in gradreel.toml, and variables of the environment."""

    def set_both(file: str, variables: str) -> None:
        (tmp_path / "gradreel.toml").write_text(file)
        for name, value in (each.split("=", 1) for each in variables.split()):
            monkeypatch.setenv(variable_name(name), value)

    return set_both


def run_of(asked: Asked) -> dict[str, Any]:
    values = {name: getattr(asked.request.options, name) for name in ("data", "x", "y", "surface")}
    others = ("learning_rate", "steps", "start", "seed", "optimizer", "batch_size")
    values |= {name: getattr(asked.request.options, name) for name in others}
    return {**values, "runs": asked.request.runs}


ROSENBROCK = {"surface": "rosenbrock", "data": None, "x": None, "start": None, "steps": None}
HEART = {"data": "heart", "x": ("MaxHR",), "y": "AHD", "surface": "two-basins"}

HOLDS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "a surface on the line beats data in the file": (
        'data = "heart"\nx = "MaxHR"',
        "",
        "descent --surface rosenbrock",
        ROSENBROCK,
    ),
    "a column on the line beats a surface": (
        'surface = "saddle"',
        "",
        "descent --x MaxHR --y AHD",
        {"x": ("MaxHR",), "surface": "two-basins"},
    ),
    "the environment beats the file": (
        'data = "heart"\nx = "MaxHR"\ny = "AHD"',
        "surface=rosenbrock",
        "descent",
        ROSENBROCK,
    ),
    "a scene's own section beats what is set for all": (
        'surface = "saddle"\n[descent]\ndata = "heart"\nx = "MaxHR"\ny = "AHD"',
        "",
        "descent",
        HEART,
    ),
    "columns were chosen for the data beside them": (
        'data = "heart"\nx = "Age"\ny = "AHD"',
        "",
        "sigmoid --data moons",
        {"data": "moons", "x": None, "y": None},
    ),
    "what was chosen for a surface goes with it": (
        "",
        "surface=rosenbrock start=1,1 steps=7",
        "descent --data heart --x MaxHR --y AHD",
        {"surface": "two-basins", "start": None, "steps": 20},
    ),
    "a rate that is set for itself is kept": (
        "learning_rate = 0.25",
        "",
        "descent --surface saddle --optimizer adam",
        {"learning_rate": 0.25, "surface": "saddle"},
    ),
    "a record leaves settings about a run behind": (
        'theme = "light"\n[minibatch]\nseed = 9\nlearning_rate = 3',
        "data=heart steps=7",
        "minibatch --run good.npz",
        {"runs": (Path("good.npz"),)},
    ),
    "a variable has several records between commas": (
        "",
        "run=good.npz,b.npz",
        "curves",
        {"runs": (Path("good.npz"), Path("b.npz"))},
    ),
    "records on the line beat those of a variable": (
        "",
        "run=good.npz,b.npz",
        "curves --run c.npz --run d.npz",
        {"runs": (Path("c.npz"), Path("d.npz"))},
    ),
    "a record that is set gives way to a choice about the run": (
        "",
        "run=good.npz",
        "minibatch --seed 4",
        {"runs": (), "seed": 4},
    ),
}


@pytest.mark.parametrize("name", HOLDS)
def test_the_stronger_of_two_choices_that_exclude_each_other_holds(
    asked: Callable[..., Asked], setting: Callable[[str, str], None], name: str
) -> None:
    file, variables, line, wanted = HOLDS[name]
    setting(file, variables)
    found = run_of(asked("render", *line.split()))
    assert {key: found[key] for key in wanted} == wanted


def test_settings_beside_a_record_leave_the_scene_s_own_run_as_it_is(
    asked: Callable[..., Asked], setting: Callable[[str, str], None]
) -> None:
    plain = run_of(asked("render", "minibatch", "--run", "good.npz"))
    setting("[minibatch]\nseed = 9\n", "batch_size=7")
    assert run_of(asked("render", "minibatch", "--run", "good.npz")) == plain


@pytest.mark.parametrize(
    ("file", "line", "size"),
    [
        ('resolution = "320,180"\nfps = 5', "", (320, 180, 5)),
        ('resolution = "320,180"\nfps = 5', "-q h", (1920, 1080, 60)),
        ('quality = "h"', "-r 320,180", (320, 180, 60)),
    ],
)
def test_a_quality_on_the_line_beats_a_size_in_the_file(
    asked: Callable[..., Asked],
    setting: Callable[[str, str], None],
    file: str,
    line: str,
    size: tuple[int, int, int],
) -> None:
    setting(file, "")
    picture = asked("render", "sigmoid", *line.split()).picture
    assert (picture.width, picture.height, picture.fps) == size


def test_a_format_on_the_line_beats_transparency_in_the_file(
    asked: Callable[..., Asked], setting: Callable[[str, str], None], quick: Callable[..., Ran]
) -> None:
    setting("transparent = true", "")
    assert asked("render", "sigmoid", "-o", "b.webm").picture.transparent
    assert not asked("render", "sigmoid", "-o", "b.mp4").picture.transparent
    assert not asked("render", "sigmoid", "--format", "mp4").picture.transparent
    assert quick("render", "sigmoid", "-t", "-o", "b.mp4").status == 2


def test_processes_on_the_line_beat_a_cluster_in_the_environment(
    asked: Callable[..., Asked], setting: Callable[[str, str], None]
) -> None:
    setting("", "cluster=tcp://127.0.0.1:8786")
    assert asked("render", "sigmoid").request.cluster
    assert asked("render", "sigmoid", "-w", "1").request.cluster is None


BLAMED: dict[str, tuple[str, str, str, str]] = {
    "a wrong name": ('theme = "drak"', "", "sigmoid", "theme in gradreel.toml: "),
    "a type": ("seed = [true]", "", "minibatch", "seed in gradreel.toml: "),
    "a flag": ('transparent = "rather"', "", "sigmoid", "transparent in gradreel.toml: "),
    "a table": ("[minibatch]\nseed = {a = 1}", "", "minibatch", "seed in gradreel.toml"),
    "a section for no scene": ("[sigmod]\nseed = 1", "", "sigmoid", "scene in gradreel.toml"),
    "a key that no scene has": ("colour = 1", "", "sigmoid", "option in gradreel.toml"),
    "a name that the engine doesn't know": ('data = "hart"', "", "sigmoid", "data in gradreel"),
    "a start that doesn't fit": ('start = "1"', "", "descent", "start in gradreel.toml"),
    "a size that no video has": ('resolution = "641,361"', "", "sigmoid", "resolution in gradreel"),
    "two that exclude each other": (
        'surface = "saddle"\ndata = "heart"',
        "",
        "descent",
        "data in gradreel.toml and surface in gradreel.toml exclude each other",
    ),
    "a variable": ("", "theme=drak", "sigmoid", "GRADREEL_THEME: there is no theme 'drak'"),
    "a variable that is no switch": ("", "standardize=rather", "sigmoid", "GRADREEL_STANDARDIZE: "),
    "a key twice": ("lr = 1\nlearning_rate = 2", "", "descent", "in gradreel.toml is there twice"),
    "no TOML": ("theme =", "", "sigmoid", "gradreel.toml isn't TOML"),
}


@pytest.mark.parametrize("name", BLAMED)
def test_a_wrong_setting_is_said_to_be_where_it_is(
    quick: Callable[..., Ran], setting: Callable[[str, str], None], name: str
) -> None:
    file, variables, scene, message = BLAMED[name]
    setting(file, variables)
    ran = quick("render", scene, "-o", "b.mp4")
    check_refused(ran, message)
    assert "--" not in ran.errors.replace("; see gradreel", "")


def test_a_seed_in_the_environment_is_that_of_an_own_file_that_is_watched(
    quick: Callable[..., Ran], setting: Callable[[str, str], None]
) -> None:
    setting("", "seed=many")
    check_refused(quick("watch", "own.py"), "GRADREEL_SEED: 'many' is not a whole number")


@pytest.mark.parametrize("content", [b"\xff\xfet\x00", b"\xe9 = 1", b"\0", None])
def test_a_file_of_settings_that_is_no_text_is_refused(
    quick: Callable[..., Ran], tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "gradreel.toml"
    path.mkdir() if content is None else path.write_bytes(content)
    ran = quick("render", "sigmoid", "-o", "b.mp4")
    assert ran.status == 2
    assert ran.errors.startswith(("gradreel: gradreel.toml isn't", "gradreel: 'gradreel.toml' is"))


@pytest.mark.parametrize("name", ["gradreel.toml", "manim.cfg"])
def test_a_pipe_of_settings_is_not_waited_for(
    name: str, quick: Callable[..., Ran], tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / name)
    ran = quick("render", "sigmoid", "-o", "b.mp4")
    assert ran.status == 2
    assert ran.errors.startswith(f"gradreel: '{name}' is a pipe")


@pytest.mark.parametrize(
    "content",
    ["a." * 20_000 + "b = 1", "a" * 20_000 + " = 1", "a = 0x" + "f" * 20_000, "#" * 600_000],
)
def test_settings_that_take_for_ever_are_refused(
    content: str, quick: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "gradreel.toml").write_text(content)
    ran = quick("cache", "info")
    assert (ran.status, len(ran.errors.splitlines())) == (2, 1)


def test_an_empty_file_of_settings_sets_nothing(quick: Callable[..., Ran], tmp_path: Path) -> None:
    for name in ("gradreel.toml", "manim.cfg"):
        (tmp_path / name).touch()
    assert quick("cache", "info").status == 0


def test_a_key_may_be_spelled_as_its_option(
    asked: Callable[..., Asked], setting: Callable[[str, str], None]
) -> None:
    setting("lr = 0.25\nframe_rate = 12\n[descent]\nstart = [1, -2.5]", "")
    found = asked("render", "descent")
    assert found.picture.fps == 12
    assert (run_of(found)["learning_rate"], run_of(found)["start"]) == (0.25, (1.0, -2.5))


def test_a_mark_of_byte_order_is_no_fault(asked: Callable[..., Asked], tmp_path: Path) -> None:
    (tmp_path / "gradreel.toml").write_bytes(b"\xef\xbb\xbffps = 5")
    assert asked("render", "sigmoid").picture.fps == 5


def test_a_flag_may_be_said_twice_and_a_file_named_beside_another(
    asked: Callable[..., Asked],
) -> None:
    found = asked("render", "sigmoid", "-t", "-t", "-o", "b.webm", "-o", "b.mov")
    assert [output.path.name for output in found.outputs] == ["b.webm", "b.mov"]
