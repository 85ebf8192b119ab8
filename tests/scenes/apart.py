"""Calculations whose numbers stand apart: on plates, labels and nodes that are seen together.

What a symbol stands for is read where it stands beside a number, or is said to equal one; what is
written in such symbols is then computed. Numbers without symbols, as on a network, are known by
what was recorded: a number that is seen is that of a quantity if it is its rounding.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from gradreel.engine.mlp import MLP
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.scenes.ask.recording import Recording
from gradreel.scenes.stage.runs.objective import at_step, row_to_show
from gradreel.scenes.stage.runs.pass_maths import SamplePass, edges_into, every_edge
from tests.scenes.calculation import Equation, Read, equations, number_in, symbol_of
from tests.scenes.shown import Item, Moment

WORDS: Final = {"centre": "c = -beta_0 / beta_1", "slope there": "m = beta_1 / 4"}
"""What scenes call in a word, and how it is computed."""
ALIGNED: Final = 0.6
"""In em: how much higher things in one line may be."""
NUMBER: Final = re.compile(
    r"(?<![\w.])((?<![\w)] )[-−])?(\d[\d,]*(?:\.\d+)?)(?![\w.]|×|\s*times 10\^)"
)
COARSE, FINE, LARGE = 2, 3, 60
"""Digits that a number has at the least to be known by them; and to be remembered, once it was
seen; of a model with more parameters no number is known."""


def in_symbols(items: Sequence[Item], lines: Iterable[str]) -> list[Equation]:
    """All equations between numbers that are seen together, by the symbols that they stand beside.

    Args:
        items: what is written at a moment.
        lines: the same, each calculation as one line.
    """
    rows = dict(_rows(items))
    said = [each for each in lines if each not in rows]
    said += [f"{WORDS.get(name, name)} {number}" for name, number in rows.items()]
    known = _known(said)
    others = {line: known.keys() - {symbol_of(line) if _last(line) else ""} for line in said}
    return [
        each
        for line in said
        if not equations(line)
        for each in equations(line, {name: known[name] for name in others[line]})
    ]


def _rows(items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """What is called by a symbol, a formula or one of the words, with the number beside it."""
    for name in items:
        if _last(name.text) is None and (name.text in WORDS or symbol_of(name.text)):
            in_line = [each for each in items if abs(each.y - name.y) < ALIGNED * name.em]
            right = [each for each in in_line if each.left > name.right]
            number = min(right, key=lambda each: each.left, default=None)
            if number is not None and _last(number.text) is not None:
                yield name.text, number.text if "≈" in number.text else f"= {number.text}"


def _known(said: Iterable[str]) -> dict[str, Read]:
    """What each symbol stands for; of those that stand for several numbers, none."""
    found: dict[str, list[Read]] = {}
    for line in said:
        name, last = symbol_of(line), _last(line)
        if name and last is not None and last.step is not None:
            found.setdefault(name, []).append(last)
    return {
        name: min(reads, key=lambda each: each.step or 0.0)
        for name, reads in found.items()
        if all(one.agrees(other) for one, other in product(reads, reads))
    }


def _last(line: str) -> Read | None:
    """The number that a line says or ends in, if it does."""
    return number_in(re.split("[=≈]", line)[-1])


@dataclass(frozen=True)
class Relation:
    """A quantity that comes from others.

    Attributes:
        name: what it is called where it is found to be wrong.
        result: its value, as recorded.
        terms: those that it is computed from.
        compute: does that.
    """

    name: str
    result: float
    terms: tuple[float, ...]
    compute: Callable[..., float]


def as_recorded(recording: Recording, moments: Iterable[Moment]) -> list[str]:
    """Say which numbers don't come from those that are seen with them, though the quantities do.

    Where finer digits of a quantity were seen before, they count.

    Args:
        recording: what is told.
        moments: what was seen, in order.
    """
    relations, before, found = relations_of(recording), set[Read](), dict[str, None]()
    values = {value for each in relations for value in (each.result, *each.terms)}
    for moment in moments:
        seen = {each for item in moment.items for each in numbers_in(item.text)}
        seen |= {Read(-each.value, each.step) for each in seen if _digits(each) > FINE}  # e^(-z)
        results = {each for each in seen if _digits(each) >= FINE}
        strange = {each for each in results if not any(_is_of(each, value) for value in values)}
        for relation in relations:
            mine = {each for each in results if _is_of(each, relation.result)}
            mine |= {each for each in strange if _is_nearly(each, relation.result)}
            found.update(dict.fromkeys(_wrong(relation, mine, seen, before)))
        before |= results
    return [*found]


def _wrong(
    relation: Relation, results: set[Read], seen: set[Read], before: set[Read]
) -> Iterator[str]:
    terms = [[each for each in seen | before if _is_of(each, term)] for term in relation.terms]
    if not results or not all(terms) or not any(seen.intersection(each) for each in terms):
        return
    finest = [min(each, key=lambda read: read.step or 0.0) for each in terms]
    computed = Read(relation.compute(*(each.value for each in finest)))
    for result in results:
        if not computed.agrees(result):
            shown = ", ".join(f"{each.value:g}" for each in finest)
            yield f"{relation.name} of {shown} is {computed.value:.6g} and not {result.value:g}"


def _is_of(number: Read, value: float) -> bool:
    """Whether a number that is seen is how a quantity is written."""
    off = abs(number.value - value)
    is_rounded = number.step is not None and off <= number.step * 0.5000001
    return off < 1e-9 or (is_rounded and _digits(number) >= COARSE)


def _is_nearly(number: Read, value: float) -> bool:
    """Whether its last digit is off by one from how a quantity is written."""
    return number.step is not None and abs(number.value - value) <= 1.5 * number.step


def _digits(number: Read) -> int:
    """How many digits a number shows, but for zeros that it begins with."""
    return len(str(round(abs(number.value) / (number.step or 1.0))).lstrip("0"))


def numbers_in(text: str) -> Iterator[Read]:
    """All numbers that stand in a text."""
    whole = number_in(text)
    if whole is not None and whole.step is not None:
        yield whole
        return
    for sign, digits in NUMBER.findall(text):
        plain = digits.replace(",", "")
        yield Read(float(plain) * (-1 if sign else 1), 10.0 ** -len(plain.partition(".")[2]))


def relations_of(recording: Recording) -> list[Relation]:
    """What comes from what, in the run that a scene is about; nothing where too much does."""
    objective = recording.run.objective
    if not isinstance(objective, ModelObjective) or objective.model.n_parameters > LARGE:
        return []
    if isinstance(objective.model, LogisticRegression):
        is_curve = objective.dataset.n_features == 1
        return [*(_of_fit(recording) if is_curve else _of_row(recording))]
    is_small = isinstance(objective.model, MLP) and objective.model.sizes[-1] == 1
    return [*_of_row(recording)] if is_small else []


def _of_fit(recording: Recording) -> Iterator[Relation]:
    """Of one feature: parameters on the data's own scale, and where p is one half."""
    data = recording.run.objective.dataset  # type: ignore[attr-defined]
    for run in (recording.run, *recording.companions.values()):
        intercept, slope = run.parameters[-1].tolist()
        mean, sd = float(data.mean[0]), float(data.sd[0])
        own = intercept - slope * mean / sd, slope / sd
        yield Relation("slope on the data's scale", own[1], (slope, sd), lambda b, s: b / s)
        terms = intercept, slope, mean, sd
        yield Relation(
            "intercept on the data's scale", own[0], terms, lambda a, b, m, s: a - b * m / s
        )
        yield Relation("centre", -own[0] / own[1], own, lambda a, b: -a / b)


def _unscaled(intercept: float, slope: float, mean: float, sd: float) -> float:
    return intercept - slope * mean / sd


def _of_row(recording: Recording) -> Iterator[Relation]:
    """Of a network, or of one neuron: how the row that is shown goes through it, and back."""
    run = recording.run
    model, data = run.objective.model, run.objective.dataset  # type: ignore[attr-defined]
    row = data.rows([row_to_show(run.spec, recording.options.row)])
    for step in sorted({0, 1, run.n_steps}):
        parameters = at_step(run, step).parameters
        if isinstance(model, LogisticRegression):
            network, parameters = MLP((data.n_features, 1)), np.roll(parameters, -1)
        else:
            network = model
        now = SamplePass(network, parameters, row)
        yield from _forward(now)
        yield from _backward(now)
        if step == 0 and isinstance(run.spec.optimizer, GradientDescent):
            yield from _update(now, run.spec.learning_rate)


def _forward(now: SamplePass) -> Iterator[Relation]:
    for layer in range(1, now.last + 1):
        for unit in range(now.model.sizes[layer]):
            edges = edges_into(now.model.sizes, layer, [unit])
            weights = [now.weight(each) for each in edges]
            sent = [now.activation(layer - 1, each.source) for each in edges]
            total, bias = now.pre_activation(layer, unit), now.bias(layer, unit)
            yield Relation("weighted sum", total, (*weights, *sent, bias), _summed)
            if layer == now.last:
                yield Relation("sigmoid", now.probability, (total,), _sigmoid)
            elif now.model.activation == "tanh":
                yield Relation("tanh", now.activation(layer, unit), (total,), np.tanh)
    if now.target:
        yield Relation("loss", now.loss, (now.probability,), lambda p: -np.log(p))
    else:
        yield Relation("loss", now.loss, (1 - now.probability,), lambda p: -np.log(p))
        yield Relation("loss", now.loss, (now.probability,), lambda p: -np.log(1 - p))


def _backward(now: SamplePass) -> Iterator[Relation]:
    yield Relation("error", now.delta(now.last, 0), (now.probability,), lambda p: p - now.target)
    for edge in every_edge(now.model.sizes):
        error, sent = now.delta(edge.layer, edge.unit), now.activation(edge.layer - 1, edge.source)
        yield Relation("gradient", now.weight_gradient(edge), (error, sent), lambda e, a: e * a)
    for layer in range(1, now.last):
        above = range(now.model.sizes[layer + 1])
        errors = [now.delta(layer + 1, each) for each in above]
        for unit in range(now.model.sizes[layer]):
            edges = edges_into(now.model.sizes, layer + 1)
            weights = [now.weight(each) for each in edges if each.source == unit]
            back = now.upstream_gradient(layer, unit)
            yield Relation("sum of errors", back, (*weights, *errors, 0.0), _summed)
            if now.model.activation == "tanh":
                error, sent = now.delta(layer, unit), now.activation(layer, unit)
                yield Relation("error", error, (back, sent), lambda e, a: e * (1 - a * a))
                yield Relation("error", error, (*weights, *errors, sent), _sent_back)


def _update(now: SamplePass, rate: float) -> Iterator[Relation]:
    for edge in every_edge(now.model.sizes):
        weight, slope = now.weight(edge), now.weight_gradient(edge)
        terms, after = (weight, rate, slope), weight - rate * slope
        yield Relation("updated weight", after, terms, lambda w, r, g: w - r * g)


def _summed(*terms: float) -> float:
    """Products of the first half with the second, and what is added to them."""
    *factors, more = terms
    half = len(factors) // 2
    return float(np.dot(factors[:half], factors[half:]) + more)


def _sent_back(*terms: float) -> float:
    """Errors times weights, times the slope of tanh where it has sent the last."""
    *factors, sent = terms
    return _summed(*factors, 0.0) * (1 - sent**2)


def _sigmoid(z: float) -> float:
    return float(1 / (1 + np.exp(-z)))
