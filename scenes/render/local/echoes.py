"""Processes that play a scene which another one plays too: what it does to others is done once."""

_is_echo = False


class EchoEndedError(BaseException):
    """An echo has come to what only one process may do; no scene's `except Exception` takes it."""


def become_echo(*, is_one: bool) -> None:
    """Say whether this process is one."""
    global _is_echo  # noqa: PLW0603, it is said of the whole process
    _is_echo = is_one


def is_echo() -> bool:
    """Whether another process does all that this one does."""
    return _is_echo
