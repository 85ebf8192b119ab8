"""Hears of modules that are looked for, found or not."""

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from gradreel.scenes.render.cache.questions import answer
from gradreel.scenes.render.manim.inputs.askers import is_users
from gradreel.scenes.render.manim.inputs.record import is_open, note


class ImportListener(MetaPathFinder):
    """The first finder that Python asks for a module; it only takes note of where one may be."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find nothing, so that the next finder is asked."""
        del target
        if is_open():
            self.note(fullname.rpartition(".")[2], sys.path if path is None else list(path))
        return None

    @staticmethod
    def note(name: str, folders: Sequence[str]) -> None:
        """Take note of a name in a person's own folders, up to the first that has the module."""
        for folder in folders:
            place = os.path.abspath(folder)  # noqa: PTH100, it must stay quick
            if not is_users(f"{place}/"):
                continue
            question = f"module {name} {place}"
            note(question, place)
            if answer(question) not in {"", name}:
                return
