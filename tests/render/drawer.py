"""A drawer that draws slides, for the tests; it follows the plan that the opening brings."""

import json
from pathlib import Path

from gradreel.scenes.render.cluster.session import run
from tests.render.jobs import Plan, Talk


def talk_from(data: bytes) -> Talk:
    values = json.loads(data)
    return Talk(Plan(Path(values.pop("log")), **values), read={})


if __name__ == "__main__":
    run(talk_from)
