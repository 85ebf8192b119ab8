"""All that a scene drawn with manim may use: the stage, its motions, its maths and its runs."""

from gradreel.engine import autodiff
from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.data import Dataset, load
from gradreel.engine.data.dataset import IS, unscaled
from gradreel.engine.errors import RequestError
from gradreel.engine.functions import ACTIVATIONS, binary_cross_entropy, sigmoid
from gradreel.engine.membrane import Response, pulse, respond, rest, threshold
from gradreel.engine.mlp import MLP, Layer
from gradreel.engine.models import LinearRegression, LogisticRegression, PartlyFrozen
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.engine.waves import Wave, best_wave, slipped
from gradreel.scenes.ask import runs
from gradreel.scenes.ask.one_weight import input_size, is_flat, one_weight_spec
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Recording, Runs
from gradreel.scenes.stage.manim.board import FormulaBoard, before_slots, led_in, reveal, slots
from gradreel.scenes.stage.manim.hills import Ball, Hills, Sky, above_curve, lit
from gradreel.scenes.stage.manim.judging import (
    Blame,
    JudgingNetwork,
    LargeNetwork,
    named_values,
    shining,
    truth_of,
)
from gradreel.scenes.stage.manim.marks import (
    NOTHING,
    RedrawnPath,
    RingedPoint,
    arrow,
    arrow_outline,
    at,
    bleeding,
    dash_points,
    dashes,
    disc,
    filled,
    filling,
    fractions,
    framed,
    heaped,
    high,
    jitter,
    mark_of,
    offset,
    pixels,
    polyline,
    rectangle,
    segments,
    share_of_width,
    smooth_path,
    solid,
    stamped,
    stroke,
    stroked,
    tall,
    wide,
)
from gradreel.scenes.stage.manim.motion import (
    LATE,
    MOVE,
    Rewriting,
    appear,
    arrive,
    dim,
    for_now,
    in_turn,
    keep,
    late,
    set_share,
    steadily,
    to,
    vanish,
)
from gradreel.scenes.stage.manim.moves import become, snapshot, travel, within
from gradreel.scenes.stage.manim.network import (
    Network,
    between_rims,
    dots_at,
    edge_width,
    names_above,
    places_of_units,
)
from gradreel.scenes.stage.manim.outcomes import (
    DataMarks,
    MovingPlot,
    OutcomePlot,
    OutcomeRooms,
    in_wave,
    rising,
)
from gradreel.scenes.stage.manim.panel import Panel, Row, TwoColumns
from gradreel.scenes.stage.manim.player import (
    CurvePlayer,
    RidingPoint,
    RunPlayer,
    arrow_along,
    lasting,
    paced_as_it_learns,
)
from gradreel.scenes.stage.manim.plot import ContourMap, Curve, Plot, name_on
from gradreel.scenes.stage.manim.text import (
    Formula,
    Label,
    Lines,
    Number,
    TextLine,
    Writer,
    backed,
    math,
    still_number,
)
from gradreel.scenes.stage.runs import pass_maths
from gradreel.scenes.stage.runs.endings import arrival, ending, is_fitted, line_ending
from gradreel.scenes.stage.runs.landscape import Heights, Landscape, over
from gradreel.scenes.stage.runs.line import (
    LineLandscape,
    LossSlice,
    frozen_model,
    is_one_weight,
    minimum_of,
    valley_of,
    window_about,
)
from gradreel.scenes.stage.runs.objective import (
    RunAtStep,
    are_right,
    at_step,
    batch_of,
    between_steps,
    check_values_are_seen,
    direction,
    drawn_rows,
    is_logistic_along_axis,
    lowest_loss,
    network_of,
    objective_of,
    probabilities,
    row_to_show,
    steps_in_epoch,
)
from gradreel.scenes.stage.runs.pass_maths import (
    MOST_DRAWN,
    EdgeIndex,
    SamplePass,
    drawn_units,
    edges_between,
    edges_into,
    every_edge,
    unit_sum,
    update_maths,
    weight_ways,
    worked_sum,
)
from gradreel.scenes.stage.runs.people import known_row, sex_of
from gradreel.scenes.stage.runs.way_back import Detour, Leg, WayBack
from gradreel.scenes.stage.runs.windows import Share, Windows
from gradreel.scenes.stage.story.manim import ManimStory, WorkedStory
from gradreel.scenes.stage.story.pace import FADE, GLIDE, PacedRun, linear, paced, smooth
from gradreel.scenes.stage.type.names import told_apart
from gradreel.scenes.stage.type.quantity import (
    Quantity,
    Roundings,
    Worked,
    can_be_told_apart,
    product,
    roundings,
    sized,
    told_apart_by,
    value_of,
    worked,
    worked_update,
)
from gradreel.scenes.stage.type.scale import Scale, log_scale, round_values, scale
from gradreel.scenes.stage.type.style import (
    DIMMED,
    GRID,
    SIZES,
    Box,
    ByShape,
    Edge,
    Mosaic,
    Theme,
    between,
    column_of,
    down,
    is_tall,
    laid_out,
    row_of,
)
from gradreel.scenes.stage.type.typesetting import (
    LINE_WIDTH,
    as_given,
    decimals_for,
    figures_width,
    in_maths,
    number_text,
    percent,
    rounded,
    superscript,
    typeface,
)
