import numpy as np
import pytest

from gradreel.engine.data.dataset import unscaled
from gradreel.scenes.stage.runs.objective import drawn_rows


@pytest.mark.parametrize(("n", "ones"), [(700, 0.5), (5000, 0.04), (50000, 0.5), (50000, 0.00004)])
def test_the_rows_that_are_drawn_have_the_shares_and_the_ends_of_all(n: int, ones: float) -> None:
    rng = np.random.default_rng(0)
    data = unscaled(
        features=rng.exponential(size=(n, 2)),
        target=(np.arange(n) < ones * n).astype(float),
        feature_names=["x", "other"],
        target_name="y",
        class_names=["no", "yes"],
        source="test",
    )
    drawn = data.rows(drawn_rows(data, wanted=range(6)))
    assert drawn.n == pytest.approx(min(n, 800), abs=2)
    assert drawn.target.mean() == pytest.approx(ones, abs=0.0025)
    assert drawn.features[:6].tolist() == data.features[:6].tolist()
    for label in (0, 1):
        few, many = (each.features[each.target == label, 0] for each in (drawn, data))
        assert (few.min(), few.max()) == (many.min(), many.max())
        assert np.quantile(few, 0.3) == pytest.approx(np.quantile(many, 0.3), abs=0.1)
