"""What `TorchRecorder` records of PyTorch's models is what PyTorch computes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradreel as package
from gradreel import History, RequestError
from tests.python.networks import HIDDEN, OTHER_X, OTHER_Y, X, Y, assert_is_right

pytestmark = pytest.mark.slow
torch: Any = None


@pytest.fixture(autouse=True, scope="module")
def _library() -> None:
    """Import it for these tests only, and let it leave the other core to other tests."""
    global torch  # noqa: PLW0603
    import torch as library

    torch = library
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def network(*last: Any) -> Any:
    torch.manual_seed(1)
    nn = torch.nn
    return nn.Sequential(nn.Linear(2, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, 1), *last)


def tensors(kind: Any = None) -> list[Any]:
    arrays = (X, Y[:, None], OTHER_X, OTHER_Y[:, None])
    return [torch.tensor(each, dtype=kind or torch.float32) for each in arrays]


def trained(
    model: Any, loss: Any, x: Any, y: Any, record: Callable[[Any], Any] | None = None
) -> tuple[History | None, list[Any]]:
    """Train a model in batches, and return its record and its parameters at each step."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)
    recorder = record and record(optimizer)
    states = [[each.detach().clone() for each in model.parameters()]]
    for step in range(20):
        rows = slice(step % 4 * 10, step % 4 * 10 + 40)
        optimizer.zero_grad()
        loss(model(x[rows]), y[rows]).backward()
        optimizer.step()
        scheduler.step()
        if recorder:
            recorder.step()
        states.append([each.detach().clone() for each in model.parameters()])
    if recorder:
        recorder.save()
    return recorder and recorder.history, states


def test_a_network_is_recorded_to_the_bit_and_trains_as_without() -> None:
    x, y, *held_out = tensors()
    loss = torch.nn.BCEWithLogitsLoss()
    model = network()

    def record(optimizer: Any) -> Any:
        return package.TorchRecorder("a.npz", model, optimizer, loss, x, y, held_out=held_out)

    history, states = trained(model, loss, x, y, record=record)
    _, alone = trained(network(), loss, x, y)
    assert history is not None
    for index, tensor in enumerate(history.tensors):
        for mine, theirs, others in zip(tensor.values, states, alone, strict=True):
            assert mine.tobytes() == theirs[index].numpy().tobytes()
            assert torch.equal(theirs[index], others[index])
    assert [each.name for each in history.tensors] == [name for name, _ in model.named_parameters()]
    assert history.maker == f"PyTorch {torch.__version__.split('+')[0]}"
    assert (history.precision, history.outcome) == ("float32", "ended")
    np.testing.assert_allclose(history.series["learning_rate"], 0.1 * 0.9 ** np.arange(21))
    assert_is_right(history)


def test_the_gradients_are_those_of_the_state_that_they_lead_away_from() -> None:
    x, y, *_ = tensors(torch.float64)
    model = network().double()
    loss = torch.nn.functional.binary_cross_entropy_with_logits
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    norms = []
    with package.TorchRecorder("a.npz", model, optimizer, loss, x, y, every=2) as recorder:
        for _ in range(5):
            optimizer.zero_grad()
            loss(model(x), y).backward()
            norms.append(float(torch.cat([p.grad.ravel() for p in model.parameters()]).norm()))
            optimizer.step()
            recorder.step()
    history = recorder.history
    assert history.steps.tolist() == [0, 2, 4, 5]
    expected = [norms[0], norms[2], norms[4], np.nan]
    np.testing.assert_allclose(history.series["gradient_norm"], expected)
    assert history.precision == "float64"


def test_modes_and_running_statistics_stay_as_they_are() -> None:
    x, y, *_ = tensors()
    model = torch.nn.Sequential(
        torch.nn.BatchNorm1d(2), torch.nn.Dropout(0.5), network(torch.nn.Flatten(0))
    )
    model[0].eval()
    y, before = y[:, 0], {name: each.clone() for name, each in model.state_dict().items()}
    loss = torch.nn.BCEWithLogitsLoss()
    package.TorchRecorder("a.npz", model, None, loss, x, y).save()
    assert [model.training, model[0].training, model[1].training] == [True, False, True]
    assert all(torch.equal(each, before[name]) for name, each in model.state_dict().items())
    history = package.load("a.npz")
    assert isinstance(history, History)
    model.eval()
    assert history.series["loss"][0] == loss(model(x), y).item()
    assert not history.known("learning_rate")


def test_several_classes_are_told_apart() -> None:
    rng = np.random.default_rng(0)
    x = torch.tensor(rng.normal(size=(30, 2)), dtype=torch.float32)
    y = torch.arange(30) % 3
    torch.manual_seed(0)
    model = torch.nn.Linear(2, 3)
    for loss, out in ((torch.nn.CrossEntropyLoss(), model), (torch.nn.NLLLoss(), None)):
        told = out or torch.nn.Sequential(model, torch.nn.LogSoftmax(dim=1))
        names = ["red", "green", "blue"]
        recorder = package.TorchRecorder("a.npz", told, None, loss, x, y, class_names=names)
        recorder.save()
        history = recorder.history
        regions, data = history.regions, history.dataset
        assert regions is not None
        assert data is not None
        assert data.class_names == ("red", "green", "blue")
        corner = torch.tensor([[regions.xs[-1], regions.ys[0]]], dtype=torch.float32)
        expected = torch.softmax(model(corner), dim=1)[0].detach().numpy()
        np.testing.assert_allclose(regions.probabilities[0, 0, -1], expected, rtol=1e-5)
        right = (model(x).argmax(dim=1) == y).double().mean()
        assert history.series["accuracy"][0] == right
        entropy = torch.nn.functional.cross_entropy(model(x), y).item()
        np.testing.assert_allclose(history.series["loss"], entropy, rtol=1e-6)


def test_a_number_is_predicted_without_regions_and_images_are_no_table() -> None:
    x = torch.randn(20, 1, 4, 4)
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.Flatten(), torch.nn.Linear(8, 1))
    loss = torch.nn.MSELoss()
    recorder = package.TorchRecorder("a.npz", model, None, loss, x, torch.randn(20, 1))
    recorder.save()
    history = recorder.history
    assert (history.dataset, history.regions) == (None, None)
    assert "accuracy" not in history.series
    assert len(history.planes) == 2


def test_a_loss_of_ones_own_says_what_is_probable() -> None:
    x, y, *_ = tensors()
    model = network()
    options: dict[str, Any] = {"predict": lambda points: torch.sigmoid(model(points))}

    def own(outputs: Any, target: Any) -> Any:
        return torch.nn.functional.softplus(-(2 * target - 1) * outputs).mean()

    plain = package.TorchRecorder("a.npz", model, None, own, x, y)
    plain.save()
    assert (plain.history.regions, plain.history.known("accuracy")) == (None, False)
    known = package.TorchRecorder("b.npz", model, None, torch.nn.BCEWithLogitsLoss(), x, y)
    told = package.TorchRecorder("c.npz", model, None, own, x, y, **options)
    known.save()
    told.save()
    assert told.history.regions is not None
    assert known.history.regions is not None
    np.testing.assert_array_equal(
        told.history.regions.probabilities, known.history.regions.probabilities
    )
    assert told.history.series["accuracy"] == known.history.series["accuracy"]
    np.testing.assert_allclose(told.history.planes[1].losses, known.history.planes[1].losses, 1e-4)


def test_a_model_that_takes_one_set_of_parameters_at_a_time_has_planes_too() -> None:
    class Odd(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.inner = network()

        def forward(self, x: Any) -> Any:
            out = self.inner(x)
            return out + 0 * out.sum().item()  # which no batch of models can tell

    x, y, *_ = tensors()
    planes = []
    for model in (Odd(), network()):
        loss = torch.nn.BCEWithLogitsLoss()
        recorder = package.TorchRecorder("a.npz", model, None, loss, x, y)
        recorder.save()
        planes.append(recorder.history.planes[1].losses)
    np.testing.assert_allclose(planes[0], planes[1][::2, ::2], rtol=1e-4)


def test_bfloat16_is_kept_as_it_is() -> None:
    x, y, *_ = tensors(torch.bfloat16)
    model = network().bfloat16()
    recorder = package.TorchRecorder("a.npz", model, None, torch.nn.BCEWithLogitsLoss(), x, y)
    recorder.save()
    history = recorder.history
    assert history.precision == "bfloat16"
    for tensor, own in zip(history.tensors, model.parameters(), strict=True):
        assert torch.equal(torch.from_numpy(tensor.values[0]).bfloat16(), own)


def test_what_was_recorded_before_an_error_is_there() -> None:
    x, y, *_ = tensors()
    model, loss = network(), torch.nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    recorder = package.TorchRecorder("a.npz", model, optimizer, loss, x, y)
    with pytest.raises(KeyboardInterrupt), recorder:  # noqa: PT012, the block's end is tested
        loss(model(x), y).backward()
        optimizer.step()
        recorder.step()
        raise KeyboardInterrupt
    assert (recorder.history.outcome, recorder.history.n_steps) == ("interrupted", 1)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"every": 0}, "every is a whole number"),
        ({"held_out": (1, 2, 3)}, "held_out is a pair"),
        ({"feature_names": ["a"]}, "1 names of features"),
        ({"predict": lambda points: points}, "no probabilities|not probabilities"),
    ],
)
def test_what_cannot_be_recorded_is_one_line(options: Any, told: str) -> None:
    x, y, *_ = tensors()
    with pytest.raises(RequestError, match=told):
        package.TorchRecorder("a.npz", network(), None, torch.nn.MSELoss(), x, y, **options)
