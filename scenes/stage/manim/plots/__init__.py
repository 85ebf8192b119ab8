"""Axes with what some of them are made of: data, a landscape, boxes that move."""
