"""What `gradreel gallery` leaves alone in a folder that has other things in it."""

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.make import gallery_clips as site
from gradreel.scenes.make.gallery_clips import LIST, MADE_BY, PAGE, Site
from tests.cli.conftest import check_refused, content
from tests.conftest import Ran

MINE: Final = b"mine"
DIGEST: Final = sha256(MINE).hexdigest()


def listed(**files: list[str]) -> str:
    return json.dumps({"made by": MADE_BY, "files": files})


@pytest.mark.parametrize("taken", ["index.html", "gallery.json", "clips/descent-dark-en.gif"])
def test_what_is_in_the_way_is_left_alone(
    quick: Callable[..., Ran], tmp_path: Path, taken: str
) -> None:
    (tmp_path / "site" / "clips").mkdir(parents=True)
    (tmp_path / "site" / taken).write_text("mine")
    before = content(tmp_path)
    ran = quick("gallery", "descent", "-o", "site", "--gif")
    check_refused(ran, "isn't as gradreel gallery left it")
    assert content(tmp_path) == before


LINKS: Final = {
    "index.html": "../outside/mine",
    "gallery.json": "/dev/zero",
    "clips": "../outside",
    "clips/heart-dark-en.mp4": "../../outside/new",
}


@pytest.mark.parametrize("name", LINKS)
def test_nothing_is_written_through_a_link(
    quick: Callable[..., Ran], tmp_path: Path, name: str
) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "mine").write_bytes(MINE)
    link = tmp_path / "site" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(LINKS[name])
    ran = quick("gallery", "heart", "-o", "site")
    check_refused(ran, f"'site/{name}' is a link; move it away")
    assert content(tmp_path / "outside") == {tmp_path / "outside" / "mine": MINE}


@pytest.mark.parametrize("damage", ["", "garbage", "[" * 200_000, "null", '{"files": 3}', None])
def test_a_list_that_is_none_is_one_line(
    quick: Callable[..., Ran], tmp_path: Path, damage: str | None
) -> None:
    (tmp_path / "site").mkdir()
    path = tmp_path / "site" / LIST
    if damage is None:
        os.mkfifo(path)
    else:
        path.write_text(damage)
    ran = quick("gallery", "heart", "-o", "site")
    check_refused(ran, f"'site/{LIST}' isn't as gradreel gallery left it")


def test_only_what_has_its_digest_in_the_list_is_replaced_or_removed(tmp_path: Path) -> None:
    (tmp_path / "site" / "clips").mkdir(parents=True)
    (tmp_path / "outside.txt").write_bytes(MINE)
    names = ("left.gif", "changed.gif", "linked.gif", "unsaid.gif")
    for name in names:
        (tmp_path / "site" / "clips" / name).write_bytes(MINE)
    (tmp_path / "site" / "clips" / "changed.gif").write_text("changed")
    (tmp_path / "site" / "clips" / "linked.gif").unlink()
    (tmp_path / "site" / "clips" / "linked.gif").symlink_to(tmp_path / "outside.txt")
    files = {f"clips/{name}": ["", DIGEST] for name in names[:3]}
    files |= {"clips/unsaid.gif": [""], "../outside.txt": ["", DIGEST]}
    files[str(tmp_path / "outside.txt")] = ["", DIGEST]
    (tmp_path / "site" / LIST).write_text(listed(**files))
    for name in names[1:]:
        with pytest.raises(RequestError, match=f"{name}' is"):
            Site(tmp_path / "site").open_for([f"clips/{name}"])
    opened = Site(tmp_path / "site")
    opened.open_for(["clips/left.gif"])
    opened.leave_only(())
    assert {path.name for path in content(tmp_path / "site")} == {LIST, "clips", *names[1:]}
    assert (tmp_path / "outside.txt").read_bytes() == MINE
    assert json.loads((tmp_path / "site" / LIST).read_text())["files"] == {}


def test_a_run_that_was_ended_before_a_file_had_its_place_can_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish(text: str) -> None:
        (tmp_path / "made").mkdir(exist_ok=True)
        (tmp_path / "made" / PAGE).write_text(text)
        opened = Site(tmp_path / "site")
        opened.open_for(())
        opened.publish(tmp_path / "made", [PAGE])

    def fail(*_: Path) -> None:
        raise OSError

    publish("first")
    with monkeypatch.context() as patch:
        patch.setattr(site, "keep_permissions", fail)  # once the list is written
        with pytest.raises(WorkError):
            publish("second")
    assert (tmp_path / "site" / PAGE).read_text() == "first"
    publish("third")
    assert (tmp_path / "site" / PAGE).read_text() == "third"
