from tests.engine.definitions import Step, adam

RATE = 0.05


def steps(rate: float) -> Step:
    direction = adam.steps(rate)

    def step(g: float, value: float) -> float:
        decayed = value - rate * 0.01 * value
        return value - (decayed - direction(g, decayed))

    return step
