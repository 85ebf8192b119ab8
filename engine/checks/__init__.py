"""Whether a record that somebody brings can be what it says: its form, then its numbers."""
