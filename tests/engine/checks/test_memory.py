"""How little memory it takes to refuse a file that is no record, above what imports take."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.lib import format as npy

from gradreel.engine import optimizers
from gradreel.engine.data import load
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective, SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train

MEGABYTE = 10**6
MUCH = 15 * MEGABYTE
"""Numbers, of 120 MB."""
MOST_MEGABYTES = 100
REFUSE = """
import sys
from pathlib import Path
from gradreel.engine.errors import RequestError
from gradreel.engine.trajectory import Trajectory

def peak():
    (line,) = (each for each in Path("/proc/self/status").open() if each.startswith("VmHWM"))
    return 1024 * int(line.split()[1])

before = peak()
try:
    Trajectory.load(sys.argv[1])
except RequestError as error:
    print(f"{(peak() - before) / 1e6:.0f} {error}")
"""
Members = dict[str, bytes]


def surface_members() -> Members:
    objective = SurfaceObjective(surface("himmelblau"))
    run = train(RunSpec(objective, optimizers.build("adam"), 0.1, 9, None, np.ones(2), 0))
    return _members(run.to_bytes())


def data_members() -> Members:
    objective = ModelObjective(LogisticRegression(1), load("heart"))
    run = train(RunSpec(objective, optimizers.build("adam"), 0.1, 9, 20, np.ones(2), 0))
    return _members(run.to_bytes())


def _members(content: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def array(shape: tuple[int, ...], descriptor: str = "<f8", fill: bytes = b"\0") -> bytes:
    file = io.BytesIO()
    npy.write_array_header_1_0(file, {"shape": shape, "fortran_order": False, "descr": descriptor})
    size = int(np.prod(shape)) * np.dtype(descriptor).itemsize
    return file.getvalue() + fill * (size // len(fill))


def text(words: str) -> bytes:
    file = io.BytesIO()
    np.save(file, np.array(words))
    return file.getvalue()


def spec_of(members: Members) -> str:
    return str(np.load(io.BytesIO(members["spec.npy"])))


def write(path: Path, members: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def nothing_over_much(path: Path) -> None:
    write(path, surface_members() | {"loss.npy": array((0, 1)) + bytes(8 * MUCH)})


def many_losses(path: Path) -> None:
    write(path, surface_members() | {"loss.npy": array((MUCH,))})


def many_rows_of_data(path: Path) -> None:
    n = MUCH
    write(path, data_members() | {"features.npy": array((n, 1)), "target.npy": array((n,))})


def many_steps(path: Path) -> None:
    """All shapes agree with the spec, and the values are zeros."""
    members, steps = surface_members(), MUCH // 6
    members["spec.npy"] = text(spec_of(members).replace('"steps": 9', f'"steps": {steps}'))
    shapes = {"parameters": (steps + 1, 2), "gradients": (steps, 2), "loss": (steps + 1,)}
    members |= {f"{name}.npy": array(shape) for name, shape in shapes.items()}
    members["batch_loss.npy"] = array((steps,))
    members["batch_indices.npy"] = array((steps, 0), "<i8")
    members["recorded_steps.npy"] = array((steps + 1,), "<i8")
    write(path, members)


def a_wide_network(path: Path) -> None:
    """A pass over all samples at once would take 240 MB for each layer."""
    members, units = data_members(), 100_000
    p = 3 * units + 1
    spec = spec_of(members).replace('"kind": "logistic"', '"kind": "mlp"')
    spec = spec.replace('"n_features": 1', f'"activation": "tanh", "sizes": [1, {units}, 1]')
    spec = spec.replace('"batch_size": 20', '"batch_size": null').replace(
        '"steps": 9', '"steps": 1'
    )
    members["spec.npy"] = text(spec)
    members |= {"parameters.npy": array((2, p)), "gradients.npy": array((1, p))}
    members |= {"loss.npy": array((2,)), "batch_loss.npy": array((1,))}
    members["batch_indices.npy"] = array((1, 0), "<i8")
    members["recorded_steps.npy"] = array((2,), "<i8", np.array([0, 1]).tobytes())
    write(path, members)


def a_long_spec(path: Path) -> None:
    write(path, surface_members() | {"spec.npy": text("[" + "[]," * 5 * MEGABYTE + "[]]")})


def a_spec_of_many_lists(path: Path) -> None:
    write(path, surface_members() | {"spec.npy": text("[" + "[]," * MEGABYTE + "[]]")})


def a_deep_spec(path: Path) -> None:
    write(path, surface_members() | {"spec.npy": text("[" * 2 * MEGABYTE)})


def a_long_outcome(path: Path) -> None:
    write(path, surface_members() | {"outcome.npy": array((), "<U30000000")})


def many_members(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in surface_members().items():
            archive.writestr(name, content)
        for number in range(65_000):
            archive.writestr(f"{number:0>200}", b"")


def members_in_the_same_place(path: Path) -> None:
    """All entries of the directory lead to the same bytes."""
    write(path, dict.fromkeys(surface_members(), array((MUCH,))))


def a_directory_that_promises_more(path: Path) -> None:
    many_losses(path)
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02")
    content[place + 20 : place + 28] = b"\xff" * 8
    path.write_bytes(content)


def values_column_by_column(path: Path) -> None:
    members = surface_members()
    much = array((2, MUCH)).replace(b"'fortran_order': False", b"'fortran_order': True ")
    write(path, members | {"parameters.npy": much})


def noise(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(10**9)


BOMBS: Mapping[str, Callable[[Path], None]] = {
    each.__name__: each
    for each in (
        nothing_over_much,
        many_losses,
        many_rows_of_data,
        many_steps,
        a_wide_network,
        a_long_spec,
        a_spec_of_many_lists,
        a_deep_spec,
        a_long_outcome,
        many_members,
        members_in_the_same_place,
        a_directory_that_promises_more,
        values_column_by_column,
        noise,
    )
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells no peak")
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_record_that_is_none_takes_little_memory(bomb: str, tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    BOMBS[bomb](path)
    ran = subprocess.run(
        [sys.executable, "-c", REFUSE, str(path)], capture_output=True, text=True, check=True
    )
    megabytes, _, line = ran.stdout.strip().partition(" ")
    assert line.startswith("'run.npz'")
    assert int(megabytes) < MOST_MEGABYTES, ran.stdout
