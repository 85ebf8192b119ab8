from tests.engine.definitions import Step

RATE = 2e-3


def steps(rate: float) -> Step:
    return lambda g, _: rate * ((g > 0) - (g < 0))
