"""A folder of a person's own pictures as data."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.pictures import MAX_PIXELS, read_pictures, side_of
from gradreel.scenes.ask.runs import load_data, mlp_spec
from tests.pictures import SHAPES, shape, write_shapes


def plain(folder: Path, count: int = 10, size: tuple[int, int] = (6, 6)) -> Path:
    """Two classes of pictures of one colour each."""
    for name, colour in (("dark", 0), ("light", 255)):
        (folder / name).mkdir(parents=True)
        for number in range(count):
            Image.new("L", size, colour).save(folder / name / f"{number}.png")
    return folder


def test_pixels_are_those_of_the_files_and_classes_their_folders(tmp_path: Path) -> None:
    folder = write_shapes(tmp_path / "shapes", count=12)
    (folder / ".hidden").mkdir()
    (folder / "circle" / "Thumbs.db").write_text("no picture")
    data = read_pictures(folder)
    assert (data.n, data.class_names, side_of(data)) == (36, SHAPES, 12)
    first = np.asarray(Image.open(folder / "circle" / "000.png"))
    np.testing.assert_array_equal(data.features[0], first.ravel())
    np.testing.assert_array_equal(data.inputs[0], first.ravel() / 255)
    assert data.target.tolist() == [0.0] * 12 + [1.0] * 12 + [2.0] * 12
    assert data.remarks == ("36 pictures in 3 classes, of 12×12 pixels: made grey",)
    assert data.feature_names[13] == "r2c2"


@pytest.mark.parametrize("ending", ["jpg", "bmp", "gif"])
def test_large_ones_are_scaled_and_padded(ending: str, tmp_path: Path) -> None:
    folder = write_shapes(tmp_path / "shapes", count=10, size=(60, 40), ending=ending)
    data = read_pictures(folder)
    assert side_of(data) == 16
    assert data.remarks[0].endswith(
        "60×40 pixels: made grey, all padded to squares, scaled to 16×16"
    )
    rows = data.features.reshape(-1, 16, 16)
    assert rows[:, 8, 8].min() > 120  # within every shape
    assert rows[:, :2].max() < 120  # where it is padded as the edges are


def test_none_is_scaled_up(tmp_path: Path) -> None:
    folder = plain(tmp_path / "plain")
    Image.new("L", (30, 30), 0).save(folder / "dark" / "large.png")
    data = read_pictures(folder)
    assert side_of(data) == 6
    assert "of different sizes" in data.remarks[0]


def test_colours_are_made_grey_and_what_is_transparent_white(tmp_path: Path) -> None:
    folder = plain(tmp_path / "plain")
    Image.new("RGBA", (6, 6), (0, 0, 0, 0)).save(folder / "dark" / "a.png")
    Image.new("RGB", (6, 6), (255, 0, 0)).save(folder / "dark" / "b.png")
    Image.fromarray(np.full((6, 6), 65535, dtype=np.uint16)).save(folder / "dark" / "c.png")
    greys = read_pictures(folder).features[10:13, 0]
    assert greys.tolist() == [255.0, 76.0, 255.0]


def test_a_changed_picture_is_read_again(tmp_path: Path) -> None:
    folder = plain(tmp_path / "plain")
    before = read_pictures(folder).sha256
    Image.new("L", (6, 6), 77).save(folder / "dark" / "3.png")
    assert read_pictures(folder).sha256 != before


def test_a_network_is_trained_on_them(tmp_path: Path) -> None:
    folder = str(plain(tmp_path / "plain"))
    spec = mlp_spec(RunOptions(data=folder, learning_rate=0.1, steps=5))
    assert spec.objective.n_samples == 20
    assert load_data(folder, ["r1c1", "r6c6"]).n_features == 2
    with pytest.raises(RequestError, match="no column 'r9c9'"):
        load_data(folder, ["r9c9"])


def one_class(folder: Path) -> None:
    for path in (folder / "dark").iterdir():
        path.unlink()
    (folder / "dark").rmdir()


def too_few(folder: Path) -> None:
    (folder / "light" / "0.png").unlink()


def eleven(folder: Path) -> None:
    for number in range(9):
        (folder / str(number)).mkdir()


def no_picture(folder: Path) -> None:
    (folder / "dark" / "notes.txt").write_text("hello")


def another_format(folder: Path) -> None:
    Image.new("L", (6, 6)).save(folder / "dark" / "0.webp")


def cut_short(folder: Path) -> None:
    path = folder / "dark" / "0.png"
    shape("circle", (30, 30), np.random.default_rng(0)).save(path)
    path.write_bytes(path.read_bytes()[:200])


def in_a_folder(folder: Path) -> None:
    (folder / "dark" / "more").mkdir()


def huge(folder: Path) -> None:
    Image.new("1", (MAX_PIXELS // 1000 + 1, 1000)).save(folder / "dark" / "huge.png")


def tiny(folder: Path) -> None:
    Image.new("L", (3, 2)).save(folder / "dark" / "tiny.png")


WRONG = {
    one_class: "'pictures' is a folder with 1 folder of pictures",
    too_few: "'light' has 9 pictures: a class needs 10",
    eleven: "with 11 folders of pictures, one for each class: make it 2 to 10",
    no_picture: "'dark/notes.txt' is no picture",
    another_format: "'dark/0.webp' is no picture",
    cut_short: "'dark/0.png' is damaged: take it out",
    in_a_folder: "'more'",
    huge: "'dark/huge.png' has over 50,000,000 pixels",
    tiny: "'dark/tiny.png' has 3 pixels along its longer side",
}


@pytest.mark.parametrize("change", WRONG, ids=lambda each: each.__name__)
def test_what_cannot_be_read_is_one_line(change: object, tmp_path: Path) -> None:
    folder = plain(tmp_path / "pictures")
    change(folder)  # type: ignore[operator]
    with pytest.raises(RequestError, match=WRONG[change]) as caught:  # type: ignore[index]
        read_pictures(folder)
    assert "\n" not in str(caught.value)
