"""Measurements against public tools, each one command."""
