"""What `gradreel gallery` leaves alone in a folder that has other things in it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gradreel.scenes.app.gallery.site import LIST, MADE_BY, Site
from tests.conftest import Ran


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("taken", "arguments", "said"),
    [
        ("index.html", [], "no file of a gallery"),
        ("gallery.json", [], "no file of a gallery"),
        ("clips/descent-dark-en.gif", [], "no file of a gallery"),
        ("", ["-r", "161,90"], "even width"),
        ("", ["--theme", "blue"], "no theme 'blue'"),
        ("", ["--gif-size", "much"], "no size"),
    ],
)
def test_a_wrong_request_is_one_line_and_changes_nothing(
    quick: Callable[..., Ran], tmp_path: Path, taken: str, arguments: list[str], said: str
) -> None:
    (tmp_path / "site" / "clips").mkdir(parents=True)
    if taken:
        (tmp_path / "site" / taken).write_text("mine")
    before = content(tmp_path)
    ran = quick("gallery", "descent", "-o", "site", *arguments)
    assert (ran.status, ran.output, len(ran.errors.splitlines())) == (2, "", 1)
    assert said in ran.errors
    assert content(tmp_path) == before


def test_a_list_that_somebody_wrote_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    digest = "f6f8b2ee3f3d5e5a"
    files = {"../outside.txt": ["", digest], str(outside): ["", digest]}
    listed = json.dumps({"made by": MADE_BY, "files": files})
    (tmp_path / "site" / LIST).write_text(listed)
    site = Site(tmp_path / "site")
    site.leave_only(())
    assert outside.read_text() == "mine"
    assert json.loads((tmp_path / "site" / LIST).read_text())["files"] == {}


def test_a_size_of_gifs_that_are_left_out_is_refused(quick: Callable[..., Ran]) -> None:
    ran = quick("gallery", "heart", "--no-gif", "--gif-size", "1MB", "-o", "site")
    assert (ran.status, ran.output, ran.errors.count("\n")) == (2, "", 1)
    assert "give one of them" in ran.errors
