"""The runs that a scene draws, trained before it is drawn, or taken from the cache."""

import json
import platform
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from inspect import getattr_static
from types import ModuleType
from typing import Any, TypeVar

import numpy as np

from gradreel import PROJECT
from gradreel.engine.data import Dataset
from gradreel.engine.errors import RequestError, quoted, said_in, shorten
from gradreel.engine.history import History, history_of
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask import records
from gradreel.scenes.ask.catalog import Entry, entry
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.runs import run_of
from gradreel.scenes.render.cache.contents import sha256_of
from gradreel.scenes.render.cache.entry import CacheEntry
from gradreel.scenes.render.cache.folder import Cache

Train = Callable[[RunSpec], Trajectory]
LARGEST_SHARE = 10
"""A record that takes more than the cache's limit over this is not kept."""
MAIN = "main"
"""The role of the run that a scene is about."""
Kind = TypeVar("Kind", bound=Hashable)


@contextmanager
def kept_in(kept: Cache | None, scene: str, main: RunSpec, train: Train) -> Iterator[Train]:
    """Give what trains the runs of a scene, or takes them from the cache.

    Where the cache can't be used they are trained.

    Args:
        kept: the cache; None for none.
        scene: the scene's name.
        main: its main run, beside which all its others are kept.
        train: trains a run.
    """
    with ExitStack() as opened:
        entry = None
        if kept is not None:
            with suppress(OSError):
                title = f"runs of {scene}"
                entry = opened.enter_context(kept.entry(_runs_key(scene, main), title))
        if kept is None or entry is None:
            yield train
        else:
            yield _Kept(entry, kept.limit // LARGEST_SHARE, train)


class _Kept:
    """Trains each run that isn't kept in an entry of the cache, and keeps it."""

    def __init__(self, entry: CacheEntry, largest: int, train: Train) -> None:
        self._entry, self._largest, self._train = entry, largest, train

    def __call__(self, spec: RunSpec) -> Trajectory:
        found = self._found(spec)
        if found is not None:
            return found
        run = self._train(spec)
        if spec.record_bytes <= self._largest:
            with suppress(OSError):
                self._entry.keep_record(spec.hash, records.to_bytes(run))
        return run

    def _found(self, spec: RunSpec) -> Trajectory | None:
        content = self._entry.record(spec.hash)
        if content is None:
            return None
        with suppress(RequestError):
            return replace(records.from_bytes(content), spec=spec)  # whose data are shared
        return None


def _runs_key(scene: str, main: RunSpec) -> str:
    content = ["runs", scene, main.hash, _engine()]
    return sha256(json.dumps(content).encode()).hexdigest()


@cache
def _engine() -> list[str | None]:
    """Return what decides a run beside its spec: the engine's sources, NumPy and the machine."""
    sources = sorted(PROJECT.glob("engine/**/*.py"))
    return [np.__version__, platform.machine(), *map(sha256_of, sources)]


@dataclass(frozen=True)
class Recording:
    """All that a scene draws: one main run, others to set beside it, and data that none has seen.

    Attributes:
        main: the run that the scene is about; a history of one that was made elsewhere, where the
            scene draws such.
        companions: by their roles, runs that the scene compares it with. A role is a word, or a
            frozen dataclass for many runs of a kind.
        options: what was chosen about them.
        held_out: data like the main run's, on which the engine may evaluate its models; None where
            the scene holds nothing out.
        together: by their names, the runs that are compared, if there are several: the main run is
            the first. They have their numbers only, and no parameters.
    """

    main: Trajectory | History
    companions: Mapping[Any, Trajectory]
    options: RunOptions
    held_out: Dataset | None = None
    together: Mapping[str, History] = field(default_factory=dict)

    @property
    def run(self) -> Trajectory:
        """The main run, for a scene that draws runs of the engine alone."""
        assert isinstance(self.main, Trajectory)  # noqa: S101  others were refused
        return self.main

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
        can_draw_history(history): whether a run that was made elsewhere may take the main one's
            place; none may where there is no such method.
        check_together(runs): refuses runs, by their names, that can't be compared, of a scene that
            draws up to MOST_RUNS of them.
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

    def can_draw_history(self, history: History) -> bool:
        """Whether the scene can draw a run that was made elsewhere."""
        can_draw = getattr(self._of, "can_draw_history", None)
        return can_draw is not None and bool(can_draw(history))

    def check_together(self, runs: Mapping[str, History]) -> None:
        """Check that runs can be compared; those of a scene that says nothing can.

        Raises:
            RequestError: they can't.
        """
        if hasattr(self._of, "check_together"):
            self._of.check_together(runs)

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
    run: Trajectory | History | None = None,
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
    if isinstance(run, History):
        _check(found, f"a run of {run.maker}", can_draw=declared.can_draw_history(run))
        return Recording(run, {}, chosen)
    specs = _specs(found, declared, chosen, run)
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


def record_together(
    scene: str, options: RunOptions, runs: Mapping[str, Trajectory | History]
) -> Recording:
    """Return what a scene draws that compares recorded runs.

    Args:
        scene: the scene's name.
        options: what was chosen.
        runs: the recorded runs, by their names.

    Raises:
        RequestError: the scene can't draw one of them, or not beside the others.
    """
    declared = Declared(entry(scene).load())
    together: dict[str, History] = {}
    for name, run in runs.items():
        with said_in(quoted(name, 30)):
            found = record(scene, options, run)
        history = run if isinstance(run, History) else history_of(run, found.held_out)
        together[name] = replace(history, tensors=(), regions=None, planes=())
    declared.check_together(together)
    return Recording(next(iter(runs.values())), {}, options, together=together)


def specs_of(scene: str, options: RunOptions, run: Trajectory | None = None) -> Runs:
    """Return the runs that a scene draws by their roles, training none.

    Args:
        scene: the scene's name.
        options: what was chosen.
        run: a recorded run in place of the scene's own.

    Raises:
        RequestError: as `record` does.
    """
    found = entry(scene)
    return _specs(found, Declared(found.load()), options, run)


def _specs(
    found: Entry, declared: Declared, chosen: RunOptions, run: Trajectory | None
) -> dict[Any, RunSpec | Continuation]:
    if run is not None:
        kind = run.spec.objective.describe().get("kind", "another kind")
        _check(found, f"this run ({kind})", can_draw=declared.can_draw(run.spec, found.defaults))
    return dict(declared.runs(replace(chosen, recorded=None if run is None else run.spec)))


def _kind(spec: RunSpec | Continuation) -> tuple[Any, ...]:
    """What a run has in common with those that may take its place."""
    assert isinstance(spec, RunSpec)  # noqa: S101  a main run
    objective = spec.objective
    if not isinstance(objective, ModelObjective):
        return (type(objective),)
    return type(objective.model), objective.model.n_features, objective.model.n_classes


def _check(found: Entry, kind: str, *, can_draw: bool) -> None:
    if not can_draw:
        raise RequestError(shorten(f"{found.name} can't draw {kind}; it draws {found.draws}", 180))
