"""`python -m scenes.drawer`: draws what a cluster's worker is asked for, in its own process."""

from scenes.parcel import job_from_bytes
from scenes.render.session import run

if __name__ == "__main__":
    run(job_from_bytes)
