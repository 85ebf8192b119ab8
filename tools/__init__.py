"""What makes files of `assets/` and `docs/`: run by hand, never by what is installed."""
