"""All that a scene drawn with Matplotlib may use: the stage, its maps, its type and its runs."""

from gradreel.engine import optimizers
from gradreel.engine.arrays import BoolArray, FloatArray, IntArray
from gradreel.engine.data import Dataset, load
from gradreel.engine.data.toys import TOYS
from gradreel.engine.data_names import CURVE_NAMES
from gradreel.engine.errors import RequestError, counted, quoted, shorten, unknown
from gradreel.engine.history import History, Plane, Tensor
from gradreel.engine.mlp import MLP, SQUARED_ERROR
from gradreel.engine.models import LinearRegression, LogisticRegression, PartlyFrozen
from gradreel.engine.objectives import ModelObjective, SurfaceObjective
from gradreel.engine.optimizers import build
from gradreel.engine.optimizers.adam import Adam
from gradreel.engine.planes import KINDS, plane_of
from gradreel.engine.spec import COSINE, RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.trajectory import Trajectory
from gradreel.engine.waves import Wave, best_wave
from gradreel.scenes.ask import runs
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.pictures import side_of
from gradreel.scenes.ask.recording import Continuation, Recording, Runs
from gradreel.scenes.ask.runs import load_data, mlp_on, mlp_spec
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.charts import ChartAxes, Curve, in_digits, upward
from gradreel.scenes.stage.figure.marks import RingedPoint, Stroke, arrive, arrow, dots
from gradreel.scenes.stage.figure.moves import stretch, travel, travels
from gradreel.scenes.stage.figure.picture import FRONT, Camera
from gradreel.scenes.stage.figure.relief import LIFT, drawn_to_scale
from gradreel.scenes.stage.figure.run_map import RunLook, RunMap, distinct_looks
from gradreel.scenes.stage.figure.scales import MapScales
from gradreel.scenes.stage.figure.sheet import Artists, Sheet, SheetImage
from gradreel.scenes.stage.figure.squares import (
    Packing,
    SignColours,
    SignScale,
    Squares,
    block_means,
    block_sizes,
    covered,
    in_tiles,
    tiled,
)
from gradreel.scenes.stage.figure.table import (
    RunTable,
    background,
    loss_quantity,
    parameter_quantity,
    slope_quantity,
)
from gradreel.scenes.stage.figure.text import (
    OPACITY,
    SCENERY,
    Label,
    Number,
    backed,
    ink,
    math,
    spread,
)
from gradreel.scenes.stage.figure.things import (
    BrightLine,
    LevelLine,
    RightAngle,
    TurningArrow,
    TurningPath,
    grown,
)
from gradreel.scenes.stage.figure.view import (
    MAP_ROOM,
    Rooms,
    TurningView,
    best_camera,
    camera_on,
    map_room,
    map_size,
)
from gradreel.scenes.stage.figure.words import PointWord, SolidNames, Words
from gradreel.scenes.stage.runs.endings import every_step_falls
from gradreel.scenes.stage.runs.landscape import Heights, Landscape, holds, over
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns, Trace, inside, trace
from gradreel.scenes.stage.runs.line import (
    LineLandscape,
    LossSlice,
    Valley,
    frozen_model,
    valley_of,
)
from gradreel.scenes.stage.runs.objective import (
    HeldOut,
    are_apart,
    at_step,
    between_steps,
    drawn_rows,
    lowest_loss,
    network_of,
    objective_of,
    probabilities,
)
from gradreel.scenes.stage.runs.resting import crossings, ridge_between
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.pace import PacedRun, linear, paced, smooth
from gradreel.scenes.stage.story.values import Read, RunPlayer, Steady, Value, always, values
from gradreel.scenes.stage.type.names import BOLDER, is_in_chinese, need_chinese, told_apart
from gradreel.scenes.stage.type.quantity import LARGE, SMALL, Quantity, Worked, sized, worked_update
from gradreel.scenes.stage.type.scale import (
    LogScale,
    Scale,
    log_scale,
    notation,
    round_values,
    scale,
)
from gradreel.scenes.stage.type.style import (
    DIMMED,
    GRID,
    SIZES,
    Box,
    ByShape,
    Edge,
    Mosaic,
    Theme,
    across,
    between,
    cached_by_shape,
    column_of,
    down,
    is_tall,
    row_of,
    rows_of,
)
from gradreel.scenes.stage.type.typesetting import (
    as_given,
    broken_if_tall,
    decimals_for,
    number_text,
    percent,
    rounded,
    scientific,
    sentence_lines,
)
