"""gradreel shows how neural networks learn: real runs, recorded by NumPy and drawn as videos."""

from importlib import import_module
from pathlib import Path
from typing import Any, Final

__all__ = (  # without recorders that import a library: `import *` would import it
    "GradreelError",
    "History",
    "Recorder",
    "RequestError",
    "Trajectory",
    "WorkError",
    "list",
    "load",
    "render",
    "save",
    "show",
    "train",
)

PROJECT: Final = Path(__file__).parent
"""Where all of it is: the engine, the scenes and the assets."""
HOMES: Final = {
    **dict.fromkeys(("GradreelError", "RequestError", "WorkError"), "gradreel.engine.errors"),
    "Trajectory": "gradreel.engine.trajectory",
    "History": "gradreel.engine.history",
    **dict.fromkeys(("load", "save"), "gradreel.scenes.ask.records"),
    "Recorder": "gradreel.scenes.python.recorder",
    **dict.fromkeys(("list", "render", "show", "train"), "gradreel.scenes.python.functions"),
    "KerasRecorder": "gradreel.scenes.python.adapters.keras",
    "SklearnRecorder": "gradreel.scenes.python.adapters.sklearn",
    "TorchRecorder": "gradreel.scenes.python.adapters.torch",
}
"""Where each name is from; it is imported when it is asked for, so that commands answer at once."""
NAMED_THERE: Final = {"load": "load_any"}


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), NAMED_THERE.get(name, name))


def __dir__() -> tuple[str, ...]:
    return tuple(HOMES)
