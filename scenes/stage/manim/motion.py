"""Showing, hiding and dimming by opacity alone, which leaves live mobjects live."""

from collections.abc import Callable, Sequence
from typing import Any

from manim import Animation, Circle, LaggedStart, Mobject, Scene, ValueTracker, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import pixels, stroke
from gradreel.scenes.stage.story.pace import FADE, linear, smooth
from gradreel.scenes.stage.type.style import DIMMED, Theme

MOVE = 0.8
"""Seconds of an explaining move."""

RING = 0.5
"""Seconds in which an arrival's ring widens and fades."""
RADII = 12.0, 46.0
"""Of that ring, from where to where, in pixels of a 1280x720 frame."""

LATE = 0.6
"""The share of an animation's time in which nothing is to be seen of what comes late."""


class Rewriting(Animation):
    """Write a mobject anew at each share of the animation's time; its updaters go on."""

    def __init__(self, mobject: Mobject, write: Callable[[float], None], **kwargs: Any) -> None:
        self.write = write
        settings: dict[str, Any] = {"run_time": MOVE, "rate_func": smooth} | kwargs
        super().__init__(mobject, suspend_mobject_updating=False, **settings)

    def create_starting_mobject(self) -> Any:
        """Copy nothing: what is written depends on the share alone."""
        return self.mobject

    def interpolate_mobject(self, alpha: float) -> None:
        """Write the mobject as it is at this point of the animation."""
        self.write(self.rate_func(alpha))


class Beginning(Rewriting):
    """Write a mobject in the way that is found out when the animation begins."""

    def __init__(
        self, mobject: Mobject, begin: Callable[[], Callable[[float], None]], **kwargs: Any
    ) -> None:
        self._begin = begin
        super().__init__(mobject, lambda _: None, **kwargs)

    def create_starting_mobject(self) -> Any:
        """Find out the way."""
        self.write = self._begin()
        return self.mobject


class Fade(Rewriting):
    """Bring a mobject to a share of its own opacity.

    manim's FadeIn and FadeOut interpolate copies of the points, and so freeze numbers and curves
    that change meanwhile; this changes opacities only, and updaters go on. A part of a group
    that is on the stage stays in it, and a group all of whose parts are there is seen already.
    """

    def __init__(self, mobject: Mobject, share: float, **kwargs: Any) -> None:
        self.share = share
        settings = {"run_time": FADE, "introducer": share > 0, "remover": share == 0} | kwargs
        super().__init__(mobject, self._show, **settings)

    def create_starting_mobject(self) -> Any:
        """Copy nothing: where a fade starts is a share for each part."""
        self._parts = [(part, share_of(part)) for part in _parts(self.mobject)]
        return self.mobject

    def _show(self, eased: float) -> None:
        for part, before in self._parts:
            _set_part(part, before + (self.share - before) * eased)

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Remove what has vanished, unless it is a part of something that stays."""
        on_stage: list[Any] = scene.mobjects
        whole = any(each is self.mobject for each in on_stage)
        self.remover = self.share == 0 and whole
        super().clean_up_from_scene(scene)

    def _setup_scene(self, scene: Scene) -> None:
        present = {id(each) for each in scene.get_mobject_family_members()}
        drawn = {id(each) for each in self.mobject.get_family() if len(each.points)}
        is_seen = id(self.mobject) in present or (drawn and drawn <= present)
        if self.share > 0 and not is_seen:
            set_share(self.mobject, 0)
        super()._setup_scene(scene)


def arrive(
    place: FloatArray,
    theme: Theme,
    *,
    colour: str | None = None,
    inner: float = RADII[0],
    **kwargs: Any,
) -> Animation:
    """Mark an arrival: one ring about a place (3,) that widens and fades, in half a second.

    Args:
        place: the ring's centre.
        theme: gives its colour, that of the current point, unless `colour` does.
        colour: as "#RRGGBB".
        inner: the ring's first radius in pixels; a number inside it stays readable.
        kwargs: for the animation.
    """
    ring = Circle(color=colour or theme.point, stroke_width=stroke(4))

    def widen(share: float) -> None:
        ring.width = 2 * pixels(inner + (RADII[1] - RADII[0]) * share)
        ring.move_to(place)
        set_share(ring, 1 - share)

    settings = {"run_time": RING, "introducer": True, "remover": True} | kwargs
    return Rewriting(ring, widen, **settings)


def appear(*mobjects: Mobject, **kwargs: Any) -> list[Animation]:
    """Fade in what isn't on the stage yet, or bring back what was dimmed."""
    return [Fade(each, 1, **kwargs) for each in mobjects]


class ForNow(list[Animation]):
    """What lets things appear for one beat; see `for_now`."""

    def __init__(self, things: Sequence[Mobject], changes: Sequence[Animation]) -> None:
        super().__init__(changes)
        self.things = things


class Kept(ForNow):
    """What lets things stay that were there for one beat; see `keep`."""


def for_now(*mobjects: Mobject, by: Sequence[Animation] | None = None, **kwargs: Any) -> ForNow:
    """Fade in what vanishes by itself as the next beat's sentence appears, unless that keeps it.

    Args:
        mobjects: the things.
        by: what lets them appear, if it isn't a fade.
        kwargs: for the fades, as `run_time`.
    """
    return ForNow(mobjects, appear(*mobjects, **kwargs) if by is None else by)


def keep(*mobjects: Mobject) -> Kept:
    """Let stay, for the beat that is given this, what the beat before showed for now."""
    return Kept(mobjects, ())


def in_turn(mobjects: Sequence[Mobject], seconds: float) -> Animation:
    """Fade some in one after the other, in so many seconds: the rows of a plate, say."""
    fade = min(FADE, seconds)
    lag = (seconds - fade) / max(len(mobjects) - 1, 1) / fade
    return LaggedStart(*(Fade(each, 1, run_time=fade) for each in mobjects), lag_ratio=lag)


def vanish(*mobjects: Mobject, **kwargs: Any) -> list[Animation]:
    """Fade out and remove."""
    return [Fade(each, 0, **kwargs) for each in mobjects]


def dim(*mobjects: Mobject, share: float = DIMMED, **kwargs: Any) -> list[Animation]:
    """Step back what is not being spoken of."""
    return [Fade(each, share, **kwargs) for each in mobjects]


def to(tracker: ValueTracker, value: float, **kwargs: Any) -> Animation:
    """Move a tracker to a value, easing in and out, in MOVE seconds unless told otherwise."""
    return Beginning(
        tracker, lambda: going(tracker.get_value(), value, tracker.set_value), **kwargs
    )


def going(start: float, end: float, put: Callable[[float], object]) -> Callable[[float], None]:
    """The way of a number from a start to an end, for `Beginning`: `put` says where it is."""

    def write(share: float) -> None:
        put(start + (end - start) * share)

    return write


def steadily(tracker: ValueTracker, value: float, seconds: float) -> Animation:
    """Move a tracker to a value at an even pace, as for the steps of a run."""
    return to(tracker, value, run_time=seconds, rate_func=linear)


def late(progress: float) -> float:
    """Ease in when most of the time has passed: what takes the place of what leaves it first."""
    return smooth(max(progress - LATE, 0.0) / (1 - LATE))


def set_share(mobject: Any, share: float) -> None:
    """Set everything in a mobject to a share of its own opacity at once."""
    for part in _parts(mobject):
        _set_part(part, share)


def share_of(part: Mobject) -> float:
    """The share of its own opacity that a mobject, its parts left aside, has now."""
    return float(getattr(part, "_share", 1.0))


def _set_part(part: VMobject, share: float) -> None:
    state = part.__dict__
    if "_own_opacity" not in state:
        state["_own_opacity"] = (part.fill_rgbas[:, 3].copy(), part.stroke_rgbas[:, 3].copy())
    fill, stroke = state["_own_opacity"]
    state["_share"] = share
    part.fill_rgbas[:, 3] = fill * share
    part.stroke_rgbas[:, 3] = stroke * share


def _parts(mobject: Any) -> list[VMobject]:
    return [each for each in mobject.get_family() if isinstance(each, VMobject)]
