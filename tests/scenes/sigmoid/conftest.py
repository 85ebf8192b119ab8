import pytest

from gradreel.scenes.app.recording import Recording, record
from gradreel.scenes.sigmoid import Sigmoid
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.manim import ManimStory
from tests.scenes.sigmoid.stage import numbers, tell


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record("sigmoid")


@pytest.fixture(scope="module")
def told(recording: Recording) -> tuple[Sigmoid, dict[str, dict[str, object]]]:
    """The whole scene told once, with what was to be seen at the end of each beat."""
    seen: dict[str, dict[str, object]] = {}

    def look(story: ManimStory, beat: Beat) -> None:
        assert isinstance(story, Sigmoid)
        figure = story.figure
        seen[beat.key] = {
            "beat": beat,
            "numbers": [each.content for each in numbers(story)],
            "curve": figure.curve.points.copy(),
            "tangent": figure.tangent.points.copy(),
            "point": figure.point.get_center().copy(),
        }

    return tell(recording, look), seen
