"""One sample's way through a network and back, edge by edge, as numbers that a scene writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.mlp import MLP, BackwardPass, ForwardPass, Layer


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
        with np.errstate(over="ignore", invalid="ignore"):
            return self.model.forward(self.parameters, self.sample.inputs)

    @cached_property
    def backward(self) -> BackwardPass:
        """All derivatives of the sample's loss."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self.model.backward(self.parameters, self.forward, self.sample.target)

    @cached_property
    def loss(self) -> float:
        """The sample's cross-entropy."""
        with np.errstate(over="ignore", invalid="ignore"):
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
