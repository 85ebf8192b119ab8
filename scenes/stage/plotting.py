"""All that a scene drawn with Matplotlib may use: the stage, its maps, its type and its runs."""

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError, counted, shorten
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Runs
from gradreel.scenes.stage.figure.loss_chart import LossChart, LossLine
from gradreel.scenes.stage.figure.marks import RingedPoint, Stroke, arrive
from gradreel.scenes.stage.figure.run_map import RunLook, RunMap, distinct_looks
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.figure.travelling import on_arc
from gradreel.scenes.stage.figure.turning.aim import best_camera
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.runs.at_step import at_step
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.pace import linear, smooth
from gradreel.scenes.stage.story.paced import paced
from gradreel.scenes.stage.story.playing import RunPlayer
from gradreel.scenes.stage.story.values import Value, values
from gradreel.scenes.stage.type.frame import Shaped, cached_by_shape, down, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box
from gradreel.scenes.stage.type.scale import LogScale, log_scale, scale
from gradreel.scenes.stage.type.typesetting import (
    as_given,
    line_room,
    number_text,
    scientific,
    text_width,
)

__all__ = [
    "GRID",
    "SIZES",
    "Box",
    "Camera",
    "FigureStory",
    "FloatArray",
    "Label",
    "LandscapeRuns",
    "LogScale",
    "LossChart",
    "LossLine",
    "RequestError",
    "RingedPoint",
    "RunLook",
    "RunMap",
    "RunOptions",
    "RunPlayer",
    "RunSpec",
    "Runs",
    "Shaped",
    "Sheet",
    "Stroke",
    "SurfaceObjective",
    "Trajectory",
    "Value",
    "arrive",
    "as_given",
    "at_step",
    "best_camera",
    "cached_by_shape",
    "counted",
    "distinct_looks",
    "down",
    "is_tall",
    "line_room",
    "linear",
    "log_scale",
    "number_text",
    "on_arc",
    "optimizers",
    "paced",
    "runs",
    "scale",
    "scientific",
    "shorten",
    "smooth",
    "text_width",
    "values",
]
