"""What scenes refuse in a line, and what they tell where other runs are asked for."""

from itertools import cycle

import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.recording import record
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.layout import Told, asked, told
from tests.scenes.tellings import LOOKS

Given = dict[str, object]
TWO = ("adam", "momentum")

REFUSED: list[tuple[str, Given, str]] = [
    ("answer", {"hidden": (2, 2, 2, 2)}, "answer draws up to 3 hidden layers: choose"),
    ("answer", {"y": "ChestPain"}, "answer draws two classes"),
    ("answer", {"row": 303}, "there is no row 303"),
    ("autodiff", {"y": 2}, "no class"),
    ("autodiff", {"x": 0.0}, "--x takes a number other than 0"),
    ("autodiff", {"w": 1.23456789}, "6 digits at most"),
    ("autodiff", {"w": 9.5}, "from -9 to 9"),
    ("autodiff", {"rate": 0.0}, "--rate takes a number above 0"),
    ("autodiff", {"y": 0, "rate": 1000.0}, "lead too far"),
    ("autodiff", {"steps": 61}, "1 to 60 steps"),
    ("backprop", {"row": 303}, "no row 303"),
    ("backprop", {"hidden": (1, 1, 1, 1)}, "up to 3 hidden layers"),
    ("backprop", {"y": "Slope"}, "draws two classes"),
    ("backprop", {"learning_rate": 1e120, "activation": "relu", "row": 66}, "large to compute"),
    ("biology", {"x": ("Age",)}, "biology draws 2 to 5 features, these are 1: name some columns"),
    ("biology", {"row": 303}, "there is no row 303: --row counts from 0 to 302"),
    (
        "biology",
        {"x": ("MaxHR", "Chol"), "steps": 1, "seed": 2, "learning_rate": 1.0},
        "all weights end below zero",
    ),
    ("combine", {"x": ("Age", "Chol")}, "combine draws one feature, these data have 2"),
    ("combine", {"y": "ChestPain"}, "combine draws two classes"),
    ("combine", {"learning_rate": 1e308, "steps": 20, "standardize": False}, "lower --learning-"),
    ("depth", {"data": "heart"}, "takes blobs, moons"),
    ("depth", {"hidden": (8,)}, "one layer"),
    ("depth", {"rates": (0.1, 0.0)}, "above 0"),
    ("depth", {"seeds": 1}, "from 2 to 20"),
    ("descent", {"x": ("MaxHR", "Age"), "y": "AHD"}, "name one column with --x"),
    ("digits", {"show": 10}, "--show 10 is no digit"),
    ("digits", {"hidden": (65,)}, "one or two hidden layers of at most 64 units"),
    ("digits", {"hidden": (8, 8, 8)}, "one or two hidden layers"),
    ("learning-rate", {"rates": (1.0, 2.0)}, "three learning rates"),
    ("learning-rate", {"rates": (4.0, 1.0, 15.0)}, "rising"),
    ("learning-rate", {"rates": (-1.0, 1.0, 15.0)}, "above 0"),
    ("learning-rate", {"weight": "MaxHr"}, "did you mean 'MaxHR'"),
    ("likelihood", {"x": ("MaxHR", "Age")}, "likelihood draws one feature"),
    ("minibatch", {"batch_size": 79}, "a batch of 79 is all the data"),
    ("minibatch", {"batch_size": 80}, "batch size"),
    ("minibatch", {"data": "moons"}, "moons has 2 classes, and no number to predict"),
    ("minibatch", {"start": (1.0, 2.0)}, "start"),
    ("minima", {"starts": (9.0,)}, "--starts gives 1 start: give 2 or 3"),
    ("minima", {"starts": (9.0, 15.0)}, "--starts must be between 7 and 14"),
    ("minima", {"starts": (9.0,) * 4}, "--starts gives 4 starts"),
    ("minima", {"data": "moons"}, "no number to predict"),
    ("minima", {"data": "heart", "x": ("Age", "Chol"), "y": "MaxHR"}, "one column of times"),
    ("neuron", {"x": ("MaxHR",)}, "two inputs or more: name them with --x; sigmoid draws one"),
    ("neuron", {"y": "RestECG"}, "two classes"),
    ("neuron", {"row": 303}, "there is no row 303"),
    ("pipeline", {"x": ("MaxHR", "Age")}, "one feature"),
    (
        "sigmoid",
        {"y": "ChestPain"},
        "takes two classes, 'ChestPain' has 4: --positive asymptomatic takes one ag",
    ),
    ("question", {"hidden": (1, 1, 1, 1)}, "question draws up to 3 hidden layers"),
    ("question", {"row": 303}, "there is no row 303"),
    ("race", {"optimizers": ("adam",)}, "name 2 to 6"),
    ("race", {"optimizers": ("adam", "adam")}, "twice"),
    ("race", {"optimizers": ("adam", "adem")}, "adam"),
    ("race", {"optimizers": TWO, "rates": (0.1,)}, "--rates has 1 for 2 optimizers"),
    ("race", {"optimizers": TWO, "rates": (0.1, -1.0)}, "above 0"),
    ("race", {"surface": "saddle"}, "no floor"),
    ("slope", {"weight": "MaxHr"}, "did you mean 'MaxHR'"),
    ("slope", {"start": (0.0, 0.0)}, "needs 5"),
    ("slope", {"start": (-0.13, 0.61, -0.66, 0.66, 0.75), "weight": "Sex"}, "flat along"),
    ("universal", {"units": (4, 2, 1)}, "--units takes"),
    ("universal", {"units": (0, 1, 2)}, "--units takes"),
    ("universal", {"units": (1, 2)}, "--units takes"),
    ("universal", {"units": (1, 2, 65)}, "--units takes"),
    ("universal", {"target": "moons"}, "no curve 'moons'"),
]

QUICK: Given = {"steps": 40, "seeds": 2}
OTHERS: list[tuple[str, Given, list[str]]] = [
    ("autodiff", {"x": 3.0, "y": 0, "w": -3.0}, ["right", "near"]),
    ("autodiff", {"x": 3.0, "w": 3.0}, ["right", "near", "again"]),
    ("autodiff", {"y": 0}, ["right", "again"]),
    ("autodiff", {"w": -9.0}, ["wrong", "same"]),
    ("autodiff", {"w": 0.5, "rate": 1e-9, "steps": 1}, ["step", "moral"]),
    ("autodiff", {"x": 3.0, "w": 0.5, "rate": 5.0, "steps": 2}, ["again"]),
    ("biology", {"x": ("Age", "Chol")}, []),
    ("biology", {"x": ("Age", "Chol", "RestBP", "Oldpeak", "MaxHR"), "seed": 3}, []),
    ("biology", {"optimizer": "adam", "learning_rate": 0.1, "row": 0}, []),
    ("combine", {"x": ("MaxHR",), "steps": 300}, []),
    ("combine", {"x": ("Oldpeak",), "standardize": False, "learning_rate": 0.3, "steps": 200}, []),
    ("combine", {"x": ("Sex",), "steps": 50}, []),
    ("combine", {"optimizer": "adam", "learning_rate": 0.05, "steps": 1, "seed": 4}, []),
    ("depth", {**QUICK, "data": "moons"}, ["question_other", "equal"]),
    ("depth", {**QUICK, "data": "xor", "hidden": (12, 2, 12, 2)}, ["about"]),
    ("digits", {"hidden": (16, 12), "steps": 90}, []),
    ("digits", {"steps": 1}, []),
    ("digits", {"learning_rate": 1e308, "show": 8}, []),
    ("likelihood", {"steps": 3}, ["ended", "lower"]),
    ("likelihood", {"learning_rate": 60.0}, ["ended", "lower"]),
    ("likelihood", {"optimizer": "adam", "learning_rate": 0.01, "steps": 30}, ["ended", "lower"]),
    ("minibatch", {"learning_rate": 0.02}, ["stuck", "neither", "moral_stuck"]),
    ("minibatch", {"start": (10.0,), "batch_size": 20}, ["full", "settle", "moral_calm"]),
    ("minibatch", {"steps": 1}, ["under_way"]),
    ("minibatch", {"learning_rate": 1e308, "steps": 300}, ["closing"]),
    ("race", {"optimizers": TWO}, ["rates_best", "first", "other_all", "moral_here"]),
    ("race", {"optimizers": ("adagrad", "rmsprop")}, ["first", "other_all", "moral_here"]),
    ("race", {"surface": "himmelblau", "optimizers": TWO}, ["start_goals", "moral_here"]),
    ("race", {"optimizers": TWO, "rates": (0.2, 0.5)}, ["rates_given", "some"]),
    ("race", {"optimizers": TWO, "steps": 8}, ["none"]),
    ("race", {"surface": "x**2+3*y**2", "optimizers": TWO}, ["start_lower", "first"]),
    ("race", {"surface": "slanted-valley"}, ["rates_best", "first", "other_all"]),
    ("race", {"surface": "six-hump-camel"}, ["rates_searched"]),
]


def told_of(scene: str, given: Given, look: tuple[str, str] = LOOKS[0]) -> Told:
    """Tell a scene as the command does with some flags."""
    return told(scene, record(scene, asked(scene, **given)), Appearance(*look))


@pytest.mark.parametrize(("scene", "given", "message"), REFUSED)
def test_what_cannot_be_drawn_is_refused(scene: str, given: Given, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        told_of(scene, given)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scene", "given", "keys", "look"),
    [(*each, look) for each, look in zip(OTHERS, cycle(LOOKS), strict=False)],
)
def test_other_runs_are_told_as_they_are(
    scene: str, given: Given, keys: list[str], look: tuple[str, str]
) -> None:
    found = told_of(scene, given, look)
    assert set(keys) <= found.sentences.keys()
    assert found.faults == []
    assert 20 <= found.seconds <= 75
