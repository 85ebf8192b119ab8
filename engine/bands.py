"""The model of several scenes: a band of high risk, whose centre alone is learned."""

from gradreel.engine.data import load
from gradreel.engine.models import Band
from gradreel.engine.objectives import ModelObjective

BAND_OF_TWO = Band((0.28, 0.7), -2.5, 5.0)
"""Of age and highest heart rate, in standard deviations: 8 % outside and 92 % at the centre."""


def band_of_two() -> ModelObjective:
    """Its loss on the patients, over the age and the heart rate at its centre."""
    return ModelObjective(BAND_OF_TWO, load("heart", ("Age", "MaxHR"), "AHD").standardized())
