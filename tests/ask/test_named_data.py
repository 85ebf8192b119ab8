"""Runs on data that come with gradreel, as the options name them."""

from pathlib import Path

import numpy as np
import pytest

from gradreel.engine.data.lookup import HEART
from gradreel.engine.errors import RequestError
from gradreel.engine.functions import OF_A_NUMBER, OF_CLASSES
from gradreel.engine.mlp import MLP
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.training import train
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.runs import load_data, logistic_spec, mlp_spec


def objective(name: str) -> ModelObjective:
    found = mlp_spec(RunOptions(data=name, steps=1, learning_rate=0.1)).objective
    assert isinstance(found, ModelObjective)
    return found


def test_a_network_on_a_curve_predicts_numbers() -> None:
    run = train(mlp_spec(RunOptions(data="sine", steps=300, optimizer="adam", learning_rate=0.05)))
    assert run.loss[-1] < 0.5 * run.loss[0]
    model = objective("sine").model
    assert isinstance(model, MLP)
    assert (model.sizes, model.n_classes) == ((1, 8, 1), 0)
    assert model.loss_name == "squared-error"
    assert OF_A_NUMBER.prediction(np.array([7.0])).tolist() == [7.0]


def test_digits_stay_on_their_own_scale_and_have_ten_outputs() -> None:
    found = objective("digits")
    assert (found.dataset.inputs.min(), found.dataset.inputs.max()) == (0.0, 1.0)
    assert found.model.n_classes == 10
    assert OF_CLASSES.prediction(np.zeros((1, 10))).sum() == pytest.approx(1.0)


def test_a_logistic_regression_of_a_number_is_refused() -> None:
    with pytest.raises(RequestError, match="takes two classes, 'y' is a number"):
        logistic_spec(RunOptions(data="step"))


def test_a_copy_of_the_heart_data_is_the_heart_data_and_no_other_file_is(tmp_path: Path) -> None:
    (tmp_path / "copy.csv").write_bytes(HEART.read_bytes())
    changed = HEART.read_bytes().replace(b"63,", b"64,", 1)
    (tmp_path / "table.csv").write_bytes(changed)
    columns = ["MaxHR"], "AHD"
    paths = (str(tmp_path / name) for name in ("copy.csv", "table.csv"))
    sources = [load_data(path, *columns).source for path in paths]
    assert sources == ["heart", str(tmp_path / "table.csv")]


def test_a_file_that_is_called_as_built_in_data_is_somebodys_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("heart").write_text("age,ill\n1,no\n2,yes\n")
    assert load_data("./heart", y="ill").source == "./heart"
