"""What makes files of `assets/`: run by hand, never by what is installed."""
