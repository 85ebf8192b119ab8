"""Data sets: a table's columns as features and a target, from a file or built in."""

from gradreel.engine.data.dataset import Dataset
from gradreel.engine.data.lookup import load

__all__ = ["Dataset", "load"]
