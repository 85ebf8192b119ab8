"""Temporary files and folders: kept while somebody is at work in them, and harmless to sweep."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gradreel.scenes.files import temporary
from gradreel.scenes.files.temporary import (
    PREFIX,
    TemporaryFolder,
    remove,
    sweep,
    temporary_file,
    temporary_name,
)

MAKER = """
import os, sys, time
from pathlib import Path
from gradreel.scenes.files.temporary import TemporaryFolder
folder = TemporaryFolder(Path(sys.argv[1]))
child = os.fork() if sys.argv[2] == "fork" else None
if child == 0:
    time.sleep(60)
print(folder.path, child, flush=True)
time.sleep(60)
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")


@pytest.fixture(params=["alone", "fork"])
def maker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, list[int]]]:
    """A folder that another process has made, and the processes that know it."""
    process = subprocess.Popen(
        [sys.executable, "-c", MAKER, str(tmp_path), request.param], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    path, child = process.stdout.readline().decode().split()
    yield Path(path), [process.pid, *([int(child)] if child != "None" else [])]
    process.kill()
    process.communicate()


def test_a_folder_stays_until_the_last_who_knows_it_is_killed(
    maker: tuple[Path, list[int]], tmp_path: Path
) -> None:
    path, processes = maker
    (path / "half").write_text("a file")
    for process in processes:
        sweep(tmp_path)
        assert (path / "half").exists()
        os.kill(process, signal.SIGKILL)
    until = time.monotonic() + 20
    while path.exists() and time.monotonic() < until:  # a busy system sees to it late
        time.sleep(0.01)
        sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_in_use_has_no_need_of_a_process_with_its_number(tmp_path: Path) -> None:
    """As in another container, where the numbers of processes are others."""
    folder = TemporaryFolder(tmp_path)
    moved = tmp_path / folder.path.name.replace(f"-{os.getpid()}-", "-999999999-")
    folder.path.rename(moved)
    sweep(tmp_path)
    assert moved.exists()


def test_only_what_is_known_is_swept(tmp_path: Path) -> None:
    dead, pipe, link = (tmp_path / temporary_name() for _ in range(3))
    other_machine = tmp_path / f"{PREFIX}00000000-999999999-aa"
    unknown = tmp_path / f"{PREFIX}notes"
    for path in (dead, other_machine, unknown):
        path.touch()
    os.mkfifo(pipe)
    link.symlink_to(unknown)
    with temporary_file(tmp_path, 0o600) as mine:
        sweep(tmp_path)
        assert set(tmp_path.iterdir()) == {mine, other_machine, unknown, pipe, link}
    assert not mine.exists()


@as_root
def test_what_belongs_to_somebody_else_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / temporary_name()
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    sweep(tmp_path)
    assert theirs.exists()


def test_where_a_link_leads_nothing_is_changed(tmp_path: Path) -> None:
    target, folder = tmp_path / "target", tmp_path / temporary_name()
    for each in (target, folder, folder / "inner"):
        each.mkdir()
    (target / "mine").write_text("mine")
    target.chmod(0o755)
    for link in (folder / "link", folder / "inner" / "link", tmp_path / "link"):
        link.symlink_to(target)
    sweep(tmp_path)
    remove(tmp_path / "link")
    assert list(tmp_path.iterdir()) == [target]
    assert stat.S_IMODE(target.stat().st_mode) == 0o755
    assert (target / "mine").read_text() == "mine"


def test_a_folder_is_for_its_owner_only_and_goes_with_all_that_is_in_it(tmp_path: Path) -> None:
    folder = TemporaryFolder(tmp_path)
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    (folder.path / "inner").mkdir()
    (folder.path / "inner/file").touch()
    folder.close()
    folder.close()
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_taken_is_left_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter([f"{PREFIX}1", f"{PREFIX}2", f"{PREFIX}3"])
    monkeypatch.setattr(temporary, "temporary_name", lambda: next(names))
    (tmp_path / f"{PREFIX}1").mkdir()
    (tmp_path / f"{PREFIX}2").symlink_to(tmp_path)
    folder = TemporaryFolder(tmp_path)
    assert folder.path.name == f"{PREFIX}3"
