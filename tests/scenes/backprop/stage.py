"""How the scene of backpropagation is told and looked at in its tests."""

from dataclasses import dataclass, field
from functools import cache

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.manim.motion import share_of
from gradreel.scenes.stage.manim.network import NetworkEdge
from gradreel.scenes.stage.manim.text import Formula, Number
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.layout import played

DEFAULTS = entry("backprop").defaults


@dataclass
class Seen:
    """What stood on the stage at the end of each beat."""

    numbers: dict[str, set[str]] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)
    edges: dict[str, list[str]] = field(default_factory=dict)
    swept: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    beats: dict[str, Beat] = field(default_factory=dict)


@cache
def recording(**changes: object) -> Recording:
    return record("backprop", DEFAULTS.changed(**changes))


def walk(made: Recording, theme: str = "dark", language: str = "en") -> Seen:
    """Play the scene without drawing it, and look at the end of every beat."""
    seen = Seen()

    def look(story: ManimStory, beat: Beat) -> None:
        family = story.get_mobject_family_members()
        shown = [each for each in family if isinstance(each, Number) and share_of(each) > 0]
        seen.numbers[beat.key] = {each.content for each in shown}
        written = [each.maths for each in family if isinstance(each, Formula)]
        seen.formulas[beat.key] = "\n".join(written)
        edges = [each for each in family if isinstance(each, NetworkEdge)]
        seen.edges[beat.key] = [str(each.get_color().to_hex()) for each in edges]
        if beat.key == "gradients":
            seen.swept = [float(each.get_stroke_width()) for each in vars(story)["swept"]]
        seen.faults += beat.faults(findings(story))
        seen.beats[beat.key] = beat

    played("backprop", made, look, Appearance(theme, language))
    return seen
