"""Every scene in a tall frame, in the looks that it is watched in."""

from itertools import chain

import pytest

from gradreel.scenes.ask import catalog
from gradreel.scenes.make.telling import SceneJob, through_all, timed_parts
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.tellings import LOOKS, recording, telling

TALL = Picture(720, 1280, 30)


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", [entry.name for entry in catalog.entries()])
def test_a_tall_frame_is_laid_out_well_and_told_in_the_same_time(
    name: str, look: tuple[str, str]
) -> None:
    parts = list(timed_parts(SceneJob(name, recording(name), Appearance(*look)), TALL))
    found = list(chain.from_iterable(chain.from_iterable(part.faults for part in parts)))
    assert not found, "; ".join(found)
    wide = telling(name, *look).beats
    for one, other in zip(through_all(parts), wide, strict=True):
        assert one.sentence == other.sentence
        assert float(one.end) == pytest.approx(float(other.end), abs=1 / 60)
