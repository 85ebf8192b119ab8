"""What the story of a race says: sentences that are judged from its records."""

from dataclasses import dataclass

from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.pieces.race.courses import course_of
from gradreel.scenes.pieces.race.ground import goals_of, traps_of
from gradreel.scenes.pieces.race.standings import Standings
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.typesetting import as_given, scientific

PLAIN = 1e-4, 1e4


@dataclass(frozen=True, eq=False)
class RaceWords:
    """Names and numbers for sentences.

    Attributes:
        texts: the scene's.
        standings: of the first race.
    """

    texts: Captions
    standings: Standings

    def short(self, optimizer: str) -> str:
        """An optimizer's name where there is little room."""
        key = f"short_{optimizer}"
        return self.texts.labels.get(key, self.texts.optimizer(optimizer))

    def in_title(self, index: int) -> str:
        """A run's optimizer with a capital, as a sentence begins."""
        words = self.name(index)
        return words[:1].upper() + words[1:]

    def goal(self) -> str:
        """The beat that says what the goal is: one lowest place, several, or as low as may be."""
        count = len(goals_of(self.standings.shown))
        return "goal" if count == 1 else "goals" if count else "lower"

    def rates_key(self, options: RunOptions) -> str:
        """The beat that says where the rates come from."""
        runs = self.standings.runs
        given, course = options["rates"], course_of(runs[0].spec)
        rates = [run.spec.learning_rate for run in runs]
        known = course.rates if course else {}
        if rates == [known.get(run.spec.optimizer_name) for run in runs]:
            return "rates_best"
        return "rates_searched" if given is None else "rates_given"

    def near(self) -> str:
        """How near to the minimum a run has arrived."""
        near = self.standings.near
        return as_given(near) if PLAIN[0] <= near <= PLAIN[1] else scientific(near)

    def other(self, again: Standings) -> tuple[str, dict[str, int]]:
        """The beat that says what the other surface is like, and the numbers of its minima."""
        goals, valleys = len(goals_of(again.shown)), len(traps_of(again.shown))
        return "other_valleys" if valleys else "other", {"goals": goals, "valleys": valleys}

    def axis(self) -> str:
        """The name of the axis of losses."""
        is_known = self.standings.floor_is_known
        return self.texts.label("above_minimum" if is_known else "above_lowest")

    def result_of(self, standings: Standings, prefix: str) -> str:
        """The beat that says who has arrived in the end."""
        count, everyone = len(standings.arrived), len(standings.runs)
        if count == 0:
            return f"{prefix}none"
        if count == everyone:
            return f"{prefix}all"
        others = [index for index in range(everyone) if standings.arrivals[index] is None]
        if count == 1 and all(map(standings.in_another_valley, others)):
            return f"{prefix}one_trapped"
        if not prefix and any(map(standings.is_lost, others)):
            return "some_out"
        return f"{prefix}some"

    def values(self, standings: Standings) -> dict[str, object]:
        """What the sentences about a race's result may name."""
        order, arrivals = standings.order, standings.arrivals
        first = order[0]
        last = standings.arrived[-1] if standings.arrived else order[-1]
        out = [self.name(index) for index in order if standings.is_lost(index)]
        return {
            "out": out[0] if len(out) == 1 else len(out),
            "name": self.name(first),
            "step": arrivals[first],
            "last": self.name(last),
            "last_step": arrivals[last],
            "count": len(standings.arrived),
            "all": len(order),
            "others": len(order) - len(standings.arrived),
            "steps": standings.steps,
        }

    def moral(self, standings: Standings, again: Standings | None) -> str:
        """The beat that says what to remember."""
        if again is None:
            return "moral_here"
        first, then = standings.arrived, again.arrived
        if not first and not then:
            return "moral_here"
        if not first or not then:
            return "moral_lost"
        if first[0] != then[0]:
            return "moral"
        return "moral_same" if first == then else "moral_order"

    def name(self, index: int) -> str:
        """A run's optimizer in words."""
        return self.texts.optimizer(self.standings.runs[index].spec.optimizer_name)
