"""Whatever makes two processes draw something else is noticed, said, and drawn by one process."""

import os
import shutil
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.render.manim.forks import drawn_by_gradreel, drawn_by_manim, rendered

HEAD = """
import os, random, secrets, subprocess, sys, threading, time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import current_process
from pathlib import Path
from manim import *

def pass_time(scene, seconds=5.2):
    scene.play(Rotate(Square().shift(2 * DOWN)), run_time=seconds)

def moved(x, **others):
    return Dot([float(x) % 4, 1, 0], **others)

class Trace(MovingCamera):
    def reset(self):
        before = getattr(self, 'pixel_array', self.background) // 2
        super().reset()
        self.pixel_array[:] = np.maximum(self.pixel_array, before)
        return self

class Traced(Scene):
    def __init__(self, **others):
        super().__init__(camera_class=Trace, **others)

class Noise(Camera):
    def capture_mobjects(self, mobjects, **others):
        super().capture_mobjects(mobjects, **others)
        self.pixel_array[:] = np.random.default_rng().integers(0, 255, self.pixel_array.shape)

class Noisy(Scene):
    def __init__(self, **others):
        super().__init__(camera_class=Noise, **others)
"""
SEEN = "x = {}\nself.add(moved(x))\npass_time(self)"
UNSTEADY: Mapping[str, str] = {
    "system": SEEN.format("random.SystemRandom().uniform(0, 4)"),
    "name of the process": "self.add(Text(current_process().name))\npass_time(self)",
    "jitter": "g = np.random.default_rng()\n"
    "self.add(always_redraw(lambda: moved(g.uniform(0, 4))))\npass_time(self)",
    "for a while": "x = np.random.default_rng().uniform(0, 4)\npass_time(self, 2.5)\n"
    "self.play(Flash(moved(x)), run_time=1)\npass_time(self, 2)",
    "a group made anew": "g = np.random.default_rng()\nx = VGroup(moved(0))\n"
    "x.add_updater(lambda m: m.set(submobjects=[moved(g.uniform(0, 4))]))\n"
    "self.add(x)\npass_time(self)\nself.remove(x)\nself.wait()",
    "duration": "pass_time(self, 2)\n"
    "pass_time(self, 1 + 3 * np.random.default_rng().uniform(0, 1))\npass_time(self, 2)",
    "number of plays": "for _ in range(8):\n    for _ in range(1 + secrets.randbelow(3)):\n"
    "        pass_time(self, 0.25)\npass_time(self, 4)",
    "width of a line": "x = 1 + secrets.randbelow(10**6) / 10**5\n"
    "self.add(Circle(stroke_width=x))\npass_time(self)",
    "opacity": "x = secrets.randbelow(10**6) / 10**6\n"
    "self.add(Circle(fill_opacity=x))\npass_time(self)",
    "order": "x = [secrets.randbelow(10**6) for _ in range(9)]\n"
    "self.add(*(Circle(fill_opacity=1, color=each).set_z_index(z)\n"
    "    for z, each in zip(x, [RED, BLUE, GREEN] * 3)))\npass_time(self)",
    "image": "x = np.random.default_rng().integers(0, 255, (9, 9, 3), dtype=np.uint8)\n"
    "self.add(ImageMobject(x).scale(9))\npass_time(self)",
    "background": "self.camera.background_color = random_bright_color()\n"
    "self.camera.background_color = '#' + secrets.token_hex(3)\npass_time(self)",
    "cloud": "x = PMobject()\nx.add_points(np.random.default_rng().normal(size=(9, 3)))\n"
    "self.add(x)\npass_time(self)",
    "a hold": "x = secrets.randbelow(10**6) / 10**5\nself.add(moved(x))\nself.wait(5.2)",
    "left out": "self.next_section(skip_animations=True)\nx = secrets.randbelow(10**6) / 10**5\n"
    "self.play(Create(moved(x)))\nself.next_section()\npass_time(self)",
    "counter": "self.add(always_redraw(lambda: moved(time.perf_counter() * 1e4)))\npass_time(self)",
    "a command's": SEEN.format("int(subprocess.check_output(['date', '+%N'])) / 1e4"),
    "a wait": "self.add(Dot().add_updater(lambda m, dt: None))\nfor _ in range(9):\n"
    "    self.wait_until(lambda: time.time_ns() // 1000 % 2 == 1, max_time=0.5)\npass_time(self)",
    "counted": "path = Path('runs')\n"
    "path.write_text(path.read_text() + '.' if path.exists() else '.')\n"
    "time.sleep(0.1)\n" + SEEN.format("len(path.read_text()) / 3 + os.getpid() / 1e5"),
    "there or not": "try:\n    Path('lock').touch(exist_ok=False)\n    x = 1\n"
    "except FileExistsError:\n    x = 2\nself.add(moved(x))\npass_time(self)",
    "of another": "Path('mine').write_text(str(os.getpid()))\ntime.sleep(0.3)\n"
    + SEEN.format("int(Path('mine').read_text()) / 7 + os.getpid() / 3"),
    "passed on": "pass_time(self, 1)\nwith open('log', 'a') as log:\n"
    "    log.write('.')\n    x = log.tell()\nself.add(moved(x / 3))\npass_time(self)",
    "counting": "x = [os.getpid()]\ndef count():\n    while True:\n        x[0] += 1\n"
    "        time.sleep(0.0001)\n"
    "threading.Thread(target=count, daemon=True).start()\n"
    "self.add(always_redraw(lambda: moved(x[0] / 7)))\npass_time(self)",
    "a camera with another method": "draw = self.camera.capture_mobjects\n"
    "def noisy(mobjects, **others):\n"
    "    draw([each.copy().shift(np.random.default_rng().uniform(0, 1) * UP)\n"
    "        for each in mobjects], **others)\n"
    "self.camera.capture_mobjects = noisy\nself.add(Dot(UP))\npass_time(self)",
}
PIXELS: Mapping[str, str] = {
    "frame": "x = self.renderer.get_frame().mean()",
    "image of the camera": "x = np.asarray(self.camera.get_image()).mean()",
    "on top of another's": "x = np.asarray(Circle().get_image(self.camera)).mean()",
    "shown again": "x = 1\nself.add(ImageMobject(self.camera.get_image()).scale(0.3))",
    "after what is left out": "self.next_section(skip_animations=True)\npass_time(self, 1)\n"
    "x = self.renderer.get_frame().mean()\nself.next_section()",
    "by name": "x = getattr(self.camera, 'pixel' + '_array').mean()",
}
ONE = "in one process"


def written(folder: Path, body: str, base: str = "Scene") -> Path:
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    file = folder / "mine.py"
    file.write_text(f"{HEAD}\nclass Mine({base}):\n    def construct(self):\n{lines}")
    return file


def drawn_by_two(file: Path) -> tuple[dict[str, bytes], str]:
    """Draw until something is said: on a busy machine the second may begin when all is drawn."""
    for _ in range(8):
        found, errors = drawn_by_gradreel(file, "Mine", "-w", "2", "--no-cache")
        if errors:
            break
    return found, errors


@pytest.mark.parametrize("case", UNSTEADY)
def test_what_differs_between_processes_is_drawn_in_one(case: str, tmp_path: Path) -> None:
    file = written(tmp_path, UNSTEADY[case])
    _, errors = drawn_by_two(file)
    assert errors.count(ONE) == 1
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("base", "body"),
    [
        ("MovingCameraScene", "self.camera.frame.scale(1 + x)"),
        ("ThreeDScene", "self.set_camera_orientation(phi=x)"),
        ("ThreeDScene", "self.set_camera_orientation(zoom=1 + x)"),
        ("Noisy", "pass"),
        ("ZoomedScene", "self.activate_zooming()\nself.zoomed_camera.frame.scale(1 + x)"),
    ],
)
def test_cameras_that_differ_are_noticed(base: str, body: str, tmp_path: Path) -> None:
    chance = "self.add(Circle())\nx = secrets.randbelow(10**6) / 10**6\n"
    file = written(tmp_path, f"{chance}{body}\npass_time(self)", base)
    assert ONE in drawn_by_two(file)[1]


@pytest.mark.parametrize(("case", "workers"), [*((case, "2") for case in PIXELS), ("frame", "1")])
def test_pixels_that_are_read_back_are_those_of_manim(
    case: str, workers: str, tmp_path: Path
) -> None:
    body = f"pass_time(self, 2.5)\n{PIXELS[case]}\nself.add(moved(x))\npass_time(self, 2.5)"
    file = written(tmp_path, body)
    found, errors = drawn_by_gradreel(file, "Mine", "-w", workers, "--no-cache")
    assert found == drawn_by_manim(file, "Mine")
    assert errors.count("reads back what was drawn") == (workers == "2")


STEADY: Mapping[str, str] = {
    "seeded": SEEN.format("np.random.default_rng(3).uniform(0, 4)"),
    "a clock that isn't seen": SEEN.format("1 if time.time() > 0 else 2"),
    "texts": "self.add(Text('a clock'))\npass_time(self)",
    "chance": "self.add(always_redraw(lambda: moved(random.random() + np.random.rand())))\n"
    + SEEN.format("random.random() + np.random.normal()"),
    "a camera of its own": "c = Camera()\nc.capture_mobject(Circle())\n"
    "self.add(ImageMobject(c.get_image()).scale(0.3))\npass_time(self)",
    "a new background": "pass_time(self, 2.5)\nself.camera.background_color = BLUE\n"
    "self.camera.reset()\npass_time(self, 2.5)",
    "a background left out on the way": "pass_time(self, 2.5)\n"
    "self.camera.background_color = BLUE\nself.camera.background_opacity = 0\n"
    "config.transparent = True\npass_time(self, 2.5)",
    "sums that round otherwise where they are sought": "Mine.seekable = True\n"
    "t, bar = ValueTracker(0), Line(stroke_width=12)\n"
    "def stretch(bar):\n    bar.put_start_and_end_on(UP, UP + RIGHT * (0.1 + t.get_value()))\n"
    "bar.add_updater(stretch)\n"
    "self.add(bar)\nself.play(t.animate.set_value(3), run_time=5)\n"
    "self.play(t.animate.set_value(0), run_time=3)",
    "a file": "Path('mine').write_text('3')\nself.add(moved(1))\npass_time(self)",
}


@pytest.mark.parametrize("case", STEADY)
def test_what_is_the_same_in_all_processes_is_drawn_by_all(case: str, tmp_path: Path) -> None:
    file = written(tmp_path, STEADY[case])
    assert drawn_by_gradreel(file, "Mine", "-w", "2") == (drawn_by_manim(file, "Mine"), "")


def test_texts_that_became_others_may_be_in_other_pieces_where_they_are_sought(
    tmp_path: Path,
) -> None:
    body = (
        "Mine.seekable = True\nt = ValueTracker(95)\n"
        "self.add(always_redraw(lambda: Text(f'step {int(t.get_value())}')))\n"
        "self.play(t.animate.set_value(120), run_time=4)\n"
        "self.play(t.animate.set_value(90), run_time=4)"
    )
    assert drawn_by_gradreel(written(tmp_path, body), "Mine", "-w", "2")[1] == ""


@pytest.mark.parametrize(
    "order",
    [
        "{Dot() for _ in range(40)}",
        "sorted([Dot() for _ in range(40)], key=id)",
        "sorted([Dot() for _ in range(40)], key=hash)",
    ],
)
def test_an_order_by_address_is_the_same_in_all_frames(order: str, tmp_path: Path) -> None:
    place = "self.add(each.set_color(random_color()).move_to([n / 7 - 3, 1 + n % 3, 0]))"
    body = f"pass_time(self, 2.5)\nfor n, each in enumerate({order}): {place}\npass_time(self, 6)"
    found, _ = drawn_by_gradreel(written(tmp_path, body), "Mine", "-w", "2")
    pictures = [np.asarray(Image.open(BytesIO(found[name]))) for name in sorted(found)[21:]]
    assert len({each[:27].tobytes() for each in pictures}) == 1  # above the middle


def interrupt() -> None:
    """Leave what a command leaves that was interrupted in its second chunk."""
    (about,) = Path(os.environ["GRADREEL_CACHE"]).glob("*/about.json")
    about.unlink()
    shutil.rmtree(about.parent / "results", ignore_errors=True)
    for chunk in about.parent.glob("chunks/*/0-1"):
        chunk.unlink()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_chunks_that_are_kept_are_not_joined_to_others_of_another_state(
    workers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, SEEN.format("float(__import__('posix').environ[b'PLACE'])"))
    monkeypatch.setenv("PLACE", "1")
    drawn_by_gradreel(file, "Mine")
    interrupt()
    monkeypatch.setenv("PLACE", "2")
    found, errors = drawn_by_gradreel(file, "Mine", "-w", workers)
    assert errors == ""
    assert found == drawn_by_gradreel(file, "Mine", "--no-cache")[0]


def test_chunks_that_are_kept_are_used_where_the_state_is_the_same(tmp_path: Path) -> None:
    file = written(tmp_path, SEEN.format("random.random()"))
    first = drawn_by_gradreel(file, "Mine", "-w", "1")
    interrupt()
    assert drawn_by_gradreel(file, "Mine", "-w", "2") == first
    assert first[1] == ""


def test_a_scene_whose_files_get_in_the_way_of_another_process_is_drawn_by_one(
    tmp_path: Path,
) -> None:
    body = "pass_time(self, 1)\nPath('mine').write_text('')\ntime.sleep(0.2)\n"
    body += "Path('mine').unlink()\npass_time(self)"
    file = written(tmp_path, body)
    found, errors = drawn_by_two(file)
    assert "writes files" in errors
    assert found == drawn_by_manim(file, "Mine")


def test_an_error_of_a_scene_that_has_written_nothing_is_told_at_once(tmp_path: Path) -> None:
    file = written(tmp_path, "self.add(Text('words'))\npass_time(self, 1)\n1 / 0")
    status, errors = rendered(file, "Mine", "-w", "2", "-o", "clip.mp4")
    assert status == 1
    assert errors.count("\n") == 1
    assert "ZeroDivisionError" in errors


def test_a_camera_that_reads_what_it_has_drawn_needs_no_other_way(tmp_path: Path) -> None:
    file = written(tmp_path, "self.add(Circle(fill_opacity=0.5))\npass_time(self)", "Traced")
    assert drawn_by_gradreel(file, "Mine", "-w", "2") == (drawn_by_manim(file, "Mine"), "")
