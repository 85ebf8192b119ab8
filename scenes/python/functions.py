"""The commands as functions: their names, their options and defaults, and their errors."""

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from numbers import Number
from os import PathLike, fsdecode
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import click

from gradreel.engine.errors import RequestError, quoted, unknown
from gradreel.scenes.ask import catalog
from gradreel.scenes.cli.command import flag_name
from gradreel.scenes.cli.render import render_command
from gradreel.scenes.cli.spellings import listed, option_named, spelled
from gradreel.scenes.cli.train import OF_CODE, TRAINABLE, check_record, model_command, trained
from gradreel.scenes.files.sources import read_regular
from gradreel.scenes.python.process import (
    KINDS,
    ShownClip,
    has_notebook,
    notebook_bar,
    run_in_process,
    show_in_notebook,
)

if TYPE_CHECKING:
    from gradreel.engine.history import History
    from gradreel.engine.trajectory import Trajectory

NO_LISTS = (str, bytes, bytearray, memoryview)
"""Sequences that stand for one thing."""
AnyPath = str | PathLike[str]
Recorded: TypeAlias = (
    "Trajectory | History | AnyPath | Sequence[Trajectory | History | AnyPath]"
    " | Mapping[str, Trajectory | History | AnyPath] | None"
)
MAX_SHOWN_BYTES: Final = 500_000_000
"""Of a clip in a notebook, which has it inside."""
NOWHERE: Final = "there is no notebook to show it in; gradreel.render(..., preview=True) opens it"


def words_of(command: click.Command, given: Mapping[str, Any]) -> Iterator[str]:
    """Yield keyword arguments as a command line has them.

    Args:
        command: whose options they are.
        given: values by the options' names, hyphens being underscores; None for what isn't given.

    Raises:
        RequestError: there is no such option, or a value is of a kind that no option takes.
    """
    known = _options(command)
    for name, value in given.items():
        flag = flag_name(option_named(name))
        if flag not in known:
            names = {each[2:].replace("-", "_") for each in known}
            raise unknown("argument", name, names)
        if value is not None:
            yield from _words(name, flag, known[flag], value)


def _options(command: click.Command) -> dict[str, click.Option]:
    """Return a command's options by their long flags."""
    return {
        flag: each
        for each in command.params
        if isinstance(each, click.Option) and not each.hidden
        for flag in each.opts
        if flag.startswith("--")
    }


def _words(name: str, flag: str, option: click.Option, value: Any) -> Sequence[str]:
    if option.is_flag or option.secondary_opts:
        if not isinstance(value, bool):
            raise RequestError(f"{name} is True or False, and not {kind_of(value)}")
        return [flag] if value else option.secondary_opts
    several = value if option.multiple and is_several(value) else [value]
    return [f"{flag}={_text(name, each)}" for each in several]


def _text(name: str, value: Any) -> str:
    """Write a value.

    Raises:
        RequestError: it is no text, path or number, nor several of them.
    """
    return listed(_one(name, each) for each in value) if is_several(value) else _one(name, value)


def _one(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | os.PathLike | Number):
        raise RequestError(f"{name} is a text, a path or a number, and not {kind_of(value)}")
    try:
        return os.fsdecode(value) if isinstance(value, os.PathLike) else str(value)
    except ValueError as error:  # Python writes no number of so many digits
        raise RequestError(f"{name} is too large a number") from error
    except TypeError as error:  # it says that it is a path, and has none
        raise RequestError(f"{name} is no path: {error}") from error


def is_several(value: Any) -> bool:
    """Whether a value is a list, an array or the like."""
    is_array = getattr(value, "ndim", 0) == 1
    return is_array or (isinstance(value, Sequence) and not isinstance(value, NO_LISTS))


def kind_of(value: Any) -> str:
    """Say of what kind a value is."""
    return f"a {type(value).__name__}"


def train(model: str, output: AnyPath | None = None, **options: Any) -> "Trajectory":
    """Train a model and return the record of its run.

    Args:
        model: "logistic", "mlp" or "surface".
        output: where the record is saved too, a .npz; nowhere when None.
        options: those of `gradreel train MODEL`, hyphens being underscores: `optimizer="adam"`,
            `learning_rate=0.1`, `hidden=(8, 8)`, `standardize=False`. `data` may be a DataFrame, or
            a dict of columns by their names. `optimizer` may be an object of your own, with
            `init(parameters)` and `update(gradient, state, parameters)`, which return the first
            state, and the step and the next state. `surface` may be a function of two arrays x and
            y of one shape; its gradient is its own `gradient(x, y)`, or else is taken by central
            differences of fourth order. The record says which code that was, and keeps the surface
            as a grid; it doesn't hold the code.

    Raises:
        RequestError: there is no such model or option, or the run can't be made.
        WorkError: the record can't be saved.
    """
    name = _one_of("model to train", _named("model", model), TRAINABLE)
    target = None if output is None else Path(_named("output", output))
    if target is not None:
        check_record(target)

    taken = TRAINABLE[name].defaults
    own = {key: options[key] for key in OF_CODE if key in taken and _is_code(options.get(key))}

    def run(**given: Any) -> "Trajectory":
        bars = notebook_bar if has_notebook() else None
        return trained(name, bars=bars, **{**given, **own})

    with _with_table({key: options[key] for key in options if key not in own}) as given:
        trajectory: Trajectory = _invoked(model_command(name, run), given)
    if target is not None:
        from gradreel.scenes.ask import records  # noqa: PLC0415, which needs NumPy

        records.save(trajectory, target)
    return trajectory


def render(
    scene: AnyPath,
    output: AnyPath | Sequence[AnyPath] | None = None,
    *classes: str,
    run: Recorded = None,
    **options: Any,
) -> tuple[Path, ...]:
    """Draw a scene, one of gradreel's or of a file for manim, and write it.

    Args:
        scene: the scene's name, or the path of a file of scenes.
        output: the file to write, or several, their endings picking the formats; SCENE.mp4 if None.
        classes: of a file, the scenes that are wanted.
        run: a recorded run to draw, or the path of one; for a scene that compares runs, several,
            or a dict of them by their names.
        options: those of `gradreel render SCENE`, hyphens being underscores: `quality="l"`,
            `theme="light"`, `optimizer="adam"`, `resolution=(854, 480)`, `captions=True`. `data`
            may be a DataFrame, or a dict of columns by their names.

    Returns:
        The paths of the files.

    Raises:
        RequestError: what was asked for can't be drawn, or a file can't be written.
        WorkError: the work failed.
    """
    name = _named("scene", scene)
    chosen = ["--", *(_named("class", each) for each in classes)] if classes else []
    outputs: Any = () if output is None else output if is_several(output) else (output,)
    with _on_disk(run) as recorded, _with_table(options) as chosen_options:
        given: dict[str, Any] = {"run": recorded} if recorded else {}
        if outputs:
            given["output"] = tuple(_named("output", each) for each in outputs)
        words = words_of(_drawing(name), {**given, **chosen_options})
        return run_in_process(Path(name).stem, ["render", name, *words, *chosen])


def show(
    scene: AnyPath,
    *classes: str,
    run: Recorded = None,
    **options: Any,
) -> ShownClip:
    """Draw a scene, or take a clip's file, and show it in a notebook, with its data inside.

    Args:
        scene: the scene's name, the path of a file of scenes, or of an mp4, a webm, a gif or a png.
        classes: of a file of scenes, the one that is wanted.
        run: a recorded run to draw, or the path of one; for a scene that compares runs, several,
            or a dict of them by their names.
        options: as for `render`; `format="gif"` makes a GIF of it, `last_frame=True` a picture.

    Returns:
        What is shown.

    Raises:
        RequestError: this is no notebook, or what was asked for can't be drawn.
        WorkError: the work failed.
    """
    if not has_notebook():
        raise RequestError(NOWHERE)
    path = Path(_named("scene", scene))
    if path.suffix.lower() in KINDS:
        clip = _clip(path)
    else:
        with TemporaryDirectory(prefix="gradreel-") as folder:
            target = Path(folder, f"clip{_ending(options)}")
            clip = _clip(render(scene, target, *classes, run=run, **options)[0], str(path))
    show_in_notebook(clip.as_shown())
    return clip


def list() -> tuple[catalog.Entry, ...]:  # noqa: A001, the command's name
    """Return the scenes in the order of the story, each with a name, a summary and options."""
    return catalog.entries()


def _invoked(command: click.Command, options: Mapping[str, Any]) -> Any:
    """Parse options as a command line does, and carry the command out here.

    Raises:
        RequestError: an option's value is wrong.
    """
    words = [*words_of(command, options)]
    try:
        with command.make_context(command.name, words) as context:
            return command.invoke(context)
    except click.ClickException as error:
        raise RequestError(error.format_message().rstrip(".")) from None


def _drawing(scene: str) -> click.Command:
    """Return the command that draws a scene.

    Raises:
        RequestError: there is none of this name.
    """
    context = click.Context(render_command, info_name="render")
    try:
        _, command, _ = render_command.resolve_command(context, [scene])
    except OSError as error:  # it is too long to be a file's name
        raise RequestError(f"{quoted(scene)} is no scene: {error.strerror}") from None
    if command is None:
        raise RequestError(f"{scene!r} is no scene")
    return command


def _one_of(kind: str, name: str, names: Iterable[str]) -> str:
    meant = spelled(name, names)
    if meant is None:
        raise unknown(kind, name, names)
    return meant


@contextmanager
def _on_disk(given: Recorded) -> Iterator[Sequence[AnyPath]]:
    """Give the paths of records, which are written where there are none yet, by their names."""
    with TemporaryDirectory(prefix="gradreel-") as folder:
        if isinstance(given, Mapping):
            yield [_written(run, name, folder) for name, run in given.items()]
            return
        runs: Any = given if is_several(given) else [] if given is None else [given]
        yield [
            run if isinstance(run, str | PathLike) else _written(run, f"run {number}", folder)
            for number, run in enumerate(runs, 1)
        ]


def _written(run: "Trajectory | History | AnyPath", name: Any, folder: str) -> Path:
    """Write a record to a file of its name.

    Raises:
        RequestError: it is none, or the name can't be that of a file.
    """
    from gradreel.engine.history import History  # noqa: PLC0415, a path needs none of it
    from gradreel.engine.trajectory import Trajectory  # noqa: PLC0415
    from gradreel.scenes.ask import records  # noqa: PLC0415

    if not isinstance(name, str) or not name.strip() or {*"/\\\0"} & {*name}:
        raise RequestError(f"a run's name is a text without / or \\, and not {quoted(str(name))}")
    if isinstance(run, str | PathLike):
        run = records.load_any(_named("run", run))
    if not isinstance(run, Trajectory | History):
        raise RequestError(f"run is a record or the path of one, and not {kind_of(run)}")
    path = Path(folder, f"{name}.npz")
    records.save(run, path)
    return path


@contextmanager
def _with_table(options: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give options in whose `data` columns have become the path of a file of them.

    Raises:
        RequestError: they aren't of one length.
    """
    data: Any = options.get("data")
    if not isinstance(data, Mapping) and not hasattr(data, "to_csv"):
        yield options
        return
    with TemporaryDirectory(prefix="gradreel-") as folder:
        path = Path(folder, "table.csv")
        if isinstance(data, Mapping):
            _write_columns(data, path)
        else:
            data.to_csv(path, index=False)
        yield {**options, "data": path}


def _write_columns(columns: Mapping[str, Iterable[Any]], path: Path) -> None:
    try:
        rows = [*zip(*columns.values(), strict=True)]
    except (TypeError, ValueError):
        raise RequestError("data are columns of one length, by their names") from None
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*columns], *rows])


def _is_code(given: Any) -> bool:
    """Whether something is a person's own optimizer or function."""
    return callable(given) or callable(getattr(given, "update", None))


def _named(name: str, given: Any) -> str:
    """Return a text, or a path as one.

    Raises:
        RequestError: it is neither.
    """
    if not isinstance(given, str | PathLike):
        raise RequestError(f"{name} is a text or a path, and not {kind_of(given)}")
    try:
        return fsdecode(given)
    except TypeError as error:  # it says that it is a path, and has none
        raise RequestError(f"{name} is no path: {error}") from error


def _ending(options: Mapping[str, Any]) -> str:
    """Return the ending of what a notebook is to show."""
    form = options.get("format")
    usual = "png" if options.get("last_frame") else "webm" if options.get("transparent") else "mp4"
    ending = f".{form or usual}".lower()
    if ending not in KINDS:
        raise RequestError(f"a notebook shows {', '.join(each[1:] for each in KINDS)}: ask for one")
    return ending


def _clip(path: Path, title: str = "") -> ShownClip:
    """Read a clip's file.

    Raises:
        RequestError: it can't be read.
    """
    return ShownClip(
        read_regular(path, MAX_SHOWN_BYTES), KINDS[path.suffix.lower()], title or path.stem
    )
