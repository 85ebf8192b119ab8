"""Learns and records, with NumPy only; draws nothing."""
