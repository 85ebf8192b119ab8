"""The weights of a network of any size as coloured matrices, and what training changes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PolyCollection
from matplotlib.patches import Polygon

from gradreel.scenes.stage.plotting import (
    DIMMED,
    MLP,
    SIZES,
    BoolArray,
    Box,
    ByShape,
    Dataset,
    FigureStory,
    FloatArray,
    History,
    IntArray,
    Label,
    LinearRegression,
    LogisticRegression,
    ModelObjective,
    Packing,
    Read,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Sheet,
    SheetImage,
    SignColours,
    SignScale,
    Squares,
    Tensor,
    Trajectory,
    always,
    block_means,
    block_sizes,
    covered,
    down,
    in_tiles,
    linear,
    mlp_spec,
    number_text,
    objective_of,
    paced,
    percent,
    rounded,
    shorten,
    sized,
    smooth,
    tiled,
    values,
)

PLACE = 930
OPTIONS = {
    "data": "digits",
    "x": None,
    "y": None,
    "positive": None,
    "hidden": (30, 16),
    "activation": "tanh",
    "optimizer": "momentum",
    "learning_rate": 0.1,
    "batch_size": 32,
    "steps": 900,
    "seed": 0,
}
DRAWS = "runs of models with weights, recorded at two steps or more"

MOST_SHOWN, EASE = 180, 1.7
"""Snapshots that are drawn at the most, and how much denser these lie at the start, as most is
learned early."""
MOST, LARGEST = 5, (64, 96)
"""So many matrices are drawn at the most, of so many rows and columns, or else means of blocks."""
BRIGHT, BIAS, SPARE = 99.0, 0.8, 16
"""This percentile of sizes has the full colour; from a matrix to its biases, in squares; and of so
many places for pictures one may be empty, or one of a few."""
APART, HEAD, ABOVE, LONGEST = 0.035, 0.05, 0.014, 18
"""From a matrix to the next and room for the name above it, in heights of a wide stage; from its
name down to it; and the most letters of a name."""
PIXEL = re.compile(r"\D*(\d+)\D+(\d+)")
"""The name of a feature that is a pixel: its row and its column."""
LAG, WAVE = 0.6, 0.12
"""How much of the folding has passed when the last row begins; and over which share of the rows
weights step back at a time."""
RING = 3.0
"""How wide the frame about a square is, in pixels of a 1280x720 frame."""
LASTING, BEGUN, CLIMAX, TURN, LAST, READ = 10.0, 0.15, 1.3, 1.2, 2.2, 1.7
"""Seconds that the training takes at the most, and the share of it below its sentence; seconds of
the way to all of the frame, of that back, of the last picture, and those of its sentence in which
it is there."""
NUDGED = 0.3
"""A change whose size is below this share of the start's is small."""


Tiles = tuple[int, int] | None
"""How many rows and columns of pictures a matrix's rows are; None where they are rows."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """An array of weights as it is drawn: (out, in), a convolution's (out, in h w).

    Attributes:
        name: what its own program calls it.
        first, last: (R, C), its weights at the run's start and end.
        drawn: (S, r, c), at the snapshots that are shown; means of blocks where they are too many.
        block: how many weights a square is the mean of at the most.
        biases: (S, r, 1), likewise, where it has any.
        side: of the square pictures that its rows are; 0 where they are none.
    """

    name: str
    first: FloatArray
    last: FloatArray
    drawn: FloatArray
    block: int
    biases: FloatArray | None
    side: int

    @property
    def short(self) -> str:
        """Its name, or the beginning of a long one."""
        return shorten(self.name, LONGEST)

    @property
    def title(self) -> str:
        """Its name and size."""
        rows, columns = self.last.shape
        return f"{self.short} · {rows:,} × {columns:,}"

    @property
    def change(self) -> str:
        """Its name, and how far it moved."""
        return f"{self.short} · {in_percent(self.moved)}%"

    @cached_property
    def moved(self) -> float:
        """The size of the change, as a share of that at the start; nan where that is nothing."""
        return size_of_change([self])

    @property
    def flipped(self) -> BoolArray:
        """Which weights (R, C) have another sign at the end than at the start."""
        return np.asarray(np.sign(self.first) * np.sign(self.last) < 0)

    @cached_property
    def turned(self) -> FloatArray:
        """The share of each square's weights whose sign changed (r, c)."""
        return np.asarray(block_means(self.flipped[None].astype(float), LARGEST)[0])

    @property
    def largest(self) -> tuple[int, int]:
        """Row and column of the largest weight at the end."""
        at: int = np.abs(self.last).argmax().item()
        return divmod(at, len(self.last[0]))

    def square(self, row: int, column: int) -> tuple[int, int]:
        """Row and column of the square in which a weight is drawn."""
        high, wide = block_sizes(self.last.shape, LARGEST)
        return row // high, column // wide

    def size(self, tiles: Tiles) -> tuple[float, float]:
        """Width and height in squares, with its biases, which have gone from rows of pictures."""
        _, rows, columns = self.drawn.shape
        if tiles:
            across, down = (each * (self.side + 1) - 1 for each in reversed(tiles))
            return across, down
        return columns + (0 if self.biases is None else 1 + BIAS), rows

    def squares(self, rect: FloatArray, tiles: Tiles) -> Squares:
        """Where its squares are, in the rectangle that it takes: its rows may be pictures."""
        shape = self.drawn.shape[1:]
        pitch = rect[2:] / self.size(tiles)
        if not tiles:
            return Squares.of(rect[:2], pitch, shape)
        return Squares.of(rect[:2], pitch, (tiles[0] * self.side, tiles[1] * self.side), self.side)


class Weights(FigureStory):
    """Matrices of squares, which change as the run goes on; then by how much, and the first ones.

    Its values: `swept`, the share of their columns that is seen; `probe`, how far along a row the
    frame about one square has come; `hunted`, from there to the largest weight; `folded`, from rows
    to pictures; `full`, from below a sentence to all of the frame; `changed`, from weights to their
    change; `turned`, how far down those that kept their sign step back; `apart`, from one picture
    to two. The others are opacities.
    """

    swept, scale, pointed, probe, hunted, folded, full, changed, turned, apart = values(10)

    room = ByShape(Box(0.05, 0.95, 0.25, 0.83), tall=Box(0.05, 0.95, 0.26, 0.80))
    whole = ByShape(Box(0.05, 0.95, 0.1, 0.855), tall=Box(0.05, 0.95, 0.09, 0.83))
    pair = ByShape(
        (Box(0.05, 0.48, 0.27, 0.77), Box(0.52, 0.95, 0.27, 0.77)),
        tall=(Box(0.05, 0.95, 0.26, 0.48), Box(0.05, 0.95, 0.555, 0.775)),
    )
    bar = ByShape((0.05, 0.17, 0.94), tall=(0.05, 0.2, 0.885))
    note = ByShape((0.63, 0.94), tall=(0.5, 0.94))
    step_at = ByShape((0.95, 0.94), tall=(0.95, 0.885))
    below = ByShape(0.065, tall=0.05)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The run of a network."""
        stride = max(1, (options.steps or 0) // MOST_SHOWN)
        return {"main": options.recorded or mlp_spec(options.changed(stride=stride))}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run's model has weights."""
        objective = spec.objective
        kinds = MLP, LogisticRegression, LinearRegression
        return isinstance(objective, ModelObjective) and isinstance(objective.model, kinds)

    @staticmethod
    def can_draw_history(history: History) -> bool:
        """Whether weights were recorded twice: arrays of two dimensions or more."""
        return len(history.snapshots) > 1 and any(
            each.values.ndim > 2 and each.values[0].size > 1 for each in history.tensors
        )

    # The beats.

    def construct(self) -> None:
        """Tell the story beat by beat; what is said is judged from what was recorded."""
        facts = self.facts
        self.begin({self.swept: 0.08})
        self.beat("ask_random" if self.is_random else "ask", **facts)
        self.move(self.left_to_read(2.6), linear, {self.swept: 1})
        block = max(each.block for each in self.matrices)
        shown = {self.scale: 1.0, self.pointed: 1.0}
        self.beat("colour_means" if block > 1 else "colour", shown, count=block)
        self.move(self.left_to_read(3.4), linear, {self.probe: 1})
        if pictured := next((each for each in self.matrices if each.side), None):
            self.beat("fold", {self.pointed: 0}, side=pictured.side, name=pictured.name)
            self.move(self.left_to_read(3.2), linear, {self.folded: 1})
        self.train()
        self.beat(self.of_change, **facts)
        self.move(self.left_to_read(2.4), {self.changed: 1})
        if self.keeps_signs is not None:
            self.beat("kept" if self.keeps_signs else "flipped", {self.changed: 0}, **facts)
            self.move(self.left_to_read(2.4), linear, {self.turned: 1})
        gone = {self.changed: 0.0, self.turned: 0.0, self.pointed: 1.0}
        self.beat("largest", gone, **facts)
        self.move(1.6, {self.hunted: 1})
        self.beat(self.moral, {self.pointed: 0}, **facts)
        self.move(max(self.left_to_read() - READ, TURN), {self.apart: 1})
        self.let_stand(LAST)

    def train(self) -> None:
        """The run goes on, soon in all of the frame."""
        player = self.training
        self.beat("train", {self.pointed: 0})
        begun = BEGUN * player.lasting
        self.move(self.left_to_read(), linear, {player.seconds: begun})
        self.meanwhile(player.lasting - begun, linear, {player.seconds: player.lasting})
        self.hush()
        self.move(CLIMAX, {self.full: 1})
        self.wait(max(player.lasting - begun - CLIMAX, 0.6))
        self.move(TURN, {self.full: 0})

    # What is known.

    @cached_property
    def shown(self) -> IntArray:
        """The indices of the snapshots that are shown, from the first to the last one."""
        last = len(self.history.snapshots) - 1
        along = np.linspace(0, 1, min(last + 1, MOST_SHOWN)) ** EASE
        return np.unique([0, last, *np.round(last * along).astype(int)])

    @cached_property
    def training(self) -> RunPlayer:
        """The run, snapshot by snapshot."""
        return RunPlayer(paced(self.history.snapshots[self.shown].tolist(), seconds=LASTING))

    @cached_property
    def all_matrices(self) -> list[Matrix]:
        """All arrays of weights, in the network's order."""
        side = picture_side(self.history.dataset)
        return [*matrices_of(self.history, self.shown, side)]

    @cached_property
    def matrices(self) -> list[Matrix]:
        """Those that are drawn: those that are spoken of, and the largest ones."""
        spoken_of = {self.most_moved.name, self.with_largest.name}
        by_size = sorted(
            self.all_matrices, key=lambda each: (each.name in spoken_of, each.last.size)
        )
        names = {each.name for each in by_size[-MOST:]}
        return [each for each in self.all_matrices if each.name in names]

    @property
    def tilings(self) -> list[Tiles]:
        """How the pictures may be arranged, with few places left empty."""
        counts = [len(each.last) for each in self.matrices if each.side]
        return [
            (-(-count // columns), columns)
            for count in counts
            for columns in range(1, count + 1)
            if -count % columns <= max(1, count / SPARE)
        ] or [None]

    @property
    def most_moved(self) -> Matrix:
        """The one whose change is largest beside what it was."""
        return max(self.all_matrices, key=lambda each: np.nan_to_num(each.moved, nan=-1.0))

    @property
    def with_largest(self) -> Matrix:
        """The one that has the largest weight at the end."""
        return max(self.all_matrices, key=lambda each: float(np.abs(each.last).max()))

    @property
    def is_random(self) -> bool:
        """Whether the weights are known to have been drawn at random at the start."""
        main = self.recording.main
        if not isinstance(main, Trajectory) or not isinstance(objective_of(main).model, MLP):
            return False
        drawn = objective_of(main).model.initial(np.random.default_rng(main.spec.seed))
        return np.array_equal(drawn, main.parameters[0])

    @property
    def of_change(self) -> str:
        """The beat that says how far the weights moved."""
        if np.isnan(self.most_moved.moved):
            return "from_zero"
        return "moved" if len(self.all_matrices) > 1 else "moved_alone"

    @cached_property
    def keeps_signs(self) -> bool | None:
        """Whether every weight kept its sign; None where they had none at the start."""
        if not any(each.first.any() for each in self.all_matrices):
            return None
        return not any(each.flipped.any() for each in self.all_matrices)

    @property
    def moral(self) -> str:
        """The beat that says what to remember."""
        size = size_of_change(self.all_matrices)
        if self.history.outcome.startswith("diverged"):
            return "moral_diverged"
        if np.isnan(size):
            return "moral_zero"
        if size == 0:
            return "moral_same"
        return (
            "moral_nudged" if size < NUDGED else "moral_partly" if size < 1 else "moral_rewritten"
        )

    @cached_property
    def facts(self) -> dict[str, object]:
        """What the sentences may name."""
        matrices, large = self.all_matrices, self.with_largest
        first, last = (float(each[large.largest]) for each in (large.first, large.last))
        write = sized(abs(last) or 1.0, 3).text
        count = sum(each.last.size for each in matrices)
        flips = sum(int(each.flipped.sum()) for each in matrices)
        return {
            "count": f"{count:,}",
            "name": self.most_moved.short,
            "share": in_percent(self.most_moved.moved),
            "whole": in_percent(size_of_change(matrices)),
            "flips": percent(flips / count),
            "large": large.short,
            "first": write(first),
            "last": write(last),
            "step": f"{int(self.history.snapshots[-1]):,}",
        }

    @cached_property
    def limit(self) -> float:
        """The size of a weight that has the full colour."""
        sizes = [np.abs(each.drawn[at]).ravel() for each in self.matrices for at in (0, -1)]
        return rounded(float(np.percentile(np.concatenate(sizes), BRIGHT)), 2) or 1.0

    def notes(self) -> str:
        """What to know of what is drawn, or of the numbers that stand at the names now."""
        if self.changed() > 0.5 or self.turned():
            return self.label("of_signs" if self.turned() else "of_change")
        shown, coarsest = len(self.matrices), max(self.matrices, key=lambda each: each.block)
        if shown < (count := len(self.all_matrices)):
            return self.label("some", shown=shown, count=count)
        if coarsest.block > 1:
            return self.label("means", name=coarsest.short, count=coarsest.block)
        return (
            self.label("biases") if any(each.biases is not None for each in self.matrices) else ""
        )

    def named(self, matrix: Matrix) -> str:
        """A matrix's name, and what there is to say of it now."""
        if self.turned():
            return f"{matrix.short} · {percent(float(matrix.flipped.mean()))}%"
        is_told = self.changed() > 0.5 and not np.isnan(matrix.moved)
        return matrix.change if is_told else matrix.title

    def draw(self, sheet: Sheet) -> None:
        """Put all on the sheet, from the bottom to the top."""
        Drawing(self, sheet).show()


# What is known of arrays.


def matrices_of(history: History, shown: IntArray, side: int) -> Iterator[Matrix]:
    """Tell a run's arrays of weights as matrices, each with the biases that come next.

    Args:
        history: the run.
        shown: (S,), the indices of the snapshots that are drawn.
        side: of the pictures that are the inputs; 0 where they are none.
    """
    for (name, recorded), after in pairwise((*history.tensors, Tensor("", np.zeros(1)))):
        if recorded.ndim < 3 or recorded[0].size < 2:
            continue
        flat = recorded[shown].reshape(len(shown), len(recorded[0]), -1).astype(np.float64)
        rows = len(flat[0])
        biases = None
        if after.values.shape[1:] == (rows,):
            biases = block_means(after.values[shown, :, None].astype(np.float64), LARGEST)
        yield Matrix(
            name,
            flat[0],
            flat[-1],
            block_means(flat, LARGEST),
            int(np.prod(block_sizes(flat.shape[1:], LARGEST))),
            biases,
            side if recorded.shape[1:] == (min(rows, LARGEST[0]), side**2) else 0,
        )
        side = 0  # the first array's rows alone may be pictures


def picture_side(data: Dataset | None) -> int:
    """The side of the square pictures that are a data set's rows, which its features' names tell.

    They are called by row and column, one row after the other, as "r1c1" or "pixel_0_0".
    """
    names = data.feature_names if data else ()
    places = [each.groups() for each in map(PIXEL.fullmatch, names) if each]
    side = int(np.sqrt(len(names)))
    wanted = np.indices((side, side)).reshape(2, -1).T
    if side < 2 or side**2 > LARGEST[1] or len(places) != len(wanted) or len(names) != len(wanted):
        return 0
    found = np.array(places, dtype=int)
    return side if np.array_equal(found - found[0], wanted) else 0


def size_of_change(matrices: Sequence[Matrix]) -> float:
    """The size of some matrices' change, as a share of theirs at the start; nan if that is 0."""
    first, last = (
        np.concatenate([getattr(each, name).ravel() for each in matrices])
        for name in ("first", "last")
    )
    size = length(first)
    return length(last - first) / size if size else np.nan


def length(vector: FloatArray) -> float:
    """The Euclidean norm, also of numbers whose squares are beyond all bounds."""
    largest = float(np.abs(vector).max())
    return largest * float(np.linalg.norm(vector / largest)) if largest else 0.0


def in_percent(share: float) -> str:
    """A share of any size, in per cent."""
    return percent(share) if share < 1 else number_text(100 * share, 0)


# Where squares are.


class Drawing:
    """What is on a sheet."""

    def __init__(self, story: Weights, sheet: Sheet) -> None:
        self.story, self.sheet, self.label = story, sheet, story.label
        self.height = float(sheet.figure.get_size_inches()[1] * 72)
        self.colours = SignColours(sheet.theme, story.limit)
        self.steps = story.history.snapshots[story.shown]
        self.small = partial(Label, sheet, size=SIZES.smallest, colour=sheet.theme.muted)
        self.names = [self.small(max(each.title, each.change, key=len)) for each in story.matrices]
        self.tiles = max(story.tilings, key=self.covered)
        self.usual = [self.layout(story.room, tiles) for tiles in (None, self.tiles)]
        self.whole = self.layout(story.whole, self.tiles)
        self.pair = [self.layout(box, self.tiles, named=False) for box in story.pair]

    def covered(self, tiles: Tiles) -> float:
        """How well pictures in such rows and columns cover both of their rooms."""
        both = [self.layout(box, tiles) for box in (self.story.room, self.story.whole)]
        return covered(both[0]) * covered(both[1])

    def layout(self, box: Box, tiles: Tiles, *, named: bool = True) -> FloatArray:
        """Left, top, width and height (n, 4) of each matrix in a box, in pixels from above."""
        sheet, matrices = self.sheet, self.story.matrices
        left, high = sheet.at(box.left, box.top)
        right, low = sheet.at(box.right, box.bottom)
        sizes = [each.size(tiles if each.side else None) for each in matrices]
        least = [(each.width * sheet.width + sheet.tall(ABOVE)) * named for each in self.names]
        room, head = (right - left, high - low), sheet.tall(HEAD * named)
        packed = Packing(sizes, least, room, sheet.tall(APART), head).packed()
        return np.asarray(packed + [left, self.height - high, 0, 0])  # noqa: RUF005  numbers

    def show(self) -> None:
        """Everything, from the bottom to the top."""
        self.show_matrices(0, self.story.apart)
        self.show_matrices(1, always)
        self.show_names()
        self.show_frame()
        self.show_words()

    def places(self, copy: int) -> FloatArray:
        """Where the matrices are now: of the first picture, in the end, or of the other."""
        story = self.story
        plain, folded = self.usual
        at = plain + smooth(story.folded()) * (folded - plain)
        at += story.full() * (self.whole - at)
        return np.asarray(at + story.apart() * (self.pair[copy] - at))

    def squares(self, matrix: Matrix, rect: FloatArray) -> Squares:
        """Where a matrix's squares are, when they are on no way."""
        is_folded = matrix.side and self.story.folded() == 1
        return matrix.squares(rect, self.tiles if is_folded else None)

    def weights(self, recorded: FloatArray, copy: int) -> FloatArray:
        """An array (S, ...) at the start, or as it is now: on its way to its change, perhaps."""
        if not copy:
            return np.asarray(recorded[0])
        story = self.story
        at = float(np.interp(story.training.step(), self.steps, range(len(self.steps))))
        near, share = int(at), at % 1
        now = recorded[near] + share * (recorded[near + bool(share)] - recorded[near])
        return np.asarray(now - story.changed() * recorded[0])

    def show_matrices(self, copy: int, alpha: Read) -> None:
        """The matrices with their biases, and while one folds, its squares on the way."""
        for index, matrix in enumerate(self.story.matrices):
            self.show_matrix(index, matrix, copy, alpha)
            if matrix.biases is not None:
                self.show_biases(index, matrix, copy, alpha)

    def show_matrix(self, index: int, matrix: Matrix, copy: int, alpha: Read) -> None:
        """One of them."""
        image = SheetImage(self.sheet.figure, origin="upper")
        flying = PolyCollection([], linewidths=0, figure=self.sheet.figure)

        def shown(opacity: float) -> Sequence[Artist]:
            weights, alphas = self.weights(matrix.drawn, copy), opacity * self.seen(matrix)
            folded = self.story.folded() if matrix.side else 0.0
            if 0 < folded < 1:
                return [self.fly(flying, matrix, weights)]
            if folded and self.tiles:
                weights, alphas = (tiled(each, *self.tiles) for each in (weights, alphas))
            rect = self.places(copy)[index]
            return [self.lay(image, self.squares(matrix, rect), weights, alphas)]

        self.sheet.show_at(alpha, shown)

    def show_biases(self, index: int, matrix: Matrix, copy: int, alpha: Read) -> None:
        """Its biases beside it, until it is pictures."""
        image, biases = SheetImage(self.sheet.figure, origin="upper"), matrix.biases
        assert biases is not None  # noqa: S101  only then they are drawn

        def shown(opacity: float) -> Sequence[Artist]:
            if (matrix.side and self.story.folded()) or self.story.swept() < 1:
                return ()
            squares = matrix.squares(self.places(copy)[index], None)
            x = squares.x[:, -1:] + (1 + BIAS) * (squares.x[1, -1] - squares.x[0, -1])
            alphas = np.full(biases.shape[1:], opacity)
            return [self.lay(image, Squares(x, squares.y), self.weights(biases, copy), alphas)]

        self.sheet.show_at(alpha, shown)

    def seen(self, matrix: Matrix) -> FloatArray:
        """How much of each square is seen (r, c)."""
        rows, columns = matrix.drawn.shape[1:]
        there = (np.arange(columns) < self.story.swept() * columns).astype(float)
        passed = (1 + WAVE) * self.story.turned() - np.arange(rows) / rows
        back = np.clip(passed / WAVE, 0, 1)[:, None]
        return np.asarray(there * (1 - back * (1 - DIMMED) * (1 - matrix.turned)))

    def lay(
        self, image: SheetImage, squares: Squares, weights: FloatArray, alphas: FloatArray
    ) -> SheetImage:
        """Draw squares (r, c)."""
        pixels, left, top = squares.pixels(self.colours.of(weights), alphas)
        image.set_data(pixels)
        image.ox, image.oy = left, self.height - top - len(pixels)
        return image

    def fly(self, flying: PolyCollection, matrix: Matrix, weights: FloatArray) -> Artist:
        """Draw squares on their way from rows to pictures, those of the first rows ahead."""
        assert self.tiles is not None  # noqa: S101  there are pictures
        index, at = self.story.matrices.index(matrix), np.indices(weights.shape)
        row, column = np.asarray(at[0]), np.asarray(at[1])
        start, end = (
            matrix.squares(rects[index], tiles)
            for rects, tiles in zip(self.usual, (None, self.tiles), strict=True)
        )
        passed = (self.story.folded() - LAG * row / len(weights)) / (1 - LAG)
        share = np.vectorize(smooth)(passed)
        before, after = (
            start.at(row, column),
            end.at(*in_tiles(row, column, matrix.side, self.tiles[1])),
        )
        left, right, top, low = (before + share * (after - before)).reshape(4, -1)
        corners = np.array([(left, top), (right, top), (right, low), (left, low)])
        flying.set_verts([*np.moveaxis(corners, -1, 0) * (1, -1) + (0, self.height)])
        flying.set_color([*self.colours.of(weights).reshape(-1, 3) / 255])
        return flying

    def show_names(self) -> None:
        """Each matrix's name above it, with its size, or with what there is to say of it."""
        story, sheet = self.story, self.sheet

        def shown(alpha: float) -> Iterator[Artist]:
            drawn = zip(story.matrices, self.names, self.places(1), strict=True)
            for each, name, (left, top, wide, _) in drawn:
                name.set_text(story.named(each))
                beside = max(name.width * sheet.width - wide, 0.0) / 2
                place = np.array([left - beside, self.height - top + sheet.tall(ABOVE)])
                yield from name.put(place, alpha)

        sheet.show_at(lambda: max(1 - 2 * story.apart(), 0.0), lambda alpha: [*shown(alpha)])

    def framed(self) -> tuple[FloatArray, float | None]:
        """The edges (4,) of the square that is pointed at, and its weight but on the way."""
        story, places = self.story, self.places(1)
        first, large = story.matrices[0], story.with_largest
        column = round(story.probe() * (first.drawn.shape[2] - 1))
        start = self.square(first, places[0], 0, column)
        if not (hunted := story.hunted()):
            return start, float(first.drawn[0, 0, column])
        rect = places[story.matrices.index(large)]
        end = self.square(large, rect, *large.square(*large.largest))
        told = float(large.last[large.largest]) if hunted == 1 else None
        return start + hunted * (end - start), told

    def square(self, matrix: Matrix, rect: FloatArray, row: int, column: int) -> FloatArray:
        """The edges (4,) of a square."""
        if matrix.side and self.tiles and self.story.folded():
            row, column = in_tiles(row, column, matrix.side, self.tiles[1])
        return self.squares(matrix, rect).at(row, column)

    def show_frame(self) -> None:
        """The scale of colours, a frame about a square, and its weight on the scale."""
        story, sheet = self.story, self.sheet
        scale = SignScale(sheet, self.colours, *story.bar)
        sheet.fade(story.scale, *scale.artists)
        ring = Polygon([(0, 0)], fill=False, edgecolor=sheet.theme.point, figure=sheet.figure)
        wide = sheet.stroke(RING)
        ring.set_linewidth(wide)

        def shown(alpha: float) -> Sequence[Artist]:
            (left, right, top, low), weight = self.framed()
            left, right, top, low = left - wide, right + wide, top - wide, low + wide
            corners = np.array([(left, top), (right, top), (right, low), (left, low)])
            ring.set_xy(corners * (1, -1) + (0, self.height))
            ring.set_alpha(alpha)
            return [ring, *(() if weight is None else scale.pointed(weight, alpha))]

        sheet.show_at(story.pointed, shown)

    def show_words(self) -> None:
        """The step, what to know of what is drawn, and in the end both steps."""
        story, sheet, step = self.story, self.sheet, self.label("step")

        def alpha() -> float:
            return 1.0 - story.apart()

        note = self.small("", story.note, edge="centre")
        note.tell(lambda: alpha() * bool(story.notes()), story.notes)
        told = Label(sheet, "", story.step_at, edge="right", bold=True)
        told.tell(alpha, lambda: f"{step} {story.training.told():,}")
        for box, at in zip(story.pair, self.steps[[0, -1]].tolist(), strict=True):
            place = box.middle[0], box.bottom + down(story.below)
            ends = Label(sheet, f"{step} {at:,}", place, edge="centre", bold=True)
            sheet.fade(lambda: max(2 * story.apart() - 1, 0.0), ends)
