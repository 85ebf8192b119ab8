"""The runs that a scene draws, trained before it is drawn."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from inspect import getattr_static
from types import ModuleType
from typing import Any, TypeVar

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

MAIN = "main"
"""The role of the run that a scene is about."""


Kind = TypeVar("Kind", bound=Hashable)


@dataclass(frozen=True)
class Recording:
    """All that a scene draws: one main run, others to set beside it, and data that none has seen.

    Attributes:
        main: the run that the scene is about.
        companions: by their roles, runs that the scene compares it with. A role is a word, or a
            frozen dataclass for many runs of a kind.
        options: what was chosen about them.
        held_out: data like the main run's, on which the engine may evaluate its models; None where
            the scene holds nothing out.
    """

    main: Trajectory
    companions: Mapping[Any, Trajectory]
    options: RunOptions
    held_out: Dataset | None = None

    def __getitem__(self, role: Hashable) -> Trajectory:
        """Return the companion run of this role."""
        return self.companions[role]

    def all_of(self, kind: type[Kind]) -> dict[Kind, Trajectory]:
        """Return the companion runs whose role is of a kind, in the order of their training."""
        return {role: run for role, run in self.companions.items() if isinstance(role, kind)}


@dataclass(frozen=True)
class Continuation:
    """A run that can only be said when another has ended, since it starts from there.

    Attributes:
        after: the role of the other, which was named before; None for the main run.
        spec: the run, as a function of the other one's record.
    """

    after: Hashable | None
    spec: Callable[[Trajectory], RunSpec]


Runs = Mapping[Any, RunSpec | Continuation]
"""What a scene has trained, by the runs' roles: "main", and others in the order of training."""


class Declared:
    """What a scene's file declares of its runs and its parts.

    The last class of the file that has a static method `runs` is the scene's. Of these methods,
    only that one is needed:

        runs(options): by their roles, "main" among them, the runs. Where the others go by the main
            one, it is `options.recorded` if there is such a run: a recorded one that is drawn.
        can_draw(spec): whether a recorded run may take the main one's place. By default one whose
            model takes as many features and tells as many classes apart, or one on any surface.
        held_out(main, options): data like the main run's that no run has seen.
        parts(recording): the stories in the order of play; by default the class alone.
    """

    def __init__(self, module: ModuleType) -> None:
        """Find the scene's class.

        Raises:
            RequestError: there is none.
        """
        classes = [each for each in vars(module).values() if isinstance(each, type)]
        runs = ((each, getattr_static(each, "runs", None)) for each in reversed(classes))
        found: Any = next((each for each, made in runs if isinstance(made, staticmethod)), None)
        if found is None:
            raise RequestError(
                f"{module.__name__} has no class with a static method runs(options): add it, as "
                "docs/add-a-scene.md says"
            )
        self._of = found

    def runs(self, options: RunOptions) -> Runs:
        """Return the runs by their roles."""
        runs: Runs = self._of.runs(options)
        return runs if options.recorded is None else {**runs, MAIN: options.recorded}

    def can_draw(self, spec: RunSpec, defaults: RunOptions) -> bool:
        """Whether the scene, whose defaults are given, can draw such a run."""
        if hasattr(self._of, "can_draw"):
            return bool(self._of.can_draw(spec))
        return _kind(spec) == _kind(self.runs(defaults)[MAIN])

    def held_out(self, main: RunSpec, options: RunOptions) -> Dataset | None:
        """Return what the scene holds out.

        Raises:
            RequestError: the main run's model doesn't fit these data.
        """
        if not hasattr(self._of, "held_out"):
            return None
        found: Dataset | None = self._of.held_out(main, options)
        if found is not None and isinstance(main.objective, ModelObjective):
            ModelObjective(main.objective.model, found)
        return found

    def parts(self, recording: Recording) -> tuple[Any, ...]:
        """Return the scene's stories in the order of play."""
        if hasattr(self._of, "parts"):
            return tuple(self._of.parts(recording))
        return (self._of,)


def stories_of(scene: str, recording: Recording) -> tuple[Any, ...]:
    """Return a scene's stories in the order of play: classes, manim's or Matplotlib's."""
    return Declared(entry(scene).load()).parts(recording)


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
    declared = Declared(module or found.load())
    chosen = options or found.defaults
    if run is not None:
        _check_drawable(found, declared, run)
    specs = dict(declared.runs(replace(chosen, recorded=None if run is None else run.spec)))
    spec = specs.pop(MAIN)
    assert isinstance(spec, RunSpec)  # noqa: S101  nothing was trained that it could go on from
    if check is not None:
        check(spec)
    with kept_in(kept, scene, spec, run_of) as trained:
        made: dict[Any, Trajectory] = {MAIN: run if run is not None else trained(spec)}
        for role, other in specs.items():
            made[role] = trained(
                other if isinstance(other, RunSpec) else other.spec(made[other.after or MAIN])
            )
    main = made.pop(MAIN)
    return Recording(main, made, chosen, declared.held_out(main.spec, chosen))


def _kind(spec: RunSpec | Continuation) -> tuple[Any, ...]:
    """What a run has in common with those that may take its place."""
    assert isinstance(spec, RunSpec)  # noqa: S101  a main run
    objective = spec.objective
    if not isinstance(objective, ModelObjective):
        return (type(objective),)
    return type(objective.model), objective.model.n_features, objective.model.n_classes


def _check_drawable(found: Entry, declared: Declared, run: Trajectory) -> None:
    if not declared.can_draw(run.spec, found.defaults):
        kind = run.spec.objective.describe().get("kind", "another kind")
        raise RequestError(
            shorten(f"{found.name} can't draw this run ({kind}); it draws {found.draws}", 180)
        )
