"""What is drawn, as bytes that another machine can be sent: JSON and records, nothing pickled."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from gradreel.engine.errors import RequestError, WorkError
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.options import OPTION_NAMES, RunOptions
from gradreel.scenes.app.production import SceneJob
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.render.cache.digest import sha256_of
from gradreel.scenes.render.cluster.wire import WRONG, Message, MessageError, is_whole, pack, unpack
from gradreel.scenes.render.frame import Job
from gradreel.scenes.render.manim.user_scene import UserJob
from gradreel.scenes.render.output.targets import shown

SCENE: Final = "scene"
USER_SCENE: Final = "user scene"
THEMES: Final = ("dark", "light")
LANGUAGES: Final = ("en", "zh")


def job_to_bytes(job: Job) -> bytes:
    """Return a job as a message.

    A scene of this project goes with the records of all its runs; of a file of its user's only
    the path and the SHA-256 go, for the file must be on the other machine too.

    Raises:
        RequestError: it is another kind of job.
    """
    if isinstance(job, SceneJob):
        return _scene_to_bytes(job)
    if isinstance(job, UserJob):
        path = job.path.absolute()
        header = {"path": str(path), "sha256": sha256_of(path)}
        return pack("job", {"job": USER_SCENE, "name": job.name, "seed": job.seed, **header})
    raise RequestError(f"a {type(job).__name__} can't be drawn on a cluster")


def job_from_bytes(data: bytes) -> Job:
    """Build the job that `job_to_bytes` wrote, after checking all of it.

    Raises:
        WorkError: it is none, or its file isn't here.
    """
    try:
        message = unpack(data, "job")
        if message.header["job"] == SCENE:
            return _scene_from(message)
        if message.header["job"] == USER_SCENE:
            return _user_scene_from(message.header)
    except (MessageError, *WRONG, RequestError) as error:
        raise WorkError(f"the worker can't read what it should draw: {error}") from error
    raise WorkError("the worker doesn't know such a kind of scene")


def _scene_to_bytes(job: SceneJob) -> bytes:
    recording = job.recording
    header = {
        "job": SCENE,
        "scene": job.scene,
        "theme": job.theme,
        "language": job.language,
        "options": asdict(recording.options),
    }
    runs = [recording.main, *recording.companions.values()]
    return pack("job", header, [run.to_bytes() for run in runs])


def _scene_from(message: Message) -> SceneJob:
    header = message.header
    if header["theme"] not in THEMES or header["language"] not in LANGUAGES:
        raise MessageError("no such theme or language")
    scene, options = str(header["scene"]), _options(header["options"])
    main, *others = map(Trajectory.from_bytes, message.blobs)
    roles = entry(scene).load().companions(main.spec, options)
    recording = Recording(main, dict(zip(roles, others, strict=True)), options)
    return SceneJob(scene, recording, header["theme"], header["language"])


def _options(values: Mapping[str, Any]) -> RunOptions:
    if set(values) != set(OPTION_NAMES):
        raise MessageError("other options")
    return RunOptions(**{name: _as_chosen(value) for name, value in values.items()})


def _as_chosen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _user_scene_from(header: Mapping[str, Any]) -> UserJob:
    path, seed = Path(header["path"]), header["seed"]
    if seed is not None and not is_whole(seed):
        raise MessageError("no seed")
    if header["sha256"] is None or sha256_of(path) != header["sha256"]:
        raise WorkError(
            f"a worker hasn't {shown(path)} as it is here; put it there under the same path, "
            "or share its folder"
        )
    return UserJob(path, str(header["name"]), seed)
