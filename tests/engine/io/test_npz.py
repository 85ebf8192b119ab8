"""How little a damaged record may cost: no more is unpacked than it honestly promised."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from numpy.lib import format as npy

from gradreel.engine.errors import RequestError
from gradreel.engine.io.npz import Archive

MEGABYTE = 10**6


def header(shape: tuple[int, ...], descriptor: str = "<f8") -> bytes:

    file = io.BytesIO()
    written = {"shape": shape, "fortran_order": False, "descr": descriptor}
    npy.write_array_header_1_0(file, written)
    return file.getvalue()


def archive(path: Path, content: bytes, packing: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as file:
        file.writestr("values.npy", content)
    return path


def lying(path: Path, promised: int) -> Path:
    """Let the directory promise another size than there is."""
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = promised.to_bytes(4, "little")
    path.write_bytes(data)
    return path


def peak_of_refusal(path: Path) -> float:
    """Return the memory in MB that it takes to refuse a file."""
    tracemalloc.start()
    try:
        refused = (RequestError, ValueError, OSError, zipfile.BadZipFile)
        with path.open("rb") as file, pytest.raises(refused):
            Archive(file, ["values"], [], 2**30).read("values")
        return tracemalloc.get_traced_memory()[1] / MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED])
def test_a_directory_that_lies_gets_no_more_than_it_promised(packing: int, tmp_path: Path) -> None:
    promised = len(header((10,))) + 80
    content = header((10,)) + bytes(60 * MEGABYTE)
    path = lying(archive(tmp_path / "run.npz", content, packing), promised)
    assert path.stat().st_size < MEGABYTE
    assert peak_of_refusal(path) < 5


@pytest.mark.parametrize("shape", [(0, 1), (3,)])
def test_values_that_a_header_does_not_promise_are_not_unpacked(
    shape: tuple[int, ...], tmp_path: Path
) -> None:
    path = archive(tmp_path / "run.npz", header(shape) + bytes(60 * MEGABYTE))
    assert peak_of_refusal(path) < 5


@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_are_read_as_numpy_reads_them(order: str, tmp_path: Path) -> None:
    values = np.asarray(np.arange(12.0).reshape(3, 4), order=order)  # type: ignore[call-overload]
    for save in (np.savez, np.savez_compressed):
        save(tmp_path / "run.npz", values=values, text=np.array("words"))
        with (tmp_path / "run.npz").open("rb") as file:
            read = Archive(file, ["values"], ["text"], MEGABYTE)
            np.testing.assert_array_equal(read.read("values"), values)
            assert str(read.read("text")) == "words"
