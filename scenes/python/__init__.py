"""What `import gradreel` has for notebooks and scripts: the commands as functions."""
