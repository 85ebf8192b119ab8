"""Recorders that know a library: each imports it when it is asked for, and no other."""
