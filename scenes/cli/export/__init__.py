"""Commands that bring clips to where they are wanted."""
