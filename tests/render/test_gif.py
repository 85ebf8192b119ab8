from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gradreel.scenes.render.encoders.changes import (
    CLEAR,
    Change,
    Changes,
    Colours,
    channels,
    packed,
    without_alpha,
)
from gradreel.scenes.render.encoders.palette import MOST_DISTINCT, Counts, Palette, choose
from gradreel.scenes.render.frame import Frame, Pixels
from gradreel.scenes.render.picture import Picture
from tests.render.test_encoders import gif_images, write

FEW = st.sampled_from([0, 7, 255])


def plain(pixels: Pixels, matte: int | None = None) -> Colours:
    return without_alpha(packed(pixels).reshape(-1), matte)


def counted(pixels: Pixels) -> Counts:
    colours = plain(pixels)
    return Counts.of([colours], [np.ones(len(colours), np.int64)])


def painted(pixels: Pixels, palette: Palette) -> Pixels:
    index = palette.index[plain(pixels)]
    return palette.colours[index].reshape(*pixels.shape[:2], 3)


def squared_error(first: Pixels, second: Pixels) -> float:
    return float(np.square(first.astype(float) - second).mean())


@given(arrays(np.uint8, (5, 3, 4, 4), elements=FEW), st.sampled_from([None, 0x1B130E]))
def test_changes_give_every_picture_back(pictures: Pixels, matte: int | None) -> None:
    changes, now = Changes(matte), np.full(12, 99, np.uint32)
    for pixels in pictures:
        found = changes.next(pixels)
        expected = plain(pixels, matte)
        if found is None:
            assert np.array_equal(now, expected)
            continue
        change, old = found
        read = Change.from_bytes(change.to_bytes())
        if len(old):
            assert np.array_equal(now[read.positions], old)
        now[read.positions] = np.repeat(read.colours, read.lengths)
        assert np.array_equal(now, expected)


def test_what_is_half_transparent_lies_on_the_matte_and_what_is_nearly_clear_is_clear() -> None:
    pixels = np.array([[[100, 20, 3, alpha] for alpha in (255, 128, 16, 15, 0)]], np.uint8)
    on_white = plain(pixels, 0xFFFFFF)
    assert channels(on_white[:3]).tolist() == [[100, 20, 3], [177, 137, 129], [245, 240, 239]]
    assert on_white[3:].tolist() == [CLEAR] * 2
    assert channels(plain(pixels, 0x1B130E)[1:2]).tolist() == [[57, 20, 15]]
    assert channels(plain(pixels)).tolist() == [[100, 20, 3]] * 5


@given(
    st.lists(
        st.tuples(st.sampled_from([0, 5, CLEAR - 1, CLEAR]), st.integers(-9, 10**10)), min_size=1
    )
)
def test_counts_add_up(pairs: list[tuple[int, int]]) -> None:
    colours = np.array([colour for colour, _ in pairs], np.uint32)
    counts = Counts.of([colours], [np.array([weight for _, weight in pairs])])
    counts = Counts.from_bytes(Counts.sum([counts, counts]).to_bytes())
    sums = {each: 2 * sum(weight for one, weight in pairs if one == each) for each, _ in pairs}
    expected = {each: total for each, total in sums.items() if total > 0 and each != CLEAR}
    assert dict(zip(counts.colours.tolist(), counts.weights.tolist(), strict=True)) == expected


def test_each_colour_goes_to_the_nearest() -> None:
    rng = np.random.default_rng(3)
    steps = np.cumsum(rng.normal(size=(60, 50, 4)), axis=1) * 9 + rng.uniform(60, 190, (60, 1, 4))
    pixels = np.clip(steps, 0, 255).astype(np.uint8)
    palette = choose(counted(pixels))
    difference = pixels[..., None, :3].astype(float) - palette.colours
    nearest = np.square(difference).sum(axis=-1).min(axis=-1).mean() / 3
    ours = squared_error(pixels[..., :3], painted(pixels, palette))
    assert ours == pytest.approx(nearest)


def test_a_colour_that_is_everywhere_is_exact() -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (64, 64, 4), np.uint8)
    pixels[8:] = [13, 17, 23, 255]
    palette = choose(counted(pixels))
    assert len(palette.colours) == 255
    assert (painted(pixels, palette)[8:] == [13, 17, 23]).all()


def test_very_many_colours_are_no_trouble() -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (600, 300, 4), np.uint8)
    counts = counted(pixels)
    assert len(counts.colours) > MOST_DISTINCT
    palette = choose(counts)
    assert squared_error(pixels[..., :3], painted(pixels, palette)) < 350  # a grid of 6^3: 640


def test_nothing_but_clear_is_a_palette_too() -> None:
    nothing = Counts.of([np.full(3, CLEAR, np.uint32)], [np.ones(3, np.int64)])
    assert choose(nothing).index[CLEAR] == 255


def test_a_picture_too_short_to_be_played_gives_its_time_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "clip.gif"
    greys = [np.full((16, 16, 4), (grey,) * 3 + (255,), np.uint8) for grey in range(6)]
    frames = [*map(Frame, greys[:5]), Frame(greys[5], 300)]
    write(path, "gif", Picture(16, 16, Fraction(100)), frames)
    pictures, delays = gif_images(path)
    assert [each[0, 0, 0] for each in pictures] == [1, 3, 5]
    assert delays == [20, 20, 3010]
