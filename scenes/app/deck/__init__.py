"""Decks: scenes as slides, a beat each, for PowerPoint and its like or as one page."""
