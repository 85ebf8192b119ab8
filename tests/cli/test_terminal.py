"""What a terminal shows: a bar, then a table of the files; their paths alone go anywhere else."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran

PROGRAM = Path(sys.executable).with_name("gradreel")
DRAW = ("render", "descent", "-r", "64,36", "--fps", "5", "--to", "20", "-w", "1")
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\]8;[^\x1b]*\x1b\\)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("terminal")


@pytest.fixture(scope="module")
def on_terminal(folder: Path) -> Callable[..., str]:
    """Run a command on a terminal of so many columns, and return all that was sent to it."""

    def run(columns: int, *arguments: str, **environment: str) -> str:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
        given = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        given |= {"GRADREEL_CACHE": str(folder / "cache"), "TERM": "xterm-256color"}
        with subprocess.Popen(
            [PROGRAM, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env={**given, **environment},
        ) as process:
            os.close(theirs)
            sent = b"".join(iter(lambda: _read(ours), b""))
        os.close(ours)
        assert process.returncode == 0, sent
        return sent.decode().replace("\r\n", "\n")

    return run


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # nobody is at its other end any more
        return b""


@pytest.fixture(scope="module")
def drawn(on_terminal: Callable[..., str]) -> str:
    """What a narrow terminal is sent while a clip is drawn into two files."""
    return on_terminal(50, *DRAW, "-o", "clip.mp4", "-o", "clip.gif")


def test_a_bar_says_what_is_drawn_how_far_and_how_fast(drawn: str) -> None:
    lines = re.split(r"[\r\n]+", ESCAPES.sub("", drawn))
    bars = [line for line in lines if "━" in line]
    assert all(line.startswith("descent ") for line in bars)
    assert re.search(r" (\d+)/\1, [\d.,]+/s, 0:00$", bars[-1])
    assert any(re.search(r" [1-9]\d*/\d+, [\d.,]+/s, \d:\d\d$", line) for line in bars[:-1])
    assert max(map(len, lines)) <= 50


def test_a_table_has_a_row_for_each_file_and_its_path_is_a_link(drawn: str, folder: Path) -> None:
    head, film, gif = ESCAPES.sub("", drawn).splitlines()[-3:]
    assert head.split() == ["size", "length", "time", "file"]
    row = r"\d+\.\d KB +20\.0 s +\d+\.\d s  clip\.mp4"
    assert re.fullmatch(row, film.strip())
    assert re.fullmatch(r"\d+\.\d KB +20\.0 s +clip\.gif", gif.strip())
    assert f"file://{folder}/clip.mp4\x1b" in drawn


def test_a_long_path_is_whole_on_a_narrow_terminal(
    on_terminal: Callable[..., str], folder: Path
) -> None:
    name = f"{'a-long-name-' * 8}.mp4"
    sent = on_terminal(50, *DRAW, "-o", name, NO_COLOR="1")
    assert ESCAPES.sub("", sent).splitlines()[-1].endswith(f"  {name}")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", sent)


def test_a_terminal_without_codes_gets_plain_text(on_terminal: Callable[..., str]) -> None:
    sent = on_terminal(120, *DRAW, "-o", "clip.mp4", TERM="dumb")
    assert "\x1b" not in sent
    assert sent.splitlines()[-1].split()[-1] == "clip.mp4"


def test_elsewhere_there_is_the_path_alone_and_the_rest_beside_it(
    gradreel: Callable[..., Ran], folder: Path
) -> None:
    cache = str(folder / "cache")
    clips = ("-o", "clip.mp4", "-o", "clip.webp", "-o", "clip.apng")
    ran = gradreel(*DRAW, *clips, GRADREEL_CACHE=cache, TERM="xterm-256color")
    assert (ran.output, ran.errors) == ("clip.mp4\nclip.webp\nclip.apng\n", "")
    row = r"written: clip\.{}, \d+\.\d KB, 20\.0 s long{}\n"
    rows = row.format("mp4", ""), row.format("webp", ""), row.format("apng", r", made in \d+\.\d s")
    assert re.search("".join(rows) + "$", ran.told)


def test_other_commands_have_the_table_too(on_terminal: Callable[..., str], drawn: str) -> None:
    assert drawn
    sent = ESCAPES.sub("", on_terminal(80, "gif", "clip.mp4", "-o", "again.gif"))
    assert "making 'again.gif'" in sent
    assert re.search(r"KB +20\.0 s +\d+\.\d s  again\.gif\n", sent)
    sent = ESCAPES.sub("", on_terminal(80, "train", "surface", "--steps", "9", "-o", "run.npz"))
    assert re.search(r"size +time  file\n *\d+\.\d KB +\d+\.\d s  run\.npz\n", sent)
