"""The page's server: on the loopback interface, for whoever has the token in its address.

What another site's page, or another person of the machine, asks for isn't found: every request
needs the token, the server's own address as its host, and no other site as its origin.
"""

import hmac
import json
import secrets
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

HOST: Final = "127.0.0.1"
NAMES: Final = (HOST, "localhost")
TOKEN_BYTES: Final = 24
MOST_CONNECTIONS: Final = 32
LONGEST_BODY: Final = 20_000
MOST_PICTURES: Final = 64
BETWEEN_NEWS: Final = 0.1
"""Seconds between two states that a page is sent, at the least."""
BETWEEN_SIGNS: Final = 10.0
"""Seconds after which a page is sent something, so that one that has gone is noticed."""
NOTHING_ELSE: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": NOTHING_ELSE,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
Ask = Callable[[str, Any], None]
"""Is told what a page has asked for: the kind, and what it said of it."""


class Board:
    """What the pages are to know; they are told whenever it changes."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._state, self._version, self._has_ended = "{}", 0, False
        self._pictures: Mapping[str, bytes] = {}

    def put(self, state: Mapping[str, Any], pictures: Mapping[str, bytes]) -> None:
        """Put up what there is to know.

        Args:
            state: as JSON can hold it.
            pictures: by their names.
        """
        text = json.dumps(state, separators=(",", ":"))
        with self._changed:
            self._state, self._pictures = text, dict(pictures)
            self._version += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Let everybody go who waits."""
        with self._changed:
            self._has_ended = True
            self._changed.notify_all()

    def after(self, version: int) -> tuple[int, str] | None:
        """Wait for another version than one, or some seconds; return none at the end."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._has_ended or self._version != version, BETWEEN_SIGNS
            )
            return None if self._has_ended else (self._version, self._state)

    def pictures(self, names: list[str]) -> Iterator[bytes]:
        """Yield some pictures, each after its length; nothing of one that isn't there any more."""
        with self._changed:
            there = self._pictures
        for name in names:
            picture = there.get(name, b"")
            yield struct.pack(">I", len(picture))
            yield picture


class Server(ThreadingHTTPServer):
    """Serves the page, and what it asks for.

    Args:
        port: where it listens; any that is free when 0.
        files: what the page consists of, by their names: their kind and content.
        board: what the page is told.
        ask: told what it asks for.

    Raises:
        OSError: the port is taken.
    """

    daemon_threads = True
    allow_reuse_address = False
    request_queue_size = MOST_CONNECTIONS

    def __init__(
        self, port: int, files: Mapping[str, tuple[str, bytes]], board: Board, ask: Ask
    ) -> None:
        self.token = secrets.token_urlsafe(TOKEN_BYTES)
        self.files, self.board, self.ask = files, board, ask
        self._free = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__((HOST, port), _Handler)
        self.hosts = {f"{name}:{self.server_port}" for name in NAMES}
        threading.Thread(target=self.serve_forever, args=(0.2,), daemon=True).start()

    @property
    def address(self) -> str:
        """The page's address."""
        return f"http://{HOST}:{self.server_port}/{self.token}/"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection, unless there are too many."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection in its own thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: whoever asked has gone, or sent what is no request."""

    def close(self) -> None:
        """Listen no more."""
        self.board.close()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "gradreel"
    sys_version = ""
    timeout = 30
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with a file of the page, with pictures, or with all that happens."""
        name = self._asked()
        if name is None:
            self._refuse()
        elif name in self.server.files:
            self._send(*self.server.files[name])
        elif name == "events":
            self._send_events()
        elif name.startswith("pictures/"):
            names = name.removeprefix("pictures/").split(",")[:MOST_PICTURES]
            self._send("application/octet-stream", b"".join(self.server.board.pictures(names)))
        else:
            self._refuse()

    def do_POST(self) -> None:
        """Hear of what the page wants."""
        name = self._asked()
        if name is None or self.headers.get("Origin") is None:
            self._refuse()
            return
        try:
            length = int(self.headers.get("Content-Length", ""))
            if not 0 <= length <= LONGEST_BODY:
                raise ValueError
            said = json.loads(self.rfile.read(length))
        except (ValueError, RecursionError):
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        self.server.ask(name, said)
        self._send("text/plain", b"")

    def log_message(self, *_: Any) -> None:
        """Say nothing on the terminal."""

    def send_error(self, code: int, *_: Any, **__: Any) -> None:
        """Answer what is no request."""
        self._refuse(HTTPStatus(code))

    def _asked(self) -> str | None:
        """Return what is asked for, in the folder that the token names; None where it may not."""
        hosts, origins = self.headers.get_all("Host", []), self.headers.get_all("Origin", [])
        if len(hosts) != 1 or hosts[0] not in self.server.hosts:
            return None
        if any(origin != f"http://{hosts[0]}" for origin in origins):
            return None
        token, found, name = self.path.removeprefix("/").partition("/")
        is_right = hmac.compare_digest(token.encode(), self.server.token.encode())
        return name if is_right and found else None

    def _refuse(self, status: HTTPStatus = HTTPStatus.NOT_FOUND) -> None:
        self.close_connection = True
        self._send("text/plain", b"", status)

    def _send(self, kind: str, content: bytes, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._begin(status, kind)
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _begin(self, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in HEADERS.items():
            self.send_header(name, value)

    def _send_events(self) -> None:
        """Tell of all that happens, until the page goes or the command ends."""
        self.close_connection = True
        self._begin(HTTPStatus.OK, "text/event-stream")
        self.end_headers()
        version, pause = 0, threading.Event()
        with suppress(OSError, socket.timeout):
            while (news := self.server.board.after(version)) is not None:
                now, state = news
                self.wfile.write(f"data: {state}\n\n".encode() if now != version else b":\n\n")
                version = now
                pause.wait(BETWEEN_NEWS)
