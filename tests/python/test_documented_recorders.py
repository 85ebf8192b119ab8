"""What the page on recorders shows runs as it is printed, and scenes draw what it writes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import gradreel as package
from gradreel import History
from gradreel.scenes.ask import catalog
from tests import ROOT

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
RECORDS = {"torch": 60, "keras": 35, "sklearn": 40, "run": 60}


@pytest.mark.slow
def test_the_examples_of_all_libraries_run_and_are_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "your-training.md").read_text(encoding="utf-8")
    code = "\n".join(BLOCK.findall(page))
    environment = {**os.environ, "KERAS_BACKEND": "torch", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    for name, steps in RECORDS.items():
        found = package.load(f"{name}.npz")
        assert isinstance(found, History)
        assert (found.n_steps, found.outcome) == (steps, "ended")
        assert found.series["loss"][-1] < found.series["loss"][0]
        assert found.regions is not None
        assert len(found.planes) == (0 if name == "sklearn" else 2)
        drawn = package.render("curves", f"{name}.gif", run=found, resolution=(64, 36), fps=1)
        assert [path.read_bytes()[:6] for path in drawn] == [b"GIF89a"]
    for tool in (each.name for each in catalog.entries() if each.place >= catalog.STORY_ENDS):
        (clip,) = package.render(tool, f"{tool}.gif", run="torch.npz", resolution=(64, 36), fps=1)
        assert clip.read_bytes().startswith(b"GIF89a")
