import math

from tests.engine.definitions import Step

RATE = 0.5


def steps(rate: float) -> Step:
    total = [0.0]

    def step(g: float, _: float) -> float:
        total[0] += g * g
        return rate * g / (math.sqrt(total[0]) + 1e-10)

    return step
