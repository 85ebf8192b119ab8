"""Who may read a file that was written anew, and whose links are followed on the way to it."""

import os
import stat
from pathlib import Path

import pytest

from gradreel.scenes.files.whole import ACCESS_LIST, followed, replacing

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def rewritten(path: Path) -> Path:
    with replacing(path) as temporary:
        temporary.write_text("new")
    return path


@pytest.mark.parametrize("old", [0o600, 0o640, 0o444, 0o664, 0o777, 0o4755])
def test_a_file_that_is_rewritten_keeps_its_mode(old: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    path.chmod(old)
    assert mode(rewritten(path)) == old & 0o777


@pytest.mark.parametrize(("umask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_follows_the_umask(umask: int, expected: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        assert mode(rewritten(tmp_path / "file")) == expected
    finally:
        os.umask(before)


def test_nobody_else_may_read_what_takes_the_place_of_a_secret(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch(mode=0o600)
    with replacing(path) as temporary:
        assert mode(temporary) == 0o600


@as_root
def test_a_file_stays_whose_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch(mode=0o640)
    os.chown(path, NOBODY, NOBODY)
    found = rewritten(path).stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (NOBODY, NOBODY, 0o640)


def test_another_group_may_do_no_more_than_all_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    path = tmp_path / "file"
    path.touch()
    path.chmod(0o674)
    os.chown(path, -1, NOBODY if os.geteuid() == 0 else os.getgid())
    monkeypatch.setattr(os, "chown", refuse)
    assert mode(rewritten(path)) == (0o644 if os.geteuid() == 0 else 0o674)


def test_a_list_of_who_may_read_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    entries = [(1, 6, -1), (2, 4, NOBODY), (4, 4, -1), (16, 4, -1), (32, 0, -1)]
    packed = (2).to_bytes(4, "little") + b"".join(
        tag.to_bytes(2, "little")
        + rights.to_bytes(2, "little")
        + (who % 2**32).to_bytes(4, "little")
        for tag, rights, who in entries
    )
    try:
        os.setxattr(path, ACCESS_LIST, packed)
    except (OSError, AttributeError):
        pytest.skip("no such lists here")
    assert os.getxattr(rewritten(path), ACCESS_LIST) == packed


def test_a_path_is_followed_as_the_system_does(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "relative").symlink_to("a/b")
    (tmp_path / "absolute").symlink_to(tmp_path / "relative")
    (tmp_path / "a" / "dangling").symlink_to("../relative/../new")
    for path in ("x", "relative/x", "absolute/x", "a/b/../y", "a/dangling", "none/x", "a/./b"):
        assert followed(tmp_path / path) == (tmp_path / path).resolve()


@pytest.mark.parametrize("place", ["loop", "loop/x"])
def test_a_loop_is_an_error(place: str, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OSError, match="symbolic links"):
        followed(tmp_path / place)


@as_root
@pytest.mark.parametrize(
    ("folder", "owner", "is_followed"),
    [
        (0o1777, NOBODY, False),
        (0o1777, 0, True),
        (0o0777, NOBODY, True),
        (0o1775, NOBODY, True),
    ],
)
@pytest.mark.parametrize("place", ["link", "link/x", "way/x"])
def test_a_link_of_somebody_else_in_a_folder_for_all_is_not_followed(
    folder: int, owner: int, is_followed: bool, place: str, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(folder)
    (shared / "link").symlink_to(tmp_path)
    (shared / "way").symlink_to("link/shared/link")
    os.chown(shared / "link", owner, owner, follow_symlinks=False)
    if is_followed:
        assert followed(shared / place) == (shared / place).resolve()
    else:
        with pytest.raises(OSError, match="somebody else has put there"):
            followed(shared / place)
