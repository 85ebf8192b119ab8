"""What the scene says and shows of a person's own pictures."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from gradreel.engine.errors import RequestError
from gradreel.engine.training import train
from gradreel.scenes.ask.catalog import entry, run_options
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Declared, record
from gradreel.scenes.digits import Pictures, rows_to_train_on
from gradreel.scenes.make.key import scene_key
from gradreel.scenes.make.request import Request
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import Appearance
from tests.pictures import shape, write_shapes

SCENE = entry("digits")


def chosen(folder: Path, **changes: object) -> RunOptions:
    return run_options(SCENE, {"data": str(folder), "steps": 60, "learning_rate": 0.05, **changes})


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_shapes(tmp_path_factory.mktemp("pictures") / "shapes")


@cache
def told(folder: Path, language: str = "en", **changes: object) -> Pictures:
    recording = record("digits", chosen(folder, **changes))
    (story,) = Declared(SCENE.load()).parts(recording)
    made = story(recording, Appearance(language=language))
    assert isinstance(made, Pictures)
    return made


def test_a_fifth_of_each_class_is_held_out_and_never_trained_on(shapes: Path) -> None:
    story = told(shapes)
    held, trained = story.unseen.data, story.run.dataset
    assert trained is not None
    assert [np.bincount(each.target.astype(int)).tolist() for each in (held, trained)] == [
        [8, 8, 8],
        [32, 32, 32],
    ]
    seen = {row.tobytes() for row in trained.features}
    assert not any(row.tobytes() in seen for row in held.features)
    assert np.array_equal(told(shapes, language="zh").unseen.data.features, held.features)


def test_of_many_no_more_are_held_out_than_of_digits(shapes: Path) -> None:
    data = told(shapes).unseen.data.rows(np.tile(np.arange(24), 100))
    assert len(np.unique(rows_to_train_on(data))) == 2400 - 360


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_said_of_digits(language: str, shapes: Path) -> None:
    story = told(shapes, language=language)
    said = " ".join(beat.sentence for beat in story.beats) + story.kicker()
    for word in ("digit", "0 to 9", "handwritten", "数字", "手写", "0 到 9"):
        assert word not in said.lower()


def test_sentences_have_the_names_of_classes(shapes: Path) -> None:
    story = told(shapes, show=3)
    said = {beat.key: beat.sentence for beat in story.beats}
    answer, _ = story.first.answer(0)
    assert story.first.truth == 2
    untrained = f"Untrained, it says {story.told_names[answer]}; the truth is triangle"
    assert said.get("untrained", untrained) == untrained
    assert said["pixels"] == "To the network it is 144 numbers: black is 0, white is 1"
    assert said["wall"] == "24 pictures are held out: how many are right untrained?"


def test_two_classes_have_an_output_each(tmp_path: Path) -> None:
    story = told(write_shapes(tmp_path / "two", ("circle", "square"), count=50, size=(8, 8)))
    assert story.model.sizes == (64, 32, 2)
    probabilities = story.unseen.probabilities(-1)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0)
    np.testing.assert_allclose(story.first.activations(-1)[-1], probabilities[story.first.row])
    assert not story.findings()


def test_ten_classes_with_long_names_fit(tmp_path: Path) -> None:
    names = [f"shape that is number {each}" for each in range(10)]
    story = told(write_shapes(tmp_path / "ten", names, count=10, size=(20, 15)))
    assert story.side == 16
    assert not story.findings()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_its_layout_has_no_faults(language: str, shapes: Path) -> None:
    assert not told(shapes, language=language).findings()


def test_a_pixel_that_is_black_is_drawn_dark_in_each_theme(shapes: Path) -> None:
    story = told(shapes)
    dark, light = (Appearance(theme=each).palette for each in ("dark", "light"))
    assert story.ink(np.array([0.0, 1.0]), dark).tolist() == [0.0, 1.0]
    assert story.ink(np.array([0.0, 1.0]), light).tolist() == [1.0, 0.0]


def test_what_cannot_be_drawn_is_one_line(shapes: Path, tmp_path: Path) -> None:
    for show in (0, 4):
        with pytest.raises(RequestError, match=f"--show {show} is no class: .* from 1 to 3"):
            record("digits", chosen(shapes, show=show))
    with pytest.raises(RequestError, match="these are 60 pictures: digits needs 100"):
        record("digits", chosen(write_shapes(tmp_path / "few", count=20)))
    with pytest.raises(RequestError, match="moons has none: give --data a folder"):
        record("digits", chosen(Path("moons")))


def test_without_a_rate_the_best_of_trials_is_taken(shapes: Path) -> None:
    spec = Declared(SCENE.load()).runs(chosen(shapes, learning_rate=None))["main"]
    assert train(spec).loss[-1] < train(spec).loss[0] / 2  # type: ignore[arg-type]


def test_a_changed_picture_changes_the_key(tmp_path: Path) -> None:
    folder = write_shapes(tmp_path / "shapes")

    def key() -> str:
        return scene_key(Request({"digits": chosen(folder)}, Picture(64, 36, 1)))

    before = key()
    assert key() == before
    shape("square", (12, 12), np.random.default_rng(9)).save(folder / "square" / "007.png")
    assert key() != before
