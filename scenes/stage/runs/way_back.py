"""The way of one sample's error from the output back to one weight, with digits that check."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import add, mul
from typing import Literal, NamedTuple

import numpy as np

from gradreel.scenes.stage.runs.pass_maths import (
    EdgeIndex,
    SamplePass,
    in_slot,
    is_round,
)
from gradreel.scenes.stage.type.quantity import (
    Quantity,
    Roundings,
    Worked,
    roundings,
    sized,
    value_of,
    worked,
)
from gradreel.scenes.stage.type.typesetting import as_given, decimals_for

Kind = Literal["weight", "others", "slope", "value"]

DIGITS, LEAST_PLACES = 2, 2
"""Digits that an error has at the least, and places after the point."""
FACTOR_PLACES = 2
"""Of what it is multiplied by, if that is enough to compute with."""
SMALL, LARGE = 1e-4, 1e4
"""Errors of a size between these are written in full."""


class Leg(NamedTuple):
    """A piece of the way: what the error meets there, and what it is then.

    Attributes:
        kind: what is met: an edge's weight, what other paths bring, an activation's slope, or last
            the value that the weight had been sent.
        layer: of the unit that is come to.
        made: the calculation.
        formula: the same for Typst, with its three numbers in slots.
    """

    kind: Kind
    layer: int
    made: Worked
    formula: str


class Detour(NamedTuple):
    """A path of one unit beside another.

    Attributes:
        edges: from it to the output, and from the path's end to it.
        formula: what it brings, for Typst, with five slots: the error, a weight, the slope, a
            weight, and that.
    """

    edges: tuple[EdgeIndex, EdgeIndex]
    formula: str


class _Met(NamedTuple):
    """A leg before its digits are chosen."""

    kind: Kind
    layer: int
    before: float
    by: float
    after: float


@dataclass(frozen=True, eq=False)
class WayBack:
    """A path from the output to the weight of the first layer that has the largest gradient.

    Of each layer between, it takes the unit that brings the most; all of those that are drawn.

    Attributes:
        done: the pass.
        drawn: the units of each layer that are drawn, all if None.
    """

    done: SamplePass
    drawn: Sequence[Sequence[int]] | None = None

    @cached_property
    def units(self) -> tuple[int, ...]:
        """Its unit of each layer, from the inputs to the output."""
        done, drawn = self.done, self.drawn or [*map(range, self.done.model.sizes)]
        edges = [EdgeIndex(1, unit, source) for unit in drawn[1] for source in drawn[0]]
        edge = edges[_largest([done.weight_gradient(each) for each in edges])]
        units = [edge.source, edge.unit]
        for layer in range(2, done.last + 1):
            brought = [self._brought(layer, unit, units[-1]) for unit in drawn[layer]]
            units.append(drawn[layer][_largest(brought)])
        return tuple(units)

    def edge(self, layer: int) -> EdgeIndex:
        """Its edge into a layer, from 1 on."""
        return EdgeIndex(layer, self.units[layer], self.units[layer - 1])

    def others(self, layer: int) -> list[int]:
        """The units of a layer that bring an error to the path as well."""
        return [each for each in range(self.done.model.sizes[layer]) if each != self.units[layer]]

    @cached_property
    def legs(self) -> tuple[Leg, ...]:
        """From the output's error to the gradient, each number with the digits that are needed."""
        made, wanted = list[Leg](), 0
        for met in reversed(self._met()):
            kind, layer, before, by, after = met
            write = (
                replace(_quantity(after), decimals=wanted).text if made else _quantity(after).text
            )
            rule: Callable[..., float] = add if kind == "others" else mul
            # more digits of what is met, rather than of the error that is on its way
            found = worked(
                rule, [self._ways(met), _quantity(before).roundings(before)], after, write
            )
            found = replace(found, terms=found.terms[::-1])
            wanted = places_of(found.terms[0])
            made.append(Leg(kind, layer, found, self._formula(kind, by, found)))
        return tuple(reversed(made))

    @cached_property
    def detour(self) -> Detour | None:
        """The only other path, where it parts at the output and is one unit long.

        There may be none, or one whose numbers a calculator doesn't agree with.
        """
        done, layer = self.done, self.done.last - 1
        leg = next((each for each in self.legs if each.kind == "others"), None)
        if not leg or leg.layer != layer - 1 or len(self.others(layer)) > 1:
            return None
        (unit,) = self.others(layer)
        edges = EdgeIndex(layer + 1, 0, unit), EdgeIndex(layer, unit, self.units[leg.layer])
        first, last = map(done.weight, edges)
        slope, brought = done.local_derivative(layer, unit), leg.made.terms[1]
        ways = [self._ways(_Met("weight", layer, 0.0, each, 0.0)) for each in (first, last)]
        terms = [self.legs[0].made.terms[:1], ways[0], roundings(slope, FACTOR_PLACES), ways[1]]
        made = worked(
            lambda *each: float(np.prod(each)), terms, value_of(brought), places_of(brought)
        )
        if not made.exact or made.result != brought:
            return None
        colours = "gradient", _sign(first), "model", _sign(last)
        factors = (
            in_slot(slot, shown, colour, factor=True)
            for slot, (shown, colour) in enumerate(zip(made.terms, colours, strict=True))
        )
        formula = f"{' times '.join(factors)} = {in_slot(4, brought, 'gradient')}"
        return Detour(edges, formula)

    @property
    def places(self) -> int:
        """Places after the point that the error at the output is written with."""
        return places_of(self.legs[0].made.terms[0])

    def _brought(self, layer: int, unit: int, source: int) -> float:
        return self.done.delta(layer, unit) * self.done.weight(EdgeIndex(layer, unit, source))

    def _met(self) -> list[_Met]:
        done, found = self.done, list[_Met]()
        for layer in range(done.last - 1, 0, -1):
            edge, unit = self.edge(layer + 1), self.units[layer]
            error = done.delta(layer + 1, edge.unit)
            brought, whole = error * done.weight(edge), done.upstream_gradient(layer, unit)
            found.append(_Met("weight", layer, error, done.weight(edge), brought))
            if self.others(layer + 1):
                found.append(_Met("others", layer, brought, whole - brought, whole))
            slope = done.local_derivative(layer, unit)
            found.append(_Met("slope", layer, whole, slope, done.delta(layer, unit)))
        edge = self.edge(1)
        sent, gradient = done.activation(0, edge.source), done.weight_gradient(edge)
        return [*found, _Met("value", 0, done.delta(1, edge.unit), sent, gradient)]

    @staticmethod
    def _ways(met: _Met) -> Roundings:
        if met.kind == "others":
            return replace(_quantity(met.by), decimals=_quantity(met.before).decimals).roundings(
                met.by
            )
        if (met.kind == "weight" and is_round(met.by)) or met.by in {0.0, 1.0}:
            return (as_given(round(met.by, 1)),)
        return roundings(met.by, FACTOR_PLACES)

    @staticmethod
    def _formula(kind: Kind, by: float, made: Worked) -> str:
        colours = {"weight": _sign(by), "others": "gradient"}
        before = in_slot(0, made.terms[0], "gradient")
        met = in_slot(1, made.terms[1], colours.get(kind, "model"), factor=True)
        sign = "+" if kind == "others" else "times"
        result = in_slot(2, made.result, "gradient")
        return f"{before} {sign} {met} {made.sign} {result}"


def places_of(written: str) -> int:
    """Places after the point of a number as it is written, before its power of ten if any."""
    return len(written.partition("×")[0].partition(".")[2])


def _sign(weight: float) -> str:
    return "positive" if weight >= 0 else "negative"


def _quantity(error: float) -> Quantity:
    size = abs(error)
    if not np.isfinite(size) or not size or SMALL <= size < LARGE:
        return Quantity(max(decimals_for(size, DIGITS) if 0 < size < np.inf else 0, LEAST_PLACES))
    return sized(size, DIGITS)


def _largest(values: Sequence[float]) -> int:
    return int(np.nan_to_num(np.abs(values), nan=-1.0).argmax())
