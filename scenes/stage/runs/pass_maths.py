"""One sample's way through a network and back, as numbers and as formulas for Typst.

Weights stand in the colour of their sign, values sent forward in the model's, derivatives in the
gradient's. The digits are those that lead to the result; where none do, the sign says so. What can
fly in or out is in slots: of a sum of products the factors, in order, and last what comes out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.mlp import MLP, BackwardPass, ForwardPass, Layer
from gradreel.scenes.stage.type.quantity import (
    Roundings,
    Worked,
    resolved,
    roundings,
    sized,
    worked,
    worked_update,
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
    return [edge for layer in range(1, len(sizes)) for edge in edges_into(sizes, layer)]


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
    def given_to_truth(self) -> float:
        """The probability of the true class."""
        return self.probability if self.target else 1 - self.probability

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

    def speaking_unit(self, layer: int) -> int:
        """The unit of a hidden layer to tell of: the first whose error isn't zero, or the first."""
        units = range(self.model.sizes[layer])
        return next((unit for unit in units if self.delta(layer, unit) != 0), 0)


PLACES, MOST_MORE = 3, 5
"""After the point; and so many more at the most where a rate multiplies what is left out."""
LONG = 1e4
"""Weights from here on, where steps are far too long, are written whole."""
WHOLE, LONGEST = 1e3, 1e11
"""Between these, values on the data's own scale are written without decimals."""
ALIKE = 0.01
"""What is computed from numbers as they are written differs from the result by no more."""
LOSS_BY_SUM = "gradient((partial L)/(partial z))"
CHAIN = "gradient((partial L)/(partial p)) dot gradient((partial p)/(partial z))"
LOSS_BY_VALUE = "gradient((partial L)/(partial a))"
LOSS_BY_WEIGHT = "gradient((partial L)/(partial w))"
LOSS_BY_BIAS = "gradient((partial L)/(partial b))"

Form = tuple[str, Callable[[float], float]]
"""How something is written of a number, and computed."""

ACTIVATIONS: dict[str, Form] = {
    "tanh": ("tanh({})", np.tanh),
    "sigmoid": ("sigma({})", lambda z: float(1 / (1 + np.exp(-z)))),
    "relu": ("max(0, {})", lambda z: max(0.0, z)),
    "softplus": ("ln(1 + e^({}))", lambda z: float(np.logaddexp(0, z))),
    "identity": ("{}", lambda z: z),
}

SLOPES: dict[str, Form] = {
    "tanh": ("(1 - {}^2)", lambda a: 1 - a * a),
    "sigmoid": ("{0} times (1 - {0})", lambda a: a * (1 - a)),
}
"""Likewise the slopes that are computed from the activation itself."""

PLAIN_SLOPE: Form = "{}", lambda slope: slope
"""Likewise any other: as a number."""


def figure(value: float) -> str:
    """A number as Typst reads it, with three places if it is below a hundred."""
    return _maths(number_text(value, _places(value)))


def is_round(weight: float) -> bool:
    """Whether one place after the point says all of a weight."""
    return abs(weight - round(weight, 1)) < 1e-9


def in_slot(number: int, shown: str, token: str, *, factor: bool = False) -> str:
    """A written number in a colour and a slot; a negative one within a product has brackets."""
    inner = f"slot{number}({token}({_maths(shown)}))"
    return f"({inner})" if factor and shown.startswith("−") else inner


def measured(value: float) -> str:
    """A value on the data's own scale, as a person would write it."""
    shown = _as_measured(value)
    in_full = WHOLE <= abs(shown) < LONGEST
    return number_text(shown, 0, LONGEST) if in_full else as_given(shown)


def standardised(value: float, mean: float, deviation: float, result: float) -> str:
    """How an input was brought to mean 0 and deviation 1, with digits enough to compute it."""
    one, other, spread = map(_as_measured, (value, mean, deviation))
    alike = abs((one - other) / spread - result) <= ALIKE
    usual = [(measured(value), measured(abs(mean)), measured(deviation))] if alike else []
    for digits in range(PLACES, PLACES + 4):
        apart, size = resolved((value, mean), deviation, digits), sized(deviation, digits)
        own = measured(value) if one == value else apart.text(value)
        usual.append((own, apart.text(abs(mean)), size.text(deviation)))
    sign = "-" if mean >= 0 else "+"
    made = worked(
        lambda top, taken, bottom: (top - taken if mean >= 0 else top + taken) / bottom,
        [tuple(dict.fromkeys(way)) for way in zip(*usual, strict=True)],
        result,
        _places(result),
    )
    top, taken, bottom = map(_maths, made.terms)
    quotient = f"(slot0(model({top})) {sign} {taken}) / ({bottom})"
    return f"x = {quotient} {made.sign} {in_slot(1, made.result, 'model')}"


def scaling(data: Dataset, row: int) -> tuple[int, str] | None:
    """How one input of a row was scaled, and which: the first of more than two values, if any is.

    None if none was scaled.
    """
    if not data.is_scaled:
        return None
    unit = int(np.argmax([len(np.unique(each)) > 2 for each in data.features.T]))
    values = data.features[row, unit], data.mean[unit], data.sd[unit], data.inputs[row, unit]
    return unit, standardised(*map(float, values))


def unit_sum(done: SamplePass, layer: int, unit: int) -> tuple[str, str]:
    """Spell a unit's sum out: z = w1 x1 + ... + b, with numbers; in two halves."""
    edges, bias = edges_into(done.model.sizes, layer, [unit]), done.bias(layer, unit)
    weights = [done.weight(edge) for edge in edges]
    values = [done.activation(layer - 1, edge.source) for edge in edges]
    count, total = len(edges), done.pre_activation(layer, unit)
    made = worked(
        lambda *terms: float(np.dot(terms[:count], terms[count:-1]) + terms[-1]),
        [*map(_weight_ways, weights), *map(_ways, values), _weight_ways(bias)],
        total,
        _places_of((_output if layer == done.last else _activated)(done, layer, unit).terms[0]),
    )
    products = _products(
        made.terms[:count], made.terms[count:-1], (list(map(_token, weights)), ["model"] * count)
    )
    half = (count + 1) // 2
    own = in_slot(2 * count, made.terms[-1].removeprefix("−"), _token(bias))
    result = f"{made.sign} slot{2 * count + 1}({_maths(made.result)})"
    last = f"{'-' if bias < 0 else '+'} {own} {result}"
    return (
        f"z = {' + '.join(products[:half])}",
        " ".join([*(f"+ {each}" for each in products[half:]), last]),
    )


def activation(done: SamplePass, layer: int, unit: int) -> str:
    """The activation of a unit's sum, with its numbers."""
    form, _ = ACTIVATIONS[done.model.activation]
    made = _activated(done, layer, unit)
    applied = form.format(f"slot0({_maths(made.terms[0])})")
    return f"a = {applied} {made.sign} {in_slot(1, made.result, 'model')}"


def _activated(done: SamplePass, layer: int, unit: int) -> Worked:
    """A unit's value from its sum, with the digits that the way back needs of the value."""
    z, a = done.pre_activation(layer, unit), done.activation(layer, unit)
    needed = _places_of(_through(done, layer, unit).terms[1])
    _, rule = ACTIVATIONS[done.model.activation]
    return worked(rule, [_ways(z)], a, needed if slope_by_value(done) else _places(a))


def output(done: SamplePass) -> str:
    """The output's sigmoid, with its numbers; p has the digits that the loss needs."""
    made = _output(done, done.last, 0)
    applied = f"1 / (1 + e^(-z)) = 1 / (1 + e^(slot0({_maths(made.terms[0])})))"
    return f"p = {applied} {made.sign} {in_slot(1, made.result, 'model')}"


def _output(done: SamplePass, layer: int, unit: int) -> Worked:
    """The probability from minus the output's sum."""
    places = _places_of(_probability(done).terms[0])
    negative = _ways(-done.pre_activation(layer, unit))
    return worked(lambda z: 1 / (1 + np.exp(z)), [negative], done.probability, places)


def loss(done: SamplePass) -> str:
    """The cross-entropy of one sample, with its numbers."""
    made = _probability(done)
    p = in_slot(0, made.terms[0], "model")
    symbol, shown = ("p", p) if done.target else ("(1 - p)", f"(1 - {p})")
    return f"L = -ln {symbol} = -ln {shown} {made.sign} {in_slot(1, made.result, 'fullloss')}"


def _probability(done: SamplePass) -> Worked:
    """The loss from the output's probability."""
    return worked(
        lambda p: -np.log(p if done.target else 1 - p),
        [_ways(done.probability)],
        done.loss,
        _places(done.loss),
    )


def output_error(done: SamplePass) -> str:
    """Where the way back begins: p - y."""
    error = done.delta(done.last, 0)
    made = worked(lambda p: p - done.target, [_ways(done.probability)], error, _places(error))
    p, y = in_slot(0, made.terms[0], "model"), in_slot(1, str(done.target), f"class{done.target}")
    result = f"{p} - {y} {made.sign} {in_slot(2, made.result, 'gradient')}"
    return f"{LOSS_BY_SUM} = {CHAIN} = p - y = {result}"


def gathered(done: SamplePass, layer: int, unit: int) -> str:
    """What comes back to a unit: error times weight, summed over its edges."""
    above = range(done.model.sizes[layer + 1])
    errors = [done.delta(layer + 1, each) for each in above]
    weights = [done.weight(EdgeIndex(layer + 1, each, unit)) for each in above]
    count, total = len(above), done.upstream_gradient(layer, unit)
    made = worked(
        lambda *terms: float(np.dot(terms[:count], terms[count:])),
        [*map(_ways, errors), *map(_weight_ways, weights)],
        total,
        _places(total),
    )
    products = _products(
        made.terms[:count], made.terms[count:], (["gradient"] * count, list(map(_token, weights)))
    )
    result = in_slot(2 * count, made.result, "gradient")
    return f"{LOSS_BY_VALUE} = {' + '.join(products)} {made.sign} {result}"


def through_activation(done: SamplePass, layer: int, unit: int) -> str:
    """From a unit's value to its sum: times the slope of the activation there."""
    form, _ = SLOPES.get(done.model.activation, PLAIN_SLOPE)
    made = _through(done, layer, unit)
    own = in_slot(1, made.terms[1], "model" if slope_by_value(done) else "muted", factor=True)
    back, result = in_slot(0, made.terms[0], "gradient"), in_slot(2, made.result, "gradient")
    return f"{LOSS_BY_SUM} = {back} times {form.format(own)} {made.sign} {result}"


def _through(done: SamplePass, layer: int, unit: int) -> Worked:
    """What comes back to a unit's sum, from what comes back to its value."""
    upstream, error = done.upstream_gradient(layer, unit), done.delta(layer, unit)
    a, slope = done.activation(layer, unit), done.local_derivative(layer, unit)
    _, rule = SLOPES.get(done.model.activation, PLAIN_SLOPE)
    own = _ways(slope, 0 if slope in (0.0, 1.0) else None)
    if slope_by_value(done):
        own = _ways(a)
    return worked(lambda back, own: back * rule(own), [_ways(upstream), own], error, _places(error))


def slope_by_value(done: SamplePass) -> bool:
    """Whether the activation's slope is written as computed from the value a."""
    return done.model.activation in SLOPES


def weight_gradient(done: SamplePass, edge: EdgeIndex) -> str:
    """An edge's gradient: the error that came back times the value that was sent forward."""
    error = done.delta(edge.layer, edge.unit)
    value = done.activation(edge.layer - 1, edge.source)
    slope = done.weight_gradient(edge)
    made = worked(lambda e, a: e * a, [_ways(error), _ways(value)], slope, _places(slope))
    back = in_slot(0, made.terms[0], "gradient")
    sent = in_slot(1, made.terms[1], "model", factor=True)
    result = in_slot(2, made.result, "gradient")
    return f"{LOSS_BY_WEIGHT} = {back} times {sent} {made.sign} {result}"


def bias_gradient(done: SamplePass, layer: int, unit: int) -> str:
    """A bias's gradient: as a weight's, with 1 as the value that is sent."""
    shown = figure(done.delta(layer, unit))
    return f"{LOSS_BY_BIAS} = gradient({shown}) times 1 = gradient({shown})"


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


def update(weight: float, rate: float, gradient: float, after: float) -> str:
    """The rule with one weight's numbers, of which the rate is known."""
    slope = roundings(gradient, _places(gradient), MOST_MORE)
    made = worked_update(_weight_ways(weight), rate, slope, after, _weight_places(after))
    return update_maths(made, _token(weight), _token(after), rate=None)


def outcome(done: SamplePass) -> str:
    """What a forward pass ends in."""
    p, loss = (number_text(each, _places(each)) for each in (done.probability, done.loss))
    return f"p = {in_slot(0, p, 'model')} quad L = {in_slot(1, loss, 'fullloss')}"


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


def _weight_places(value: float) -> int:
    """Places of a weight: one if it was rounded to one, else three, and none if it is long."""
    return 0 if abs(value) >= LONG else 1 if is_round(value) else PLACES


def _weight_ways(value: float) -> Roundings:
    return roundings(value, _weight_places(value), 0 if is_round(value) else PLACES)
