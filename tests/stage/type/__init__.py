"""Tests of what is set: numbers, notation, maths, and whether calculations check."""
