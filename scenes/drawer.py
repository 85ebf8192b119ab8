"""`python -m scenes.drawer`: draws what a cluster's worker is asked for, in its own process."""

from scenes.render.frame import Job
from scenes.render.session import run


def job_from_bytes(data: bytes) -> Job:
    """Read what is drawn."""
    from scenes.parcel import job_from_bytes  # noqa: PLC0415, manim reads its settings only now

    return job_from_bytes(data)


if __name__ == "__main__":
    run(job_from_bytes)
