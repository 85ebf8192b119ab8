"""A connection to a Dask scheduler that says nothing on the terminal and never waits for ever."""

import logging
import os
import socket
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from typing import Any, Final

from engine.errors import RequestError, WorkError, shorten

CONNECT_SECONDS: Final = 5.0
CLOSE_SECONDS: Final = 1.0
LOUD: Final = ("asyncio", "dask", "distributed", "tornado")
INSTALL: Final = 'pip install -c constraints.txt -e ".[cluster]"'


@contextmanager
def connection(address: str) -> Iterator["Connection"]:
    """Connect to a scheduler; close the connection, and call off all that runs, at the end.

    Args:
        address: tcp://host:port or tls://host:port.

    Raises:
        WorkError: nobody is there, or doesn't let us in.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client = _client(address)
        try:
            yield Connection(client, address)
        finally:
            with suppress(Exception):
                client.close(CLOSE_SECONDS)


def check_reachable(address: str) -> None:
    """Check, before any work, that Dask is installed here and somebody listens there.

    Raises:
        WorkError: it isn't, or nobody does.
    """
    if find_spec("distributed") is None:
        raise WorkError(f"--cluster needs Dask; in the folder of gradreel: {INSTALL}")
    host, port = parse(address)
    try:
        socket.create_connection((host, port), CONNECT_SECONDS).close()
    except OSError as error:
        reason = error.strerror or str(error) or "no answer"
        raise WorkError(f"no scheduler at {shorten(address, 80)}: {shorten(reason, 60)}") from error


def parse(address: str) -> tuple[str, int]:
    """Return the host and the port of an address.

    Raises:
        RequestError: it isn't like tcp://host:port or tls://host:port.
    """
    scheme, separator, rest = address.partition("://")
    host, colon, port = rest.rpartition(":")
    is_number = port.isascii() and port.isdecimal() and 0 < int(port) < 1 << 16
    has_host = bool(host) and not any(each in host for each in "/@?# \t")
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        has_host = False
    if scheme not in {"tcp", "tls"} or not (separator and colon and is_number and has_host):
        shown = shorten(address, 60)
        raise RequestError(
            f"{shown!r} isn't the address of a scheduler; give tcp://host:port or tls://host:port"
        )
    return host.strip("[]"), int(port)


def _client(address: str) -> Any:
    from distributed import Client  # noqa: PLC0415, only where it is asked for

    _hush()
    try:
        return Client(  # type: ignore[no-untyped-call]
            address, timeout=CONNECT_SECONDS, set_as_default=False, name="gradreel"
        )
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        hint = "; are its certificates set? (docs/cluster.md)" if address.startswith("tls") else ""
        raise WorkError(
            f"no scheduler lets us in at {shorten(address, 50)}: {shorten(reason, 70)}{hint}"
        ) from error


def _hush() -> None:
    """Keep what Dask logs off the terminal, where nobody debugs."""
    if os.environ.get("GRADREEL_DEBUG"):
        return
    for name in {*LOUD, *logging.root.manager.loggerDict}:
        if name.split(".")[0] in LOUD:
            logger = logging.getLogger(name)
            logger.handlers = [logging.NullHandler()]
            logger.propagate = False


class Connection:
    """What there is to do with a scheduler.

    Args:
        client: the connection.
        address: the scheduler's, for messages.
    """

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address
        self._done: SimpleQueue[Any] = SimpleQueue()
        self._waiting: dict[str, Any] = {}

    def threads(self) -> Mapping[str, int]:
        """Return how many threads each worker has, by its address."""
        with self._watched():
            return {str(each): int(n) for each, n in self._client.nthreads().items()}

    def ask_all(self, function: Callable[[], bytes]) -> Mapping[str, Any]:
        """Call a function on each worker, at once; return what it returns, or raises there."""
        with self._watched():
            found: Mapping[str, Any] = self._client.run(function, on_error="return")
            return found

    def hold(self, function: Callable[[bytes], bytes], data: bytes) -> Any:
        """Have bytes held on the cluster, so that many tasks can have them."""
        return self._client.submit(function, data, pure=False)

    def submit(self, key: str, function: Callable[..., bytes], *arguments: Any) -> None:
        """Submit a task under a key that no other task has."""
        future = self._client.submit(function, *arguments, key=key, pure=False)
        self._waiting[key] = future
        future.add_done_callback(self._done.put)

    def call_off(self, keys: list[str]) -> None:
        """Call tasks off."""
        futures = [self._waiting.pop(key) for key in keys if key in self._waiting]
        if futures:
            with suppress(Exception):
                self._client.cancel(futures, force=True)

    def next(self, seconds: float) -> tuple[str, bytes | BaseException] | None:
        """Wait for a task's result, or for why it has none; None when none comes in time.

        Raises:
            WorkError: the scheduler is gone.
        """
        try:
            future = self._done.get(timeout=seconds)
        except Empty:
            future = None
        if self._client.status != "running":
            raise self._gone()
        if future is None or self._waiting.pop(future.key, None) is None:
            return None
        with self._watched():
            return future.key, future.exception() or future.result()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except WorkError:
            raise
        except Exception as error:
            if self._client.status != "running":
                raise self._gone() from error
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            raise WorkError(f"the cluster gave up: {shorten(reason, 150)}") from error

    def _gone(self) -> WorkError:
        return WorkError(f"the scheduler at {shorten(self._address, 80)} is gone; start over")
