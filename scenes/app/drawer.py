"""`python -m gradreel.scenes.app.drawer`: draws what a cluster's worker asks for."""

from gradreel.scenes.render.cluster.session import run
from gradreel.scenes.render.frame import Job


def job_from_bytes(data: bytes) -> Job:
    """Read what is drawn."""
    from gradreel.scenes.app.parcel import job_from_bytes  # noqa: PLC0415, manim reads its settings only now

    return job_from_bytes(data)


if __name__ == "__main__":
    run(job_from_bytes)
