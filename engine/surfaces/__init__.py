"""Surfaces over the plane to run an optimizer on: named test functions, or a user's formula."""
