"""Clips that are there already, made to fit a number of bytes."""
