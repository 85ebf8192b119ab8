"""Files: those that a person names, those that are written whole, and temporary ones."""
