"""Rendering on a real scheduler and real workers, some of which are killed."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests import ROOT
from tests.conftest import Ran
from tests.render.cluster.processes import Processes, is_drawing, running, wait_for
from tests.render.results import digest

GRADREEL = Path(sys.executable).parent / "gradreel"
DOCS = ROOT / "docs" / "cluster.md"
SMALL = ("descent", "-r", "64,36", "--fps", "1")
SQUARES = """
from manim import *
from beside import NUMBER

class Squares(Scene):
    def construct(self):
        print("construct begins")
        for k in range(NUMBER):
            square = Square().scale(0.05 * k)
            square.add_updater(lambda mobject, dt: mobject.rotate(dt))
            self.add(square)
        for _ in range(7):
            self.wait(2)
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    with running(tmp_path_factory.mktemp("cluster"), n_workers=2) as processes:
        yield processes


@pytest.fixture
def squares(tmp_path: Path) -> Path:
    (tmp_path / "beside.py").write_text("NUMBER = 50\n", encoding="utf-8")
    path = tmp_path / "squares.py"
    path.write_text(SQUARES, encoding="utf-8")
    return path


def test_all_formats_are_the_same_to_the_byte(
    cluster: Processes, gradreel: Callable[..., Ran], tmp_path: Path
) -> None:
    formats = ("gif", "png", "png-sequence")
    asked = [*SMALL, "--no-cache", *(word for each in formats for word in ("--format", each))]
    names = ("mp4", *formats)
    here = gradreel("render", *asked, "-o", "here.mp4", "-w", "1")
    there = gradreel("render", *asked, "-o", "there.mp4", "--cluster", cluster.address)
    assert (there.status, there.errors) == (0, "")
    assert there.output == here.output.replace("here", "there")
    for name in names:
        ending = "" if name == "png-sequence" else f".{name}"
        assert digest(tmp_path / f"there{ending}") == digest(tmp_path / f"here{ending}"), name
    assert not list(tmp_path.glob(".gradreel-*"))


def test_a_scene_that_differs_between_processes_is_drawn_by_one_here(
    cluster: Processes, squares: Path, gradreel: Callable[..., Ran]
) -> None:
    squares.write_text(SQUARES.replace("range(NUMBER)", "[__import__('os').getpid() / 10**4]"))
    picture = ("-r", "64,36", "--fps", "4", "-o", "there.mp4")
    ran = gradreel("render", squares, *picture, "--cluster", cluster.address)
    assert (ran.status, ran.output) == (0, "there.mp4\n")
    assert "in one process" in ran.errors


def start(cluster: Processes, squares: Path, name: str) -> subprocess.Popen[str]:
    picture = ("-r", "320,180", "--fps", "15", "--no-cache")
    return subprocess.Popen(
        [GRADREEL, "render", squares, *picture, "-o", name, "--cluster", cluster.address],
        cwd=squares.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_worker_that_is_killed_costs_only_its_chunks(
    cluster: Processes, squares: Path, gradreel: Callable[..., Ran]
) -> None:
    gradreel("render", squares, "-r", "320,180", "--fps", "15", "-o", "here.mp4", "-w", "1")
    with start(cluster, squares, "there.mp4") as process:
        wait_for(lambda: any(map(is_drawing, cluster.drawing_processes())))
        at_work = next(each for each in cluster.drawing_processes() if is_drawing(each))
        cluster.kill_worker(at_work.ppid())
        output, errors = process.communicate(timeout=120)
    cluster.start_worker()
    assert (process.returncode, output) == (0, "there.mp4\n")
    assert re.search(r"^gradreel: worker tcp://\S+ was lost", errors, re.M)
    assert errors.count("construct begins") == 1
    assert digest(squares.with_name("there.mp4")) == digest(squares.with_name("here.mp4"))
    cluster.wait_until_joined()


def test_ctrl_c_cancels_the_drawing(cluster: Processes, squares: Path) -> None:
    with start(cluster, squares, "there.mp4") as process:
        wait_for(lambda: any(map(is_drawing, cluster.drawing_processes())))
        at_work = [each for each in cluster.drawing_processes() if is_drawing(each)]
        interrupted = time.monotonic()
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert time.monotonic() - interrupted < 5
    assert (process.returncode, output) == (130, "")
    assert [line[:10] for line in errors.splitlines()[-1:]] == ["gradreel: "]
    psutil.wait_procs(at_work, timeout=10)
    assert not any(each.is_running() for each in at_work)
    left = {each.name for each in squares.parent.iterdir()}
    assert left <= {"beside.py", "squares.py", "__pycache__"}


def test_other_versions_are_refused(
    cluster: Processes, gradreel: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "other" / "numpy-9.9.9.dist-info").mkdir(parents=True)
    metadata = tmp_path / "other" / "numpy-9.9.9.dist-info" / "METADATA"
    metadata.write_text("Metadata-Version: 2.1\nName: numpy\nVersion: 9.9.9\n", encoding="utf-8")
    paths = [str(tmp_path / "other"), *filter(None, [os.environ.get("PYTHONPATH")])]
    cluster.start_worker({"PYTHONPATH": os.pathsep.join(paths)})
    cluster.wait_until_joined()
    ran = gradreel("render", *SMALL, "-o", "a.mp4", "--cluster", cluster.address)
    cluster.kill_worker(cluster.workers[-1].pid)
    assert ran.status == 1
    assert re.fullmatch(
        r"gradreel: worker tcp://127\.0\.0\.1:\d+ has numpy 9\.9\.9, here [\d.]+: .*\n", ran.errors
    )
    assert not (tmp_path / "a.mp4").exists()


def test_a_clip_that_is_kept_needs_no_cluster(gradreel: Callable[..., Ran], tmp_path: Path) -> None:
    first = gradreel("render", *SMALL, "-o", "a.mp4")
    again = gradreel("render", *SMALL, "-o", "b.mp4", "--cluster", "tcp://127.0.0.1:1")
    assert (first.status, again.status, again.errors) == (0, 0, "")
    assert digest(tmp_path / "a.mp4") == digest(tmp_path / "b.mp4")


def test_tls_as_the_docs_have_it(gradreel: Callable[..., Ran], tmp_path: Path) -> None:
    for line in re.findall("^openssl .*$", DOCS.read_text(encoding="utf-8"), re.M):
        subprocess.run(
            shlex.split(line.replace("-noenc", "-nodes")), cwd=tmp_path, check=True, timeout=60
        )
    files = {"ca-file": "ca.pem", "cert": "node.pem", "key": "node.key"}
    options = [w for name, file in files.items() for w in (f"--tls-{name}", str(tmp_path / file))]
    base = "DASK_DISTRIBUTED__COMM__TLS__"
    variables = {
        f"{base}CA_FILE": str(tmp_path / "ca.pem"),
        f"{base}CLIENT__CERT": str(tmp_path / "node.pem"),
        f"{base}CLIENT__KEY": str(tmp_path / "node.key"),
    }
    assert all(name in DOCS.read_text(encoding="utf-8") for name in variables)
    with running(tmp_path, 1, ["--protocol", "tls", *options]) as cluster:
        assert cluster.address.startswith("tls://")
        asked = ("render", *SMALL, "--no-cache", "--cluster", cluster.address)
        stranger = gradreel(*asked, "-o", "stranger.gif")
        friend = gradreel(*asked, "-o", "friend.gif", **variables)
        plain = gradreel(*asked[:-1], cluster.address.replace("tls", "tcp"), "-o", "plain.gif")
    assert (stranger.status, plain.status) == (1, 1)
    assert "no certificates are set" in stranger.errors
    assert "it hung up" in plain.errors
    assert (friend.status, friend.errors, friend.output) == (0, "", "friend.gif\n")
    assert not (tmp_path / "stranger.gif").exists()
