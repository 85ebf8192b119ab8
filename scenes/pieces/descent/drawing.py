"""All that a descent draws, from the bottom to the top."""

from gradreel.scenes.pieces.descent.facts import DescentFacts
from gradreel.scenes.pieces.descent.first_step import FirstStep
from gradreel.scenes.pieces.descent.lines import add_level_lines, add_opening_words, add_ridge
from gradreel.scenes.pieces.descent.probe import add_probe
from gradreel.scenes.stage.figure.landscape_runs import RunsOnLandscape


def add_descent(runs: RunsOnLandscape, facts: DescentFacts, probe_seconds: float) -> None:
    """Put the landscape on the sheet, then lines, then the paths and their numbers.

    Args:
        runs: on the landscape.
        facts: what may be said of them.
        probe_seconds: how long the point takes that shows what a height means.
    """
    cameras = facts.cameras
    runs.add_landscape()
    add_level_lines(runs)
    add_probe(runs, probe_seconds)
    first = FirstStep(runs, cameras, plain=facts.plain)
    first.add_arrows()
    runs.add_runs()
    if facts.ridge is not None:
        add_ridge(runs, facts.ridge, [cameras.starts, *facts.rests])
    if facts.contrast:
        add_opening_words(runs, [cameras.opening, cameras.solid])
    runs.view.add_haze()
    runs.add_panel()
    first.add_words()
