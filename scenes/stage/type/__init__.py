"""What is written and how: palette, grid, fonts, typesetting, sentences, names, maths."""
