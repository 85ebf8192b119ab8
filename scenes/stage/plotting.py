"""All that a scene drawn with Matplotlib may use: the stage, its maps, its type and its runs."""

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.bands import band_of_two
from gradreel.engine.data import Dataset, load
from gradreel.engine.data.toys import TOYS
from gradreel.engine.data_names import CURVE_NAMES
from gradreel.engine.errors import RequestError, counted, shorten, unknown
from gradreel.engine.held import Held
from gradreel.engine.mlp import MLP, SQUARED_ERROR
from gradreel.engine.models import Band, Model
from gradreel.engine.objectives import ModelObjective, SurfaceObjective
from gradreel.engine.optimizers import build
from gradreel.engine.optimizers.adam import Adam
from gradreel.engine.spec import COSINE, RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Continuation, Recording, Runs
from gradreel.scenes.app.runs import mlp_spec
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.becoming import become, box_between, stretch
from gradreel.scenes.stage.figure.formula import math
from gradreel.scenes.stage.figure.layout import SCENERY, ink, spread
from gradreel.scenes.stage.figure.loss_chart import LossChart, LossLine
from gradreel.scenes.stage.figure.marks import RingedPoint, Stroke, arrive, arrow
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.run_map import RunLook, RunMap, distinct_looks
from gradreel.scenes.stage.figure.scales import MapScales
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.strip import cells
from gradreel.scenes.stage.figure.strip import corners as cell_corners
from gradreel.scenes.stage.figure.table import (
    RunTable,
    background,
    loss_quantity,
    parameter_quantity,
    slope_quantity,
)
from gradreel.scenes.stage.figure.text import OPACITY, Label, Number, backed
from gradreel.scenes.stage.figure.travelling import on_arc, travel, travels
from gradreel.scenes.stage.figure.turning.aim import best_camera, camera_on
from gradreel.scenes.stage.figure.turning.camera import FRONT, Camera
from gradreel.scenes.stage.figure.turning.names import PointWord, SolidNames
from gradreel.scenes.stage.figure.turning.picture import ReliefPicture
from gradreel.scenes.stage.figure.turning.relief import LIFT, Relief, drawn_to_scale
from gradreel.scenes.stage.figure.turning.things import (
    BrightLine,
    LevelLine,
    RightAngle,
    TurningArrow,
    TurningPath,
    grown,
)
from gradreel.scenes.stage.figure.turning.view import (
    MAP_ROOM,
    Rooms,
    TurningView,
    map_room,
    map_size,
)
from gradreel.scenes.stage.figure.turning.words import Words
from gradreel.scenes.stage.runs.at_step import at_step, between_steps, index_at
from gradreel.scenes.stage.runs.epochs import batch_of, epoch_of, read_before, steps_in_epoch
from gradreel.scenes.stage.runs.held_out import HeldOut, probabilities
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.runs.line_landscape import LineLandscape, line_window
from gradreel.scenes.stage.runs.loss_slice import LossSlice
from gradreel.scenes.stage.runs.objective import are_apart, lowest_loss, objective_of
from gradreel.scenes.stage.runs.ridge import crossings, ridge_between
from gradreel.scenes.stage.runs.trace import Trace, inside, trace
from gradreel.scenes.stage.runs.valleys import Valley, valley_of
from gradreel.scenes.stage.runs.verdict import every_step_falls, verdict
from gradreel.scenes.stage.runs.window import larger_side, over
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.pace import FADE, linear, smooth
from gradreel.scenes.stage.story.paced import PacedRun, paced
from gradreel.scenes.stage.story.playing import RunPlayer
from gradreel.scenes.stage.story.values import Read, Value, always, values
from gradreel.scenes.stage.type.arithmetic import Worked, worked_update
from gradreel.scenes.stage.type.columns import between, column_of, row_of
from gradreel.scenes.stage.type.frame import Shaped, cached_by_shape, down, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box, Edge, Strip
from gradreel.scenes.stage.type.parameters import maths_name
from gradreel.scenes.stage.type.quantity import LARGE, SMALL, Quantity, sized
from gradreel.scenes.stage.type.scale import Scale, log_scale, scale
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import (
    as_given,
    broken_if_tall,
    decimals_for,
    line_room,
    name_end,
    number_text,
    percent,
    rounded,
    scientific,
    sentence_lines,
    text_width,
)
