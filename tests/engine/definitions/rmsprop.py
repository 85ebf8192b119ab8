import math

from tests.engine.definitions import Step

RATE = 0.01


def steps(rate: float) -> Step:
    average = [0.0]

    def step(g: float, _: float) -> float:
        average[0] = 0.99 * average[0] + 0.01 * g * g
        return rate * g / (math.sqrt(average[0]) + 1e-8)

    return step
