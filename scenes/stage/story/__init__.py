"""Stories told in beats: one base, and a backend for each library."""
