"""All that a scene drawn with manim may use: the stage, its motions, its maths and its runs."""

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.data import Dataset, load
from gradreel.engine.errors import RequestError, quoted, unknown
from gradreel.engine.functions import sigmoid
from gradreel.engine.held import Held
from gradreel.engine.mlp import MLP
from gradreel.engine.models import LinearRegression, LogisticRegression, Model
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Continuation, Recording, Runs
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
    dash_points,
    dashes,
    disc,
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
from gradreel.scenes.stage.manim.moves.camera import within
from gradreel.scenes.stage.manim.moves.revealing import reveal
from gradreel.scenes.stage.manim.moves.travelling import FLIGHT, travel, travels
from gradreel.scenes.stage.manim.naming import name_on
from gradreel.scenes.stage.manim.network import Network, edge_width, names_above
from gradreel.scenes.stage.manim.panel import Panel, Row, TwoColumns
from gradreel.scenes.stage.manim.place import (
    at,
    fractions,
    high,
    pixels,
    share_of_width,
    stroke,
    tall,
    wide,
)
from gradreel.scenes.stage.manim.player import CurvePlayer, CurveReading, RunPlayer, lasting
from gradreel.scenes.stage.manim.plot import Curve, Plot
from gradreel.scenes.stage.manim.plots.contour_map import ContourMap
from gradreel.scenes.stage.manim.plots.moving_plot import DataMarks, MovingPlot, falling, rising
from gradreel.scenes.stage.manim.plots.outcomes import PROBABILITY, OutcomePlot, OutcomeRooms
from gradreel.scenes.stage.manim.plots.riding import RidingPoint, arrow_along
from gradreel.scenes.stage.manim.sentence import TextLine, remark
from gradreel.scenes.stage.manim.text import Label, Lines, Number, Writer, backed
from gradreel.scenes.stage.manim.workings import Workings, before_slots, led_in, slots
from gradreel.scenes.stage.runs import pass_maths
from gradreel.scenes.stage.runs.at_step import at_step, between_steps, index_at
from gradreel.scenes.stage.runs.drawn_rows import drawn_rows
from gradreel.scenes.stage.runs.edges import EdgeIndex, edges_into, every_edge
from gradreel.scenes.stage.runs.epochs import batch_of, epoch_of, read_before, steps_in_epoch
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.runs.loss_slice import LossSlice
from gradreel.scenes.stage.runs.objective import (
    are_apart,
    check_values_are_seen,
    direction,
    ending,
    is_fitted,
    is_logistic_along_axis,
    objective_of,
    row_to_show,
)
from gradreel.scenes.stage.runs.one_parameter import arrival, line_ending, minimum_beside
from gradreel.scenes.stage.runs.pass_maths import update_maths
from gradreel.scenes.stage.runs.sample_pass import SamplePass
from gradreel.scenes.stage.runs.window import over
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.pace import FADE, PAUSE, linear, smooth
from gradreel.scenes.stage.story.paced import PacedRun, paced
from gradreel.scenes.stage.story.worked import WorkedStory
from gradreel.scenes.stage.type.arithmetic import (
    Ways,
    Worked,
    value_of,
    ways,
    worked,
    worked_update,
)
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.columns import between, column_of, row_of, rows_of
from gradreel.scenes.stage.type.frame import Shaped, across, down, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box, Edge, Strip
from gradreel.scenes.stage.type.names import fitted
from gradreel.scenes.stage.type.quantity import Quantity, can_be_told_apart, sized, told_apart_by
from gradreel.scenes.stage.type.scale import Scale, round_values, scale
from gradreel.scenes.stage.type.theme import DIMMED, Theme
from gradreel.scenes.stage.type.typesetting import (
    as_given,
    broken_if_tall,
    decimals_for,
    figures_width,
    in_maths,
    number_text,
    percent,
    rounded,
    scientific,
    sentence_lines,
    text_width,
)

__all__ = [
    "DIMMED",
    "FADE",
    "FLIGHT",
    "GRID",
    "LATE",
    "MLP",
    "MOVE",
    "PAUSE",
    "PROBABILITY",
    "SIZES",
    "Box",
    "Captions",
    "ChartTitles",
    "Continuation",
    "ContourMap",
    "Curve",
    "CurvePlayer",
    "CurveReading",
    "DataMarks",
    "Dataset",
    "Edge",
    "EdgeIndex",
    "Fade",
    "FloatArray",
    "Follower",
    "Formula",
    "GradientDescent",
    "Held",
    "IntArray",
    "Label",
    "Landscape",
    "LinePath",
    "LinearRegression",
    "Lines",
    "LogisticRegression",
    "LossChart",
    "LossLine",
    "LossSlice",
    "ManimStory",
    "Marks",
    "Model",
    "ModelObjective",
    "MovingPlot",
    "Network",
    "Number",
    "OutcomePlot",
    "OutcomeRooms",
    "PacedRun",
    "Panel",
    "Plot",
    "Quantity",
    "Recording",
    "RequestError",
    "Rewriting",
    "RidingPoint",
    "RingedPoint",
    "Row",
    "RunOptions",
    "RunPlayer",
    "RunSpec",
    "Runs",
    "SamplePass",
    "Scale",
    "Shaped",
    "StackedWorkings",
    "Strip",
    "TextLine",
    "Theme",
    "Trajectory",
    "TwoColumns",
    "Ways",
    "Worked",
    "WorkedStory",
    "Workings",
    "Writer",
    "across",
    "appear",
    "are_apart",
    "arrival",
    "arrive",
    "arrow",
    "arrow_along",
    "arrow_outline",
    "as_given",
    "at",
    "at_step",
    "backed",
    "batch_of",
    "become",
    "before_slots",
    "between",
    "between_steps",
    "bottom_of",
    "broken_if_tall",
    "can_be_told_apart",
    "check_values_are_seen",
    "column_of",
    "dash_points",
    "dashes",
    "decimals_for",
    "dim",
    "direction",
    "disc",
    "down",
    "drawn_rows",
    "edge_width",
    "edges_into",
    "ending",
    "epoch_of",
    "every_edge",
    "falling",
    "figures_width",
    "fitted",
    "for_now",
    "fractions",
    "high",
    "in_maths",
    "in_turn",
    "index_at",
    "is_fitted",
    "is_logistic_along_axis",
    "is_tall",
    "jitter",
    "keep",
    "lasting",
    "late",
    "led_in",
    "line_ending",
    "linear",
    "load",
    "loss_scale",
    "math",
    "minimum_beside",
    "name_on",
    "names_above",
    "number_text",
    "objective_of",
    "over",
    "paced",
    "pass_maths",
    "percent",
    "pixels",
    "polyline",
    "quoted",
    "read_before",
    "remark",
    "reveal",
    "rising",
    "round_values",
    "rounded",
    "row_of",
    "row_to_show",
    "rows_of",
    "runs",
    "scale",
    "scientific",
    "segments",
    "sentence_lines",
    "set_share",
    "share_of",
    "share_of_width",
    "sigmoid",
    "sized",
    "slots",
    "smooth",
    "smooth_path",
    "snapshot",
    "steadily",
    "steps_in_epoch",
    "stroke",
    "tall",
    "text_width",
    "to",
    "told_apart_by",
    "travel",
    "travels",
    "triangle",
    "unknown",
    "update_maths",
    "value_of",
    "vanish",
    "ways",
    "wide",
    "within",
    "worked",
    "worked_update",
]
