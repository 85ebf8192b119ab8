"""What may be said of the derivative and of the step, and the step with its numbers."""

from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.autodiff.digits import marked_number, ways_of, written
from gradreel.scenes.pieces.autodiff.steps import WorkedExample, derivative_in
from gradreel.scenes.stage.type.arithmetic import worked
from gradreel.scenes.stage.type.typesetting import as_given, in_maths


def sign_key(example: WorkedExample) -> str:
    """What the sign of the derivative in w says."""
    return "negative" if float(example.weight.adjoint) < 0 else "positive"


def step_key(run: Trajectory) -> str:
    """What the step did to the loss, as far as it is shown."""
    before, after = (written(float(run.loss[step])) for step in (0, -1))
    if before == after:
        return "step_same"
    return "step_falls" if run.loss[-1] < run.loss[0] else "step_rises"


def step_taken(example: WorkedExample, run: Trajectory) -> tuple[str, str]:
    """The step in w with its numbers in slots, and the loss before it and after."""
    rate, after = run.spec.learning_rate, float(run.parameters[-1, 0])
    before, slope = float(example.weight.value), float(example.weight.adjoint)
    terms = (as_given(before),), (as_given(rate),), ways_of(slope)
    made = worked(lambda w, eta, steep: w - eta * steep, terms, after, written)
    w, eta, steep = made.terms
    numbers = (
        f"{marked_number(0, w, 'model', bare=True)} - {marked_number(1, eta, 'text')} "
        f"times {marked_number(2, steep, 'gradient')}"
    )
    result = marked_number(3, made.result, "model", bare=True)
    first, last = (in_maths(written(float(run.loss[step]))) for step in (0, -1))
    return (
        f"w - eta med {derivative_in('w')} = {numbers} {made.sign} {result}",
        f"fullloss(L) : slot0({first}) arrow.r slot1(fullloss({last}))",
    )
