"""The formulas of a forward and a backward pass with their numbers put in, for Typst.

Weights stand in the colour of their sign, values sent forward in the model's, derivatives in the
gradient's.
"""

import numpy as np

from gradreel.scenes.stage.runs.edges import EdgeIndex, edges_into
from gradreel.scenes.stage.runs.sample_pass import SamplePass
from gradreel.scenes.stage.type.quantity import resolved, sized
from gradreel.scenes.stage.type.typesetting import RAISED_FROM, as_given, in_maths, number_text

PLACES, MOST_MORE = 3, 5
"""After the point; and so many more at the most where a rate multiplies what is left out."""
LONG = 1e4
"""Weights from here on, where steps are far too long, are written whole."""
WHOLE, LONGEST = 1e3, 1e11
"""Between these, values on the data's own scale are written without decimals."""
ALIKE = 0.01
"""What is computed from numbers as they are written differs from the result by no more."""
LOSS_BY_SUM = "gradient((partial L)/(partial z))"
LOSS_BY_VALUE = "gradient((partial L)/(partial a))"
LOSS_BY_WEIGHT = "gradient((partial L)/(partial w))"
LOSS_BY_BIAS = "gradient((partial L)/(partial b))"


def figure(value: float, places: int | None = None) -> str:
    """A number as Typst reads it, with three places if it is below a hundred."""
    chosen = (PLACES if abs(value) < 100 else 1) if places is None else places
    if not np.isfinite(value):
        return '"–"' if np.isnan(value) else "infinity" if value > 0 else "-infinity"
    return in_maths(number_text(value, chosen))


def is_round(weight: float) -> bool:
    """Whether one place after the point says all of a weight."""
    return abs(weight - round(weight, 1)) < 1e-9


def weight_figure(value: float) -> str:
    """A weight: with one place if it was rounded to one, else with three, and whole if long."""
    return figure(value, 0 if abs(value) >= LONG else 1 if is_round(value) else PLACES)


def factor(shown: str, token: str | None = None) -> str:
    """A number within a product, in a colour: a negative one in brackets."""
    inner = f"{token}({shown})" if token else shown
    return f"({inner})" if shown.startswith("-") else inner


def weight_factor(weight: float, *, first: bool = False) -> str:
    """A weight within a product; the first thing in a formula needs no brackets."""
    token, shown = ("positive" if weight >= 0 else "negative"), weight_figure(weight)
    return f"{token}({shown})" if first else factor(shown, token)


def value_factor(value: float) -> str:
    """A value sent forward within a product."""
    return factor(figure(value), "model")


def error_factor(value: float, *, first: bool = False) -> str:
    """A derivative within a product; the first thing in a formula needs no brackets."""
    return f"gradient({figure(value)})" if first else factor(figure(value), "gradient")


def measured(value: float) -> str:
    """A value on the data's own scale, as a person would write it."""
    shown = _as_measured(value)
    in_full = WHOLE <= abs(shown) < LONGEST
    return number_text(shown, 0, LONGEST) if in_full else as_given(shown)


def _as_measured(value: float) -> float:
    """The number that is then written: whole, or of four digits."""
    in_full = WHOLE <= abs(value) < LONGEST
    return float(round(value)) if in_full else float(f"{value:.4g}")


def standardised(value: float, mean: float, deviation: float, result: float) -> str:
    """How an input was brought to mean 0 and deviation 1, with digits enough to compute it."""
    one, other, spread = map(_as_measured, (value, mean, deviation))
    if abs((one - other) / spread - result) <= ALIKE:
        written = [measured(value), measured(abs(mean)), measured(deviation)]
    else:
        apart = resolved((value, mean), deviation, 3)
        written = [apart.text(value), apart.text(abs(mean)), sized(deviation, 3).text(deviation)]
    top, taken, bottom = map(in_maths, written)
    return f"x = ({top} {'-' if mean >= 0 else '+'} {taken}) / ({bottom}) = model({figure(result)})"


def unit_sum(done: SamplePass, layer: int, unit: int) -> tuple[str, str]:
    """Spell a unit's sum out: z = w1 x1 + ... + b, with numbers; in two halves."""
    products = [
        f"{weight_factor(done.weight(edge), first=edge.source == 0)}"
        f" times {value_factor(done.activation(layer - 1, edge.source))}"
        for edge in edges_into(done.model.sizes, layer, [unit])
    ]
    bias = done.bias(layer, unit)
    sign = "-" if bias < 0 else "+"
    shown = weight_figure(abs(bias))
    half = (len(products) + 1) // 2
    end = f"{sign} {shown} = {figure(done.pre_activation(layer, unit))}"
    return (
        f"z = {' + '.join(products[:half])}",
        " ".join([*(f"+ {product}" for product in products[half:]), end]),
    )


def activation(done: SamplePass, layer: int, unit: int) -> str:
    """The activation of a unit's sum, with its numbers."""
    z = figure(done.pre_activation(layer, unit))
    applied = {
        "tanh": f"tanh({z})",
        "sigmoid": f"sigma({z})",
        "relu": f"max(0, {z})",
        "softplus": f"ln(1 + e^({z}))",
        "identity": z,
    }[done.model.activation]
    return f"a = {applied} = model({figure(done.activation(layer, unit))})"


def output(done: SamplePass) -> str:
    """The output's sigmoid, with its numbers."""
    z = figure(-done.pre_activation(done.last, 0))
    return f"p = 1 / (1 + e^(-z)) = 1 / (1 + e^({z})) = model({figure(done.probability)})"


def loss(done: SamplePass) -> str:
    """The cross-entropy of one sample, with its numbers."""
    p = f"model({figure(done.probability)})"
    symbol, shown = ("p", p) if done.target else ("(1 - p)", f"(1 - {p})")
    return f"L = -ln {symbol} = -ln {shown} = fullloss({figure(done.loss)})"


def output_error(done: SamplePass) -> str:
    """Where the way back begins: p - y."""
    p, error = figure(done.probability), figure(done.delta(done.last, 0))
    token = f"class{done.target}"
    return f"{LOSS_BY_SUM} = p - y = model({p}) - {token}({done.target}) = gradient({error})"


def gathered(done: SamplePass, layer: int, unit: int) -> str:
    """What comes back to a unit: error times weight, summed over its edges."""
    products = [
        f"{error_factor(done.delta(layer + 1, above), first=above == 0)}"
        f" times {weight_factor(done.weight(EdgeIndex(layer + 1, above, unit)))}"
        for above in range(done.model.sizes[layer + 1])
    ]
    total = figure(done.upstream_gradient(layer, unit))
    return f"{LOSS_BY_VALUE} = {' + '.join(products)} = gradient({total})"


def through_activation(done: SamplePass, layer: int, unit: int) -> str:
    """From a unit's value to its sum: times the slope of the activation there."""
    start = f"{LOSS_BY_SUM} = {error_factor(done.upstream_gradient(layer, unit), first=True)}"
    return (
        f"{start} times {_slope(done, layer, unit)} = gradient({figure(done.delta(layer, unit))})"
    )


def _slope(done: SamplePass, layer: int, unit: int) -> str:
    a = value_factor(done.activation(layer, unit))
    if done.model.activation == "tanh":
        return f"(1 - {a}^2)"
    if done.model.activation == "sigmoid":
        return f"{a} times (1 - {a})"
    slope = done.local_derivative(layer, unit)
    return figure(slope, 0 if slope in (0.0, 1.0) else PLACES)


def weight_gradient(done: SamplePass, edge: EdgeIndex) -> str:
    """An edge's gradient: the error that came back times the value that was sent forward."""
    error = error_factor(done.delta(edge.layer, edge.unit), first=True)
    value = value_factor(done.activation(edge.layer - 1, edge.source))
    shown = figure(done.weight_gradient(edge))
    return f"{LOSS_BY_WEIGHT} = {error} times {value} = gradient({shown})"


def bias_gradient(done: SamplePass, layer: int, unit: int) -> str:
    """A bias's gradient: as a weight's, with 1 as the value that is sent."""
    shown = figure(done.delta(layer, unit))
    return f"{LOSS_BY_BIAS} = gradient({shown}) times 1 = gradient({shown})"


def update_rule() -> str:
    """The rule of gradient descent."""
    return f"w <- w - eta {LOSS_BY_WEIGHT}"


def update(weight: float, rate: float, gradient: float, after: float) -> str:
    """The rule with one weight's numbers."""
    old, new = weight_factor(weight, first=True), weight_factor(after, first=True)
    places = None if abs(gradient) >= 100 else _places_of_slope(rate, after)
    slope = factor(figure(gradient, places), "gradient")
    return f"{old} - {in_maths(as_given(rate))} times {slope} = {new}"


def _places_of_slope(rate: float, after: float) -> int:
    """How many places of a gradient the new weight can be computed from, as that is written."""
    if abs(after) >= RAISED_FROM:
        return PLACES
    needed = (0 if abs(after) >= LONG else PLACES) + np.ceil(np.log10(rate))
    return int(np.clip(needed, PLACES, PLACES + MOST_MORE))


def outcome(done: SamplePass) -> str:
    """What a forward pass ends in."""
    p, loss = figure(done.probability), figure(done.loss)
    return f"p = model({p}) quad L = fullloss({loss})"
