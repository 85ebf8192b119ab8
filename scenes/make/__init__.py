"""What is made of it: clips, films, decks, galleries and pictures, and the key of what is kept."""
