"""Tests of the moves of a film."""
