from tests.engine.definitions import Step

RATE = 1e-3


def steps(rate: float) -> Step:
    return lambda g, _: rate * g
