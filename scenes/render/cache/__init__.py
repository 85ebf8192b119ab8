"""What was drawn before, under a key of all that it depends on."""
