"""The runs that a scene draws, trained before it is drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import TypeVar

from gradreel.engine.data import Dataset
from gradreel.engine.errors import RequestError, shorten
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.catalog import Entry, entry
from gradreel.scenes.app.kept_runs import kept_in
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.runs import run_of
from gradreel.scenes.render.cache.folder import Cache


class Role:
    """What a run is to a scene that sets it beside its main one.

    A scene names its own: an Enum, or a frozen dataclass for many runs of a kind.
    """


Kind = TypeVar("Kind", bound=Role)


@dataclass(frozen=True)
class Recording:
    """All that a scene draws: one main run, others to set beside it, and data that none has seen.

    Attributes:
        main: the run that the scene is about.
        companions: by their roles, runs that the scene compares it with.
        options: what was chosen about them.
        held_out: data like the main run's, on which the engine may evaluate its models; None where
            the scene holds nothing out.
    """

    main: Trajectory
    companions: Mapping[Role, Trajectory]
    options: RunOptions
    held_out: Dataset | None = None

    def __getitem__(self, role: Role) -> Trajectory:
        """Return the companion run of this role."""
        return self.companions[role]

    def all_of(self, kind: type[Kind]) -> dict[Kind, Trajectory]:
        """Return the companion runs whose role is of a kind, in the order of their training."""
        return {role: run for role, run in self.companions.items() if isinstance(role, kind)}


@dataclass(frozen=True)
class Continuation:
    """A run that can only be said when another has ended, since it starts from there.

    Attributes:
        after: the role of the other, a companion that was named before; None for the main run.
        spec: the run, as a function of the other one's record.
    """

    after: Role | None
    spec: Callable[[Trajectory], RunSpec]


def record(  # noqa: PLR0913
    scene: str,
    options: RunOptions | None = None,
    run: Trajectory | None = None,
    check: Callable[[RunSpec], None] | None = None,
    *,
    module: ModuleType | None = None,
    kept: Cache | None = None,
) -> Recording:
    """Train the runs that a scene draws.

    Args:
        scene: the scene's name.
        options: what was chosen; the scene's own defaults when None.
        run: a recorded run to draw in place of the scene's own.
        check: is shown the main run before any is trained, and may refuse it.
        module: the scene's, where its file has been loaded under another name, as manim does: its
            roles are of that module then.
        kept: the cache that keeps what is trained, and has what was trained before.

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
    with kept_in(kept, scene, spec, run_of) as trained:
        main = run or trained(spec)
        companions: dict[Role, Trajectory] = {}
        if hasattr(module, "companions"):
            for role, other in module.companions(main.spec, chosen).items():
                companions[role] = trained(_spec_of(other, main, companions))
    return Recording(main, companions, chosen, _held_out(module, main.spec, chosen))


def _spec_of(
    other: RunSpec | Continuation, main: Trajectory, companions: Mapping[Role, Trajectory]
) -> RunSpec:
    if isinstance(other, RunSpec):
        return other
    return other.spec(main if other.after is None else companions[other.after])


def _held_out(module: ModuleType, main: RunSpec, options: RunOptions) -> Dataset | None:
    """Return what the scene holds out, as its `held_out` says, if it has one.

    Raises:
        RequestError: the main run's model doesn't fit these data.
    """
    if not hasattr(module, "held_out"):
        return None
    found: Dataset | None = module.held_out(main, options)
    if found is not None and isinstance(main.objective, ModelObjective):
        ModelObjective(main.objective.model, found)
    return found


def _check_drawable(found: Entry, run: Trajectory) -> None:
    if not found.load().can_draw(run.spec):
        kind = run.spec.objective.describe().get("kind", "another kind")
        raise RequestError(
            shorten(f"{found.name} can't draw this run ({kind}); it draws {found.draws}", 180)
        )
