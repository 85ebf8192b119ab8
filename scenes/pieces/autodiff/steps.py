"""The worked example, -y log sigma(w x), as a tape of simple steps, each with its formulas."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gradreel.engine.autodiff import operations
from gradreel.engine.autodiff.reverse import Tape, Variable
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.autodiff.digits import marked_number, ways_of, written
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.type.arithmetic import worked
from gradreel.scenes.stage.type.typesetting import in_maths


@dataclass(frozen=True, eq=False)
class SimpleStep:
    """A node of the graph: what it computes of the node before it, and its own derivative.

    Attributes:
        node: on the tape, with its value, its local derivative and its adjoint.
        name: its symbol, in Typst's maths.
        expression: what it is, of symbols.
        form: the same of numbers, one for each of `takes`.
        takes: the numbers that go in, what comes from the node before first.
        rule: computes the value of them.
        derivative: of the value in the node before, of symbols.
    """

    node: Variable
    name: str
    expression: str
    form: str
    takes: tuple[float, ...]
    rule: Callable[..., float]
    derivative: str

    @property
    def value(self) -> float:
        """What comes out."""
        return float(self.node.value)

    @property
    def local(self) -> float:
        """Its derivative in the node before."""
        (found,) = self.node.local_derivatives
        return float(found)

    @property
    def adjoint(self) -> float:
        """The derivative of the loss in its value."""
        return float(self.node.adjoint)

    def forward(self) -> str:
        """The step with its numbers in slots, what goes in and last what comes out."""
        made = worked(self.rule, [ways_of(each) for each in self.takes], self.value, written)
        terms = (marked_number(index, shown, "model") for index, shown in enumerate(made.terms))
        result = marked_number(len(self.takes), made.result, "model", bare=True)
        return f"{self.name} = {self.form.format(*terms)} {made.sign} {result}"

    def own_derivative(self) -> str:
        """Its derivative in symbols, and its number in slot 0."""
        number = marked_number(0, written(self.local), "gradient", bare=True)
        if in_maths(written(self.local)) == self.derivative:
            return f"slot0(gradient({self.derivative}))"
        return f"{self.derivative} = {number}"


@dataclass(frozen=True, eq=False)
class WorkedExample:
    """The whole of it.

    Attributes:
        x, y: what is given.
        weight: the node of w.
        steps: from the one that takes w to the loss.
    """

    x: float
    y: int
    weight: Variable
    steps: tuple[SimpleStep, ...]

    @property
    def loss(self) -> SimpleStep:
        """The last step."""
        return self.steps[-1]

    @property
    def probability(self) -> SimpleStep:
        """The step whose value is sigma(w x)."""
        return self.steps[3]

    @property
    def names(self) -> tuple[str, ...]:
        """The symbols of all nodes, w first."""
        return "w", *(each.name for each in self.steps)

    @property
    def whole(self) -> str:
        """The loss as one formula, what each step does in its slot."""
        inner = "(slot3(1)) / (slot2(1 +) slot1(e)^(slot0(-w x)))"
        if self.y:
            return f"fullloss(L) = slot5(-y) slot4(ln) {inner}"
        return f"fullloss(L) = slot6(-(1 - y)) slot5(ln) (slot4(1 -) {inner})"

    def backward(self, index: int) -> str:
        """How the adjoint of the node before a step comes about: three slots of numbers."""
        step = self.steps[index]
        before = self.steps[index - 1].adjoint if index else float(self.weight.adjoint)
        made = worked(
            lambda come, own: come * own,
            [ways_of(step.adjoint), ways_of(step.local)],
            before,
            written,
        )
        come, own = (
            marked_number(place, shown, "gradient") for place, shown in enumerate(made.terms)
        )
        result = marked_number(2, made.result, "gradient", bare=True)
        return f"{derivative_in(self.names[index])} = {come} times {own} {made.sign} {result}"

    def multiplied_out(self) -> str:
        """The derivative in w at once: (p - y) x, of p's and x's numbers in slots."""
        terms = ways_of(self.probability.value), (str(self.y),), (written(self.x),)
        found = float(self.weight.adjoint)
        made = worked(lambda p, y, x: (p - y) * x, terms, found, written)
        p, y, x = made.terms
        result = marked_number(2, made.result, "gradient", bare=True)
        numbers = f"({marked_number(0, p, 'model')} - {y}) times {marked_number(1, x, 'model')}"
        return f"{derivative_in('w')} = (p - y) x = {numbers} {made.sign} {result}"


def derivative_in(name: str) -> str:
    """The derivative of the loss in a node, in one line of Typst's maths."""
    return f"gradient(d L slash d {name})"


def worked_example(run: Trajectory, step: int = 0) -> WorkedExample:
    """Put the loss of a run after some steps on a tape, node by node, and walk that back."""
    data = objective_of(run).dataset
    x, y, w = float(data.features[0, 0]), int(data.target[0]), float(run.parameters[step, 0])
    tape = Tape()
    weight = tape.variable(w, "w")
    steps = [
        SimpleStep(
            operations.multiply(weight, -x), "xi_1", "-w x", "-{} times {}", (w, x), _product, "-x"
        )
    ]

    def then(
        node: Variable, expression: str, form: str, rule: Callable[..., float], own: str
    ) -> None:
        before = steps[-1]
        name = f"xi_{len(steps) + 1}"
        spelled, slope = (each.replace("it", before.name) for each in (expression, own))
        steps.append(SimpleStep(node, name, spelled, form, (before.value,), rule, slope))

    then(operations.exp(steps[-1].node), "e^(it)", "e^({})", np.exp, "e^(it)")
    then(1.0 + steps[-1].node, "1 + it", "1 + {}", lambda it: 1 + it, "1")
    then(1.0 / steps[-1].node, "1 slash it", "1 slash {}", lambda it: 1 / it, "-1 slash it^2")
    if not y:
        then(1.0 - steps[-1].node, "1 - it", "1 - {}", lambda it: 1 - it, "-1")
    then(operations.log(steps[-1].node), "ln it", "ln {}", np.log, "1 slash it")
    steps.append(_loss_of(steps[-1], y))
    steps[-1].node.backward()
    return WorkedExample(x, y, weight, tuple(steps))


def _loss_of(last: SimpleStep, y: int) -> SimpleStep:
    """The loss: minus the logarithm of what the model gives the class that it is."""
    share, outside = (y, "y") if y else (1 - y, "(1 - y)")
    return SimpleStep(
        operations.multiply(last.node, -float(share)),
        "fullloss(L)",
        f"-{outside} {last.name}",
        f"-{share} times {{}}",
        (last.value,),
        lambda it: -share * it,
        f"-{outside}",
    )


def _product(w: float, x: float) -> float:
    return -w * x
