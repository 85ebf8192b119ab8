"""The runs that a scene draws, trained before it is drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gradreel.engine.errors import RequestError, shorten
from gradreel.engine.spec import RunSpec
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.catalog import Entry, entry
from gradreel.scenes.app.options import RunOptions


@dataclass(frozen=True)
class Recording:
    """All that a scene draws: one main run, and others to set beside it.

    Attributes:
        main: the run that the scene is about.
        companions: by name, runs that the scene compares it with.
        options: what was chosen about them.
    """

    main: Trajectory
    companions: Mapping[str, Trajectory]
    options: RunOptions

    def __getitem__(self, name: str) -> Trajectory:
        """Return the companion run of this name."""
        return self.companions[name]


def record(
    scene: str,
    options: RunOptions | None = None,
    run: Trajectory | None = None,
    check: Callable[[RunSpec], None] | None = None,
) -> Recording:
    """Train the runs that a scene draws.

    Args:
        scene: the scene's name.
        options: what was chosen; the scene's own defaults when None.
        run: a recorded run to draw in place of the scene's own.
        check: is shown the main run before any is trained, and may refuse it.

    Raises:
        RequestError: the scene can't draw that run, or the options ask for what can't be.
    """
    found = entry(scene)
    module = found.load()
    chosen = options or found.defaults
    if run is not None:
        _check_drawable(found, run)
    spec = run.spec if run is not None else module.run_spec(chosen)
    if check is not None:
        check(spec)
    main = run or train(spec)
    others = module.companions(main.spec, chosen)
    return Recording(main, {name: train(spec) for name, spec in others.items()}, chosen)


def _check_drawable(found: Entry, run: Trajectory) -> None:
    if not found.load().can_draw(run.spec):
        kind = run.spec.objective.describe().get("kind", "another kind")
        raise RequestError(
            shorten(f"{found.name} can't draw this run ({kind}); it draws {found.draws}", 180)
        )
