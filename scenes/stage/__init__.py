"""What any scene is built from: type, stories, views of runs, pieces for each library."""
