"""A row's way forward through a network: its values enter, one unit is spelled out, all flow on."""

from itertools import chain

from manim import VMobject

from gradreel.scenes.pieces.backprop.plates import shown_activation
from gradreel.scenes.pieces.backprop.telling import PassStory, PassWindows
from gradreel.scenes.stage.manim.motion import appear, to, vanish
from gradreel.scenes.stage.manim.moves.travelling import travels
from gradreel.scenes.stage.manim.workings import slots
from gradreel.scenes.stage.runs import pass_maths as maths


class ForwardStory(PassStory):
    """A story whose first beats send a row's values to the output.

    Attributes:
        verdict: what the network says of the row, beside the output.
        truth: what is so.
    """

    verdict: VMobject
    truth: VMobject

    def enter(self) -> None:
        """The row's numbers go into the network, one of them with how it is scaled."""
        scaled = self.board.scaled_unit()
        values = [self.diagram.value(self.before, 0, unit) for unit in self.units(0)]
        flights = [(label[1], value) for label, value in zip(self.labels, values, strict=True)]
        if scaled is None:
            self.beat("enter")
        else:
            cell = self.board.scaling(self.before, scaled)
            self.beat("enter", self.outlined(cell))
            self.fly_in(cell, [self.labels[scaled][1]])
            self.land(cell, values[scaled])
            del flights[scaled]
        if flights:
            self.play(travels(flights, lag=0.7))

    def spell_out_a_unit(self) -> None:
        """One unit's sum with all its numbers; then its activation, seen at work."""
        unit = self.before.speaking_unit(1)
        into = self.network.edges_into(1, [unit])
        total, activated = self.board.lines(
            maths.unit_sum(self.before, 1, unit), maths.activation(self.before, 1, unit)
        )
        share = self.network.share_into(1)
        weights = [self.diagram.weight(self.before, edge, share) for edge in into]
        bias = self.diagram.bias(self.before, 1, unit)
        self.beat(
            "unit",
            [*self.outlined(total), *appear(*weights, bias)],
            [*self.network.speak_of(into), *vanish(self.verdict, self.truth)],
            activation=self.activation,
        )
        values = [self.network.values[0, edge.source] for edge in into]
        factors = chain.from_iterable(zip((each[1] for each in weights), values, strict=True))
        leaving = dict(zip(range(0, 2 * len(weights) + 1, 2), [*weights, bias], strict=True))
        self.fly_in(total, [*factors, bias[1]], leaving=leaving)
        gone = self.put_away(self.labels)
        z = self.before.pre_activation(1, unit)
        self.play(
            self.focus(self.network.centre(1, unit), window=PassWindows.beside_plate),
            [*gone, *self.network.speak_of([], [(1, unit)])],
            [*self.outlined(activated, keep=True), *self.show_unit_plate(z)],
        )
        found = slots(total)[max(slots(total))]
        self.fly_in(activated, [found], [to(self.plate.number, z)])
        self.land(activated, self.diagram.value(self.before, 1, unit))

    def send_forward(self) -> None:
        """The values flow on, layer by layer, to the output: a sigmoid."""
        gone = [*vanish(self.plate), *self.network.speak_of(None), *self.bring_back()]
        self.beat("forward", gone, self.pull_out(window=PassWindows.above_board))
        for layer in range(1, self.last):
            self.fill_layer(layer)
        label = self.words.class_label(1)
        cell = self.board.cell("output", maths.output(self.before), label=label)
        into, z = self.network.edges_into(self.last), self.before.pre_activation(self.last, 0)
        shown = shown_activation("sigmoid", z, "p", self.theme)
        share = self.network.share_into(self.last)
        self.pointers = [self.diagram.weight(self.before, edge, share) for edge in into]
        self.pointers.append(self.diagram.bias(self.before, self.last, 0))
        self.pulse(
            self.last,
            [self.look_at(into, PassWindows.beside_plate)],
            [*self.outlined(cell), *self.show_plate(shown, 0.0, self.texts.label("sigmoid"))],
            [*self.network.speak_of(into), *self.put_away(self.labels)],
            appear(*self.pointers),
            seconds=0.8,
        )
        self.play(to(self.plate.number, z, run_time=0.6))
        self.fly_in(cell, [self.plate.of_number])
        self.name = self.diagram.probability_name()
        self.land(cell, self.diagram.value(self.before, self.last, 0), appear(self.name))
