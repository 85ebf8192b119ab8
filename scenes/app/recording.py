"""The runs that a scene draws, trained before it is drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import TypeVar

from gradreel.engine.errors import RequestError, shorten
from gradreel.engine.spec import RunSpec
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.catalog import Entry, entry
from gradreel.scenes.app.options import RunOptions


class Role:
    """What a run is to a scene that sets it beside its main one.

    A scene names its own: an Enum, or a frozen dataclass for many runs of a kind.
    """


Kind = TypeVar("Kind", bound=Role)


@dataclass(frozen=True)
class Recording:
    """All that a scene draws: one main run, and others to set beside it.

    Attributes:
        main: the run that the scene is about.
        companions: by their roles, runs that the scene compares it with.
        options: what was chosen about them.
    """

    main: Trajectory
    companions: Mapping[Role, Trajectory]
    options: RunOptions

    def __getitem__(self, role: Role) -> Trajectory:
        """Return the companion run of this role."""
        return self.companions[role]

    def all_of(self, kind: type[Kind]) -> dict[Kind, Trajectory]:
        """Return the companion runs whose role is of a kind, in the order of their training."""
        return {role: run for role, run in self.companions.items() if isinstance(role, kind)}


def record(
    scene: str,
    options: RunOptions | None = None,
    run: Trajectory | None = None,
    check: Callable[[RunSpec], None] | None = None,
    module: ModuleType | None = None,
) -> Recording:
    """Train the runs that a scene draws.

    Args:
        scene: the scene's name.
        options: what was chosen; the scene's own defaults when None.
        run: a recorded run to draw in place of the scene's own.
        check: is shown the main run before any is trained, and may refuse it.
        module: the scene's, where its file has been loaded under another name, as manim does: its
            roles are of that module then.

    Raises:
        RequestError: the scene can't draw that run, or the options ask for what can't be.
    """
    found = entry(scene)
    module = module or found.load()
    chosen = options or found.defaults
    if run is not None:
        _check_drawable(found, run)
    spec = run.spec if run is not None else module.run_spec(chosen)
    if check is not None:
        check(spec)
    main = run or train(spec)
    others = module.companions(main.spec, chosen)
    return Recording(main, {role: train(spec) for role, spec in others.items()}, chosen)


def _check_drawable(found: Entry, run: Trajectory) -> None:
    if not found.load().can_draw(run.spec):
        kind = run.spec.objective.describe().get("kind", "another kind")
        raise RequestError(
            shorten(f"{found.name} can't draw this run ({kind}); it draws {found.draws}", 180)
        )
