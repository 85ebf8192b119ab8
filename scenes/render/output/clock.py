"""Lengths of time as people write them."""


def clock_text(seconds: float) -> str:
    """Write whole seconds as a clock does: 0:08, 12:30 or 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def time_text(seconds: float) -> str:
    """Write how long something took: 8.1 s, or from a minute on 1:28."""
    return f"{seconds:.1f} s" if seconds < 59.95 else clock_text(seconds)
