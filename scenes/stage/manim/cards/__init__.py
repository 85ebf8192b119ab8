"""The cards of a film: its title, and one before each chapter."""
