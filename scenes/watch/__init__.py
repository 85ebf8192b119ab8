"""Watching a scene while it is written: a page that shows it anew at each save of what it reads."""
