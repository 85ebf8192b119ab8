from tests.engine.definitions import Step

RATE = 2e-4


def steps(rate: float) -> Step:
    buffer: list[float] = []

    def step(g: float, _: float) -> float:
        buffer[:] = [0.9 * buffer[0] + g] if buffer else [g]
        return rate * buffer[0]

    return step
