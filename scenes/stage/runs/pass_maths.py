"""One sample's way through a network and back, as numbers and as formulas for Typst.

Weights stand in the colour of their sign, values sent forward in the model's, derivatives in the
gradient's. The digits are those that lead to the result; where none do, the sign says so. What can
fly in or out is in slots: of a sum of products the factors, in order, and last what comes out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.mlp import MLP, BackwardPass, ForwardPass, Layer
from gradreel.scenes.stage.type.quantity import (
    Roundings,
    Worked,
    roundings,
    worked,
)
from gradreel.scenes.stage.type.typesetting import as_given, in_maths, number_text


class EdgeIndex(NamedTuple):
    """The edge to a unit of a layer from a unit of the layer before.

    Layers are counted from the inputs, 0; so an edge's weight is
    `layers[layer - 1].weights[unit, source]`.
    """

    layer: int
    unit: int
    source: int


MOST_DRAWN = 5
"""Units of a layer that a picture holds; of more, dots stand for all but a few."""


def drawn_units(count: int, most: int = MOST_DRAWN) -> tuple[int, ...]:
    """The units of a layer that are drawn: all, or the first few and the last one.

    Args:
        count: how many it has.
        most: how many are drawn at the most; of more, one less, as dots take a place.
    """
    return tuple(range(count)) if count <= most else (*range(most - 2), count - 1)


def edges_into(
    sizes: Sequence[int], layer: int, units: Iterable[int] | None = None
) -> list[EdgeIndex]:
    """The edges into a layer, or into some of its units.

    Args:
        sizes: units in each layer, inputs included.
        layer: from 1 on.
        units: those of the layer; all of them when None.
    """
    chosen = range(sizes[layer]) if units is None else units
    return [EdgeIndex(layer, unit, source) for unit in chosen for source in range(sizes[layer - 1])]


def every_edge(sizes: Sequence[int]) -> list[EdgeIndex]:
    """All edges of a network, from the inputs on."""
    return edges_between([*map(range, sizes)])


def edges_between(units: Sequence[Sequence[int]]) -> list[EdgeIndex]:
    """The edges between some units of each layer and some of the next, from the inputs on."""
    layers = enumerate(pairwise(units), 1)
    ends = ((layer, drawn, before) for layer, (before, drawn) in layers)
    return [EdgeIndex(k, unit, source) for k, to, start in ends for unit in to for source in start]


@dataclass(frozen=True, eq=False)
class SamplePass:
    """A forward and a backward pass of one sample at given parameters, by the engine.

    Layers are counted from the inputs, 0, so a unit of layer k has its weights in
    `layers[k - 1]`.

    Attributes:
        model: the network, with one output.
        parameters: (p,).
        sample: a data set of one row.
    """

    model: MLP
    parameters: FloatArray
    sample: Dataset

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Weights (out, in) and biases (out,) of each layer."""
        return self.model.layers(self.parameters)

    @cached_property
    def forward(self) -> ForwardPass:
        """All sums and activations; infinite where steps far too long have led to."""
        with np.errstate(all="ignore"):
            return self.model.forward(self.parameters, self.sample.inputs)

    @cached_property
    def backward(self) -> BackwardPass:
        """All derivatives of the sample's loss."""
        with np.errstate(all="ignore"):
            return self.model.backward(self.parameters, self.forward, self.sample.target)

    @cached_property
    def loss(self) -> float:
        """The sample's cross-entropy."""
        with np.errstate(all="ignore"):
            return float(self.model.loss(self.parameters, self.sample.inputs, self.sample.target))

    @property
    def last(self) -> int:
        """The number of the output's layer."""
        return len(self.model.sizes) - 1

    @property
    def target(self) -> int:
        """The true class, 0 or 1."""
        return int(self.sample.target[0])

    @property
    def probability(self) -> float:
        """The probability of class 1."""
        return self.activation(self.last, 0)

    @property
    def is_right(self) -> bool:
        """Whether the probability is on the true class's side of a half."""
        return self.probability != 0.5 and (self.probability > 0.5) == bool(self.target)

    def activation(self, layer: int, unit: int) -> float:
        """What a unit sends on: an input, or its activation a."""
        return float(self.forward.activations[layer][0, unit])

    def pre_activation(self, layer: int, unit: int) -> float:
        """A unit's z, the sum of what comes in."""
        return float(self.forward.pre_activations[layer - 1][0, unit])

    def weight(self, edge: EdgeIndex) -> float:
        """The weight of an edge."""
        return float(self.layers[edge.layer - 1].weights[edge.unit, edge.source])

    def bias(self, layer: int, unit: int) -> float:
        """A unit's bias."""
        return float(self.layers[layer - 1].biases[unit])

    def delta(self, layer: int, unit: int) -> float:
        """dL/dz of a unit."""
        return float(self.backward.deltas[layer - 1][0, unit])

    def upstream_gradient(self, layer: int, unit: int) -> float:
        """dL/da of a unit: the sum of what comes back along its edges, or dL/dp of the output."""
        return float(self.backward.upstream_gradients[layer - 1][0, unit])

    def local_derivative(self, layer: int, unit: int) -> float:
        """da/dz of a unit."""
        return float(self.backward.local_derivatives[layer - 1][0, unit])

    def weight_gradient(self, edge: EdgeIndex) -> float:
        """dL/dw of an edge's weight."""
        gradients = self.backward.weight_gradients[edge.layer - 1]
        return float(gradients[edge.unit, edge.source])


PLACES, WRITTEN = 3, 2
"""After the point; of weights and inputs, as a drawing of the unit writes them."""
LONG = 1e4
"""Weights from here on, where steps are far too long, are written whole."""
WHOLE, LONGEST = 1e3, 1e11
"""Between these, values on the data's own scale are written without decimals."""


def is_round(weight: float) -> bool:
    """Whether one place after the point says all of a weight."""
    return abs(weight - round(weight, 1)) < 1e-9


def weight_ways(weight: float, usual: int) -> Roundings:
    """How a weight may be written: with one place if it was drawn so, and with none if it is long.

    Args:
        weight: it.
        usual: places of any other.
    """
    if is_round(weight):
        return roundings(weight, 1, 0)
    return roundings(weight, 0 if abs(weight) >= LONG else usual)


def in_slot(number: int, shown: str, token: str, *, factor: bool = False) -> str:
    """A written number in a colour and a slot; a negative one within a product has brackets."""
    inner = f"slot{number}({token}({_maths(shown)}))"
    return f"({inner})" if factor and shown.startswith("−") else inner


def measured(value: float) -> str:
    """A value on the data's own scale, as a person would write it."""
    shown = _as_measured(value)
    in_full = WHOLE <= abs(shown) < LONGEST
    return number_text(shown, 0, LONGEST) if in_full else as_given(shown)


class WorkedSum(NamedTuple):
    """A unit's sum in digits that lead to its result.

    Attributes:
        made: the calculation.
        weights, values: of the inputs that are written out.
        rest: what all others add; empty if there are none.
        bias: the unit's.
    """

    made: Worked
    weights: tuple[str, ...]
    values: tuple[str, ...]
    rest: str
    bias: str


def worked_sum(
    done: SamplePass,
    into: Sequence[EdgeIndex],
    places: int,
    usual: int = PLACES,
) -> WorkedSum:
    """Choose the digits of a unit's sum.

    Args:
        done: the pass.
        into: edges into the unit whose products are written out.
        places: after the point, of the result.
        usual: likewise of what is summed, usually.
    """
    layer, unit, _ = into[0]
    weights, bias = [*map(done.weight, into)], done.bias(layer, unit)
    sent = [done.activation(layer - 1, each.source) for each in into]
    total, count = done.pre_activation(layer, unit), len(into)
    left = [total - bias - float(np.dot(weights, sent))] * (count < done.model.sizes[layer - 1])
    made = worked(
        lambda *terms: float(
            np.dot(terms[:count], terms[count : 2 * count]) + sum(terms[2 * count :])
        ),
        [
            *(weight_ways(each, usual) for each in weights),
            *(_ways(each, min(usual, _places(each))) for each in (*sent, *left)),
            weight_ways(bias, usual),
        ],
        total,
        places,
    )
    values, rest = made.terms[count : 2 * count], made.terms[2 * count : -1]
    return WorkedSum(made, made.terms[:count], values, "".join(rest), made.terms[-1])


def unit_sum(
    done: SamplePass,
    layer: int,
    unit: int,
    sources: Sequence[int] | None = None,
    places: int | None = None,
) -> tuple[str, str]:
    """Spell out the sum of the last unit: z = w1 x1 + ... + b, with numbers; in two halves.

    Args:
        done: the pass.
        layer: the last one.
        unit: of it.
        sources: the inputs whose products are written out, all if None; before the last of them,
            what all others add stands in square brackets.
        places: after the point, of the result; those that its probability needs if None.
    """
    into = edges_into(done.model.sizes, layer, [unit])
    into = [edge for edge in into if sources is None or edge.source in sources]
    count, bias = len(into), done.bias(layer, unit)
    found = worked_sum(done, into, sum_places(done) if places is None else places, WRITTEN)
    tokens = [_token(done.weight(edge)) for edge in into], ["model"] * count
    products = _products(found.weights, found.values, tokens)
    if found.rest:
        products.insert(-1, f"[{_maths(found.rest)}]")
    half = (count + 1) // 2
    own = in_slot(2 * count, found.bias.removeprefix("−"), _token(bias))
    result = f"{found.made.sign} slot{2 * count + 1}({_maths(found.made.result)})"
    last = f"{'-' if bias < 0 else '+'} {own} {result}"
    return (
        f"z = {' + '.join(products[:half])}",
        " ".join([*(f"+ {each}" for each in products[half:]), last]),
    )


def sum_places(done: SamplePass) -> int:
    """How many places the output's sum needs, so that its probability follows from it."""
    negative = roundings(-done.pre_activation(done.last, 0), 1)
    made = worked(lambda z: 1 / (1 + np.exp(z)), [negative], done.probability, WRITTEN)
    return _places_of(made.terms[0])


def update_maths(
    update: Worked, before: str, after: str | None = None, rate: str | None = "text"
) -> str:
    """The rule of gradient descent with its numbers, in slots weight, rate, slope and result.

    Args:
        update: as `worked_update` chose its digits.
        before: the colour of the weight before the step, a token of the theme.
        after: of the weight after it; the same when None.
        rate: of the learning rate, which is no part of its own when None.
    """
    weight, factor, slope = map(_maths, update.terms)
    if rate is not None:
        factor = f"slotrate({rate}({factor}))"
    steep = f"slotslope(gradient({slope}))"
    if update.terms[2].startswith("−"):
        steep = f"({steep})"
    return (
        f"slotweight({before}({weight})) - {factor} times {steep} "
        f"{update.sign} slotresult({after or before}({_maths(update.result)}))"
    )


def _products(
    firsts: Sequence[str], seconds: Sequence[str], tokens: tuple[Sequence[str], Sequence[str]]
) -> list[str]:
    """Products in colours, in slots from 0 on; the first thing in a formula needs no brackets."""
    return [
        f"{in_slot(2 * index, first, tokens[0][index], factor=index > 0)}"
        f" times {in_slot(2 * index + 1, second, tokens[1][index], factor=True)}"
        for index, (first, second) in enumerate(zip(firsts, seconds, strict=True))
    ]


def _as_measured(value: float) -> float:
    """The number that is then written: whole, or of four digits."""
    in_full = WHOLE <= abs(value) < LONGEST
    return float(round(value)) if in_full else float(f"{value:.4g}")


def _maths(written: str) -> str:
    """A written number as Typst reads it."""
    return {"–": '"–"', "∞": "infinity", "−∞": "-infinity"}.get(written) or in_maths(written)


def _token(value: float) -> str:
    return "positive" if value >= 0 else "negative"


def _places(value: float) -> int:
    """Places of a value or a derivative."""
    return PLACES if abs(value) < 100 else 1


def _places_of(written: str) -> int:
    """Places that a number was written with; one, as usual, if it is a power of ten."""
    decimals = written.partition(".")[2]
    return len(decimals) if decimals.isdecimal() else 1


def _ways(value: float, places: int | None = None) -> Roundings:
    return roundings(value, _places(value) if places is None else places)
