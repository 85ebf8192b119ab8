"""What `import gradreel` has, for those who check types: the names are imported when asked for."""

from pathlib import Path
from typing import Final

from gradreel.engine.errors import GradreelError as GradreelError
from gradreel.engine.errors import RequestError as RequestError
from gradreel.engine.errors import WorkError as WorkError
from gradreel.engine.history import History as History
from gradreel.engine.trajectory import Trajectory as Trajectory
from gradreel.scenes.ask.records import load_any
from gradreel.scenes.ask.records import save as save
from gradreel.scenes.python.adapters.keras import KerasRecorder as KerasRecorder
from gradreel.scenes.python.adapters.sklearn import SklearnRecorder as SklearnRecorder
from gradreel.scenes.python.adapters.torch import TorchRecorder as TorchRecorder
from gradreel.scenes.python.functions import list as list  # noqa: A004
from gradreel.scenes.python.functions import render as render
from gradreel.scenes.python.functions import show as show
from gradreel.scenes.python.functions import train as train
from gradreel.scenes.python.recorder import Recorder as Recorder

PROJECT: Final[Path]
load = load_any
__all__: Final[tuple[str, ...]]
HOMES: Final[dict[str, str]]
