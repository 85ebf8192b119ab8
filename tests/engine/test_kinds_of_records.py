"""Records of earlier versions, and of models that predict a number."""

from pathlib import Path

import numpy as np
import pytest

from gradreel.engine.data import load
from gradreel.engine.data.dataset import digest_of
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.trajectory import Trajectory
from tests.engine.edits import Arrays, rewritten, with_spec
from tests.engine.test_trajectory import RATES, RUNS, refusal, run_on


@pytest.mark.parametrize("name", ["logistic", "mlp"])
def test_a_record_of_the_first_version_is_read(name: str, tmp_path: Path) -> None:
    def age(arrays: Arrays) -> None:
        arrays["version"] = np.array(1)
        with_spec(', "schedule": "constant"', "")(arrays)
        if name == "mlp":
            with_spec(', "loss": "cross-entropy"', "")(arrays)

    run = RUNS[name]()
    run.save(tmp_path / "run.npz")
    loaded = Trajectory.load(rewritten(tmp_path / "run.npz", age))
    assert loaded.spec.hash == run.spec.hash
    np.testing.assert_array_equal(loaded.parameters, run.parameters)


def test_a_record_says_which_class_y_1_is_and_what_codes_mean(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    data = load("heart", ("Sex", "MaxHR"), positive="No").standardized()
    run = run_on(ModelObjective(LogisticRegression(2), data))
    run.save(path)
    loaded = Trajectory.load(path)
    assert loaded.spec.hash == run.spec.hash
    assert loaded.dataset is not None
    assert loaded.dataset.class_names == ("Yes", "No")
    assert loaded.dataset.codes == (("Sex", ("female", "male")),)
    swapped = with_spec('["female", "male"]', '["male", "female"]')
    assert "not those that the model was trained on" in refusal(rewritten(path, swapped))


def test_a_target_of_numbers_that_are_not_finite_is_refused(tmp_path: Path) -> None:
    def change(arrays: Arrays) -> None:
        arrays["target"][3] = np.inf
        contents = (arrays[name].tobytes() for name in ("features", "target"))
        sha256 = digest_of((("Age",), "MaxHR", ()), (), contents)
        with_spec(RATES.sha256, sha256)(arrays)

    RUNS["linear"]().save(tmp_path / "run.npz")
    assert "aren't finite" in refusal(rewritten(tmp_path / "run.npz", change))
