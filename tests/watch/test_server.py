"""The page's server: who may read the clip, and who not."""

import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.watch.watched import LENGTH, Watched, watched_small

JPEG = b"\xff\xd8"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    with watched_small(tmp_path_factory.mktemp("watched")) as command:
        yield command


def test_it_listens_on_the_loopback_interface_alone(small: Watched) -> None:
    listening = set()
    for process in small.processes():
        with suppress(psutil.NoSuchProcess):  # a build that has ended
            found = process.net_connections("tcp")
            listening |= {each.laddr for each in found if each.status == "LISTEN"}
    assert {address.ip for address in listening} == {"127.0.0.1"}
    assert {address.port for address in listening} == {small.parts.port}


@pytest.mark.parametrize("name", ["", "events", "pictures/a", "watch.js", "watch.css"])
def test_whoever_lacks_the_token_finds_nothing(small: Watched, name: str) -> None:
    token = small.parts.path.strip("/")
    for wrong in ("", "/", f"/{token[:-1]}/", f"/{token}x/", f"/{token[::-1]}/", "/../"):
        answer = small.ask("GET", wrong + name or "/")
        assert (answer.status, answer.read()) == (404, b"")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:{port}"},
        {"Host": "127.0.0.1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_sites_find_nothing_though_they_had_the_token(
    small: Watched, method: str, headers: dict[str, str]
) -> None:
    own = {"Origin": f"http://{small.parts.netloc}"} if method == "POST" else {}
    asked = own | {key: value.format(port=small.parts.port) for key, value in headers.items()}
    build, name = small.state["build"], "again" if method == "POST" else ""
    answer = small.ask(method, small.parts.path + name, asked, "null" if name else None)
    assert (answer.status, answer.read()) == (404, b"")
    assert small.state["build"] == build


def test_a_post_says_where_it_comes_from(small: Watched) -> None:
    assert small.ask("POST", f"{small.parts.path}again", {}, "null").status == 404


def test_the_page_may_ask_for_nothing_elsewhere(small: Watched) -> None:
    headers = small.ask("GET", small.parts.path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "://" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in headers


def test_pictures_come_together_each_after_its_length(small: Watched) -> None:
    names = [name for name in dict.fromkeys(small.pictures()) if name][:2]
    answer = small.ask("GET", f"{small.parts.path}pictures/{names[0]},gone,{names[1]}").read()
    found = []
    while answer:
        (length,) = struct.unpack_from(">I", answer)
        found.append(answer[4 : 4 + length])
        answer = answer[4 + length :]
    assert [picture[:2] for picture in found] == [JPEG, b"", JPEG]
    assert len(small.pictures()) == LENGTH


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (b"nonsense\r\n\r\n", b""),
        (b"PUT / HTTP/1.1\r\nHost: x\r\n\r\n", b"501"),
        (b"GET / HTTP/1.1\r\n\r\n", b"404"),
        (b"GET /\xc3\xa4/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"404"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"414"),
    ],
    ids=["nonsense", "another method", "no host", "no ascii", "a long line"],
)
def test_what_is_no_request_of_the_page_is_refused(
    small: Watched, asked: bytes, status: bytes
) -> None:
    with socket.create_connection((small.parts.hostname, small.parts.port), 30) as connection:
        connection.sendall(asked)
        answer = connection.recv(4096)
        assert b"".join(answer.split(b" ")[1:2]) == status, answer


@pytest.mark.parametrize("body", ["{", '"x" y', "[" * 3000], ids=["cut", "two", "deep"])
def test_what_a_page_says_has_to_be_json(small: Watched, body: str) -> None:
    headers = {"Origin": f"http://{small.parts.netloc}"}
    assert small.ask("POST", f"{small.parts.path}at", headers, body).status == 400


def test_what_a_page_may_say_wrongly_changes_nothing(small: Watched) -> None:
    build = small.state["build"]
    for name, said in (("at", -1), ("at", "x"), ("at", None), ("options", [1]), ("nothing", 1)):
        small.post(name, said)
    assert small.state["build"] == build
    assert not small.state["fault"]


def test_a_port_that_is_taken_is_named(small: Watched, gradreel: object, tmp_path: Path) -> None:
    ran = gradreel("watch", "heart", "--no-open", "--port", str(small.parts.port))  # type: ignore[operator]
    assert ran.status == 2
    assert f"--port {small.parts.port}: " in ran.errors
