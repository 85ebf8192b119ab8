"""A connection to a Dask scheduler that says nothing on the terminal and never waits for ever."""

import asyncio
import logging
import os
import re
import socket
import warnings
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final, TypeVar

from gradreel.engine.errors import RequestError, WorkError, shorten

T = TypeVar("T")

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 10.0
CLOSE_SECONDS: Final = 1.0
LOUD: Final = ("asyncio", "dask", "distributed", "tornado")
INSTALL: Final = 'pip install -c constraints.txt -e ".[cluster]"'


@contextmanager
def connection(address: str) -> Iterator["Connection"]:
    """Connect to a scheduler; close the connection, and cancel all that runs, at the end.

    Args:
        address: tcp://host:port or tls://host:port.

    Raises:
        WorkError: nobody is there, or doesn't let us in.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from distributed import Client  # noqa: PLC0415, only where it is asked for

        _hush()
        with closing(_Loop()) as loop:
            client = _connect(Client, loop, address)
            try:
                yield Connection(client, loop, address)
            finally:
                with suppress(Exception):
                    loop.run(client.close(), CLOSE_SECONDS)
                client.status = "closed"  # or it would try again when it is thrown away


def check_reachable(address: str) -> None:
    """Check, before any work, that Dask is installed here and somebody listens there.

    Raises:
        WorkError: it isn't, or nobody does.
    """
    if find_spec("distributed") is None:
        raise WorkError(f"--cluster needs Dask; in the folder of gradreel: {INSTALL}")
    host, port = parse_address(address)
    try:
        socket.create_connection((host, port), CONNECT_SECONDS).close()
    except OSError as error:
        reason = error.strerror or str(error) or "no answer"
        raise WorkError(f"no scheduler at {shorten(address, 80)}: {shorten(reason, 60)}") from error


def parse_address(address: str) -> tuple[str, int]:
    """Return the host and the port of an address.

    Raises:
        RequestError: it isn't like tcp://host:port or tls://host:port.
    """
    scheme, separator, rest = address.partition("://")
    host, colon, port = rest.rpartition(":")
    is_number = re.fullmatch("[0-9]{1,5}", port) is not None and 0 < int(port) < 1 << 16
    has_host = _may_be_looked_up(host) and not any(each in host for each in "/@?# \t")
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        has_host = False
    if scheme not in {"tcp", "tls"} or not (separator and colon and is_number and has_host):
        shown = shorten(address, 60)
        raise RequestError(
            f"{shown!r} isn't the address of a scheduler; give tcp://host:port or tls://host:port"
        )
    return host.strip("[]"), int(port)


def _may_be_looked_up(host: str) -> bool:
    try:
        return bool(host.encode("idna"))
    except UnicodeError:  # a part of it is too long, or empty
        return False


class _Loop:
    """An event loop in a thread of its own, where Dask lives: here nobody waits for ever."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """Run a coroutine there.

        Raises:
            TimeoutError: it takes too long, and was cancelled.
        """
        waiting = asyncio.wait_for(work, seconds)
        return asyncio.run_coroutine_threadsafe(waiting, self._loop).result(2 * seconds)

    def close(self) -> None:
        """Cancel all that runs there, and end the thread."""
        with suppress(Exception):
            self.run(_cancel_all(), CLOSE_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CLOSE_SECONDS)


async def _cancel_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _connect(make: Any, loop: _Loop, address: str) -> Any:
    made: list[Any] = []

    async def connect() -> Any:
        client = make(
            address,
            asynchronous=True,
            timeout=CONNECT_SECONDS,
            set_as_default=False,
            name="gradreel",
        )
        made.append(client)
        return await client

    try:
        return loop.run(connect(), CONNECT_SECONDS)
    except Exception as error:
        for client in made:
            client.status = "closed"
        raise WorkError(_no_entry(address, error)) from error


def _no_entry(address: str, error: Exception) -> str:
    """Say why a connection failed, with an eye to what usually is the matter."""
    is_tls = address.startswith("tls")
    if isinstance(error, TimeoutError):
        reason = "no answer"
    elif type(error).__name__ == "CommClosedError":
        reason = "it hung up" if is_tls else "it hung up; is its address one with tls://?"
    elif isinstance(error, OSError):
        reason = error.strerror or " ".join(str(error).split())
    elif isinstance(error, TypeError) and "ssl_context" in str(error):
        reason = "no certificates are set"
    else:
        reason = "what is there doesn't speak as Dask does"
    hint = "; docs/cluster.md tells of certificates" if is_tls else ""
    return f"no scheduler lets us in at {shorten(address, 60)}: {shorten(reason, 70)}{hint}"


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
        client: Dask's own, which lives in the loop.
        loop: where it lives.
        address: the scheduler's, for messages.
    """

    def __init__(self, client: Any, loop: _Loop, address: str) -> None:
        self._client, self._loop, self._address = client, loop, address
        self._done: SimpleQueue[tuple[str, Any]] = SimpleQueue()
        self._waiting: dict[str, Any] = {}

    def threads(self) -> Mapping[str, int]:
        """Return how many threads each worker has, by its address."""
        found = self._run(self._client.nthreads)
        return {str(worker): int(number) for worker, number in found.items()}

    def ask_all(self, function: Callable[[], Any]) -> Mapping[str, Any]:
        """Call a function on each worker, at once; return what it returns, or raises there."""
        found: Mapping[str, Any] = self._run(self._client.run, function, on_error="return")
        return found

    def hold(self, function: Callable[[T], T], data: T) -> Any:
        """Have data held on the cluster, so that many tasks can have them."""

        async def submit() -> Any:
            return self._client.submit(function, data, pure=False)

        return self._run(submit)

    def submit(self, key: str, function: Callable[..., Any], *arguments: Any) -> None:
        """Submit a task under a key that no other task has."""

        async def submit() -> Any:
            future = self._client.submit(function, *arguments, key=key, pure=False)
            return future, asyncio.create_task(self._deliver(key, future))

        self._waiting[key] = self._run(submit)

    async def _deliver(self, key: str, future: Any) -> None:
        try:
            self._done.put((key, await future.result()))
        except BaseException as error:  # whatever it was, somebody must decide what to do now
            self._done.put((key, error))

    def cancel(self, keys: list[str]) -> None:
        """Cancel tasks."""
        futures = [self._waiting.pop(key)[0] for key in keys if key in self._waiting]
        if futures:
            with suppress(Exception):
                self._loop.run(self._client.cancel(futures, force=True), CLOSE_SECONDS)

    def next(self, seconds: float) -> tuple[str, Any] | None:
        """Wait for a task's result, or for why it has none; None when none comes in time.

        Raises:
            WorkError: the scheduler is gone.
        """
        try:
            key, result = self._done.get(timeout=seconds)
        except Empty:
            key = ""
        if self._client.status != "running":
            raise self._gone()
        return (key, result) if self._waiting.pop(key, None) else None

    def _run(self, ask: Callable[..., Any], *arguments: Any, **settings: Any) -> Any:
        """Let the client do something and wait for it."""

        async def asking() -> Any:
            return await ask(*arguments, **settings)

        try:
            return self._loop.run(asking(), ANSWER_SECONDS)
        except Exception as error:
            if self._client.status != "running" or isinstance(error, TimeoutError):
                raise self._gone() from error
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            raise WorkError(f"the cluster gave up: {shorten(reason, 150)}") from error

    def _gone(self) -> WorkError:
        return WorkError(
            f"the scheduler at {shorten(self._address, 70)} is gone or hangs; run the command again"
        )
