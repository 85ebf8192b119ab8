"""All that a scene drawn with manim may use: the stage, its motions, its maths and its runs."""

from gradreel.engine import autodiff, optimizers
from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.bands import band_of_two
from gradreel.engine.data import Dataset, load
from gradreel.engine.data.dataset import unscaled
from gradreel.engine.errors import RequestError, quoted, unknown
from gradreel.engine.fits import best_fit, misfit
from gradreel.engine.functions import ACTIVATIONS, binary_cross_entropy, sigmoid
from gradreel.engine.held import Held
from gradreel.engine.membrane import Response, pulse, respond, threshold
from gradreel.engine.mlp import MLP
from gradreel.engine.models import Band, LinearRegression, LogisticRegression, Model
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app import runs
from gradreel.scenes.app.alternatives import DATA
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Runs
from gradreel.scenes.stage.manim.board.column import bottom_of
from gradreel.scenes.stage.manim.board.stacked import StackedWorkings
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.line_path import LinePath
from gradreel.scenes.stage.manim.loss_chart import ChartTitles, LossChart, LossLine, loss_scale
from gradreel.scenes.stage.manim.marks import (
    Follower,
    Marks,
    RingedPoint,
    arrow,
    arrow_outline,
    at_each,
    dash_points,
    dashes,
    disc,
    filled,
    framed,
    jitter,
    polyline,
    segments,
    smooth_path,
    triangle,
)
from gradreel.scenes.stage.manim.motion import (
    LATE,
    MOVE,
    Fade,
    Rewriting,
    appear,
    arrive,
    dim,
    for_now,
    in_turn,
    keep,
    late,
    set_share,
    share_of,
    steadily,
    to,
    vanish,
)
from gradreel.scenes.stage.manim.moves.becoming import become, snapshot
from gradreel.scenes.stage.manim.moves.camera import PUSH, within
from gradreel.scenes.stage.manim.moves.revealing import reveal
from gradreel.scenes.stage.manim.moves.travelling import FLIGHT, travel, travels
from gradreel.scenes.stage.manim.naming import name_on
from gradreel.scenes.stage.manim.network import Network, Weights, edge_width, names_above
from gradreel.scenes.stage.manim.panel import Panel, Row, TwoColumns
from gradreel.scenes.stage.manim.place import (
    at,
    fractions,
    high,
    offset,
    pixels,
    share_of_width,
    stroke,
    tall,
    wide,
)
from gradreel.scenes.stage.manim.player import CurvePlayer, RunPlayer, lasting
from gradreel.scenes.stage.manim.plot import Curve, Plot
from gradreel.scenes.stage.manim.plots.contour_map import ContourMap
from gradreel.scenes.stage.manim.plots.moving_plot import DataMarks, MovingPlot, falling, rising
from gradreel.scenes.stage.manim.plots.outcomes import PROBABILITY, OutcomePlot, OutcomeRooms
from gradreel.scenes.stage.manim.plots.riding import RidingPoint, arrow_along
from gradreel.scenes.stage.manim.sentence import TextLine, remark
from gradreel.scenes.stage.manim.strip import cell_outlines, cells
from gradreel.scenes.stage.manim.text import Label, Lines, Number, Writer, backed, still_number
from gradreel.scenes.stage.manim.workings import LARGEST, Workings, before_slots, led_in, slots
from gradreel.scenes.stage.runs import pass_maths
from gradreel.scenes.stage.runs.at_step import RunAtStep, at_step, between_steps, index_at
from gradreel.scenes.stage.runs.drawn_rows import drawn_rows
from gradreel.scenes.stage.runs.edges import EdgeIndex, edges_into, every_edge
from gradreel.scenes.stage.runs.epochs import batch_of, epoch_of, read_before, steps_in_epoch
from gradreel.scenes.stage.runs.landscape import Heights, Landscape
from gradreel.scenes.stage.runs.loss_slice import LossSlice
from gradreel.scenes.stage.runs.objective import (
    check_values_are_seen,
    direction,
    ending,
    is_fitted,
    is_logistic_along_axis,
    lowest_loss,
    objective_of,
    row_to_show,
)
from gradreel.scenes.stage.runs.one_parameter import (
    arrival,
    held_model,
    input_size,
    is_one_weight,
    line_ending,
    minimum_of,
)
from gradreel.scenes.stage.runs.pass_maths import is_round, update_maths
from gradreel.scenes.stage.runs.sample_pass import SamplePass
from gradreel.scenes.stage.runs.window import SIDE, over
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.pace import FADE, PAUSE, linear, smooth
from gradreel.scenes.stage.story.paced import GLIDE, PacedRun, paced
from gradreel.scenes.stage.story.worked import LAG, WorkedStory
from gradreel.scenes.stage.type.arithmetic import Ways, Worked, ways, worked, worked_update
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.columns import column_of, row_of, rows_of
from gradreel.scenes.stage.type.fonts import face_for, typeface
from gradreel.scenes.stage.type.frame import (
    WIDE,
    FrameShape,
    Shaped,
    across,
    down,
    is_tall,
    laid_out,
    laying_out,
)
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box, Edge, Strip
from gradreel.scenes.stage.type.names import BOLDER, ELLIPSIS, fitted, room_in_line, told_apart
from gradreel.scenes.stage.type.quantity import (
    LARGE,
    Quantity,
    can_be_told_apart,
    sized,
    told_apart_by,
)
from gradreel.scenes.stage.type.scale import Scale, round_values, scale
from gradreel.scenes.stage.type.theme import DIMMED, Theme
from gradreel.scenes.stage.type.typesetting import (
    LINE_WIDTH,
    as_given,
    broken_if_tall,
    decimals_for,
    figures_width,
    in_maths,
    line_room,
    name_end,
    number_text,
    percent,
    rounded,
    sentence_lines,
    set_width,
    superscript,
    text_width,
)
