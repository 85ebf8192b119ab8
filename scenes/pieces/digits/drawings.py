"""All that the scene puts on its sheet, as functions of the story's values."""

from collections.abc import Sequence

from matplotlib.artist import Artist

from gradreel.scenes.pieces.digits.flow import Flow
from gradreel.scenes.pieces.digits.matrix import Matrix
from gradreel.scenes.pieces.digits.picture import DigitPicture
from gradreel.scenes.pieces.digits.places import DigitRooms
from gradreel.scenes.pieces.digits.reading import DigitReading
from gradreel.scenes.pieces.digits.telling import Shares, eased
from gradreel.scenes.pieces.digits.wall import Wall
from gradreel.scenes.pieces.digits.words import DigitWords
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.runs.held_out import HeldOut
from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.columns import between


class DigitDrawings:
    """The drawings of one story, added to its sheet from the bottom to the top."""

    def __init__(self, sheet: Sheet, seen: HeldOut, texts: Captions) -> None:
        """Make what all of them share.

        Args:
            sheet: where they will be drawn.
            seen: the run, and the digits that are held out.
            texts: the words.
        """
        self._sheet, self._seen, self._texts = sheet, seen, texts
        self._wall, self._words = Wall(sheet, seen), DigitWords(sheet, texts)

    def add_wall(self, paces: Sequence[PacedRun]) -> None:
        """Add all held-out digits, what they are taken for, and a plate of numbers.

        All of them are of one recorded step at each time. Reads "run" in seconds of the pace that
        "turn" counts; "judged", "counted" and "ringed", which sweep over what they show; and the
        opacities "wall", "matrix" and "plate".
        """
        matrix = Matrix(self._sheet, self._seen, self._texts)
        plate, key = self._words.plate(self._seen), self._words.key_of_wall()

        def record(turn: float, seconds: float) -> int:
            return paces[int(turn)].told(seconds)

        def shares(turn: float, seconds: float) -> Shares:
            return eased(paces[int(turn)], seconds)

        def wall(turn: float, seconds: float, opacity: float, judged: float) -> Sequence[Artist]:
            return self._wall.shown(shares(turn, seconds), opacity, judged)

        def answers(
            turn: float, seconds: float, opacity: float, counted: float
        ) -> Sequence[Artist]:
            return matrix.shown(record(turn, seconds), shares(turn, seconds), opacity, counted)

        def numbers(turn: float, seconds: float, opacity: float) -> Sequence[Artist]:
            return [*plate(record(turn, seconds), opacity), *key(opacity)]

        self._sheet.add(wall, "turn", "run", "wall", "judged")
        self._sheet.add(self._wall.rings, "ringed", "wall")
        self._sheet.add(answers, "turn", "run", "matrix", "counted")
        self._sheet.add(numbers, "turn", "run", "plate")

    def add_reading(self, reading: DigitReading, pace: PacedRun) -> None:
        """Add the digit that is read first, from its first pixel to its place on the wall.

        Reads "read" in seconds of the pace; "reached", "net", "p", "told", "truth"; and of the
        picture "seen", "sized", "written", "numbers", "aside", "small", "picture".
        """
        flow, picture = Flow(self._sheet, reading), DigitPicture(self._sheet, reading.pixels)
        counter, place = self._words.counter(), self._wall.box(reading.row)
        steps = self._seen.run.recorded_steps

        def network(seconds: float, reached: float, opacity: float) -> Sequence[Artist]:
            return flow.drawn(pace.step(seconds), eased(pace, seconds), reached, opacity)

        def answer(seconds: float, p: float, told: float) -> Sequence[Artist]:
            index = pace.told(seconds)
            found = [*flow.probability(index, p), *flow.rings(index, told)]
            return [*found, *counter(int(steps[index]), p)]

        def digit(seen: float, aside: float, small: float, opacity: float) -> Sequence[Artist]:
            box = between(between(DigitRooms.middle, DigitRooms.inputs, aside), place, small)
            return picture.shown(box, seen, opacity)

        def numbers(written: float, opacity: float) -> Sequence[Artist]:
            return picture.numbers(DigitRooms.middle, written, opacity)

        self._sheet.add(network, "read", "reached", "net")
        self._sheet.add(answer, "read", "p", "told")
        self._add_words(reading, "truth", "net")
        self._sheet.add(digit, "seen", "aside", "small", "picture")
        self._sheet.add(self._words.size_of_picture(), "sized")
        self._sheet.add(numbers, "written", "numbers")

    def add_misread(self, reading: DigitReading) -> None:
        """Add a digit that is misread at the run's end: it comes off the wall, and goes back.

        Reads "wrong", "wrong_picture", "wrong_reached", "wrong_net", "wrong_p", "wrong_told".
        """
        flow, picture = Flow(self._sheet, reading), DigitPicture(self._sheet, reading.pixels)
        place, last = self._wall.box(reading.row), len(self._seen.run.recorded_steps) - 1
        step, counter = int(self._seen.run.recorded_steps[last]), self._words.counter()

        def answer(p: float, told: float) -> Sequence[Artist]:
            return [*flow.probability(last, p), *flow.rings(last, told), *counter(step, p)]

        def digit(share: float, opacity: float) -> Sequence[Artist]:
            return picture.shown(between(place, DigitRooms.inputs, share), 1.0, opacity)

        self._sheet.add(
            lambda *values: flow.drawn(last, ((last, 1.0),), *values), "wrong_reached", "wrong_net"
        )
        self._sheet.add(answer, "wrong_p", "wrong_told")
        self._add_words(reading, "wrong_net", "wrong_net")
        self._sheet.add(digit, "wrong", "wrong_picture")

    def _add_words(self, reading: DigitReading, truth: str, net: str) -> None:
        """Add the names of the network's parts and of the digit, by the names of their values."""
        self._sheet.add(self._words.parts_of_network(reading.units), net)
        self._sheet.add(self._words.truth(reading.truth), truth)
