import math

from tests.engine.definitions import Step

RATE = 0.05


def steps(rate: float) -> Step:
    state = [0.0, 0.0, 0.0]

    def step(g: float, _: float) -> float:
        m, v, t = 0.9 * state[0] + 0.1 * g, 0.999 * state[1] + 0.001 * g * g, state[2] + 1
        state[:] = [m, v, t]
        root = math.sqrt(v / (1 - math.pow(0.999, t)))
        return rate * (m / (1 - math.pow(0.9, t))) / (root + 1e-8)

    return step
