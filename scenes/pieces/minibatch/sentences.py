"""Which sentences the facts of the runs allow, and what fills them."""

from gradreel.scenes.pieces.minibatch.line_run import LineRun
from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.stage.runs.objective import lowest_loss
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.typesetting import number_text

TWIN_ENDINGS = ("local", "only", "lowest", "separated", "diverged")
"""Ends of the full-batch twin that have a sentence of their own."""


def twin_key(plane: PlaneRun, before: LineRun | None) -> str:
    """What is said of where the full-batch twin ends.

    Args:
        plane: it and the run on batches.
        before: the runs over a line that were shown before, if any.
    """
    if before is not None and before.trap is not None and plane.twin_is_stuck:
        return "twin_stuck_again"
    ending = plane.twin_verdict.ending
    otherwise = "twin_moving" if lowest_loss(plane.twin) is None else "twin_short"
    return f"twin_{ending}" if ending in TWIN_ENDINGS else otherwise


def crossing_key(plane: PlaneRun) -> str:
    """What is said of the step that leads out of the dip."""
    return "map_downhill" if plane.crosses_downhill else "map_over"


def closing_key(plane: PlaneRun, *, is_whole: bool) -> str:
    """What is said of both ends while the last steps are taken.

    Args:
        plane: the runs.
        is_whole: whether a beat is left for what has been found.
    """
    return "map_found" if plane.finds_high_risk and not is_whole else f"map_{plane.ending}"


def measured_end(plane: PlaneRun, texts: Captions) -> tuple[str, str]:
    """Where the run on batches ends, in the units of the features; its model is a band."""
    names = plane.data.feature_names
    first, second = map(texts.measured, names, plane.end_as_written)
    return first, second


def lows_of_line(line: LineRun) -> dict[str, object]:
    """What sentences about the valleys of a loss are filled with, as far as there are any."""
    found = {"dip": line.dip, "lowest": line.goal}
    return {name: each.at for name, each in found.items() if each is not None}


def facts_of_line(line: LineRun) -> dict[str, object]:
    """What sentences about the end of a run over a line are filled with."""
    run = line.main
    drop = next(iter(run.spec.rate_drops), (0, 1.0))[0]
    return {
        "n": line.data.n,
        "steps": run.n_steps,
        "step": run.n_steps + 1,
        "drop": drop,
        "before": line.rate_text(max(drop - 1, 0)),
        "after": line.rate_text(drop),
        **lows_of_line(line),
    }


def facts_of_plane(plane: PlaneRun, texts: Captions) -> dict[str, object]:
    """What sentences about runs on a surface are filled with."""
    main, twin = plane.main, plane.twin
    found = measured_end(plane, texts) if plane.finds_high_risk else ()
    lowest = lowest_loss(twin)
    return {
        **({} if lowest is None else {"lowest": number_text(lowest, plane.loss_decimals)}),
        **dict(zip(("across", "up"), found, strict=False)),
        "n": plane.data.n,
        "size": main.spec.batch_size,
        "steps": main.n_steps,
        "step": main.n_steps + 1,
        "optimizer": texts.optimizer(main.spec.optimizer_name),
        "crossing": plane.crossing,
        "read": f"{plane.rows_read:,}",
        "read_by_twin": f"{plane.rows_read_by_twin:,}",
        "batches": number_text(float(main.loss[-1]), plane.loss_decimals),
        "full": number_text(float(twin.loss[-1]), plane.loss_decimals),
    }
