"""What must be the same on two machines, and the addresses of schedulers."""

import socket
import time
from pathlib import Path

import pytest

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.render.cluster import scheduler
from gradreel.scenes.render.cluster.versions import difference, versions


def test_a_difference_names_what_and_where() -> None:
    own = versions()
    assert difference(own, own, "worker w") is None
    assert difference(own, {**own, "more": "1"}, "worker w") is None
    line = difference(own, {**own, "numpy": "1.0"}, "worker w")
    assert line == f"worker w has numpy 1.0, here {own['numpy']}: install the same on both"
    assert "unknown" in (difference(own, {}, "worker w") or "")
    assert len(difference(own, {}, "worker w") or "") < 200


def test_gradreel_itself_is_compared_by_its_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("engine", "scenes", "assets"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("1", encoding="utf-8")
    monkeypatch.setattr("gradreel.scenes.render.cluster.versions.PROJECT", tmp_path)
    found = [versions()["gradreel"]]
    for name in ("engine", "scenes", "assets"):
        (tmp_path / name / "a.py").write_text("2", encoding="utf-8")
        found.append(versions()["gradreel"])
    assert len(set(found)) == 4


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("tcp://127.0.0.1:8786", "127.0.0.1", 8786),
        ("tls://node.example:1", "node.example", 1),
        ("tcp://[::1]:65535", "::1", 65535),
    ],
)
def test_addresses(address: str, host: str, port: int) -> None:
    assert scheduler.parse_address(address) == (host, port)


@pytest.mark.parametrize(
    "address",
    [
        *("", "tcp://", "tcp://host", "tcp://:1", "host:1", "http://host:1", "tcp://host:0"),
        *("tcp://host:65536", "tcp://host:1x", "tcp://host:1/", "tcp://me@host:1", "tcp://::1:1"),
        *("tcp://host:-1", "tcp:host:1", "TCP://host:1", "tcp://a b:1", "tcp://host:²"),
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(RequestError, match="give tcp://host:port"):
        scheduler.parse_address(address)


def test_without_dask_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scheduler, "find_spec", lambda _: None)
    with pytest.raises(WorkError, match=r'pip install .*-e "\.\[cluster\]"'):
        scheduler.check_reachable("tcp://127.0.0.1:1")


def test_nobody_listens() -> None:
    with pytest.raises(WorkError, match=r"no scheduler at tcp://127\.0\.0\.1:1: .*refused"):
        scheduler.check_reachable("tcp://127.0.0.1:1")


def test_whoever_is_no_scheduler_is_named_soon() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        begin = time.monotonic()
        with (
            pytest.raises(WorkError, match=f"^no scheduler lets us in at {address}: no answer$"),
            scheduler.connection(address),
        ):
            pass
        assert time.monotonic() - begin < 25  # 5 of them, and what a busy machine takes to import
