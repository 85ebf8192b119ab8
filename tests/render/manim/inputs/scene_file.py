"""Carries out a person's file as manim imports it, in a process that listens.

It is a fork of one that has loaded what listens, as a program would take longer to start.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Final

from gradreel.scenes.render.manim.inputs.listening import listening
from gradreel.scenes.render.manim.inputs.record import questions_while_drawing
from tests import ROOT

PROGRAM: Final = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.render.manim.inputs.scene_file import serve
sys.path.pop(0)
serve()
"""


@cache
def _server() -> Any:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        (sys.executable, "-P", "-c", PROGRAM), stdin=pipe, stdout=pipe, text=True
    )


def asked_by(source: str) -> Mapping[str, str]:
    """Return what a file in the current folder asks, carried out in a process of its own."""
    file = Path("mine.py").absolute()
    file.write_text(source)
    server = _server()
    server.stdin.write(json.dumps([str(file), dict(os.environ)]) + "\n")
    server.stdin.flush()
    answer = json.loads(server.stdout.readline())
    assert answer is not None
    return dict(answer)


def serve() -> None:
    """Carry out the files that are asked for, each in a fork, and say what they asked."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            answer: object = None
            with os.fdopen(os.dup(1), "w") as answers:
                try:
                    answer = dict(_carried_out(*json.loads(line)))
                except BaseException:
                    traceback.print_exc()
                answers.write(f"{json.dumps(answer)}\n")
            os._exit(0)
        os.waitpid(child, 0)


def _carried_out(file: str, environment: Mapping[str, str]) -> Mapping[str, str]:
    for number, flags in ((0, os.O_RDONLY), (1, os.O_WRONLY)):
        os.dup2(os.open(os.devnull, flags), number)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115, it has been read ahead
    folder = Path(file).parent
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    spec: Any = spec_from_file_location("mine", file)
    sys.path.insert(0, str(folder))
    with listening():
        spec.loader.exec_module(module_from_spec(spec))
    return questions_while_drawing()
