"""What is shown of saves, errors and endings, at the real command line."""

import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import copied_to
from tests.watch.watched import ENDS, LENGTH, PATIENCE, SCENE, Watched, watched, watched_small

LOOPING = SCENE.replace("self.wait(0.5)", "while True: pass")
HALF_WAY = SCENE.replace("self.wait(0.5)", "self.add(Cirle())")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    with watched_small(tmp_path_factory.mktemp("watched")) as command:
        yield command


@pytest.fixture
def fresh(small: Watched) -> Watched:
    """The command, with the scene as it was at first."""
    small.save("small.py", SCENE)
    small.until(lambda state: not state["isBuilding"] and not state["fault"])
    return small


def test_a_change_is_shown_and_told_apart(fresh: Watched) -> None:
    before = fresh.pictures()
    fresh.save("small.py", SCENE.replace("shift(RIGHT)", "shift(UP)"))
    state = fresh.built()
    after = fresh.pictures()
    first = next(number for number in range(LENGTH) if before[number] != after[number])
    is_new = [new for count, _, new, _ in state["pictures"] for _ in range(count)]
    assert first == is_new.index(1) == 16  # the shift's second frame, as its first is where it was
    assert before[:first] == after[:first]
    assert not any(old for *_, old in state["pictures"])
    assert [frame for frame, _ in state["marks"]] == [0, 15, 30]
    assert fresh.says("new frames from 0:01 on")


def test_a_comment_changes_nothing(fresh: Watched) -> None:
    fresh.save("small.py", f"{SCENE}# a comment\n")
    state = fresh.built()
    assert not any(new for _, _, new, _ in state["pictures"])
    assert fresh.says("37 frames, 0:02; all as before, after")


def test_the_frame_where_the_viewer_is_comes_first(fresh: Watched) -> None:
    fresh.post("at", 33)
    fresh.save("small.py", SCENE.replace("BLUE", "GREEN"))
    state = fresh.until(lambda state: any(new for _, _, new, _ in state["pictures"]))
    is_new = [new for count, _, new, _ in state["pictures"] for _ in range(count)]
    assert is_new[33]
    assert not is_new[5]
    fresh.built()
    fresh.post("at", 0)


def test_two_saves_in_a_row_are_one_build(fresh: Watched) -> None:
    build = fresh.state["build"]
    fresh.save("small.py", SCENE.replace("BLUE", "PINK"))
    time.sleep(0.03)
    fresh.save("small.py", SCENE.replace("BLUE", "TEAL"))
    fresh.built()
    assert fresh.state["build"] == build + 1


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("class Small(Scene\n", "SyntaxError", 1),
        (HALF_WAY, "NameError: name 'Cirle'", 9),
        (SCENE.replace("class Small(Scene)", "class Small"), "has no scene", None),
        (SCENE.replace("Small", "Smaller"), "no scene 'Small'; did you mean 'Smaller'?", None),
        ("import nowhere_at_all\n", "ModuleNotFoundError", 1),
        ("raise SystemExit\n", "ends the program", 1),
    ],
    ids=["syntax", "half way", "no scene", "renamed", "no module", "exit"],
)
def test_an_error_is_shown_over_the_last_good_picture(
    fresh: Watched, text: str, said: str, line: int | None
) -> None:
    before = fresh.pictures()
    fresh.save("small.py", text)
    fault = fresh.until(lambda state: state["fault"])["fault"]
    assert said in fault["line"]
    assert fresh.says(said)
    own = [(Path(step["file"]).name, step["line"]) for step in fault["steps"]]
    assert own[-1:] == ([] if line is None else [("small.py", line)])
    assert len(fresh.pictures()) == LENGTH
    assert fresh.pictures()[-1] == before[-1]
    fresh.save("small.py", SCENE.replace("BLUE", "GOLD"))
    assert not fresh.built()["fault"]


def test_an_endless_loop_has_an_address(fresh: Watched) -> None:
    fresh.save("small.py", LOOPING)
    busy = fresh.until(lambda state: state["busy"])["busy"]
    assert busy["seconds"] >= 4
    assert (busy["step"]["line"], busy["step"]["source"]) == (9, "while True: pass")
    fresh.save("small.py", SCENE)
    fresh.built()


def test_a_file_may_go_and_come_back(fresh: Watched) -> None:
    (fresh.folder / "small.py").unlink()
    assert "small.py" in fresh.until(lambda state: state["fault"])["fault"]["line"]
    fresh.save("small.py", SCENE)
    fresh.until(lambda state: not state["isBuilding"] and not state["fault"])


def test_a_killed_build_is_told_of(fresh: Watched) -> None:
    fresh.save("small.py", "import os\nos.abort()\n")
    assert "SIGABRT" in fresh.until(lambda state: state["fault"])["fault"]["line"]
    fresh.save("small.py", SCENE)
    fresh.built()


def test_what_the_scene_imports_and_reads_is_followed(fresh: Watched) -> None:
    text = SCENE.replace("BLUE", "COLOURS[open('which').read()]")
    imported = "from beside import COLOURS\n"
    fresh.save("which", "one")
    fresh.save("small.py", imported + text)
    assert "beside" in fresh.until(lambda state: state["fault"])["fault"]["line"]
    fresh.save("beside.py", "COLOURS = {'one': '#ff0000', 'two': '#00ff00'}\n")  # what was missing
    fresh.built()
    pictures = [fresh.pictures()[-1]]
    fresh.save("which", "two")
    fresh.built()
    pictures.append(fresh.pictures()[-1])
    fresh.save("beside.py", "COLOURS = {'one': '#ff0000', 'two': '#0000ff'}\n")
    fresh.built()
    pictures.append(fresh.pictures()[-1])
    assert len({*pictures}) == 3


def test_what_the_scene_writes_itself_isnt_followed(fresh: Watched) -> None:
    fresh.save("small.py", f"open('kept', 'a').write('x')\nopen('kept').read()\n{SCENE}")
    fresh.built()
    build = fresh.state["build"]
    time.sleep(3)
    assert fresh.state["build"] == build


def test_ctrl_c_ends_all_and_leaves_nothing(tmp_path: Path) -> None:
    with watched_small(tmp_path) as command:
        command.save("small.py", LOOPING)
        command.until(lambda state: state["isBuilding"])
        time.sleep(1)
        assert len(command.processes()) >= 3
        assert command.end() < ENDS + 3 * os.getloadavg()[0] / (os.cpu_count() or 1)
        assert list(command.temporary.iterdir()) == []
        assert "ended by SIGINT" in command.told


@pytest.mark.slow
def test_a_lost_process_that_builds_are_forked_from_is_replaced(tmp_path: Path) -> None:
    with watched_small(tmp_path) as command:
        nursery = command.processes()[1]
        nursery.kill()
        nursery.wait(PATIENCE)
        command.save("small.py", SCENE.replace("BLUE", "RED"))
        command.until(lambda state: any(new for _, _, new, _ in state["pictures"]))
        command.built()


def test_a_scene_of_gradreels_is_recorded_anew_with_other_options(tmp_path: Path) -> None:
    picture = ("-r", "160,90", "--fps", "2")
    settings = 'resolution = "320,180"\n[descent]\nsteps = 15\n'
    (tmp_path / "gradreel.toml").write_text(settings, encoding="utf-8")
    with watched(tmp_path, "descent", "--learning-rate", "0.02", *picture) as command:
        first = command.built()
        by_name = {control["name"]: control for control in first["controls"]}
        assert first["size"] == [160, 90]
        assert by_name["learning_rate"]["value"] == "0.02"
        assert by_name["steps"]["value"] == "15"
        assert {"theme", "lang", "start", "data"} <= by_name.keys()
        assert first["marks"][0][1].startswith("01-")
        assert first["captions"]
        command.post("options", {"learning_rate": "fast"})
        assert "fast" in command.until(lambda state: state["choiceFault"])["choiceFault"]
        assert command.state["build"] == first["build"]
        command.post("options", {"learning_rate": "0.05", "theme": "light", "start": "-0.2,1"})
        state = command.until(lambda state: state["build"] > first["build"] and state["hadBefore"])
        assert state["command"] == (
            "gradreel render descent --start -0.2,1 --learning-rate 0.05 --theme light"
        )
        command.until(lambda state: any(new for _, _, new, _ in state["pictures"]))


@pytest.mark.slow
def test_a_shape_in_manim_cfg_is_that_of_the_preview(tmp_path: Path) -> None:
    told = "[CLI]\npixel_width = 1080\npixel_height = 1920\nframe_rate = 60\n"
    (tmp_path / "manim.cfg").write_text(told, encoding="utf-8")
    with watched_small(tmp_path) as command:
        assert (command.state["size"], command.state["fps"]) == ([480, 854], 15)


@pytest.mark.slow
def test_a_disk_that_takes_no_more_is_told_of_and_the_next_good_save_goes_on(
    tmp_path: Path,
) -> None:
    def room(size: int) -> None:
        for process in command.processes():
            process.rlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    with watched_small(tmp_path) as command:
        room(0)
        command.save("small.py", SCENE.replace("Square(color=BLUE)", "Text('written')"))
        assert "small.py" in command.until(lambda state: state["fault"])["fault"]["line"]
        room(resource.RLIM_INFINITY)
        command.save("small.py", SCENE.replace("Square(color=BLUE)", "Text('gone')"))
        assert not command.built()["fault"]


def test_the_browser_is_opened_without_a_word_of_the_secret(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/called\n', encoding="utf-8")
    browser.chmod(0o755)
    (tmp_path / "small.py").write_text(SCENE, encoding="utf-8")
    command = Watched(tmp_path, "small.py", BROWSER=str(browser), DISPLAY=":9")
    try:
        ends = time.monotonic() + PATIENCE
        while not (called := (tmp_path / "called")).exists() and time.monotonic() < ends:
            time.sleep(0.05)
        command.built()
        given = called.read_text(encoding="utf-8").strip()
        opened = Path(given.removeprefix("file://"))
        assert command.address in opened.read_text(encoding="utf-8")
        assert command.parts.path.strip("/") not in given
        assert opened.parent.stat().st_mode & 0o077 == 0
    finally:
        command.close()


@pytest.mark.slow
def test_a_clones_sentences_and_stage_are_followed(tmp_path: Path) -> None:
    product = copied_to(tmp_path / "copy")
    small = ("descent", "-r", "160,90", "--fps", "2")
    with watched(tmp_path, *small, PYTHONPATH=str(product)) as command:
        command.built()
        first = command.pictures()
        words = product / "gradreel/assets/captions/en/descent.toml"
        command.change(words, "left or right", "up or down")
        command.built()
        changed = [was != now for was, now in zip(first, command.pictures(), strict=False)]
        assert any(changed)
        assert not all(changed)
        stage = product / "gradreel/scenes/stage/plotting.py"
        command.change(stage, '"""', '(\n"""')
        fault = command.until(lambda state: state["fault"])["fault"]
        assert "SyntaxError" in fault["line"]
        assert fault["steps"][-1]["file"].endswith("stage/plotting.py")
        command.change(stage, '(\n"""', '"""')
        command.until(lambda state: not state["isBuilding"] and not state["fault"])
