"""The pieces that only the scene of backpropagation has."""

import numpy as np
import pytest

from gradreel.engine.functions import ACTIVATIONS
from gradreel.scenes.backprop import (
    BackpropRole,
    FunctionPlate,
    GradientSweep,
    Judged,
    ShownStep,
    SpreadNetwork,
    loss_of_truth,
    shown_activation,
)
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.type.theme import theme
from tests.scenes.backprop.stage import recording

DARK = theme("dark")


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [-2.2, 0.0, 0.871, 40.0])
def test_a_plate_reads_value_and_slope_off_the_engines_function(name: str, z: float) -> None:
    shown = shown_activation(name, z, "a", DARK)
    plate = FunctionPlate(DARK, shown, z, title="it", slope="slope")
    assert plate.value() == float(ACTIVATIONS[name].function(np.array([z]))[0])
    step = 1e-6
    ends = ACTIVATIONS[name].function(np.array([z + step, z - step]))
    if z or name != "relu":
        assert plate.slope() == pytest.approx((ends[0] - ends[1]) / (2 * step), abs=1e-6)
    assert shown.across.low < z < shown.across.high


@pytest.mark.parametrize("target", [0, 1])
def test_the_loss_is_read_off_the_probability_that_the_truth_was_given(target: int) -> None:
    plate = FunctionPlate(DARK, loss_of_truth(target, 2.1, DARK), 1.0, title="it")
    assert plate.value() == 0
    plate.number.set_value(0.1223)
    assert plate.value() == pytest.approx(2.1013, abs=1e-3)


def test_layers_are_spread_over_the_height_of_the_inputs() -> None:
    network = _network()
    first = [network.centre(layer, 0)[1] for layer in range(4)]
    last = [network.centre(layer, size - 1)[1] for layer, size in enumerate(network.sizes)]
    spans = np.subtract(first, last)
    assert spans[1] > 0.9 * spans[0]
    assert spans[2] > 0.45 * spans[0]


def test_what_the_highlight_has_not_come_to_is_not_drawn() -> None:
    network, done = _network(), ShownStep(recording()[BackpropRole.ONE_ROW]).before
    swept = GradientSweep(network, done)
    for layer in (3, 2, 1):
        swept.sweep.set_value(swept.reaching(layer - 1) if layer > 1 else 1.0)
        for line in swept.lines:
            line.write()
        drawn = [
            edge.layer
            for edge, line in zip(network.edges, swept.lines, strict=True)
            if len(line.points)
        ]
        assert set(drawn) == set(range(layer, 4))


def test_who_is_judged_rightly_is_what_the_recorded_parameters_say() -> None:
    run = recording().main
    judged, data = Judged(run, objective_of(run).dataset), objective_of(run).dataset
    for step in (0, 17, 300):
        said = objective_of(run).model.logits(run.parameters[step], data.inputs) > 0
        assert judged.share(step) == np.mean(said == (data.target == 1))


def _network() -> SpreadNetwork:
    step = ShownStep(recording()[BackpropRole.ONE_ROW])
    return SpreadNetwork(DARK, (4, 3, 2, 1), lambda: step.weights(0))
