"""What a shell makes of what it is offered: the real shells, where they are there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ZshComplete

from gradreel.scenes.cli import gradreel
from gradreel.scenes.cli.completion import ZSH_BEGIN, Zsh

PROGRAMS = Path(sys.executable).parent
ASKED_BY_BASH = """
eval "$(_GRADREEL_COMPLETE=bash_source gradreel)"
shopt -s extglob
for line in "$@"; do
    read -r -a COMP_WORDS <<< "$line"
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
    _gradreel_completion gradreel 2> /dev/null
    echo "${COMPREPLY[*]}"
done
"""
ASKED_BY_FISH = """
_GRADREEL_COMPLETE=fish_source gradreel | source
for line in $argv
    complete -C $line | string replace \\t ' -- ' | string join '|'
end
true
"""


@pytest.fixture(autouse=True)
def _table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own.csv").write_text("age,blood pressure,outcome\n1,2,0\n")
    (tmp_path / "run.npz").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{PROGRAMS}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))


def asked(*command: str) -> list[str]:
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return ran.stdout.splitlines()


def test_bash_gets_words_that_stay_one() -> None:
    line = "gradreel render sigmoid --data own.csv --y"
    lines = f"{line} blo", f'{line} "blo', "gradreel render backprop --x Age,MaxH"
    assert asked("bash", "-c", ASKED_BY_BASH, "bash", *lines) == [
        r"blood\ pressure",
        "blood pressure",
        "Age,MaxHR",
    ]


@pytest.mark.skipif(not shutil.which("fish"), reason="there is no fish")
def test_fish_is_offered_what_follows_an_equals_sign_and_values_with_commas() -> None:
    lines = (
        "gradreel render descent --optimizer=adamw",
        "gradreel render sigmoid --run=r",
        "gradreel render sigmoid --data own.csv --y blo",
        "gradreel render backprop --x Age,MaxH",
        "gradreel fil",
    )
    found = asked("fish", "--no-config", "-c", ASKED_BY_FISH, *lines)
    assert found[:4] == [
        "--optimizer=adamw",
        "--run=run.npz",
        "blood pressure",
        "Age,MaxHR",
    ]
    assert found[4].startswith("film -- Join scenes to one film, with cards")


def test_zsh_is_offered_whole_words() -> None:
    zsh = Zsh(gradreel, {}, "gradreel", "_GRADREEL_COMPLETE")

    def offers(words: str) -> list[tuple[str, str]]:
        *before, begun = words.split(" ")
        return [(each.type, each.value) for each in zsh.get_completions(before, begun)]

    assert offers("render descent --optimizer=adamw") == [("plain", "--optimizer=adamw")]
    assert offers("render descent --optimizer adamw") == [("plain", "adamw")]
    assert offers("render sigmoid --run=r") == [("file", "r")]
    assert ZSH_BEGIN in ZshComplete.source_template
