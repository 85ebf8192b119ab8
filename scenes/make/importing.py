"""How large libraries are imported before a clip is drawn."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any, Final

RARELY_USED: Final = (
    *("numpy.f2py", "numpy.ma", "numpy.polynomial", "numpy.testing"),
    "soupsieve",  # with which Beautiful Soup understands selectors of CSS
)
"""What SciPy and Beautiful Soup import, which manim needs, and manim has no use for."""


@contextmanager
def importing() -> Iterator[None]:
    """Don't look for garbage while large libraries are imported: what they make stays.

    IPython isn't imported, which manim tries, and needs in notebooks only, nor what is rarely used,
    until it is.
    """
    for name in RARELY_USED:
        _put_off(name)
    is_missed = "IPython" not in sys.modules
    if is_missed:
        sys.modules["IPython"] = None  # type: ignore[assignment]
    gc.disable()
    try:
        yield
    finally:
        if is_missed:
            del sys.modules["IPython"]
        gc.enable()
        gc.freeze()


class _PutOff(ModuleType):
    """A module that is imported when something of it is used first."""

    def __getattr__(self, name: str) -> Any:
        self.__class__ = ModuleType  # type: ignore[assignment]
        spec = self.__spec__
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module(self)
        return getattr(self, name)


def _put_off(name: str) -> None:
    spec = None if name in sys.modules else find_spec(name)
    if spec is not None:
        module = sys.modules[name] = module_from_spec(spec)
        module.__class__ = _PutOff
        package, _, own_name = name.rpartition(".")
        if package:
            setattr(sys.modules[package], own_name, module)
