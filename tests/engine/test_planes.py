"""Planes through parameter space, held to NumPy's and scikit-learn's principal components."""

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.decomposition import PCA

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.engine.history import Plane, tensors_of
from gradreel.engine.mlp import MLP
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.planes import KINDS, plane_of, principal_plane, random_plane
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.runs import logistic_spec, mlp_spec, run_of, surface_spec

MOONS = RunOptions(
    data="moons", hidden=(4, 4), steps=40, learning_rate=0.05, optimizer="adam", batch_size=20
)


def bowl(points: FloatArray) -> FloatArray:
    """The squared length of each point."""
    return np.asarray((points**2).sum(axis=1))


def walk(snapshots: int, size: int, seed: int = 0) -> FloatArray:
    """A path in a space of many directions, some of them longer than others."""
    rng = np.random.default_rng(seed)
    steps: FloatArray = rng.normal(size=(snapshots, size)) * rng.uniform(0.1, 3.0, size)
    return steps.cumsum(axis=0)


@pytest.fixture(scope="module")
def network() -> Trajectory:
    return run_of(mlp_spec(MOONS))


@pytest.mark.parametrize(("snapshots", "size"), [(30, 7), (30, 30), (12, 400), (3, 5), (500, 2)])
def test_the_directions_and_their_shares_are_scikit_learns(snapshots: int, size: int) -> None:
    vectors = walk(snapshots, size)
    plane = principal_plane(vectors, bowl, side=3)
    expected = PCA(2, svd_solver="full").fit(vectors)
    for ours, other in zip((plane.right, plane.up), expected.components_, strict=True):
        assert abs(ours @ other) == pytest.approx(1.0, abs=1e-12)
    np.testing.assert_allclose(plane.share, expected.explained_variance_ratio_, atol=1e-12)
    np.testing.assert_allclose(
        np.abs(plane.path), np.abs(expected.transform(vectors) - expected.transform(vectors[-1:])),
        atol=1e-9,
    )  # fmt: skip
    assert plane.path[0][0] <= 0 <= plane.path[0][1]


def test_they_are_the_singular_vectors_of_the_centred_snapshots_of_many_parameters() -> None:
    vectors = walk(40, 100_000).astype(np.float32)
    plane = principal_plane(vectors, bowl, side=5)
    exact = vectors.astype(np.float64)
    rows = np.linalg.svd(exact - exact.mean(axis=0), full_matrices=False)[2]
    for ours, other in zip((plane.right, plane.up), rows, strict=False):
        assert abs(ours @ other) == pytest.approx(1.0, abs=1e-9)


def test_what_is_taken_off_before_makes_no_difference() -> None:
    vectors = walk(20, 6)
    plane, moved = (principal_plane(each, bowl, 3) for each in (vectors, vectors - vectors[-1]))
    np.testing.assert_allclose(plane.right, moved.right, atol=1e-12)
    np.testing.assert_allclose(plane.share, moved.share, atol=1e-12)
    np.testing.assert_array_equal(moved.origin, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_the_losses_of_a_network_are_those_of_its_points(network: Trajectory, kind: str) -> None:
    plane = plane_of(network, kind, side=21)
    for row, y in enumerate(plane.ys[::5]):
        for column, x in enumerate(plane.xs[::5]):
            point = plane.origin + x * plane.right + y * plane.up
            expected = network.objective.loss(point)
            assert plane.losses[5 * row, 5 * column] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_a_path_is_the_nearest_points_and_lies_in_the_window(
    network: Trajectory, kind: str
) -> None:
    plane = plane_of(network, kind, side=5)
    directions = np.stack([plane.right, plane.up])
    left = network.parameters - plane.origin - plane.path @ directions
    np.testing.assert_allclose(left @ directions.T, 0, atol=1e-10)
    for values, places in ((plane.path[:, 0], plane.xs), (plane.path[:, 1], plane.ys)):
        room = 0.15 * np.ptp(values)
        assert places[0] < values.min() - room or places[0] == -1
        assert places[-1] > values.max() + room or places[-1] == 1
    centred = network.parameters - network.parameters.mean(axis=0)
    held = centred - (centred @ np.linalg.pinv(directions)) @ directions
    share = 1 - (held**2).sum() / (centred**2).sum()
    assert plane.share.sum() == pytest.approx(share, abs=1e-12)


def test_random_directions_are_as_long_as_the_runs_filters(network: Trajectory) -> None:
    plane = plane_of(network, "random", side=3)
    objective = network.objective
    assert isinstance(objective, ModelObjective)
    assert isinstance(objective.model, MLP)
    layers = objective.model.layers
    for direction in (plane.right, plane.up):
        for own, end in zip(layers(direction), layers(plane.origin), strict=True):
            lengths, expected = (np.linalg.norm(each.weights, axis=1) for each in (own, end))
            np.testing.assert_allclose(lengths, expected, rtol=1e-12)
            np.testing.assert_array_equal(own.biases, 0)
    assert abs(plane.right @ plane.up) < 0.9 * np.linalg.norm(plane.right) ** 2
    again = plane_of(network, "random", side=3)
    np.testing.assert_array_equal(plane.right, again.right)


def test_a_kernel_of_a_convolution_is_one_filter() -> None:
    vectors = walk(4, 3 * 2 * 5 + 3)
    shapes = [(3, 2, 5), (3,)]
    plane = random_plane(vectors, shapes, bowl, np.random.default_rng(0), 3)
    filters, ends = (each[:30].reshape(3, 10) for each in (plane.up, plane.origin))
    np.testing.assert_allclose(*(np.linalg.norm(each, axis=1) for each in (filters, ends)))
    np.testing.assert_array_equal(plane.up[30:], 0)


def both(vectors: FloatArray) -> list[Plane]:
    """The planes of parameters that are one array, of rows of weights if there are two or more."""
    size = vectors.shape[1]
    drawn = random_plane(vectors, [(1, size)], bowl, np.random.default_rng(1), 5)
    return [principal_plane(vectors, bowl, 5), drawn]


@pytest.mark.parametrize(
    "make",
    [
        lambda: np.full((4, 3), 2.0),
        lambda: np.zeros((3, 6)),
        lambda: walk(1, 5),
        lambda: walk(9, 1),
        lambda: walk(9, 2),
        lambda: np.linspace(0, 1, 9)[:, None] * np.arange(4.0),
        lambda: 1e9 + 1e-3 * walk(5, 3),
    ],
    ids=["resting", "at zero", "one", "one number", "two numbers", "straight", "far away"],
)
def test_any_snapshots_have_a_plane(make: Callable[[], FloatArray]) -> None:
    vectors = make()
    for plane in both(vectors):
        assert (np.diff(plane.xs) > 0).all()
        assert (np.diff(plane.ys) > 0).all()
        assert np.isfinite(plane.path).all()
        assert np.isfinite(plane.losses).all()
        assert 0 <= plane.share.min() <= plane.share.sum() <= 1 + 1e-9
        assert np.linalg.norm(plane.right) > 0
        assert (np.linalg.norm(plane.up) > 0) == (vectors.shape[1] > 1)


def test_regressions_and_surfaces_have_planes_too() -> None:
    one = run_of(logistic_spec(RunOptions(steps=30, x=("MaxHR",), y="AHD")))
    surface = run_of(surface_spec(RunOptions(steps=30, learning_rate=0.01)))
    for run in (one, surface):
        for kind in KINDS:
            plane = plane_of(run, kind, side=3)
            assert plane.share.sum() == pytest.approx(1.0)
            feet = plane.origin + plane.path @ np.stack([plane.right, plane.up])
            np.testing.assert_allclose(feet, run.parameters, atol=1e-9)
    assert [each.values.shape[1:] for each in tensors_of(one)] == [(1, 1), (1,)]


def test_another_kind_is_refused(network: Trajectory) -> None:
    with pytest.raises(RequestError, match="principal"):
        plane_of(network, "flat")
