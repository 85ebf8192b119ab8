"""Files that are written whole or not at all, by whoever may, to where a path leads."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from gradreel.scenes.files.temporary import temporary_file

PERMISSIONS: Final = 0o777
ACCESS_LIST: Final = "system.posix_acl_access"  # Linux
OPEN_TO_ALL: Final = stat.S_ISVTX | stat.S_IWOTH  # as /tmp is
MOST_LINKS: Final = 40  # as many as Linux follows


def what_to_do(error: Exception) -> str:
    """Say what helps where a file couldn't be written."""
    full = getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return f"{'make room there' if full else 'check its folder'}, or choose another"


@contextmanager
def replacing(target: Path, *, flush: bool = False) -> Iterator[Path]:
    """Give a temporary file beside a file; what was written there takes the file's place.

    Where the block raises, the file stays as it was and nothing is left of the other.

    Args:
        target: the file, which need not be there; its folder must be.
        flush: whether it is on the disk before it gets its name, so that it's whole even where
            the power fails.
    """
    with temporary_file(target.parent, 0o600 if target.exists() else 0o666) as temporary:
        yield temporary
        if flush:
            flush_to_disk(temporary)
        keep_permissions(target, temporary)
        temporary.replace(target)


def flush_to_disk(path: Path) -> None:
    """Wait until the content of a file, or of all files in a folder, is on the disk."""
    if path.is_dir():
        for each in path.iterdir():
            flush_to_disk(each)
    else:
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def keep_permissions(old: Path, new: Path) -> None:
    """Let those read and write a new file who might with the old one, if that is there.

    Who it belongs to is kept where that is allowed; where it has to be of another group, that may
    do no more than all may.
    """
    try:
        found = old.lstat()
    except OSError:
        return
    if stat.S_ISLNK(found.st_mode):
        return
    for user, group in ((-1, found.st_gid), (found.st_uid, -1)):
        with suppress(OSError):
            os.chown(new, user, group)
    with suppress(OSError, AttributeError):
        os.setxattr(new, ACCESS_LIST, os.getxattr(old, ACCESS_LIST))
    mode = found.st_mode & PERMISSIONS
    with suppress(OSError):
        if new.stat().st_gid != found.st_gid:
            mode &= ~0o070 | (mode & 0o007) << 3
        new.chmod(mode)


def followed(path: Path) -> Path:
    """Return where a path leads by its links, whether that is there or not.

    In a folder that all may write to, somebody else's link isn't followed: it may lead to a file
    of one's own. Linux refuses that too, but where it is set up not to (fs.protected_symlinks).

    Raises:
        OSError: there is such a link, or links lead in a circle.
    """
    here = Path("/")
    left = list(reversed(path.absolute().parts[1:]))
    links = 0
    while left:
        name = left.pop()
        step = here.parent if name == ".." else here / name
        if name == ".." or not step.is_symlink():
            here = step
            continue
        links += 1
        if links > MOST_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        _check_link(step)
        target = step.readlink()
        here = Path("/") if target.is_absolute() else here
        left += reversed(target.parts[1:] if target.is_absolute() else target.parts)
    return here


def _check_link(link: Path) -> None:
    folder = link.parent.stat()
    is_others = link.lstat().st_uid not in {os.geteuid(), folder.st_uid}
    if folder.st_mode & OPEN_TO_ALL == OPEN_TO_ALL and is_others:
        raise OSError(errno.EACCES, "a link that somebody else has put there", str(link))
