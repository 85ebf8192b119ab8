"""Inside a neuron: a straight line that the sigmoid bends; closed again, it buds a second one."""

from collections.abc import Callable
from functools import partial

import numpy as np
from manim import DOWN, RIGHT, UP, Mobject, ValueTracker, VGroup
from manim.utils.color import color_to_rgb

from gradreel.scenes.stage.drawing import (
    NOTHING,
    SIZES,
    Box,
    ByShape,
    Edge,
    FloatArray,
    Label,
    LogisticRegression,
    ManimStory,
    ModelObjective,
    Number,
    Plot,
    RedrawnPath,
    RingedPoint,
    RunOptions,
    Runs,
    RunSpec,
    Scale,
    appear,
    at,
    backed,
    between,
    dash_points,
    disc,
    filled,
    fractions,
    late,
    linear,
    objective_of,
    offset,
    pixels,
    polyline,
    runs,
    scale,
    sigmoid,
    sized,
    smooth_path,
    stroked,
    to,
    vanish,
)

PLACE = 420
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR",),
    "y": "AHD",
    "positive": None,
    "optimizer": "gradient-descent",
    "learning_rate": 1.0,
    "steps": 100,
    "seed": 0,
}
CHOSEN_FOR = {"data": ("steps",), "x": ("steps",), "y": ("steps",), "optimizer": ("steps",)}
DRAWS = "a logistic regression with one feature"

FIRST, NODE, APART = 84.0, 118.0, 36.0
"""Pixels: the radius of the unit of the scene before, of a closed one here, and how far the halves
of an open one are aside."""
RULED, APART_BY, NAMED, FAINT = 8.0, 0.5, 2.0, 0.3
"""The ruler of z: up and down to here there is a line each so much, and a number each so much; and
how strong a line is."""
LEAST, MOST, BEYOND = 4.6, 12.0, 0.5
"""How far up and down the axis of z reaches; and how far the other goes beyond the data to get
there at the most, in their width."""
MARK = 0.08
"""Size of the mark in the second unit."""
THICK, SHADED, BENDING = 6.0, 0.2, 4.2
"""Pixels of the line; the opacity of what is below it once it is bent, and seconds of that."""
CURVE, NEAR, FAR = 81, 0.3, 0.72
"""Points of a curve, and how far along the axis the point begins and ends."""
ASIDE = 16.0, 26.0
"""Pixels from the point to its number, and up."""


class Pipeline(ManimStory):
    """A unit of one input opens; its line bends into its curve; it closes, and buds."""

    input_at, node_at = (
        ByShape((0.235, 0.56), tall=(0.5, 0.325)),
        ByShape((0.675, 0.56), tall=(0.5, 0.66)),
    )
    open_radius = ByShape(225.0, tall=150.0)
    # Where both units are in the end, and the whole plot.
    pair_at = ByShape(((0.675, 0.37), (0.675, 0.765)), tall=((0.27, 0.63), (0.73, 0.63)))
    whole = ByShape(Box(0.09, 0.89, 0.245, 0.81), tall=Box(0.15, 0.81, 0.33, 0.77))
    # The formulas' baseline; how far they are aside from the middle, where the line leaves room,
    # and their size.
    formula_line = ByShape(0.345, tall=0.28)
    formula_aside, formula_size = ByShape(0.13, tall=0.0), ByShape(0.072, tall=SIZES.label)
    # The way that a unit's halves part, and across it.
    along, beside = ByShape(RIGHT, tall=DOWN), ByShape(UP, tall=RIGHT)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of a logistic regression.

        Raises:
            RequestError: they name more than one feature.
        """
        main = options.recorded
        if main is None:
            data = runs.dataset(options)
            runs.check_one_feature("pipeline", data)
            main = runs.fitted_on(data, options)
        return {"main": main}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of a logistic regression with one feature."""
        objective = spec.objective
        return isinstance(objective, ModelObjective) and objective.model == LogisticRegression(1)

    def construct(self) -> None:
        """Tell the story, beat by beat."""
        self.read_run()
        self.draw_unit()
        self.draw_inside()
        self.open_up()
        self.go_along_the_line()
        self.bend()
        self.close()
        self.bud()

    def read_run(self) -> None:
        """Take the line that was learned, on the data's own scale."""
        self.data = data = objective_of(self.run).dataset
        self.bias, self.weight = self.run.own_scale(self.run.parameters[-1]).tolist()
        self.side = 1 if self.weight > 0 else -1
        low, high = data.features.min(), data.features.max()
        beyond, half = BEYOND * (high - low), LEAST / abs(self.weight or 1.0)
        centre = -self.bias / (self.weight or 1.0)
        low = np.clip(centre - half, low - beyond, low)
        high = np.clip(centre + half, high, high + beyond)
        self.across = Scale(low, high, scale(low, high, count=6).ticks)
        xs = np.linspace(low, high, CURVE)
        self.reach = min(max(1.08 * np.abs(self.line(xs)).max(), LEAST), MOST)
        self.xs = xs[np.abs(self.line(xs)) <= self.reach]

    def line(self, xs: FloatArray | float) -> FloatArray:
        """The line's heights z (n,) over values of the feature (n,)."""
        return np.asarray(self.bias + self.weight * xs)

    def draw_unit(self) -> None:
        """The input, the unit in two halves, one that buds, and the ways to both."""
        self.opened, self.budded = ValueTracker(0.0), ValueTracker(0.0)
        self.now = ValueTracker(self.xs[0])
        theme, data, texts = self.theme, self.data, self.texts
        middle, model, self.rim = at(*self.input_at), theme.model, FIRST

        def shape(outline: Callable[[], FloatArray]) -> RedrawnPath:
            return stroked(outline, model, 3, fill_color=theme.surface, fill_opacity=1)

        self.halves = VGroup(*(shape(partial(self.half, side)) for side in (-1, 1)))
        self.cuts = VGroup(*(stroked(partial(self.cut, side), model, 3) for side in (-1, 1)))
        self.second = shape(lambda: disc(self.radius(1)) + self.centre(1))
        self.ways = [stroked(partial(self.way, each), theme.line, 3) for each in (0, 1)]
        column = data.feature_names[0]
        name = Label(texts.column_labels([column])[0], size=SIZES.smallest, colour=theme.muted)
        name.place(middle + offset(0, NODE + 16), "centre")
        written = sized(np.abs(self.xs).max(), 3).text
        value = Number(self.now.get_value, written, size=SIZES.sentence, colour=theme.text)
        value.place(middle - offset(0, 12), "centre")
        self.input = VGroup(shape(lambda: disc(NODE) + middle), name, value)

    def centre(self, number: int) -> FloatArray:
        """The middle (3,) of the unit, or of the one that buds."""
        start, end = at(*self.node_at), at(*self.pair_at[number])
        return start + self.budded.get_value() * (end - start)

    def radius(self, number: int) -> float:
        """The radius of either in pixels."""
        if number:
            return NODE * min(2 * self.budded.get_value(), 1.0)
        return self.rim + self.opened.get_value() * (self.open_radius - self.rim)

    def aside(self, side: int) -> FloatArray:
        """The middle (3,) of the circle that a half belongs to: -1 is the first one."""
        return self.centre(0) + side * pixels(APART) * self.opened.get_value() * self.along

    def half(self, side: int) -> FloatArray:
        """The outline of a half, without the cut."""
        angles = np.linspace(-1.58, 1.58, 25)
        arc = side * np.outer(np.cos(angles), self.along) + np.outer(np.sin(angles), self.beside)
        return smooth_path(self.aside(side) + pixels(self.radius(0)) * arc)

    def cut(self, side: int) -> FloatArray:
        """The straight side of a half, as far as it is open."""
        reach = pixels(min(4 * self.opened.get_value(), 1.0) * self.radius(0)) * self.beside
        return polyline(np.array([self.aside(side) - reach, self.aside(side) + reach]))

    def way(self, number: int) -> FloatArray:
        """The line from the input to the rim of either."""
        start, end = at(*self.input_at), self.centre(1) if number else self.aside(-1)
        along = (end - start) / np.linalg.norm(end - start)
        rims = start + pixels(NODE) * along, end - pixels(self.radius(number)) * along
        return polyline(np.array(rims))

    def draw_inside(self) -> None:
        """The line, and the curve that it bends into: small, or as large as the frame."""
        theme, model, reach = self.theme, self.theme.model, self.reach
        self.drawn, self.grown, self.bent = (ValueTracker(0.0) for _ in range(3))
        axis = self.across
        self.small: Callable[[], Box] = partial(self.half_box, -1)
        self.curve = stroked(
            lambda: self.path(self.box(), self.bent.get_value()), theme.text, THICK
        )
        self.curve.add_updater(self.colour)
        self.area = filled(self.below, model, SHADED)
        self.answer = stroked(lambda: self.path(self.half_box(1), 1.0), model, THICK)
        name = self.texts.column_with_unit(self.data.feature_names[0])
        name = self.label("feature", name=name)
        self.axis = plot = Plot(theme, axis, Scale(-reach, reach, ()), box=self.whole, x_title=name)
        self.levels, self.shares = self.ruler()
        self.point = RingedPoint(lambda: self.on_curve(self.now.get_value()), theme)

        def drop() -> FloatArray:
            x = self.now.get_value()
            return dash_points(plot.point(x, -reach), self.on_curve(x))

        self.drop = stroked(drop, theme.muted, 2)
        self.z, self.p = self.told("z = {}", self.line), self.told("p = {}", self.chance)

    def chance(self, xs: FloatArray) -> FloatArray:
        """What the unit says, p (n,), of values of the feature (n,)."""
        return sigmoid(self.line(xs))

    def colour(self, _: Mobject) -> None:
        """Give the line its colour, that of the model as it is bent."""
        first, last = (color_to_rgb(each) for each in (self.theme.text, self.theme.model))
        self.curve.stroke_rgbas[:, :3] = first + self.bent.get_value() * (last - first)

    def half_box(self, side: int) -> Box:
        """Where the drawing in a half is."""
        radius = self.radius(0)
        middle = self.aside(side) + side * pixels(0.42 * radius) * self.along
        across, up = np.abs(0.33 * radius * self.along + 0.54 * radius * self.beside)[:2]
        return box_about(middle, across, up)

    def node_box(self) -> Box:
        """Where the curve in the closed unit is."""
        radius = self.radius(0)
        return box_about(self.centre(0), 0.62 * radius, 0.42 * radius)

    def box(self) -> Box:
        """Where the line is now."""
        return between(self.small(), self.whole, self.grown.get_value())

    def places(self, xs: FloatArray, zs: FloatArray, box: Box, bent: float) -> FloatArray:
        """Points (n, 3) at heights z (n,), some of the way to the heights p."""
        up = (1 - bent) * (0.5 + zs / (2 * self.reach)) + bent * sigmoid(zs)
        return at(box.left + self.across.share(xs) * box.width, box.bottom - up * box.height)

    def path(self, box: Box, bent: float) -> FloatArray:
        """The line as far as it is drawn, bent so far."""
        first, last = self.xs[0], self.xs[-1]
        xs = np.linspace(first, first + self.drawn.get_value() * (last - first), CURVE)
        return smooth_path(self.places(xs, self.line(xs), box, bent))

    def below(self) -> FloatArray:
        """The outline of what is below the line, down to the lowest height."""
        line, box = self.path(self.box(), self.bent.get_value())[::3], self.box()
        return polyline(np.array([*line, at(box.right, box.bottom), at(box.left, box.bottom)]))

    def on_curve(self, x: float) -> FloatArray:
        """The place (3,) of a value on the line as it is now."""
        xs = np.array([x])
        zs = np.clip(self.line(xs), -self.reach, self.reach)
        return np.asarray(self.places(xs, zs, self.box(), self.bent.get_value())[0])

    def told(self, form: str, height: Callable[[FloatArray], FloatArray]) -> Number:
        """A height of the point, on that side of it where the line leaves room."""
        now = self.now.get_value
        colour = self.theme.text if height == self.line else self.theme.model
        number = Number(
            lambda: height(np.array([now()]))[0], 2, colour=colour, size=SIZES.label, form=form
        )
        aside = offset(-ASIDE[0] * self.side, ASIDE[1])
        return number.place(
            lambda: self.on_curve(now()) + aside, "left" if self.side < 0 else "right"
        )

    def level(self, z: float) -> FloatArray:
        """The line of one height z, where that is on the axis."""
        ends, box = np.array([self.across.low, self.across.high]), self.whole
        line = self.places(ends, np.array([z, z]), box, self.bent.get_value())
        return polyline(line) if box.top <= fractions(line[0])[1] <= box.bottom else NOTHING

    def ruler(self) -> tuple[VGroup, VGroup]:
        """Lines of heights z with their numbers, which the sigmoid moves; and p of some of them."""
        theme, box = self.theme, self.whole
        letter = self.math("z").place(at(box.left, box.top) + offset(-12, 14), "right")
        name = self.label("probability_of", name=self.texts.class_label(self.data, 1))
        words = Label(name, size=SIZES.smallest, colour=theme.model)
        words.place(at(box.right, box.top) + offset(0, 14), "right")
        levels, shares = VGroup(letter), VGroup(words)
        for z in np.arange(-RULED, RULED + APART_BY, APART_BY).tolist():
            line = partial(self.level, z)
            levels.add(stroked(line, theme.muted, 1.6, stroke_opacity=FAINT))
            if z % NAMED == 0 and abs(z) < LEAST:
                levels.add(self.at_end(line, 0, z, theme.muted))
                shares.add(self.at_end(line, -1, float(sigmoid(np.array(z))), theme.model))
        return levels, shares

    def at_end(self, line: Callable[[], FloatArray], end: int, value: float, colour: str) -> Number:
        """A number at one end of a line of the ruler."""
        edge: Edge = "left" if end else "right"
        aside = offset(22 if end else -22, -9)
        number = Number(value, 2 if end else 0, colour=colour, size=SIZES.tick)
        return number.place(lambda: line()[end] + aside, edge)

    def open_up(self) -> None:
        """One unit, whose two halves part: a line is in one, a curve in the other."""
        self.add(self.ways[0], self.input, self.halves)
        self.beat("ask")
        self.add(self.cuts, self.curve, self.answer)
        self.play(to(self.opened, 1.0, run_time=1.2))
        self.play(to(self.drawn, 1.0, run_time=1.4), to(self.now, self.xs[-1], run_time=1.4))

    def go_along_the_line(self) -> None:
        """The line gets the frame for itself; a point goes along all of it."""
        weight, bias = (sized(abs(each) or 1.0, 3) for each in (self.weight, self.bias))
        sign, size = "-" if self.bias < 0 else "+", abs(self.bias)
        self.formula = self.formula_of(f"z = {weight.text(self.weight)} x {sign} {bias.text(size)}")
        unit = self.answer, self.ways[0], self.halves, self.cuts, self.input
        self.beat(
            "line",
            vanish(*unit, run_time=1.2),
            to(self.grown, 1.0, run_time=1.2),
            appear(self.axis, self.levels, run_time=1.2, rate_func=late),
        )
        self.bring_to_front(self.curve)
        self.now.set_value(self.along_axis(NEAR))
        self.play(appear(self.formula, self.point, self.drop, self.z, run_time=0.4))
        self.play(to(self.now, self.along_axis(FAR), run_time=2.4))

    def along_axis(self, share: float) -> float:
        """A value of the feature, so far along its axis to where the line is lowest."""
        low, high = self.across.low, self.across.high
        return low + (share if self.side < 0 else 1 - share) * (high - low)

    def formula_of(self, formula: str) -> VGroup:
        """A formula where the line leaves room."""
        place = at(0.5 - self.formula_aside * self.side, self.formula_line)
        made = self.math(formula, size=self.formula_size).place(place, "centre")
        return backed(made, self.theme)

    def bend(self) -> None:
        """The whole ruler is squeezed into 0 to 1, and the line with it."""
        self.beat("bend", vanish(self.formula, self.z))
        self.formula = self.formula_of("model(p) = sigma(z)")
        self.play(
            to(self.bent, 1.0, run_time=BENDING, rate_func=linear),
            appear(self.formula, self.shares, self.p, run_time=1.0),
            appear(self.area, run_time=BENDING),
        )

    def close(self) -> None:
        """A point goes back along the curve, which shrinks into the unit that closes about it."""
        self.rim, self.small = NODE, self.node_box
        self.beat("close")
        self.play(to(self.now, self.along_axis(NEAR), run_time=1.6))
        self.add(self.halves, self.curve)
        gone = self.axis, self.levels, self.formula, self.shares
        self.play(
            vanish(self.drop, self.p, self.point, run_time=0.3),
            vanish(*gone, self.area, run_time=1.3),
            to(self.grown, 0.0, run_time=1.3),
            to(self.opened, 0.0, run_time=1.3),
            appear(self.halves, self.input, self.ways[0], run_time=1.3, rate_func=late),
        )
        self.bring_to_front(self.halves, self.curve)

    def bud(self) -> None:
        """A second unit grows out of the first."""
        self.beat("bud")
        self.add(self.ways[1], self.second, self.halves, self.curve, self.input)
        mark = Label("?", size=MARK, colour=self.theme.text, bold=True)
        mark.place(at(*self.pair_at[1]) - offset(0, 20), "centre")
        self.play(to(self.budded, 1.0, run_time=1.6))
        self.play(appear(mark))
        self.let_stand(2.1)


def box_about(middle: FloatArray, across: float, up: float) -> Box:
    """A box so many pixels about a place (3,), to each side and up and down."""
    left, top = fractions(middle + offset(-across, up))
    right, bottom = fractions(middle + offset(across, -up))
    return Box(left, right, top, bottom)
