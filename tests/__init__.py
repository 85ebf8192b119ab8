"""Tests in the rooms of what they test."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
