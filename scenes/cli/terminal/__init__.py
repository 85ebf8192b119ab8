"""What a person's shell asks, and what a terminal is told."""
