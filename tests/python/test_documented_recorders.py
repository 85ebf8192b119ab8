"""What the page on recorders shows runs as it is printed, and writes what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import gradreel as package
from gradreel import History
from tests import ROOT

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
RECORDS = {"torch": 60, "keras": 35, "sklearn": 40, "run": 60}


@pytest.mark.slow
def test_the_examples_of_all_libraries_run(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "your-training.md").read_text(encoding="utf-8")
    code = "\n".join(BLOCK.findall(page))
    environment = {**os.environ, "KERAS_BACKEND": "torch", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    for name, steps in RECORDS.items():
        found = package.load(tmp_path / f"{name}.npz")
        assert isinstance(found, History)
        assert (found.n_steps, found.outcome) == (steps, "ended")
        assert found.series["loss"][-1] < found.series["loss"][0]
        assert found.regions is not None
        assert len(found.planes) == (0 if name == "sklearn" else 2)
