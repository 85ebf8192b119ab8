"""`python -m gradreel.scenes.drawer`: draws what a cluster's worker is asked for, in its own process."""

from gradreel.scenes.render.frame import Job
from gradreel.scenes.render.session import run


def job_from_bytes(data: bytes) -> Job:
    """Read what is drawn."""
    from gradreel.scenes.parcel import job_from_bytes  # noqa: PLC0415, manim reads its settings only now

    return job_from_bytes(data)


if __name__ == "__main__":
    run(job_from_bytes)
