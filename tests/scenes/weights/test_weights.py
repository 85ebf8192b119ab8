"""What `weights` draws and says is what was recorded, whoever recorded it, and however it ended."""

from functools import cache

import numpy as np
import pytest

from gradreel.engine.data import Dataset
from gradreel.engine.history import History, Tensor
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.figure.sheet import SheetImage
from gradreel.scenes.stage.figure.squares import SignColours
from gradreel.scenes.stage.story.figure import CHECKED
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.weights import MOST, Drawing, Weights, matrices_of, picture_side
from tests.scenes.layout import asked

RNG = np.random.default_rng(3)
TALL = Picture(360, 640, 5)


def made(*tensors: Tensor, outcome: str = "ended") -> History:
    """A history of another program, in single precision, in which only parameters are known."""
    count = len(tensors[0].values)
    return History(
        maker="PyTorch 2.13",
        precision="float32",
        steps=np.arange(count) * 100,
        series={},
        snapshots=np.arange(count) * 100,
        tensors=tensors,
        outcome=outcome,
    )


def moving(shape: tuple[int, ...], by: float, name: str = "0.weight", count: int = 3) -> Tensor:
    """Weights that begin anywhere and move evenly, by so many times their size at the end."""
    start = RNG.normal(size=shape)
    way = RNG.normal(size=shape)
    way *= by * np.linalg.norm(start) / np.linalg.norm(way)
    along = np.linspace(0, 1, count).reshape(-1, *[1] * len(shape))
    return Tensor(name, (start + along * way).astype(np.float32))


def told(history: History, *pictures: Picture) -> dict[str, str]:
    """Its sentences, by their keys; it has to be laid out well too."""
    story = Weights(Recording(history, {}, RunOptions()))
    for each in pictures or (CHECKED,):
        assert story.findings(each) == []
    return {beat.key: beat.sentence for beat in story.beats}


@cache
def own() -> Weights:
    return Weights(record("weights", asked("weights", steps=12, hidden=(9,))))


def test_the_numbers_are_those_of_the_record() -> None:
    story = own()
    first, last = (story.run.parameters[at] for at in (0, -1))
    layers = [(64 * 9, 0), (90, 64 * 9 + 9)]
    weights = np.concatenate([np.arange(start, start + count) for count, start in layers])
    moved = [
        np.linalg.norm((last - first)[start : start + count])
        / np.linalg.norm(first[start : start + count])
        for count, start in layers
    ]
    most = int(np.argmax(moved))
    assert story.most_moved.name == f"w{most + 1}"
    assert story.most_moved.moved == pytest.approx(moved[most])
    assert story.facts["count"] == str(64 * 9 + 90)
    flips = float((first * last < 0)[weights].mean())
    assert float(str(story.facts["flips"])) == pytest.approx(100 * flips, abs=0.5)
    largest = weights[np.abs(last[weights]).argmax()]
    assert str(story.facts["last"]).replace("−", "-") == f"{last[largest]:.3f}"
    assert str(story.facts["first"]).replace("−", "-") == f"{first[largest]:.3f}"


def test_each_square_has_the_colour_of_its_weight_when_it_is_a_row_and_when_it_is_a_picture() -> (
    None
):
    story, colours = own(), SignColours(own().theme, own().limit)
    sheet, matrix = story.sheet(CHECKED), story.matrices[0]
    for beat, weights in ((0, matrix.first), (2, None), (-2, matrix.last)):
        state = story.timeline.state_at(story.beats[beat].end)
        image = next(each for each in sheet.artists(state) if isinstance(each, SheetImage))
        pixels = np.asarray(image.get_array())
        solid = {tuple(each[:3]) for each in pixels[pixels[..., 3] == 255]}
        expected = colours.of(matrix.first if weights is None else weights).reshape(-1, 3)
        assert solid
        assert solid <= {tuple(each) for each in expected}
    side = matrix.side
    assert side == 8
    first = colours.of(matrix.last)[0].reshape(side, side, 3)  # the unit at the upper left
    for row, column in ((0, 0), (3, 4), (7, 7)):
        y, x = ((each + 0.5) / side for each in (row, column))
        tile = pixels.shape[0] / (story_tiles(story)[0] * (side + 1) - 1) * side
        found = pixels[int(y * tile), int(x * tile), :3]
        assert found.tolist() == first[row, column].tolist()


def story_tiles(story: Weights) -> tuple[int, int]:
    """The rows and columns of pictures that its sheet has chosen."""
    found = Drawing(story, story.sheet(CHECKED)).tiles
    assert found is not None
    return found


def test_large_arrays_are_told_as_means_of_blocks_with_their_biases() -> None:
    kernel, bias = moving((130, 3, 5, 13), 1.0), moving((130,), 1.0, "0.bias")
    (matrix,) = matrices_of(made(kernel, bias), np.array([0, 2]), 0)
    flat = kernel.values.reshape(3, 130, 195).astype(float)
    assert matrix.drawn.shape == (2, 44, 65)
    assert matrix.block == 9
    np.testing.assert_allclose(matrix.drawn[1, 2, 3], flat[2, 6:9, 9:12].mean())
    np.testing.assert_allclose(matrix.drawn[0, -1, -1], flat[0, 129:, 192:].mean())
    assert matrix.biases is not None
    np.testing.assert_allclose(matrix.biases[1, 43, 0], bias.values[2, 129:].mean())
    assert matrix.square(129, 194) == (43, 64)


@pytest.mark.parametrize(
    ("tensors", "outcome", "keys"),
    [
        ([moving((4, 3), 2.0)], "ended", ["moved_alone", "flipped", "largest", "moral_rewritten"]),
        (
            [moving((9, 8), 0.9), moving((2, 9), 0.5, "1.weight")],
            "ended",
            ["moved", "flipped", "largest", "moral_partly"],
        ),
        (
            [Tensor("w", np.array([[[1.0, -2.0]], [[1.1, -2.0]]]))],
            "ended",
            ["moved_alone", "kept", "largest", "moral_nudged"],
        ),
        (
            [Tensor("w", np.array([[[1.0, -2.0]], [[1.0, -2.0]]]))],
            "interrupted",
            ["moved_alone", "kept", "largest", "moral_same"],
        ),
        (
            [Tensor("w", np.array([[[0.0, 0.0]], [[3.0, -1.0]]]))],
            "ended",
            ["from_zero", "largest", "moral_zero"],
        ),
        (
            [Tensor("w", np.array([[[1.0, 2.0]], [[3e200, -1e300]]]))],
            "diverged at step 101",
            ["moved_alone", "flipped", "largest", "moral_diverged"],
        ),
    ],
)
def test_sentences_are_chosen_by_what_was_recorded(
    tensors: list[Tensor], outcome: str, keys: list[str]
) -> None:
    assert [*told(made(*tensors, outcome=outcome), CHECKED, TALL)] == [
        "ask",
        "colour",
        "train",
        *keys,
    ]


def test_of_many_arrays_with_long_names_some_are_drawn_and_all_are_counted() -> None:
    tensors = [
        moving((12 + each, 200), 0.1, f"编码器.transformer.layers.{each}.attention.weight")
        for each in range(8)
    ]
    tensors.append(moving((2, 2), 9.0, "head"))
    history = made(*tensors)
    said = told(history, CHECKED, TALL)
    story = Weights(Recording(history, {}, RunOptions()), Appearance("light", "zh"))
    assert story.findings(TALL) == []
    assert len(story.matrices) == MOST
    assert "head moved most" in said["moved"]
    assert story.matrices[-1].name == "head"
    assert f"{sum(each.values[0].size for each in tensors):,} weights" in said["ask"]
    assert "up to 3" in said["colour_means"]


@pytest.mark.parametrize(
    ("names", "side"),
    [
        (("r1c1", "r1c2", "r2c1", "r2c2"), 2),
        (("pixel_0_0", "pixel_0_1", "pixel_1_0", "pixel_1_1"), 2),
        (("r1c1", "r2c1", "r1c2", "r2c2"), 0),
        (("age", "r1c2", "r2c1", "r2c2"), 0),
        (("r1c1", "r1c2"), 0),
    ],
)
def test_rows_are_pictures_where_the_features_are_called_so(
    names: tuple[str, ...], side: int
) -> None:
    target, ones = np.array([0.0, 1.0]), np.ones(len(names))
    features = np.arange(2.0 * len(names)).reshape(2, -1)
    data = Dataset(features, target, names, "y", ("0", "1"), "mine", 0 * ones, ones)
    assert picture_side(data) == side
    assert picture_side(None) == 0


def test_it_needs_weights_at_two_snapshots() -> None:
    assert Weights.can_draw_history(made(moving((2, 3), 1.0)))
    assert not Weights.can_draw_history(made(moving((2, 3), 1.0, count=1)))
    assert not Weights.can_draw_history(made(moving((3,), 1.0)))
